"""Whoever has protected identity is sent nothing by a way that others may read, whenever that became known."""

from __future__ import annotations

import pytest

from core.application.step import actions as act
from core.errors import Refused
from tests.acceptance.plugins import town_with_plugins
from tests.acceptance.plugins.town_with_plugins import SLUG, Opening, Town, named

WORKS = named("works", may="personal_data network act pages")
"""Brings the channel ``bud``, of which it does not say that nobody else can read it."""
WHY = "Personen har skyddade personuppgifter, och andra kan läsa det som skickas så. Välj ett annat sätt."
ROUTINE = town_with_plugins.ROUTINE.replace(
    "  namn: {type: name, title: Namn}\n",
    "  namn: {type: name, title: Namn}\n"
    "  skyddad: {type: yes_no, title: Har personen skyddade personuppgifter?, protects: yes, optional: yes}\n",
).replace("asks: [personnummer, namn,", "asks: [personnummer, namn, skyddad,")


@pytest.fixture
def town(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(town_with_plugins, "ROUTINE", ROUTINE.replace("by: [bud, epost, sms]", "by: [epost, sms, bud]"))
    return opening(WORKS)


def channels(town: Town) -> dict[str, str]:
    """The ways of the open letter, each with why it cannot be chosen."""
    (step,) = [each for each in town.page().cards if each.title == "Kalla till möte"]
    return {each.id: each.why_not for each in step.channels}


def test_nothing_goes_by_mail_or_sms_to_whoever_is_protected(town: Town) -> None:
    town.start(skyddad="yes", telefon="070-174 06 05", epost="kim@example.com")
    assert channels(town) == {"epost": WHY, "sms": WHY, "bud": ""}
    with pytest.raises(Refused) as refused:
        town.do("kallelse", channel="epost")
    assert refused.value.text == WHY
    town.do("kallelse")
    assert town.page().letters[0].channel == "Bud", "the first of the others is taken when nobody chooses"


def test_the_others_are_sent_their_letters_as_the_routine_says(town: Town) -> None:
    town.start(skyddad="no", telefon="070-174 06 05", epost="kim@example.com")
    assert channels(town) == {"epost": "", "sms": "", "bud": ""}
    town.do("kallelse", channel="bud")
    town.work()
    assert town.history()[-1][1].startswith("Brev 1 har lämnats till mottagaren (bud).")


def test_what_waits_to_go_does_not_go_once_it_is_known(town: Town) -> None:
    town.start(skyddad="no", telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    case = town.office.case(town.case)
    fix = act.CorrectAction(
        command=town.key(), case=town.case, seen=case.seq, fact="skyddad", value="yes", reason="Har ringt"
    )
    town.rutin.submit(SLUG, town.rutin.actor(SLUG, "anna"), fix)
    town.work()
    assert town.history()[-1] == ("Systemet", f"Brev 1 kom inte fram (bud). {WHY}")
    assert town.office.store.incidents() == (), "it will never go that way, and somebody has to send it otherwise"
