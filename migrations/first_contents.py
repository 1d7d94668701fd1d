"""What a fresh database holds: the working calendar, the category trees, and the guard of the audit chain."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.core.calendar_seed import named_days, years_known
from services.core.database import new_id

SOURCE = "国务院办公厅节假日安排通知(chinesecalendar)"

TREES: dict[str, list[tuple[str, str, str]]] = {
    "A": [
        ("A1", "拖欠工资、劳动报酬", "Wages and labour remuneration"),
        ("A2", "劳动合同", "Labour contract"),
        ("A3", "社会保险、住房公积金", "Social insurance and housing fund"),
        ("A4", "工伤、职业病", "Work injury and occupational disease"),
        ("A5", "工时与休假", "Working hours and leave"),
        ("A6", "职业安全卫生", "Occupational safety and health"),
        ("A7", "女职工特殊保护", "Special protection of women workers"),
        ("A8", "未成年工保护", "Protection of young workers"),
        ("A9", "劳务派遣、外包", "Labour dispatch and outsourcing"),
        ("A10", "集体协商、民主管理", "Collective consultation and democratic management"),
        ("A11", "工会组建、会籍与经费", "Union founding, membership and dues"),
        ("A12", "职工福利、互助保障", "Workers' welfare and mutual aid"),
        ("A13", "裁员、关停、改制", "Redundancy, closure and restructuring"),
        ("A14", "其他", "Other"),
    ],
    "B": [
        ("B1", "用工关系认定", "Recognition of the working relationship"),
        ("B2", "书面协议", "Written agreement"),
        ("B3", "报酬、抽成、单价", "Pay, commission and unit price"),
        ("B4", "罚款、扣款", "Fines and deductions"),
        ("B5", "派单、路线、时限算法", "Algorithms for dispatch, route and time limit"),
        ("B6", "封号、限单", "Account suspension and order limits"),
        ("B7", "工时、强制休息", "Working time and compulsory rest"),
        ("B8", "职业伤害保障", "Occupational injury protection"),
        ("B9", "社会保险", "Social insurance"),
        ("B10", "交通与职业安全", "Traffic and occupational safety"),
        ("B11", "规则未公示、未协商", "Rules not published or not consulted on"),
        ("B12", "入会、驿站服务", "Joining the union and rest stations"),
    ],
    "C": [
        ("C1", "孕期、产期、哺乳期辞退或降薪", "Dismissal or pay cut in pregnancy, maternity or nursing"),
        ("C2", "产假、奖励假、生育津贴", "Maternity leave, bonus leave and maternity allowance"),
        ("C3", "同工同酬", "Equal pay for equal work"),
        ("C4", "招聘、晋升歧视", "Discrimination in hiring and promotion"),
        ("C5", "性骚扰", "Sexual harassment"),
        ("C6", "禁忌劳动", "Prohibited work"),
        ("C7", "哺乳时间、母婴设施", "Nursing time and facilities"),
        ("C8", "女职工专项集体合同", "Special collective contract for women"),
    ],
    "D": [
        ("D1", "生活救助", "Living assistance"),
        ("D2", "医疗救助", "Medical assistance"),
        ("D3", "助学", "Education aid"),
        ("D4", "培训与就业", "Training and jobs"),
        ("D5", "法律援助", "Legal aid"),
        ("D6", "心理服务", "Counselling"),
        ("D7", "其他帮扶", "Other assistance"),
    ],
}
SEALED_BY_ITSELF = frozenset({"C5"})


def calendar_days() -> list[dict[str, Any]]:
    """Every holiday and make-up day of the years that the library knows."""
    return [
        {"id": new_id(), "day": day.on, "kind": day.kind.value, "name": day.festival, "source": SOURCE}
        for day in named_days()
    ]


def calendar_years() -> list[dict[str, Any]]:
    """The years whose holidays are published."""
    return [{"id": new_id(), "year": year, "source": SOURCE} for year in sorted(years_known())]


def categories() -> list[dict[str, Any]]:
    """The four trees, first version."""
    return [
        {
            "code": code,
            "tree": tree,
            "parent_code": None,
            "name_zh": chinese,
            "name_en": english,
            "position": place,
            "sealed_by_itself": code in SEALED_BY_ITSELF,
            "small_cells_hidden": code in SEALED_BY_ITSELF,
            "valid_from": date(2024, 1, 1),
            "valid_to": None,
            "version": 1,
        }
        for tree, entries in TREES.items()
        for place, (code, chinese, english) in enumerate(entries, start=1)
    ]


UNCHANGED = [
    "id",
    "org_path",
    "chain",
    "seq",
    "kind",
    "subject_type",
    "subject_id",
    "actor_kind",
    "actor_id",
    "actor_label",
    "source",
    "at",
    "recorded_at",
    "payload_digest",
    "previous",
    "hash",
]
"""Columns of an event that never change; the sealed payload may only be resealed under a new key."""

SQLITE_GUARDS = [
    "CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event "
    "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event WHEN "
    + " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in UNCHANGED)
    + " BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER event_is_not_replaced BEFORE INSERT ON event "  # INSERT OR REPLACE deletes without a trigger
    "WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq)) "
    "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
]
POSTGRES_GUARDS = [
    "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_event_change()",
    "CREATE TRIGGER event_is_not_truncated BEFORE TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()",
    "CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event FOR EACH ROW WHEN ("
    + " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in UNCHANGED)
    + ") EXECUTE FUNCTION refuse_event_change()",
]
