"""The ids of the forms on a case page, in one place: the template draws them, and an answer finds its way back to one of them."""

from __future__ import annotations

from core.application.case.views import CasePage, StepCard
from web.rendering import element_id


def form_id(kind: str, thing: str = "") -> str:
    """The id of a form: its kind and what it is about, such as ``steg-samtal-1``."""
    return f"{kind}-{element_id(thing)}" if thing else kind


def card_forms(card: StepCard) -> frozenset[str]:
    """The forms of one step's card. The reader's rights decide which of them are drawn."""
    found = set()
    if card.allowed:
        kind = {"book": "", "offer": "erbjud", "decide": "besluta"}.get(card.action, "steg")
        found |= {form_id(kind, card.instance)} if kind else set()
    if card.may_pass:
        found.add(form_id("hoppa", card.instance))
    found |= {form_id("forlang", deadline.id) for deadline in card.deadlines if deadline.longer}
    if card.advice is not None:
        found.add(form_id("boka", card.instance))
    if card.booking is not None and card.advice is not None:
        found.add(form_id("avboka", card.instance))
    if card.may_assign:
        found |= {form_id("tilldela", card.instance), form_id("taover", card.instance), form_id("lamna", card.instance)}
    return frozenset(found)


def drawn_forms(case: CasePage) -> frozenset[str]:
    """Every form on the page."""
    found = {"anteckning"}
    for card in case.cards:
        found |= card_forms(card)
    found |= {form_id("handelse", event.id) for event in case.events}
    found |= {form_id("ratta", fact.id) for fact in case.facts if fact.field is not None}
    found |= {form_id("samtycke", consent.id) for consent in case.consents if consent.may_change}
    found |= {form_id("noteratid", f"{d.number}-{m.id}") for d in case.decisions if d.may_note for m in d.moments}
    found |= {form_id("forlang", deadline.id) for deadline in case.running if deadline.longer}
    found |= {form_id("bedom", each.step) for each in case.questioned if each.may_judge}
    if case.unanswered:
        found.add("svara")
    if case.redirects:
        found.add("flytta")
    if case.may_protect:
        found.add("skydda")
    if case.may_annul:
        found.add("avsluta")
    return frozenset(found)
