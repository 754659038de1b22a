"""The one catalogue of sentences people read when something is refused or fails: code -> Swedish text.

Each sentence says what is wrong and what to do instead. Placeholders are filled from the error's details.
"""

from __future__ import annotations

from collections.abc import Mapping

_NO_CASE = "Ärendet finns inte i {municipality}, eller så får du inte läsa det. Kontrollera numret, eller fråga den som gav dig det."
"""One sentence for what is not there and for what somebody may not read: that a case is there may itself be secret."""

SENTENCES: dict[str, str] = {
    # commands that are refused (docs/reference/errors.md)
    "refused": "Det gick inte att göra. Gå tillbaka till ärendet och försök igen.",
    "key_reused": "Formuläret har redan skickats med annat innehåll. Ladda om sidan och försök igen.",
    "stale": "Ärendet har ändrats sedan du öppnade sidan. Läs vad som har ändrats och försök igen. Har du skrivit något finns det kvar.",
    "ended": "Ärendet är avslutat. Du kan fortfarande rätta uppgifter och skriva anteckningar.",
    "not_open": "Steget är inte öppet längre. Gå tillbaka till ärendet och se vad som är nästa steg.",
    "role": "Det här steget görs av {roles}. Be någon med den rollen, eller lämna över ärendet.",
    "needed_fact": "”{title}” behövs i ärendet och kan inte tas bort. Skriv det rätta svaret.",
    "missing_fact": "Fyll i {title}.",
    "unanswered": "Ett tillägg svarar inte. Svara själv på {title} och skriv varför.",
    "value": "{reason}",
    "outcome": "Välj ett av alternativen.",
    "requires": "{reason}",
    "ticks": "Bocka av alla punkter i checklistan först.",
    "not_booked": "Boka en tid först, sedan kan mötet genomföras.",
    "too_early": "{reason}",
    "in_future": "Tidpunkten har inte inträffat än. Ange en tid som har varit.",
    "before_start": "Tidpunkten ligger före ärendets start. Ange en senare tid.",
    "clock_behind": "Datorns klocka verkar gå fel: den visar en tid före ärendets start. Inget har sparats. Kontakta driften.",
    "before_opened": "Steget öppnades {moment}. Ange en senare tid, eller lämna tomt om det var nyss.",
    "slot_past": "Tiden har redan varit. Välj en kommande tid.",
    "outside_window": "{reason} Välj en annan tid, eller skriv varför tiden ändå ska gälla.",
    "not_now": "Det går inte att göra i ärendet som det är nu. Läs in sidan på nytt och se vad som går att göra.",
    "automatic": "Steget sköts av systemet och kan inte utföras för hand.",
    "runaway": "Rutinen gick runt i en slinga och stoppades. Inget har sparats. Kontakta den som äger rutinen.",
    "no_way": "Inget av villkoren i rutinens val stämmer, så ärendet kan inte gå vidare. Inget har sparats. Kontakta den som äger rutinen.",
    "four_eyes": "Du får inte göra det här steget eftersom du {did}. En kollega behöver göra det.",
    "four_eyes_moved": "Du får inte göra det här steget eftersom du {did}. En kollega behöver göra det.",
    "four_eyes_theirs": "{name} får inte göra det här steget eftersom hen {did}. Välj någon annan.",
    "four_eyes_passed": "”{step}” ska göras av någon annan än den som gör ”{other}”. "
    "Flytta ärendet högst till ”{to}” och låt en kollega ta vid.",
    "named": "Det här steget har {person}. Ta över det först om du ska göra det.",
    "named_nobody": "Ingen har det här steget än. Ta hand om det först om du ska göra det.",
    "same_person": "Det här steget görs av den som gjorde ”{step}”. Be den kollegan göra det.",
    "already_booked": "Personen är redan bokad {slot}. Välj en annan gång, eller låt bokningen vara.",
    "no_session": "{series} har ingen träff då. {then}",
    "times_booked": "{series} har bokade tider den dagen. Ställ in tiderna under Grupper först, så får de bokade en ny tid.",
    "session_full": "{series} {slot} är full. {then}",
    "not_listed": "{name} är inte bokad på träffen. Boka personen på ärendets sida först, så syns hen här.",
    "noted_already": "Närvaron är redan noterad, så som det står i listan. Är det fel: välj Rätta.",
    "agenda_changed": "Någon annan har ändrat samma del av dagordningen. Det du skrev finns kvar: läs vad som står där nu och spara igen.",
    "meeting_closed": "Mötet är avslutat, så inget mer kan skrivas i det. Skriv på nästa möte i stället.",
    "meeting_written": "Någon har redan skrivit i mötets dagordning, så mötet kan inte tas bort.",
    "no_forum": "Mötet finns inte i {municipality}. Gå till Samverkan och välj i listan.",
    "quorum": "Mötet är hållet när {needed} av {called} kallade var med. Det saknas {roles}. Bocka av dem som var med, eller boka om.",
    "no_series": "Gruppen finns inte i {municipality}. Gå till Grupper och välj i listan.",
    "full": "Alla platser är tagna. Välj en annan tid eller en annan plats.",
    "amount": "Antalet ska vara ett tal från 0. Rätta det och försök igen.",
    "overdrawn": "{title}: {amount} är för mycket, det finns {left} kvar. {instead}",
    "given_back": "{title}: det finns bara {used} att lämna tillbaka.",
    "before_account": "{title}: kontot började {day}. Välj en senare dag.",
    "days_backwards": "{title}: den sista dagen ligger före den första. Rätta dagarna.",
    "days_taken": "{title} har redan tagits ut för {days}. Välj andra dagar, eller lämna tillbaka dem först.",
    "days_not_taken": "{title} har inte tagits ut för {days}. Bara dagar som är uttagna kan lämnas tillbaka.",
    "one_open_case": "Personen har redan ett öppet ärende av det här slaget. Fortsätt i det i stället.",
    "motivation": "Skriv en motivering: {title}.",
    "deviates": "Rutinen föreslår {title}. Skriv varför du väljer något annat.",
    "informed": "Notera att informationen är lämnad: ”{title}”.",
    "channel": "{reason}",
    "channel_protected": "Personen har skyddade personuppgifter, och andra kan läsa det som skickas så. Välj ett annat sätt.",
    "no_power": "Enligt delegationsordningen har ingen här rätt att fatta det här beslutet. Lyft det till nämnden.",
    "no_law": "{reason}",
    "presented": "Beslutet är redan framlagt. Vänta tills den som beslutar har svarat.",
    "not_presented": "Det finns inget framlagt förslag att ta ställning till. Lägg fram beslutet först.",
    "not_optional": "Steget ska göras och kan inte hoppas över.",
    "not_offered": "Ärendet har inte erbjudits än. Erbjud det först, sedan kan mottagaren svara.",
    "already_offered": "Ärendet är redan erbjudet. Vänta på mottagarens svar.",
    "form_changed": "Rutinen har ändrats sedan du öppnade formuläret, och {what} frågas inte längre. Det du skrev där står nedanför. "
    "Läs igenom formuläret och skicka det igen.",
    "start_closed": "{when} Öppna det då, eller skriv varför det öppnas nu.",
    "not_yet": "Ärenden kan öppnas på det här sättet från och med {day}.",
    "no_earlier": "Personen har inget tidigare ärende som det här kan följa på. Öppna ett vanligt ärende i stället.",
    "cannot_migrate": "Ärendet kan inte gå över till den nya versionen av rutinen. {reason}",
    "no_such_place": "Ärendet kan inte flyttas till det steget. Välj ett steg i en del av rutinen som pågår.",
    "not_longer": "Fristen kan inte förlängas enligt rutinen, eller är redan förlängd.",
    "person": "Personen finns inte bland kommunens medarbetare. Välj någon i listan.",
    "wrong_role_person": "{name} har inte den roll som steget kräver. Välj någon som är {roles}.",
    # lookups
    "not_found": "Det du söker finns inte här.",
    "no_folder": "Mappen {folder} finns inte. Ange med --data mappen där databaserna och nycklarna ligger.",
    "no_database": "Kommunen {slug} finns inte i {folder}: där finns ingen {slug}.db. Kontrollera kommunens namn och mappen efter --data.",
    "no_files": "Kommunen {slug} finns inte i {configs}: där finns ingen mapp {slug} med municipality.yaml. Kontrollera kommunens namn och "
    "mappen efter --configs.",
    "no_municipality": "Kommunen {slug} finns inte i Rutin. Välj en av kommunerna i listan.",
    "no_process": "Rutinen {process} finns inte i {municipality}. Välj en rutin i listan.",
    "no_case": _NO_CASE,
    "no_case_number": "Inget ärende i {municipality} har det numret. Kontrollera det.",
    "no_version": (
        "Den version av rutinen som ärendet följer finns inte kvar, eller går inte att läsa. Inget har ändrats. Kontakta driften: "
        "i loggen står vilken det är, och säkerhetskopian av mappen versions har den."
    ),
    "no_register": "Registret finns inte i {municipality}. Välj ett register i menyn.",
    "no_resource": "Platserna finns inte i {municipality}. Gå till Platser och välj i listan.",
    "duty_role": "Jouren fylls i av {roles}. Be någon med den rollen.",
    "register_role": "Registret läses av {roles}. Be någon med den rollen.",
    "case_role": _NO_CASE,
    "page_role": "Sidan visas för {roles}. Be någon med den rollen.",
    "report_role": "Rapporten läses av {roles}. Be någon med den rollen.",
    "report_cases_role": "Ärendena bakom talen öppnas av {roles}. Be någon med den rollen.",
    "report_too_large": "Rapporten skulle räkna {count} ärenden, men högst {most} går. Välj en kortare period.",
    "report_overfull": "Tillägget {plugin} räknade fram en för stor rapport. Högst {lines} rader och {columns} kolumner går att visa. "
    "Tala om det för den som sköter tillägget. Felet står under Driftstörningar.",
    "report_unreadable": "Rapporten kan inte räknas: ärende {number} kan inte läsas, och utan det blir talen fel. Kontakta driften.",
    "rota_silent": "Tillägget {plugin} kan inte fylla i jouren just nu, och inget har sparats. Välj dagarna själv, eller försök igen "
    "om en stund. Felet står under Driftstörningar.",
    "report_silent": "Tillägget {plugin} kan inte räkna rapporten just nu. Försök igen om en stund. Felet står under Driftstörningar.",
    "no_report": "Rapporten finns inte i {municipality}. Gå till Rapporter och välj i listan.",
    "no_period": "Perioden går inte att läsa. Välj en i listan, eller skriv den som {example}.",
    "no_start": "Här finns inget ärende som du kan öppna. Välj ett av ärendena i listan Nytt ärende.",
    "no_page": "Sidan finns inte. Gå till dina uppgifter i stället.",
    # storage
    "storage": "Det gick inte att spara. Inget har ändrats. Försök igen om en stund.",
    "storage_full": "Disken är full, så inget kunde sparas. Inget har ändrats. Kontakta driften.",
    "storage_locked": "Databasen är upptagen av ett annat program. Inget har ändrats. Försök igen om en stund.",
    "version_clash": "Någon annan hann före i ärendet. Försök igen.",
    "corrupt_history": "Ärendets historik kan inte läsas ({reason}). Kontakta driften; inget har ändrats.",
    "case_erased": "Ärendet är gallrat. Det som stod i det är borta för alltid och kan inte läsas. Behövs ett ärende igen öppnas ett nytt.",
    "case_busy": "Ärendet är inte avslutat, eller något i det väntar på att göras. Det gallras inte förrän det är klart.",
    "wrong_key": "Databasen är krypterad med en annan nyckel än kommunens nyckelfil i datamappen. Lägg tillbaka den nyckelfil som hör till "
    "databasen från dess säkerhetskopia, eller kontakta driften.",
    "key_damaged": "Nyckelfilen {file} går inte att läsa: den ska vara en rad med 64 tecken (0–9 och a–f). Ingen ny nyckel har gjorts. "
    "Lägg tillbaka nyckelfilen från dess egen säkerhetskopia.",
    "key_closed": "Nyckelfilen {file} får inte läsas av den användare som Rutin körs som. Inget har ändrats. Gör användaren till filens "
    "ägare, och låt bara ägaren läsa den (chmod 600).",
    "key_missing": "Nyckelfilen {file} saknas, och utan den går databasen inte att läsa. Ingen ny nyckel har gjorts. "
    "Lägg tillbaka nyckelfilen från dess egen säkerhetskopia.",
    "storage_damaged": "Databasen går inte att läsa: den är skadad eller ofullständig. Inget har ändrats. "
    "Lägg tillbaka databasen från den senaste säkerhetskopian.",
    "row_damaged": "En rad i databasen är skadad, så det här går inte att visa. Inget har ändrats. Kontakta driften, som kör "
    "rutin audit verify: det säger vad som är skadat och vad som ska göras.",
    "storage_closed": "Databasen går inte att öppna eller skriva i. Inget har ändrats. Kontakta driften, som ser till att datamappen och "
    "databasens filer får läsas och skrivas.",
    "storage_empty": "Databasen {file} saknas eller är tom, fast kommunen har en nyckelfil. Inget har ändrats. Troligen är den kopierad "
    "medan Rutin var igång, utan {file}-wal. Stoppa Rutin där databasen finns och kopiera {file} igen, tillsammans med {file}-wal om den "
    "finns, eller lägg tillbaka en säkerhetskopia. Är kommunen ny och har aldrig haft några ärenden: ta bort nyckelfilen och {file}, "
    "och starta igen.",
    "anothers_database": "Databasen hör till kommunen {whose}, fast filen heter {slug}.db. Inget har ändrats. Lägg tillbaka den databas "
    "och den nyckelfil som hör till {slug}. Den här databasen ska heta {whose}.db, och dess nyckelfil {whose}.key.",
    "storage_older": "Databasen är skriven av en äldre version av Rutin än den här, och det här kommandot ändrar inget i den. Ta en "
    "säkerhetskopia, starta Rutin med den en gång, så förs den över, och kör kommandot igen.",
    "storage_newer": "Databasen är skriven av en nyare version av Rutin än den här. Uppgradera Rutin.",
    "retention_future": "Det går inte att gallra för en dag som inte har kommit ({day}). Ta bort --as-of, eller prova med --dry-run.",
    # letters
    "letter_pdf": "Brevet gick inte att göra till pdf. Inget har ändrats. Kontakta driften.",
    "letter_incomplete": "Brevet kan inte skickas: {missing} saknas.",
    "no_letter": "Brevet finns inte i ärendet. Gå till ärendet och välj ett av breven där.",
    # start
    "port_wrong": "Porten {port} finns inte. Ange med --port ett tal från 0 till {last}, till exempel --port 8000.",
    "port_taken": "Porten {port} används redan av ett annat program. Stäng det, eller välj en annan port, till exempel --port {other}.",
    "port_refused": "Rutin får inte använda porten {port} på den här datorn. Välj en port över 1023, till exempel --port {other}.",
    "host_wrong": "Rutin kan inte svara på adressen {host}, för den hör inte till den här datorn. Ange en annan med --host, "
    "till exempel --host 127.0.0.1.",
    "start_full": "Rutin kan inte starta, för det finns inte plats i mappen {folder}: disken är full. Frigör utrymme, "
    "eller ange en annan mapp med --data.",
    "start_folder": "Rutin kan inte starta, för det går inte att spara i mappen {folder}. Kontrollera att den finns och får skrivas i, "
    "eller ange en annan mapp med --data.",
    "closed_folder": "Det går inte att läsa eller spara kommunens filer i mappen {folder}. Kontrollera att de får läsas och skrivas, och "
    "att disken inte är full.",
    "open_to_others": "Andra på datorn än den som Rutin körs som får läsa {files} i mappen {folder}. Ta bort deras rätt: chmod 600.",
    "nobodys_database": "I mappen {folder} finns {file}, men ingen kommun i {configs} heter så, så ingen arbetar i den databasen. "
    "Har kommunens mapp bytt namn, så byt tillbaka. Annars är --data eller --configs en annan mapp än förut.",
    "not_a_demo": "I mappen {folder} finns databaser som demon inte har gjort. I demon får vem som helst göra allt, så den öppnar dem "
    "inte. Ange en annan mapp med --data, eller ingen.",
    "start_temporary": "Rutin kan inte starta, för datorns mapp för tillfälliga filer finns inte eller går inte att skriva i. Ange en mapp "
    "som går att skriva i med TMPDIR (TEMP i Windows), till exempel TMPDIR=/var/tmp.",
    "configuration": "Rutin kan inte starta: {reason}",
    "plugin_command": "Tilläggets kommando kan inte köras: {reason}",
    "plugin_ring": "Tillägget {plugin} stoppades: reaktioner sätter i gång varandra ({about}).",
    "no_channel": "Ingen kanal heter {channel} i den här kommunen. Slå på tillägget som har den, eller skicka på annat sätt.",
    "not_sent": "{reason}",
    "plugin": "Tillägget {plugin} följer inte sitt kontrakt: {reason}",
    "invalid_input": "Det finns något att rätta i formuläret.",
    "command_failed": "Kommandot stannade av ett fel i Rutin ({error}). Skicka det som står här till den som sköter Rutin:",
    "internal": "Något gick fel hos oss. Inget har ändrats. Försök igen, och kontakta driften om det upprepas.",
}


class _Blank(dict[str, object]):
    """Lets a sentence be shown even when a detail is missing; the gap is then visible as the placeholder's name."""

    def __missing__(self, key: str) -> str:
        return f"⟨{key}⟩"


def sentence(code: str, details: Mapping[str, object]) -> str:
    """The Swedish sentence of `code`, filled with `details`; an unknown code shows itself rather than nothing."""
    template = SENTENCES.get(code)
    return code if template is None else template.format_map(_Blank(details))
