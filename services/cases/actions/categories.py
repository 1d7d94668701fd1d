"""Verbs of the category trees: a code keeps its meaning for ever, its words and its days may change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from services.cases.actions import moving  # noqa: F401  (declares permissions and events)
from services.cases.kinds import CaseEvent
from services.cases.models import Category, CategoryTree
from services.cases.permissions import KEEPING
from services.cases.rules.categories import ALWAYS_SEALED, is_always_sealed, parent_of, tidy_category_code
from services.core.access import Actor, ActorKind, Role
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import N_, Labelled, _l
from services.units.models import Unit


class CategoryEvent(Labelled):
    """What happens to an entry after it was added."""

    CORRECTED = "category.corrected", N_("更正类别的名称或次序")
    ENDED = "category.ended", N_("停用或恢复类别")
    MARKED = "category.marked", N_("改动类别的保密标记")


declare_events(CategoryEvent)


@dataclass(frozen=True)
class CategoryFacts:
    """One entry of a tree, in force from a local day on."""

    code: str
    tree: CategoryTree
    name_zh: str
    name_en: str
    valid_from: date
    sealed_by_itself: bool = False
    small_cells_hidden: bool = False


@action("category.add", makes=True)
def add_category(unit: Unit, facts: CategoryFacts, *, by: Actor, at: datetime) -> Category:
    """A new entry at the end of its tree, on behalf of a unit. What stands below a sealed entry is sealed too.

    Raises Problem: not_allowed (the four trees, below city level), invalid (code, or no such entry above),
    duplicate (the code is taken).
    """
    above = None if facts.tree is CategoryTree.LOCAL else _place(facts, by)
    if db.session.get(Category, facts.code) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("类别代码“%(code)s”已经有了。", code=facts.code), field="code")
    last = db.session.scalar(select(func.max(Category.position)).where(Category.tree == facts.tree))
    sealed = facts.sealed_by_itself or is_always_sealed(facts.code) or bool(above and above.sealed_by_itself)
    category = Category(
        code=facts.code,
        tree=facts.tree,
        parent_code=above.code if above else None,
        name_zh=facts.name_zh,
        name_en=facts.name_en,
        position=(last or 0) + 1,
        sealed_by_itself=sealed,
        small_cells_hidden=sealed or facts.small_cells_hidden,
        valid_from=facts.valid_from,
    )
    db.session.add(category)
    db.session.flush()
    told = {"code": facts.code, "tree": facts.tree.value, "name": facts.name_zh, "sealed": sealed}
    record(CaseEvent.CATEGORY_ADDED, unit, told, by=by, at=at)
    return category


def _place(facts: CategoryFacts, by: Actor) -> Category | None:
    """The entry above a new one in one of the four trees."""
    keeps = any(post.level in KEEPING for post in by.posts_as([Role.ADMINISTRATOR]))
    if by.kind is not ActorKind.SYSTEM and not keeps:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("四棵类别树由市级以上的系统管理员维护。"))
    if tidy_category_code(facts.code) != facts.code or not facts.code.startswith(facts.tree.value):
        raise Problem(ErrorCode.INVALID, _l("代码应以这棵树的字母开头。"), field="code")
    wanted = parent_of(facts.code)
    above = db.session.get(Category, wanted) if wanted else None
    if wanted and above is None:
        raise Problem(ErrorCode.INVALID, _l("上一层的类别“%(code)s”还没有。", code=wanted), field="code")
    return above


@action("category.correct", makes=True)
def correct_category(
    unit: Unit, code: str, names: tuple[str, str], position: int, *, seen: int | None = None, by: Actor, at: datetime
) -> Category:
    """Other words for the same meaning, Chinese and English, and another place in its tree.

    Raises Problem: not_found, conflict (another version was `seen`).
    """
    category = _held(code)
    before = {"zh": category.name_zh, "en": category.name_en, "position": category.position}
    (category.name_zh, category.name_en), category.position = names, position
    after = {"zh": category.name_zh, "en": category.name_en, "position": position}
    record(CategoryEvent.CORRECTED, unit, {"code": code, "before": before, "after": after}, by=by, at=at)
    return _changed(category, seen)


@action("category.end", makes=True)
def end_category(
    unit: Unit, code: str, last: date | None, *, seen: int | None = None, by: Actor, at: datetime
) -> Category:
    """The last local day on which the entry is offered, today or later; None: without end, again if need be.

    Cases that bear it keep it. Raises Problem: not_found, illegal_move (one that is sealed for ever), invalid
    (a day that is over, or before it began), conflict.
    """
    category = _held(code)
    if last is not None and code in ALWAYS_SEALED:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("性骚扰类别不能停用：停用了，这类诉求就不会自动保密。"))
    if last is not None and last < max(local_date(at), category.valid_from):
        raise Problem(ErrorCode.INVALID, _l("停用日期不能早于今天，也不能早于启用日期。"), field="last")
    facts = {"code": code, "before": category.valid_to, "after": last}
    category.valid_to = last
    record(CategoryEvent.ENDED, unit, facts, by=by, at=at)
    return _changed(category, seen)


@action("category.mark", makes=True)
def mark_category(
    unit: Unit, code: str, sealed: bool, hidden: bool, *, seen: int | None = None, by: Actor, at: datetime
) -> Category:
    """Whether new cases of it are sealed by themselves, and whether its small figures are hidden.

    A sealed entry hides its small figures too, and seals what stands below it. Cases that exist stay as they
    are. Raises Problem: not_found, illegal_move (one that is sealed for ever, or by the entry above), conflict.
    """
    category = _held(code)
    above = db.session.get(Category, category.parent_code) if category.parent_code else None
    if not (sealed and hidden) and (is_always_sealed(code) or (above is not None and above.sealed_by_itself)):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这个类别的保密标记不能取消。"))
    before = {"sealed": category.sealed_by_itself, "hidden": category.small_cells_hidden}
    after = {"sealed": sealed, "hidden": hidden or sealed}
    category.sealed_by_itself, category.small_cells_hidden = after["sealed"], after["hidden"]
    if sealed:
        for below in db.session.scalars(select(Category).where(Category.code.startswith(f"{code}-", autoescape=True))):
            below.sealed_by_itself = below.small_cells_hidden = True
    record(CategoryEvent.MARKED, unit, {"code": code, "before": before, "after": after}, by=by, at=at)
    return _changed(category, seen)


def _held(code: str) -> Category:
    """The entry as it stands now, locked."""
    wanted = select(Category).where(Category.code == code).with_for_update()
    found: Category | None = db.session.scalar(wanted, execution_options={"populate_existing": True})
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有这个类别。"))
    return found


def _changed(category: Category, seen: int | None) -> Category:
    """Raises the version; Problem(conflict) where somebody was quicker than whoever saw another one."""
    if seen not in (None, category.version):
        raise Problem(
            ErrorCode.CONFLICT,
            _l("您打开本页之后，他人已修改这条记录。请核对最新内容后再提交，您填写的内容仍保留在下面。"),
        )
    category.version += 1
    return category
