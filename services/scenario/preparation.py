"""What is looked at before the first step, so that no story is left half-played."""

from __future__ import annotations

from services.core.actions import ACTIONS
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.scenario.expectations import absent_expectations
from services.scenario.player import MEMBER, NOBODY
from services.scenario.queries import first_table_in_use
from services.scenario.slots import slots_of, strangers
from services.scenario.story import Step, Story
from services.scenario.world import absent_chapters, refuse_strange_entries


def absent(story: Story) -> list[str]:
    """What the story asks for and the product does not have yet: chapters, verbs, expectations; each once."""
    verbs = [step.do for step in story.steps if step.do not in ACTIONS]
    return list(dict.fromkeys([*absent_chapters(story), *verbs, *absent_expectations(story)]))


def refuse_used_database() -> None:
    """Raises Problem(invalid) where anything was written since set-up."""
    if first_table_in_use() is not None:
        raise Problem(ErrorCode.INVALID, _l("数据库里已有记录，情景只能在空数据库里演。什么都没有改动。"))


def refuse_misread(story: Story) -> None:
    """Raises Problem(invalid) for the first name or field of the story that nothing would take. Needs no `absent`."""
    refuse_strange_entries(story)
    staff = {str(entry.get("login")) for entry in story.world.get("staff", ())}
    for step in story.steps:
        _refuse_unknown_person(step, staff)
        _refuse_strange_fields(step)


def _refuse_unknown_person(step: Step, staff: set[str]) -> None:
    if step.by != NOBODY and not step.by.startswith(MEMBER) and step.by not in staff:
        sentence = _l("第 %(number)d 步的“%(by)s”不在 world 的 staff 里。", number=step.number, by=step.by)
        raise Problem(ErrorCode.INVALID, sentence)


def _refuse_strange_fields(step: Step) -> None:
    first, *rest = slots_of(ACTIONS[step.do])
    strange = strangers(rest if step.of else [first, *rest], step.fields)
    if strange:
        names = ", ".join(strange)
        sentence = _l("第 %(number)d 步 %(do)s 没有字段“%(names)s”。", number=step.number, do=step.do, names=names)
        raise Problem(ErrorCode.INVALID, sentence)
