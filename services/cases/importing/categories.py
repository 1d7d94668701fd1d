"""Categories that an old table brings with it: entries of the local tree, one word one code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select

from services.cases.actions.categories import CategoryFacts, add_category
from services.cases.importing.checking import wrong
from services.cases.importing.profile import Profile
from services.cases.importing.rows import ImportRow
from services.cases.models import Category, CategoryTree
from services.core.access import Actor
from services.core.database import db
from services.core.words import _l
from services.units.models import Unit


def refuse_unknown_codes(profile: Profile) -> None:
    """Raises Problem(invalid) for a category code that the profile names and no tree has."""
    named = dict.fromkeys(profile.columns.category.values.values()) if profile.columns.category else {}
    known = frozenset(db.session.scalars(select(Category.code).where(Category.code.in_(named))))
    for code in named:
        if code not in known:
            raise wrong(_l("配置里的类别代码“%(code)s”不存在。", code=code))


def category_codes(unit: Unit, rows: Iterable[ImportRow], *, by: Actor, at: datetime) -> dict[tuple[str, bool], str]:
    """(word, is local) → code, for all categories of the rows; local words that are new are added to the local tree.

    A local word that is a code of another tree is kept apart as `L:word`. Raises Problem(invalid) for a code that
    the profile names and no tree has.
    """
    trees = {code: category.tree for code, category in _all().items()}
    first_used: dict[tuple[str, bool], date] = {}
    for row in rows:
        if row.category and row.received_on:
            key = (row.category, row.category_is_local)
            first_used[key] = min(row.received_on, first_used.get(key, row.received_on))
    codes = {}
    for (word, is_local), since in first_used.items():
        if not is_local and word not in trees:
            raise wrong(_l("配置里的类别代码“%(code)s”不存在。", code=word))
        code = _code(word, is_local, trees)
        if is_local and code not in trees:
            add_category(unit, CategoryFacts(code, CategoryTree.LOCAL, word, word, since), by=by, at=at)
            trees[code] = CategoryTree.LOCAL
        codes[word, is_local] = code
    return codes


def sealing_words(rows: Iterable[ImportRow]) -> frozenset[tuple[str | None, bool]]:
    """(word, is local) of the categories of the rows that seal a case by themselves; reads only."""
    known = _all()
    trees = {code: category.tree for code, category in known.items()}
    words = {(row.category, row.category_is_local) for row in rows if row.category}
    codes = ((word, is_local, _code(word, is_local, trees)) for word, is_local in words)
    return frozenset(
        (word, is_local) for word, is_local, code in codes if code in known and known[code].sealed_by_itself
    )


def _all() -> Mapping[str, Category]:
    return {category.code: category for category in db.session.scalars(select(Category))}


def _code(word: str, is_local: bool, trees: Mapping[str, CategoryTree]) -> str:
    """The code under which a category of a row is kept."""
    apart = is_local and trees.get(word, CategoryTree.LOCAL) is not CategoryTree.LOCAL
    return f"L:{word}"[:120] if apart else word
