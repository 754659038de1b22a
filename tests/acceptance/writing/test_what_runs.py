"""What is written runs as it reads: each of these once passed the check and then did something else, or did not pass at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import ENDS, TOWN, small, sound

CHECKED = """
facts:
  har: {type: yes_no, title: Har kontaktperson}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [har]
  - task: granska
    title: Granska
    role: handlaggare
    asks: [krav]
  - choice: racker
    title: Räcker det
    when:
      - {if: krav, end: klart}
    otherwise: {end: nej}
tables:
  krav:
    title: Krav
    hit: %s
    rows:
      - {row: ifylld, title: Ansökan är ifylld}
      - {row: underskriven, title: Kontaktpersonen har skrivit under, only_if: har}
"""


@pytest.mark.parametrize(
    ("hit", "har", "answers", "end"),
    [
        ("all", "no", "krav.ifylld: yes", "klart"),
        ("all", "no", "krav.ifylld: no", "nej"),
        ("all", "yes", "krav.ifylld: yes, krav.underskriven: no", "nej"),
        ("any", "no", "krav.ifylld: yes", "klart"),
        ("any", "no", "krav.ifylld: no", "nej"),
        ("any", "yes", "krav.ifylld: no, krav.underskriven: yes", "klart"),
        ("{at_least: 2}", "no", "krav.ifylld: yes", "nej"),
        ("{at_least: 2}", "yes", "krav.ifylld: yes, krav.underskriven: yes", "klart"),
        ("{at_least: 1}", "no", "krav.ifylld: yes", "klart"),
    ],
)
def test_a_row_that_is_not_asked_does_not_count(tmp_path: Path, hit: str, har: str, answers: str, end: str) -> None:
    made = sound(tmp_path, CHECKED % hit)
    said = made.play(
        f"""
        story:
          - {{start: ansokan, with: {{har: {har}}}}}
          - {{do: granska, with: {{{answers}}}}}
          - expect: {{ended: {end}}}
        """
    )
    assert said.code == 0, said.text


def test_a_table_of_which_nothing_is_asked_has_nothing_against_it(tmp_path: Path) -> None:
    only_one = CHECKED.replace("      - {row: ifylld, title: Ansökan är ifylld}\n", "")
    for hit, end in (("all", "klart"), ("any", "nej")):
        folder = tmp_path / hit
        folder.mkdir()
        # What one of the two ways never does is told, and here it is meant.
        said = small(folder, only_one % hit).play(
            f"story:\n  - {{start: ansokan, with: {{har: no}}}}\n  - {{do: granska}}\n  - expect: {{ended: {end}}}\n"
        )
        assert said.code == 0, said.text


def test_a_judgement_that_stopped_being_asked_no_longer_counts(tmp_path: Path) -> None:
    said = sound(tmp_path, CHECKED.replace("  - choice:", WAITING) % "all").play(
        """
        story:
          - {start: ansokan, with: {har: yes}}
          - {do: granska, with: {krav.ifylld: yes, krav.underskriven: no}}
          - expect: {tables: {krav: no}, open: [vanta]}
          - {correct: har, to: no, reason: Det finns ingen}
          - expect: {tables: {krav: yes}}
          - {do: vanta}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


WAITING = """  - task: vanta
    title: Vänta
    role: handlaggare
  - choice:"""


def test_a_row_may_ask_whether_something_is_known(tmp_path: Path) -> None:
    made = sound(
        tmp_path,
        """
        facts:
          sen: {type: yes_no, title: Kom den sent, optional: yes}
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
            asks: [sen]
          - choice: niva
            title: Nivå
            when:
              - {if: avgift == 'hog', end: klart}
            otherwise: {end: nej}
        tables:
          avgift:
            title: Avgift
            gives: choice
            choices: {hog: Hög, lag: Låg}
            default: lag
            rows:
              - {row: forsent, title: Kom för sent, if: known(sen) and sen, gives: hog}
        """,
    )
    said = made.play(
        "story:\n  - {start: ansokan}\n  - expect: {ended: nej}\n",
        "story:\n  - {start: ansokan, with: {sen: yes}}\n  - expect: {ended: klart}\n",
    )
    assert said.code == 0, said.text


