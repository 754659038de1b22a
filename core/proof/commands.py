"""What the kernel is told for each move: the commands that carry it out, by somebody who may do everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from core.model import commands as cmd
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.people import SYSTEM, Actor
from core.model.steps import Call, Start
from core.model.values import Value
from core.proof.abstract import WHO
from core.proof.called import Called
from core.proof.clock import NOW
from core.proof.form import Form
from core.proof.moves import Move
from core.proof.oracle import Oracle


class Commands:
    """Makes a move's commands. `roles` are those of whoever does it; what its form leaves open the oracle says."""

    def __init__(
        self, definition: ProcessDefinition, called: Called, roles: frozenset[str], form: Form, oracle: Oracle
    ) -> None:
        self._d, self._called, self._form, self._oracle = definition, called, form, oracle
        self._actor = Actor(WHO, roles, WHO)

    def of(self, case: Case, move: Move) -> Iterator[cmd.Command]:
        """The commands of a move that is not the clock's, in order; each is made when the one before has been carried out."""
        who, at, name = self._actor, NOW, case.id
        if move.books:  # before the form is filled in: until then what was answered holds
            yield cmd.Book(id="k", case=name, actor=who, at=at, instance=move.subject, slot=NOW, reason=WHO)
        facts = self._form.fill(case, move.asks)
        because = dict.fromkeys(facts, WHO)
        if move.kind in ("start", "called"):
            start = self._d.steps[move.subject]
            caller = move.kind == "called" or (isinstance(start, Start) and start.only_called)
            yield cmd.StartCase(
                id="k", case=name, actor=SYSTEM if caller else who, at=at, process=self._d.id, start=move.subject,
                facts=facts, motivations=because, reason=WHO,
            )  # fmt: skip
        elif move.kind == "do":
            yield self._complete(name, move, facts)
        elif move.kind == "raise":
            yield cmd.Raise(id="k", case=name, actor=who, at=at, event=move.subject, facts=facts, motivations=because)
        elif move.kind == "pass":
            yield cmd.Pass(id="k", case=name, actor=who, at=at, instance=move.subject, reason=WHO)
        elif move.kind == "offer":
            yield cmd.Offer(
                id="k", case=name, actor=who, at=at, instance=move.subject, facts=facts, motivations=because
            )
        elif move.kind == "approve":
            yield cmd.Approve(
                id="k",
                case=name,
                actor=replace(who, id=f"{WHO}2"),
                at=at,
                instance=move.subject,
                yes=move.outcome == "yes",
                reason=WHO,
            )
        elif move.kind == "grant":
            resource = case.places[move.subject].resource
            yield cmd.Grant(id="k", case=name, actor=SYSTEM, at=at, instance=move.subject, resource=resource)
        elif move.kind == "note":
            yield cmd.RecordMoment(id="k", case=name, actor=who, at=at, step=move.step, moment=move.outcome or "")
        elif move.kind == "return":
            yield self._return(name, move)

    def _return(self, name: str, move: Move) -> cmd.CallEnded:
        step, end = self._d.steps[move.step], move.outcome or ""
        callee = self._called.get(step.process) if isinstance(step, Call) else None
        sure = callee.endings.get(end, frozenset()) if callee is not None else frozenset()
        facts = self._form.take_over(step.gives, sure) if isinstance(step, Call) else {}
        return cmd.CallEnded(id="k", case=name, actor=SYSTEM, at=NOW, instance=move.subject, end=end, facts=facts)

    def _complete(self, name: str, move: Move, facts: Mapping[str, Value]) -> cmd.Complete:
        step = self._d.steps[move.step]
        return cmd.Complete(
            id="k", case=name, actor=self._actor, at=NOW, instance=move.subject, outcome=move.outcome, facts=facts,
            reason=WHO, motivations=dict.fromkeys(facts, WHO),
            consents={c: self._oracle.choose(2) == 0 for c in step.consents},
            present=frozenset(step.called),
        )  # fmt: skip
