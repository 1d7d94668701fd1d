"""What groups and tags are called, in the reader's language."""

from __future__ import annotations

from services.core.web import current_language
from services.people.models import PersonTag, PriorityGroup


def group_label(group: PriorityGroup) -> str:
    """The name of a priority group."""
    return group.name_en if current_language() == "en" else group.name_zh


def tag_label(tag: PersonTag) -> str:
    """`新就业形态劳动者 · 网约配送员`: the group and what is most telling about it."""
    more = tag.period or tag.occupation
    return f"{group_label(tag.kind)} · {more.label}" if more else group_label(tag.kind)
