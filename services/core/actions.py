"""The one write path. Every change is an action: permission, one transaction, one event at least, once per key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import structlog
from sqlalchemy import BigInteger, String, bindparam, update
from sqlalchemy.orm import Mapped, mapped_column

from services.core.access import PERMISSIONS, Actor, permitted, visible
from services.core.database import Base, Row, db, insert_if_absent, is_writing, write_transaction
from services.core.errors import ErrorCode, Problem
from services.core.words import _l

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger("actions")

ACTIONS: dict[str, Callable[..., Any]] = {}
"""verb → function, for the scenario player, the house tests and other systems."""


@dataclass(frozen=True)
class Submission:
    """What a form sends along: a key used once, and the version of the record that the person saw."""

    key: str | None = None
    version: int | None = None


_submission: ContextVar[Submission] = ContextVar("submission", default=Submission())  # noqa: B039  (frozen)
_letters: ContextVar[list[Callable[[], None]] | None] = ContextVar("letters", default=None)


class KeptSubmission(Base):
    """A submission key that was used, and what it made: a retry is answered with the first result."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    verb: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(100))
    about: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
    result_type: Mapped[str | None] = mapped_column(String(40))
    result_id: Mapped[int | None] = mapped_column(BigInteger)


_MADE = update(KeptSubmission).where(KeptSubmission.key == bindparam("of"))
_MADE = _MADE.values(result_type=bindparam("type"), result_id=bindparam("made"))


@contextmanager
def submission(key: str | None = None, version: int | None = None) -> Iterator[None]:
    """Hands a key and a version to the next action called inside the block."""
    token = _submission.set(Submission(key or None, version))
    try:
        yield
    finally:
        _submission.reset(token)


def after_commit(letter: Callable[..., None], *about: Any) -> None:
    """Calls the function once the transaction of the present action is on disk; never if it fails."""
    letters = _letters.get()
    if letters is None:
        raise RuntimeError("after_commit belongs inside an action")
    letters.append(lambda: letter(*about))


def action(verb: str, *, makes: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Turns a function into a verb of the product.

    The first argument is what it acts on, re-read under a lock as the actor may see it. With `makes`, the
    first argument is the unit in which something new arises; None stands above all roots, where the system
    alone may act. `by` and `at` are keyword arguments.
    Refusals come in this order: not_found, not_allowed, the verb's own, conflict with the version seen.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        body: Callable[..., R] = function

        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            subject: Any = args[0]
            actor: Any = kwargs["by"]
            asked = Submission() if is_writing() else _submission.get()
            ident = None if subject is None else subject.id  # read before the transaction ends its snapshot
            with _letters_after_commit(), write_transaction():
                first: R | None = _claim(asked.key, verb, ident, kwargs) if asked.key else None
                if first is not None:
                    return first
                fresh = _held(subject, ident, actor, makes)
                _check(verb, fresh, actor)
                found = getattr(fresh, "version", None)
                result = body(fresh, *args[1:], **kwargs)
                _refuse_stale(asked, found)
                _keep(asked.key, result)
            return result

        if verb in ACTIONS:
            raise ValueError(f"two actions named {verb}")
        ACTIONS[verb] = act
        return act

    return decorate


@contextmanager
def _letters_after_commit() -> Iterator[None]:
    if _letters.get() is not None:
        yield
        return
    letters: list[Callable[[], None]] = []
    token = _letters.set(letters)
    try:
        yield
    finally:
        _letters.reset(token)
    for letter in letters:
        letter()


def _held(subject: Any, ident: int | None, actor: Actor, makes: bool) -> Any:
    """The subject as it stands now, locked; Problem(not_found) where it is absent or hidden from the actor."""
    if subject is None and makes:
        return None
    model: Any = type(subject)
    if makes or subject in db.session.new:
        return db.session.get_one(model, ident) if subject not in db.session.new else subject
    fresh = db.session.scalar(_held_by(model, actor), {"ident": ident}, execution_options={"populate_existing": True})
    if fresh is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return fresh


@lru_cache(maxsize=256)
def _held_by(model: type[Any], actor: Actor) -> Any:
    """The statement follows from model and posts alone, so it is put together once."""
    return visible(model, actor).where(model.id == bindparam("ident")).with_for_update(of=model)


def _check(verb: str, subject: Any, actor: Actor) -> None:
    if not permitted(verb, actor, subject):
        log.warning("refused", verb=verb, actor=actor.user_id, kind=actor.kind.value)
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。如确有需要，请联系本单位负责人。"))


def _refuse_stale(asked: Submission, found: int | None) -> None:
    """The last of the refusals: what the verb itself refuses says more than that somebody was quicker."""
    if found is not None and asked.version not in (None, found):
        raise Problem(
            ErrorCode.CONFLICT,
            _l("您打开本页之后，他人已修改这条记录。请核对最新内容后再提交，您填写的内容仍保留在下面。"),
        )


def _claim(key: str, verb: str, about: int | None, kwargs: Any) -> Any:
    """Uses up the key, or gives what its first use made."""
    actor: Actor = kwargs["by"]
    owner = f"{actor.kind.value}:{actor.user_id or ''}"
    fresh = {"key": key, "verb": verb, "actor": owner, "about": about, "at": kwargs["at"]}
    counted = {"preserve_rowcount": True}  # else psycopg's count is not kept, and reads -1
    done: Any = db.session.connection().execute(insert_if_absent(KeptSubmission, fresh), execution_options=counted)
    if done.rowcount == 1:
        return None
    kept = db.session.get_one(KeptSubmission, key)
    if (kept.verb, kept.actor, kept.about) != (verb, owner, about) or kept.result_id is None:
        raise Problem(ErrorCode.DUPLICATE, _l("这张表单已经提交过了。"))
    return db.session.get_one(_model_of(kept.result_type), kept.result_id)


def _model_of(tablename: str | None) -> type[Row]:
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == tablename:
            found: type[Row] = mapper.class_
            return found
    raise KeyError(tablename)


def _keep(key: str | None, result: Any) -> None:
    if key and isinstance(result, Row):
        made = {"of": key, "type": result.__tablename__, "made": result.id}
        db.session.connection().execute(_MADE, made)


def undeclared_verbs() -> set[str]:
    """Verbs without a line in the permission table: always empty, a house test says so."""
    return ACTIONS.keys() - PERMISSIONS.keys()
