"""Who may do what, and who may see what: one rule table, one visibility function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from services.core.database import Scoped
from services.core.words import N_, Labelled


class Level(Labelled):
    """Levels of the union, from the top down."""

    NATIONAL = "national", N_("全国")
    PROVINCE = "province", N_("省级")
    CITY = "city", N_("市级")
    DISTRICT = "district", N_("区县")
    STREET = "street", N_("街道乡镇")
    ENTERPRISE = "enterprise", N_("基层（企业）")


class Role(Labelled):
    """What a member of staff does in a unit."""

    CASEWORKER = "caseworker", N_("经办人")
    DISPATCHER = "dispatcher", N_("派单员")
    SUPERVISOR = "supervisor", N_("负责人")
    FINANCE = "finance", N_("财务")
    AUDITOR = "auditor", N_("经审员")
    ADMINISTRATOR = "administrator", N_("系统管理员")


class ActorKind(Labelled):
    """Who acts: staff at a desk, a member with a query code, someone without a name, or the system."""

    STAFF = "staff", N_("工作人员")
    MEMBER = "member", N_("职工")
    ANONYMOUS = "anonymous", N_("未登录")
    SYSTEM = "system", N_("系统")


SHOWN_BY_THE_DAY = frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS})
"""Whose acts are shown without the hour, so that no page joins them with a log of the network (trust.md 43)."""

CASE_STAFF = frozenset({Role.CASEWORKER, Role.DISPATCHER, Role.SUPERVISOR})
"""Those who work on cases; finance, auditors and administrators do not."""

CASE_READERS = CASE_STAFF | {Role.AUDITOR}
"""Those who read unsealed cases of their own unit and below. An administrator never does."""

ALL_LEVELS = frozenset(Level)
PATH_OF_A_ROOT = "/ROOT/"


@dataclass(frozen=True)
class Post:
    """One role in one unit."""

    role: Role
    unit_id: int
    unit_path: str
    level: Level

    def reaches(self, path: str) -> bool:
        """Whether the path is the post's own unit or lies below it."""
        return path.startswith(self.unit_path)

    def stands_above(self, path: str) -> bool:
        """Whether the post is held above the unit at the path, or in it where that is a root."""
        return path != self.unit_path or path.count("/") == PATH_OF_A_ROOT.count("/")


@dataclass(frozen=True)
class Actor:
    """Who looks or acts, as of this request. Built from the session or the command line, never from input."""

    kind: ActorKind
    label: str
    user_id: int | None = None
    posts: tuple[Post, ...] = ()
    receipts: frozenset[int] = frozenset()
    """Ids of the cases that a member submitted or opened with number and code."""

    def posts_as(self, roles: Iterable[Role]) -> tuple[Post, ...]:
        """The posts held in any of the roles."""
        wanted = frozenset(roles)
        return tuple(post for post in self.posts if post.role in wanted)

    def with_receipt(self, case_id: int) -> Actor:
        """The same member, now also holding the receipt of one more case."""
        return Actor(self.kind, self.label, self.user_id, self.posts, self.receipts | {case_id})


ANONYMOUS = Actor(ActorKind.ANONYMOUS, "anonymous")
SYSTEM = Actor(ActorKind.SYSTEM, "system")


@dataclass(frozen=True)
class Rule:
    """Which posts may use a verb: roles, levels of their unit, and who else besides staff."""

    roles: frozenset[Role]
    levels: frozenset[Level] = ALL_LEVELS
    others: frozenset[ActorKind] = field(default_factory=frozenset)
    note: str = ""
    """A further condition that the verb itself checks, as a Chinese message id."""
    name: str = ""
    """What the verb is called, as a Chinese message id."""
    from_above: bool = False
    """Decided a level up: the post is held above the unit, or in it where nothing stands above."""
    also: Callable[[Actor, Any], bool] | None = None
    """On what further ground somebody may use the verb on one thing; the note says it in words."""

    def permits(self, actor: Actor, path: str) -> bool:
        """Whether the actor may use the verb on something that belongs to the unit at `path`."""
        if actor.kind is ActorKind.SYSTEM or actor.kind in self.others:
            return True
        high_enough = [post for post in actor.posts_as(self.roles) if not self.from_above or post.stands_above(path)]
        return any(post.level in self.levels and post.reaches(path) for post in high_enough)


PERMISSIONS: dict[str, Rule] = {}
"""verb → rule. Rooms declare theirs; docs/permissions.md is printed from it; the house tests walk it."""


