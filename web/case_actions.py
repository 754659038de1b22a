"""From the forms of the case page to actions: which texts go where."""

from __future__ import annotations

from collections.abc import Callable

from core.application.step import actions as act
from web.forms import Posted


def _complete(case: str, posted: Posted) -> act.CaseAction:
    return act.CompleteAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        instance=posted.get("instance"),
        outcome=posted.asked("outcome"),
        values=posted.values(),
        ticks=posted.ticks(),
        day=posted.asked("day"),
        clock=posted.get("clock"),
        reason=posted.get("reason"),
        motivations=posted.under("skal"),
        informed=posted.several("info"),
        consents=posted.under("consent"),
        channel=posted.get("channel"),
        present=posted.several("present"),
        confirmed=posted.confirmed,
        unfilled=posted.unfilled,
        offered=posted.several("erbjudna"),
    )


def _book(case: str, posted: Posted) -> act.CaseAction:
    """A suggested day, or day and clock time, is a radio button; "annan" means the day written beside it."""
    suggested, _, clock = posted.get("suggested").partition("T")
    return act.BookAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        instance=posted.get("instance"),
        day=posted.get("day") if suggested in ("", "annan") else suggested,
        clock=clock or posted.get("clock"),
        place=posted.get("place"),
        reason=posted.get("reason"),
        channel=posted.get("channel"),
        confirmed=posted.confirmed,
        unfilled=posted.unfilled,
    )


def _unbook(case: str, posted: Posted) -> act.CaseAction:
    return act.UnbookAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        instance=posted.get("instance"),
        reason=posted.get("reason"),
    )


def _raise(case: str, posted: Posted) -> act.CaseAction:
    return act.RaiseAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        event=posted.get("event"),
        values=posted.values(),
        motivations=posted.under("skal"),
        unfilled=posted.unfilled,
    )


def _correct(case: str, posted: Posted) -> act.CaseAction:
    fact = posted.get("fact")
    return act.CorrectAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        fact=fact,
        value=posted.values().get(fact, ""),
        reason=posted.get("reason"),
    )


def _answer(case: str, posted: Posted) -> act.CaseAction:
    return act.AnswerAction(
        command=posted.command, case=case, seen=posted.seen, values=posted.values(), motivations=posted.under("skal")
    )


def _note(case: str, posted: Posted) -> act.CaseAction:
    return act.NoteAction(command=posted.command, case=case, seen=posted.seen, text=posted.get("text"))


def _assign(case: str, posted: Posted) -> act.CaseAction:
    return act.AssignAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        instance=posted.get("instance"),
        person=posted.get("person"),
    )


def _protect(case: str, posted: Posted) -> act.CaseAction:
    return act.ProtectAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        on=posted.get("skyddad") == "ja",
        reason=posted.get("reason"),
    )


def _annul(case: str, posted: Posted) -> act.CaseAction:
    return act.AnnulAction(command=posted.command, case=case, seen=posted.seen, reason=posted.get("reason"))


def _pass(case: str, posted: Posted) -> act.CaseAction:
    return act.PassAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        instance=posted.get("instance"),
        reason=posted.get("reason"),
    )


def _offer(case: str, posted: Posted) -> act.CaseAction:
    return act.OfferAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        instance=posted.get("instance"),
        values=posted.values(),
        ticks=posted.ticks(),
        motivations=posted.under("skal"),
        reason=posted.get("reason"),
    )


def _approve(case: str, posted: Posted) -> act.CaseAction:
    return act.ApproveAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        instance=posted.get("instance"),
        answer=posted.get("svar"),
        reason=posted.get("reason"),
        unfilled=posted.unfilled,
    )


def _consent(case: str, posted: Posted) -> act.CaseAction:
    return act.ConsentAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        consent=posted.get("samtycke"),
        given=posted.get("given") == "yes",
        until=posted.get("until"),
    )


def _moment(case: str, posted: Posted) -> act.CaseAction:
    return act.MomentAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        step=posted.get("step"),
        moment=posted.get("moment"),
        day=posted.get("day"),
        clock=posted.get("clock"),
        just_now=False,
    )


def _lengthen(case: str, posted: Posted) -> act.CaseAction:
    return act.LengthenAction(
        command=posted.command,
        case=case,
        seen=posted.seen,
        deadline=posted.get("deadline"),
        reason=posted.get("reason"),
        added=posted.get("added"),
    )


def _redirect(case: str, posted: Posted) -> act.CaseAction:
    return act.RedirectAction(
        command=posted.command, case=case, seen=posted.seen, to=posted.get("to"), reason=posted.get("reason")
    )


def _judge(case: str, posted: Posted) -> act.CaseAction:
    return act.JudgeAction(
        command=posted.command, case=case, seen=posted.seen, step=posted.get("step"), reason=posted.get("reason")
    )


ACTIONS: dict[str, Callable[[str, Posted], act.CaseAction]] = {
    "steg": _complete,
    "boka": _book,
    "avboka": _unbook,
    "handelse": _raise,
    "ratta": _correct,
    "svara": _answer,
    "anteckning": _note,
    "tilldela": _assign,
    "skydda": _protect,
    "avsluta": _annul,
    "hoppa": _pass,
    "erbjud": _offer,
    "besluta": _approve,
    "samtycke": _consent,
    "noteratid": _moment,
    "forlang": _lengthen,
    "flytta": _redirect,
    "bedom": _judge,
}
"""The last part of a form's address and what it asks for."""
