"""Plays a story: each step by the person and at the time it names, through the very actions of the product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.accounts.actors import actor_of
from services.accounts.queries import user_named
from services.cases.rules import family_of
from services.core.access import ANONYMOUS, Actor, ActorKind, permitted, visible
from services.core.actions import ACTIONS
from services.core.audit import Source, acting_through
from services.core.database import Row, db
from services.core.errors import ErrorCode, Problem
from services.core.files.staging import Staged
from services.core.words import _l
from services.scenario.beside import staged_from
from services.scenario.binding import Binder
from services.scenario.finding import finders
from services.scenario.queries import trace
from services.scenario.slots import slots_of
from services.scenario.story import Step, Story
from services.scenario.world import set_up
from services.units.models import Unit

MEMBER = "member:"
NOBODY = "anonymous"

Obvious = Callable[[Step], Any]
_FAMILY: Obvious = lambda step: family_of(step.fields.get("categories") or ()).value  # noqa: E731  (an entry of a table)

OBVIOUS: Mapping[str, Mapping[str, Any]] = {
    "contact.log": {"channel": "hotline"},
    "case.submit": {"categories": [], "family": _FAMILY},
    "case.register": {"categories": [], "family": _FAMILY, "channel": "visit"},
    "case.accept": {"difficulty": "ordinary"},
    "case.take": {"handler": lambda step: step.by},
    "case.reply": {"outcome": "resolved"},
    "case.check": {"passed": True},
    "case.dispatch": {"mode": "refer"},
    "recovery.agree": {"kind": "other"},
    "recovery.pay": {"kind": "other"},
}
"""What a field means that a story leaves out and the verb itself insists on."""


class Player:
    """A story on its way: what it has named so far, and the receipts that its members hold."""

    def __init__(self, story: Story, source: Source = Source.SCENARIO) -> None:
        self.story = story
        self.source = source
        self.named: dict[str, Any] = {}
        self.members: dict[str, Actor] = {}

    def play(self) -> None:
        """Sets up the world and takes every step. Raises Problem at the first that goes otherwise than told."""
        steps = self.story.steps
        with acting_through(self.source):
            if steps:
                set_up(self.story, steps[0].at)
            for step in steps:
                self.take(step)

    def take(self, step: Step) -> None:
        """One step: done and its result named, or refused exactly as the story says."""
        before = trace() if step.fails else {}
        try:
            made = self._do(step)
        except Problem as refusal:
            _must_be_told(step, refusal)
            if trace() != before:
                raise _otherwise(step, _l("被拒绝了，却留下了改动。")) from refusal
            return
        if step.fails:
            raise _otherwise(step, _l("应当被拒绝（%(code)s），却办成了。", code=step.fails.value))
        self._remember(step, made)

    def _do(self, step: Step) -> Any:
        verb, actor = ACTIONS[step.do], self._actor(step)
        slots, told = slots_of(verb), self._told(step, actor)
        binder = Binder(self.named, finders(), {Staged: lambda name: staged_from(self.story.folder, name, step.at)})
        subject = binder.thing("of", slots[0].hint, step.of) if step.of else binder.filled(slots[0], told)
        try:
            arguments = binder.arguments(slots[1:], told)
        except Problem:
            _refuse_the_actor_first(step.do, subject, actor)
            raise
        return verb(subject, **arguments, by=actor, at=step.at)

    def _actor(self, step: Step) -> Actor:
        """Staff as their posts stand at this step; a member with the receipts gathered so far."""
        if step.by == NOBODY:
            return ANONYMOUS
        if step.by.startswith(MEMBER):
            name = step.by.removeprefix(MEMBER)
            return self.members.setdefault(name, Actor(ActorKind.MEMBER, ActorKind.MEMBER.value))
        return actor_of(user_named(step.by))

    def _told(self, step: Step, actor: Actor) -> dict[str, Any]:
        """The fields of the step, with the obvious ones; makers work for the unit of whoever makes."""
        obvious = {name: each(step) if callable(each) else each for name, each in OBVIOUS.get(step.do, {}).items()}
        told = {**obvious, **step.fields}
        if actor.user_id is not None and not step.of and slots_of(ACTIONS[step.do])[0].hint is Unit:
            told.setdefault("unit", user_named(step.by).unit.code)
        return told

    def _remember(self, step: Step, made: Any) -> None:
        if step.name:
            self.named[step.name] = made
        if step.by.startswith(MEMBER) and step.of is None and isinstance(made, Row):
            name = step.by.removeprefix(MEMBER)
            self.members[name] = self.members[name].with_receipt(made.id)


def _refuse_the_actor_first(verb: str, subject: Any, actor: Actor) -> None:
    """What is hidden or not allowed is refused as such, whatever is wrong with the fields."""
    seen = visible(type(subject), actor).where(type(subject).id == subject.id)
    if db.session.scalar(seen) is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    if not permitted(verb, actor, subject):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("这个岗位不能办理这一步。"))


def _must_be_told(step: Step, refusal: Problem) -> None:
    """Raises Problem unless the story says that the step is refused with this code."""
    if step.fails is None:
        told = _l("被拒绝（%(code)s）：%(why)s", code=refusal.code.value, why=refusal.sentence)
        raise _otherwise(step, told, refusal.code) from refusal
    if refusal.code is not step.fails:
        told = _l(
            "应当因 %(told)s 被拒绝，实际是 %(code)s：%(why)s",
            told=step.fails.value,
            code=refusal.code.value,
            why=refusal.sentence,
        )
        raise _otherwise(step, told, refusal.code) from refusal


def _otherwise(step: Step, what: Any, code: ErrorCode = ErrorCode.INVALID) -> Problem:
    sentence = _l("第 %(number)d 步 %(do)s（%(by)s）%(what)s", number=step.number, do=step.do, by=step.by, what=what)
    return Problem(code, sentence)