def declare_permissions(rules: Mapping[str, Rule]) -> Mapping[str, Rule]:
    """Adds a room's rules to the one table. Raises ValueError for a verb declared twice."""
    twice = PERMISSIONS.keys() & rules.keys()
    if twice:
        raise ValueError(f"declared twice: {sorted(twice)}")
    PERMISSIONS.update(rules)
    return rules


def allowed(verb: str, actor: Actor, path: str) -> bool:
    """Whether the table lets the actor use the verb there. Raises KeyError for an unknown verb."""
    return PERMISSIONS[verb].permits(actor, path)


def highest_post(verb: str, actor: Actor) -> Post | None:
    """Of the posts with which the actor may use the verb, the one nearest the root; None where there is none."""
    rule = PERMISSIONS[verb]
    fit = [post for post in actor.posts_as(rule.roles) if post.level in rule.levels]
    return min(fit, key=lambda post: post.unit_path.count("/"), default=None)


def administers(actor: Actor) -> bool:
    """Whether the actor has a post that keeps units, accounts, categories or the calendar."""
    return bool(actor.posts_as([Role.ADMINISTRATOR]))


def permitted(verb: str, actor: Actor, subject: Any) -> bool:
    """Whether the table lets the actor use the verb on the thing, in any of the units that work on it.

    These are its `places` where it has some, else the unit to which it belongs; None stands above all roots.
    """
    if subject is None:
        return allowed(verb, actor, "/")
    if any(allowed(verb, actor, path) for path in getattr(subject, "places", (subject.org_path,))):
        return True
    further = PERMISSIONS[verb].also
    return further is not None and further(actor, subject)


class Placed(Protocol):
    """Anything that belongs to a unit."""

    @property
    def org_path(self) -> Any: ...


Statement = TypeVar("Statement", bound="Select[*tuple[Any, ...]]")
ScopeRule = Callable[[Actor], ColumnElement[bool]]
_SCOPES: dict[type[Any], ScopeRule] = {}


def scope_of(model: type[Any]) -> Callable[[ScopeRule], ScopeRule]:
    """Registers the condition under which rows of the model are visible to an actor."""

    def register(rule: ScopeRule) -> ScopeRule:
        _SCOPES[model] = rule
        return rule

    return register


PathColumn = ColumnElement[str] | InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def below(column: PathColumn, path: str) -> ColumnElement[bool]:
    """Rows at the path or below it, as one range over bytes: `/CITY/` ≤ path < `/CITY0`."""
    return and_(column >= path, column < path[:-1] + "0")


def below_any(column: PathColumn, paths: Iterable[str]) -> ColumnElement[bool]:
    """Rows at or below any of the paths; paths inside one another are asked for once."""
    tops: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(top) for top in tops):
            tops.append(path)
    return or_(false(), *(below(column, top) for top in tops))


def scope_condition(model: type[Any], actor: Actor) -> ColumnElement[bool]:
    """The SQL condition under which the actor sees rows of the model."""
    if actor.kind is ActorKind.SYSTEM:
        return true()
    rule = _SCOPES.get(model)
    if rule is not None:
        return _condition_by(rule, actor)
    if not issubclass(model, Scoped):
        raise TypeError(f"{model.__name__} has no scope")
    return below_any(model.org_path, (post.unit_path for post in actor.posts_as(CASE_READERS)))


@lru_cache(maxsize=256)
def _condition_by(rule: ScopeRule, actor: Actor) -> ColumnElement[bool]:
    """What a rule says of an actor follows from the posts alone, so it is put together once."""
    return rule(actor)


def visible(model: type[Any], actor: Actor, *columns: Any) -> Select[Any]:
    """SELECT of what the actor may see: rows, or the given columns and counts over exactly those rows."""
    wanted = columns or (model,)
    statement = select(*wanted).select_from(model).where(scope_condition(model, actor))
    return statement.execution_options(scope="visible")


def is_seen_at(reference: InstrumentedAttribute[Any], model: type[Any], actor: Actor) -> ColumnElement[bool]:
    """Whether the row of the model to which the column refers is one that the actor sees.

    It is looked up for the row that asks. `IN (visible …)` would gather everything there is to see first.
    """
    seen = visible(model, actor, model.id).where(model.id == reference).correlate(reference.parent.local_table)
    return seen.exists()


def official(model: type[Any], unit_path: str, *columns: Any) -> Select[Any]:
    """SELECT for the official figures of a unit and the units below: sealed cases count, nobody is named."""
    statement = select(*columns).select_from(model).where(below(model.org_path, unit_path))
    return statement.execution_options(scope="official")


def unscoped(statement: Statement, *, because: str) -> Statement:
    """Lets a statement read a scoped table without a viewer; the reason is for the reader of the code."""
    return statement.execution_options(scope=because)
