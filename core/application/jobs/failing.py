"""Work after the commit that has failed, as people meet it: what was to be done, for which case, why it failed, when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from core import words
from core.application.case.reader import CaseReader, short_number
from core.application.history.telling_beside import channel_words
from core.application.jobs.beside import DELIVER, REACT, SEVERAL, Beside
from core.application.plugins.views import FailedView
from core.application.reading.access import address, is_minutes, may_open, told_of
from core.application.step.office import Office
from core.engine.plan import plan_of
from core.errors import RutinError
from core.errors.catalogue import SENTENCES
from core.model.case import Case
from core.model.people import Actor
from core.plugin_api import failure_in_plain_words
from core.storage.port import Incident

_OWN = {
    "start_call": "Öppna ett ärende som en annan rutin bad om",
    "end_call": "Tala om för ett ärende att det andra är klart",
    "give_places": "Ge en ledig plats till nästa i kön",
    SEVERAL: "Det som tilläggen skulle göra efter ett steg",
}


def failed_view(office: Office, actor: Actor, failed: Incident, now: datetime) -> FailedView:
    """One job that has failed, for the reader."""
    title = ""
    facts: dict[str, str] = {}
    may = False
    try:
        reader = CaseReader(office, actor, office.case(failed.case), now)
        title, may = reader.definition.title, may_answer(office, actor, reader.case)
        facts = {name: fact.title for name, fact in reader.definition.facts.items()}
    except RutinError:  # a case that cannot be read is still to be found
        pass
    kept, told = _Kept.of(failed.error), told_of(office, actor, failed.case)
    plugin, off = kept.plugin or _plugin_of(failed), _is_off(office.beside, failed)
    return FailedView(
        key=failed.key,
        what=what_failed(office.beside, failed),
        plugin="" if off else office.beside.titles.get(plugin, plugin),
        where=" ".join(each for each in (kept.plugin, kept.hook, kept.error, kept.about, kept.place) if each),
        why=_OFF if off else kept.why(facts),
        case=address(office, actor, failed.case),
        case_number=short_number(failed.case) if told else "",
        process_title=title if told else "",
        since=failed.since,
        tries=failed.attempts,
        may=may,
        again=failed.retry_at,
        trying=failed.held and failed.retry_at is not None and failed.retry_at > now,
        off=off,
    )


def may_answer(office: Office, actor: Actor, case: Case) -> bool:
    """Whether the actor may say what becomes of work that has failed: whoever works in the routine, with a case that has come there.

    Raises NotFound when its version of the routine is not at hand.
    """
    works = not actor.roles.isdisjoint(plan_of(office.definition_of(case)).roles)
    return works and (is_minutes(case.process) or may_open(office, actor, case))


def what_failed(beside: Beside, failed: Incident) -> str:
    """What was to be done. The last part of a plugin's job is its reaction or channel; one that is switched off has no title."""
    last = _last(failed)
    if _is_off(beside, failed):
        return "Något som ett avstängt tillägg skulle göra"
    if failed.kind == DELIVER:
        return f"Skicka ett brev ({words.inside(channel_words(last))})"
    if failed.kind == REACT:
        plugin, _, name = last.partition(".")
        return beside.reactions[plugin, name].title
    return _OWN.get(failed.kind, failed.kind)


def _is_off(beside: Beside, failed: Incident) -> bool:
    """Whether the plugin whose reaction it is has been switched off, or does not give it any more."""
    plugin, _, name = _last(failed).partition(".")
    return failed.kind == REACT and (plugin, name) not in beside.reactions


def _last(failed: Incident) -> str:
    return failed.key.rpartition(":")[2]


def _plugin_of(failed: Incident) -> str:
    return _last(failed).partition(".")[0] if failed.kind == REACT else ""


def parts_of(failed: Incident) -> tuple[tuple[str, str], ...]:
    """(hook and name, case) of the plugins' parts that it takes, as incidents name them: its own, and the channel it last failed in."""
    last = _last(failed)
    own = f"rutin_channels.{last}" if failed.kind == DELIVER else f"rutin_reactions.{last.partition('.')[2]}"
    return tuple((part, failed.case) for part in {own, _Kept.of(failed.error).hook} if part)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the store has kept of a failure: class and code, and of a plugin's failure which hook, how, about what and where."""

    code: str
    plugin: str = ""
    hook: str = ""
    error: str = ""
    about: str = ""
    place: str = field(default="", kw_only=True)

    @classmethod
    def of(cls, text: str) -> _Kept:
        """Reads what `core.application.jobs.worker.failure_words` has written."""
        said, _, place = text.partition(" @")
        return cls(*(said.split()[1:6] or ("",)), place=place)

    def why(self, facts: dict[str, str]) -> str:
        """In words; `facts` are titles by id."""
        if not self.error:
            return _sentence(self.code) or f"Det gick inte ({self.code})."
        code, _, fact = self.about.partition(":")
        value = f"Det som skulle stå i ”{facts[fact]}” kan inte stå där." if code == "value" and fact in facts else ""
        return f"Tillägget {failure_in_plain_words(self.error, self.place)}. {value or _sentence(code)}".strip()


def _sentence(code: str) -> str:
    """What a refusal means to somebody who did not ask for it; "" when its own sentence says things that have not been kept."""
    told = _CODES.get(code) or SENTENCES.get(code, "")
    return "" if "{" in told else told


_OFF = "Tillägget är avstängt, så det görs inte."
_CODES = {
    "plugin_ring": "Reaktioner satte i gång varandra och stoppades.",
    "no_channel": "Kommunen har ingen sådan kanal.",
    "not_sent": "Kanalen tog inte emot meddelandet.",
    "one_open_case": "Personen har redan ett öppet ärende av det slaget.",
    "not_now": "Det går inte att göra i ärendet just nu.",
    "ended": "Ärendet är avslutat.",
    "missing_fact": "En uppgift som behövs saknas i ärendet.",
    "no_way": "Inget av villkoren i rutinens val stämmer.",
    "value": "Det som skulle skrivas kan inte stå där.",
    "corrupt_history": "Det som är sparat om det går inte att läsa. Kontakta driften.",
    "no_version": "Den version av rutinen som ärendet följer finns inte kvar, eller går inte att läsa. Kontakta driften.",
}