def test_a_deadline_may_be_a_day_that_is_reckoned(tmp_path: Path) -> None:
    made = sound(
        tmp_path,
        """
        settings:
          senast: {type: date, title: Senast, default: 2026-05-31}
        facts:
          flytt: {type: yes_no, title: Flyttas dagen}
          ny: {type: date, title: Ny dag, only_if: flytt}
          dag: {type: date, title: Sista dagen, is: "flytt ? ny : settings.senast"}
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - phase: allt
            title: Allt
            role: handlaggare
            deadline: {by: dag, warn: 1 week before}
            steps:
              - task: gor
                title: Gör
                asks: [flytt, ny]
              - task: sedan
                title: Sedan
          - end: klart
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )
    said = made.play(
        """
        story:
          - {start: ansokan}
          - expect: {due: {allt: none}}
          - {do: gor, with: {flytt: no}}
          - expect: {due: {allt: 2026-05-31}}
          - {correct: flytt, to: yes, reason: Den flyttas}
          - expect: {due: {allt: 2026-05-31}}
        """,
        """
        story:
          - {start: ansokan}
          - {do: gor, with: {flytt: yes, ny: 2026-06-10}}
          - expect: {due: {allt: 2026-06-10}}
          - {correct: ny, to: 2026-06-12, reason: Fel dag}
          - expect: {due: {allt: 2026-06-12}}
          - {time: 2026-06-13 09:00}
          - expect: {late: [allt]}
        """,
    )
    assert said.code == 0, said.text


DAYS = """
settings:
  senast: {type: date, title: Senast, %s}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: forbered
    title: Förbered
    role: handlaggare
    deadline: {by: 1 month before settings.senast}
  - task: gor
    title: Gör
    role: handlaggare
    deadline: {by: settings.senast}
  - wait: svar
    title: Svar
    role: handlaggare
    for: sokande
    at_most: {until: settings.senast, go: sen}
    end: klart
  - task: sen
    title: För sent
    role: handlaggare
    not_before: 1 week after settings.senast
    end: nej
"""


def test_a_setting_that_is_a_day_stands_where_a_day_stands(tmp_path: Path) -> None:
    said = sound(tmp_path, DAYS % "default: 2026-05-31").play(
        """
        story:
          - {start: ansokan}
          - expect: {due: {forbered: 2026-04-30}}
          - {do: forbered}
          - expect: {due: {gor: 2026-05-31}}
          - {do: gor}
          - {time: 2026-05-31 23:00}
          - expect: {open: [svar]}
          - {time: 2026-06-01 01:00}
          - expect: {open: [sen]}
          - {refused: {do: sen}, why: too_early}
          - {time: 2026-06-07 09:00}
          - {do: sen}
          - expect: {ended: nej}
        """
    )
    assert said.code == 0, said.text


def test_answering_the_question_about_a_day_does_not_break_the_routine(tmp_path: Path) -> None:
    made = small(tmp_path, DAYS % "question: Vilken dag")
    assert made.check().code == 1  # “För sent” cannot be reached while nobody has decided
    said = made.play(
        "story:\n  - {start: ansokan}\n  - expect: {due: {forbered: none}}\n",
    )
    assert "dead-step" in made.check().text, said.text


def test_a_setting_of_the_wrong_kind_is_told_before_anybody_has_decided(tmp_path: Path) -> None:
    said = small(tmp_path, DAYS.replace("type: date", "type: whole_number") % "question: Vilken dag").check()
    assert said.text.count("setting-type settings.senast är av typen whole_number") == 4, said.text


GIVEN_TO = """
facts:
  vem: {type: colleague, title: Vem som utreder%s}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: fordela
    title: Fördela
    role: chef
    asks: [vem]
  - task: utred
    title: Utred
    role: vem
    end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_fact_may_say_which_colleague_does_a_step(tmp_path: Path) -> None:
    said = sound(tmp_path, GIVEN_TO % "").play(
        """
        story:
          - {start: ansokan, by: anna}
          - {do: fordela, by: cilla, with: {vem: bo}}
          - {refused: {do: utred, by: anna}, why: role}
          - {do: utred, by: bo}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


def test_a_colleague_whom_nobody_has_to_name_is_told(tmp_path: Path) -> None:
    between = "  - task: ring\n    title: Ring\n    role: handlaggare\n  - task: utred"
    said = small(tmp_path, GIVEN_TO.replace("  - task: utred", between) % ", optional: yes").check()
    assert "fact-missing" in said.text
    assert "Vem som utreder" in said.text


LIMITS = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: kravbrev
    title: Skicka krav
    role: handlaggare
  - wait: betalning
    title: Betalning
    role: handlaggare
    for: sokande
    at_most: {within: 2 weeks, go: paminn}
    end: klart
  - task: paminn
    title: Påminn
    role: handlaggare
    end: nej
"""


def test_paid_in_time_leads_one_way_and_not_paid_another(tmp_path: Path) -> None:
    said = sound(tmp_path, LIMITS).play(
        """
        story:
          - {start: ansokan}
          - {do: kravbrev}
          - {time: 2026-03-20 09:00}
          - expect: {open: [paminn]}
        """
    )
    assert said.code == 0, said.text


def test_what_waits_beside_does_not_run_out_because_something_else_is_done(tmp_path: Path) -> None:
    """The proof once let every limit that began with the case run out at the first move, and so missed what comes before it."""
    made = small(
        tmp_path,
        """
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - phase: tva
            title: Två saker
            role: handlaggare
            order: any
            until: all
            steps:
              - wait: yttrande
                title: Yttrande
                for: sokande
                at_most: 2 weeks
                outcomes:
                  timed_out: {title: Tiden gick ut}
              - task: utred
                title: Utred
          - choice: kom
            title: Kom yttrandet
            when:
              - {if: "yttrande.outcome == 'come'", go: bemot}
            otherwise: {end: nej}
          - task: bemot
            title: Bemöt yttrandet
            role: handlaggare
            requires:
              - {if: false, else: Det går inte.}
            end: klart
        """,
    )
    said = made.check().text
    assert "dead-end Ärendet fastnar i ”Bemöt yttrandet”" in said
    assert "Utred → Yttrande: Det har kommit" in said or "Yttrande: Det har kommit → Utred" in said


VOTE = """
settings:
  lange: {type: duration, title: Röstningen pågår, %s}
steps:
  - start: forslag
    title: Förslag
    role: handlaggare
  - task: publicera
    title: Publicera
    role: handlaggare
  - wait: rostning
    title: Röstning
    by_hand: no
    at_most: settings.lange
  - task: rakna
    title: Räkna rösterna
    role: handlaggare
    end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_nobody_may_end_a_vote_before_its_time(tmp_path: Path) -> None:
    said = sound(tmp_path, VOTE % "default: 90 days").play(
        """
        story:
          - {start: forslag}
          - {do: publicera}
          - expect: {open: [rostning], tasks: {handlaggare: none}}
          - {refused: {do: rostning}, why: automatic}
          - {time: 2026-06-03 23:00}
          - expect: {open: [rostning]}
          - {time: 2026-06-04 01:00}
          - expect: {open: [rakna]}
        """
    )
    assert said.code == 0, said.text


def test_a_vote_that_nobody_may_end_and_that_has_no_time_is_told(tmp_path: Path) -> None:
    said = small(tmp_path, VOTE % "question: Hur länge").check().text
    assert "wait-shape Ingen får avsluta rostning, och inget annat avslutar den." in said


def test_a_stretch_may_have_its_time_as_its_only_way_out(tmp_path: Path) -> None:
    sound(
        tmp_path,
        """
        steps:
          - start: antagen
            title: Antagen
            role: handlaggare
          - task: borja
            title: Börja
            role: handlaggare
          - phase: stod
            title: Stöd
            role: handlaggare
            at_least: 2 weeks
            at_most: {within: 6 months, end: klart}
            steps:
              - task: samtal
                title: Samtal
                go: again
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )


def test_a_wait_for_a_day_that_only_the_day_ends(tmp_path: Path) -> None:
    said = sound(
        tmp_path,
        """
        facts:
          dag: {type: date, title: Dag}
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
            asks: [dag]
          - wait: dagen
            title: Dagen
            for: dag
            by_hand: no
          - end: klart
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    ).play(
        """
        story:
          - {start: ansokan, with: {dag: 2026-03-09}}
          - {time: 2026-03-08 23:00}
          - expect: {open: [dagen]}
          - {time: 2026-03-09 00:01}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


def test_how_early_a_deadline_warns_may_be_a_setting(tmp_path: Path) -> None:
    sound(
        tmp_path,
        """
        settings:
          innan: {type: duration, title: Varna, default: 2 days}
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - task: svara
            title: Svara
            role: handlaggare
            deadline: {within: 1 week, warn: settings.innan}
            end: klart
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )


def test_a_row_that_was_not_met_first_and_met_later_has_been_seen_both_ways(tmp_path: Path) -> None:
    made = sound(
        tmp_path,
        """
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - task: granska
            title: Granska
            role: handlaggare
            asks: [krav]
          - choice: racker
            title: Räcker det
            when:
              - {if: krav, end: klart}
            otherwise: {go: granska}
        tables:
          krav:
            title: Krav
            hit: all
            rows:
              - {row: ifylld, title: Ansökan är ifylld}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )
    said = made.play(
        """
        story:
          - {start: ansokan}
          - {do: granska, with: {krav.ifylld: no}}
          - {do: granska, with: {krav.ifylld: yes}}
          - expect: {ended: klart}
        """,
        coverage=True,
    )
    assert "inte uppfylld" not in said.text, said.text
    assert "2 av 2 tabellrader" in said.text


ENDED_BY_HAND = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - phase: provtid
    title: Provtiden
    role: handlaggare
    by_hand: yes
    steps:
      - task: ett
        title: Första samtalet
      - task: tva
        title: Andra samtalet
  - task: sammanfatta
    title: Sammanfatta
    role: handlaggare
    end: sluta

ends:
  sluta: {title: Slut, outcome: klart}
"""


def test_a_person_may_end_a_phase_that_says_so_and_its_open_work_closes(tmp_path: Path) -> None:
    said = sound(tmp_path, ENDED_BY_HAND).play(
        """
        story:
          - {start: ansokan}
          - {do: ett}
          - expect: {open: [tva]}
          - {refused: {do: provtid, by: chef}, why: role}
          - {do: provtid}
          - expect: {open: [sammanfatta]}
        """
    )
    assert said.code == 0, said.text


def test_a_phase_that_does_not_say_so_is_ended_by_nobody(tmp_path: Path) -> None:
    body = ENDED_BY_HAND.replace("    by_hand: yes\n", "")
    said = sound(tmp_path, body).play("story:\n  - {start: ansokan}\n  - {refused: {do: provtid}, why: automatic}\n")
    assert said.code == 0, said.text


def test_no_case_begins_before_the_routine_holds(tmp_path: Path) -> None:
    made = sound(tmp_path, "valid_from: 2026-03-06\n" + ENDED_BY_HAND)
    said = made.play(
        """
        story:
          - {refused: {start: ansokan}, why: not_yet}
          - {time: 2026-03-06 00:00}
          - {start: ansokan}
          - expect: {open: [ett]}
        """
    )
    assert said.code == 0, said.text


def test_a_routine_that_is_called_before_it_holds_is_told(tmp_path: Path) -> None:
    made = small(
        tmp_path,
        """
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - call: senare
            title: Den nya rutinen
          - end: klart

        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )
    later = made.folder / "processes" / "senare.yaml"
    text = (made.folder / "processes" / "prov.yaml").read_text(encoding="utf-8")
    text = text.replace("  - call: senare\n    title: Den nya rutinen\n", "")
    later.write_text(text.replace("process: prov", "process: senare\nvalid_from: 2126-01-01"), encoding="utf-8")
    assert (
        "prov.yaml:8:5 call-too-soon Rutinen senare gäller först från 2126-01-01, men kan startas" in made.check().text
    )
    later.write_text(later.read_text(encoding="utf-8").replace("2126", "2020"), encoding="utf-8")
    assert made.check().code == 0


def test_what_is_to_be_compared_with_the_source_is_told_with_its_note(tmp_path: Path) -> None:
    body = ENDED_BY_HAND.replace(
        "        title: Andra samtalet\n",
        "        title: Andra samtalet\n        verify: yes\n        note: Står bara i bilagan.\n",
    )
    said = sound(tmp_path, body).check()
    assert "Andra samtalet: Behöver jämföras med källan. Står bara i bilagan." in said.text
    other = tmp_path / "annan"
    other.mkdir()
    assert "Behöver jämföras" not in sound(other, body.replace("verify: yes", "verify: no")).check().text


def test_a_language_that_nothing_is_shown_in_is_refused(tmp_path: Path) -> None:
    said = small(tmp_path, ENDED_BY_HAND, town=TOWN.replace("language: sv", "language: en")).check()
    assert "municipality.yaml:4:11 bad-value" in said.text


def test_an_event_that_only_a_deadline_raises_needs_nobody_to_note_it(tmp_path: Path) -> None:
    body = """
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - task: besluta
            title: Besluta
            role: handlaggare
            deadline: {within: 1 week, from: ansokan.done, late: {tell: [chef], raise: for_sent}}
            end: klart
        anytime:
          - event: for_sent
            title: Det blev för sent
            steps:
              - task: forklara
                title: Förklara för chefen varför
                role: handlaggare

        ends:
          klart: {title: Klart, outcome: klart}
        """
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: ansokan}
          - {time: 2026-03-12 23:00}
          - expect: {open: [besluta]}
          - {time: 2026-03-13 00:01}
          - expect: {open: [besluta, forklara]}
        """
    )
    assert said.code == 0, said.text
    unraised = tmp_path / "annan"
    unraised.mkdir()
    assert "missing-role" in small(unraised, body.replace(", raise: for_sent", "")).check().text


def test_a_routine_that_holds_from_a_later_day_says_that_it_stands_in_the_way_of_the_one_before(tmp_path: Path) -> None:
    body = """
valid_from: 2999-02-01
steps:
  - {start: inn, title: Start, role: handlaggare}
  - {task: avgor, title: Avgör, role: handlaggare, outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}}
"""
    told = small(tmp_path, body + ENDS).check()
    assert told.code == 0, "it is an advice"
    assert (
        "prov.yaml:4:1 holds-later Råd: Rutinen gäller från 1 februari 2999, och till dess kan inga ärenden öppnas efter den. "
        "Ska den förra versionen gälla till dess: vänta med att byta filen."
    ) in told.text
