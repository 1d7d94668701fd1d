"""What it came to: figures of people, money recovered, callbacks and senses."""

from __future__ import annotations

from services.cases.figures import dimensions, rows
from services.cases.kinds import Group, RecoveryKind
from services.cases.models import Callback
from services.core.figures import Figure, Fold, Unit
from services.core.words import N_

PEOPLE = N_("涉及职工")
MONEY = N_("挽回经济损失")
VOICE = N_("回访与感受")

_PEOPLE = (
    Figure(
        "workers.involved",
        N_("涉及职工"),
        Unit.PERSONS,
        N_("新收案件涉及的人数之和。"),
        PEOPLE,
        fold=Fold.SUM,
        rows=rows.people_received,
    ),
    Figure(
        "workers.carried_over",
        N_("结转案件涉及职工"),
        Unit.PERSONS,
        N_("上月结转案件涉及的人数之和。"),
        PEOPLE,
        fold=Fold.SUM,
        rows=rows.people_carried_over,
    ),
    Figure(
        "collective.cases",
        N_("集体争议"),
        Unit.CASES,
        N_("新收案件中涉及十人以上（含十人）的。"),
        PEOPLE,
        rows=rows.collective,
    ),
    Figure(
        "collective.people",
        N_("集体争议人数"),
        Unit.PERSONS,
        N_("新收集体争议涉及的人数之和。"),
        PEOPLE,
        fold=Fold.SUM,
        rows=rows.collective,
    ),
    Figure(
        "group.gig.received",
        N_("新就业形态劳动者案件"),
        Unit.CASES,
        N_("新收案件中，案件或当事人标记为新就业形态劳动者的；各群体有重叠，不得相加。"),
        PEOPLE,
        rows=rows.of_group(Group.GIG),
    ),
    Figure(
        "group.hardship.received",
        N_("困难职工案件"),
        Unit.CASES,
        N_("新收案件中，案件或当事人标记为困难职工的；各群体有重叠，不得相加。"),
        PEOPLE,
        rows=rows.of_group(Group.HARDSHIP),
    ),
    Figure(
        "group.women.received",
        N_("女职工案件"),
        Unit.CASES,
        N_("新收案件中，案件或当事人标记为女职工的；各群体有重叠，不得相加。"),
        PEOPLE,
        rows=rows.of_group(Group.WOMEN),
    ),
)

_MONEY = (
    Figure(
        "money.claimed",
        N_("诉求金额"),
        Unit.FEN,
        N_("新收案件提出的金额之和；未提出金额的不计。"),
        MONEY,
        fold=Fold.SUM,
        rows=rows.claimed,
        dimensions={"category": dimensions.category},
    ),
    Figure(
        "money.recovered",
        N_("挽回经济损失"),
        Unit.FEN,
        N_("本月职工实际到账的金额之和；达成支付而未到账的不计。"),
        MONEY,
        fold=Fold.SUM,
        rows=rows.recovered(),
    ),
    Figure(
        "money.recovered.wages",
        N_("其中：工资报酬"),
        Unit.FEN,
        N_("本月实际到账的工资报酬。"),
        MONEY,
        fold=Fold.SUM,
        rows=rows.recovered(RecoveryKind.WAGES),
    ),
    Figure(
        "money.recovered.compensation",
        N_("其中：经济补偿与赔偿"),
        Unit.FEN,
        N_("本月实际到账的经济补偿与赔偿。"),
        MONEY,
        fold=Fold.SUM,
        rows=rows.recovered(RecoveryKind.COMPENSATION),
    ),
    Figure(
        "money.recovered.injury_benefit",
        N_("其中：工伤待遇"),
        Unit.FEN,
        N_("本月实际到账的工伤待遇（含职业伤害待遇）。"),
        MONEY,
        fold=Fold.SUM,
        rows=rows.recovered(RecoveryKind.INJURY_BENEFIT),
    ),
    Figure(
        "money.recovered.other",
        N_("其中：其他"),
        Unit.FEN,
        N_("本月实际到账的其他款项。"),
        MONEY,
        fold=Fold.SUM,
        rows=rows.recovered(RecoveryKind.OTHER),
    ),
    Figure(
        "money.agreed_unpaid",
        N_("已达成未到账"),
        Unit.FEN,
        N_("截至月末，按案件和款项分别计算：达成金额减去累计到账金额，不足零的按零计。"),
        MONEY,
        fold=Fold.SUM,
        rows=rows.agreed_unpaid,
    ),
)

_VOICE = (
    Figure(
        "callback.answered",
        N_("有效回访"),
        Unit.PERSON_TIMES,
        N_("本月接通的回访；未接通的不计。"),
        VOICE,
        rows=rows.answered,
    ),
    Figure(
        "callback.satisfied",
        N_("满意回访"),
        Unit.PERSON_TIMES,
        N_("有效回访中评价为非常满意、满意或基本满意的。"),
        VOICE,
        rows=rows.satisfied,
    ),
    Figure(
        "rate.satisfaction",
        N_("满意率"),
        Unit.RATE,
        N_("满意回访 ÷ 有效回访。"),
        VOICE,
        over="callback.satisfied",
        under="callback.answered",
    ),
    Figure(
        "sense.gain",
        N_("获得感"),
        Unit.SCORE,
        N_("本月回访中获得感评分（1 至 5 分）的平均值，另列回答人次。"),
        VOICE,
        fold=Fold.MEAN,
        rows=rows.sense(Callback.gain),
    ),
    Figure(
        "sense.happiness",
        N_("幸福感"),
        Unit.SCORE,
        N_("本月回访中幸福感评分（1 至 5 分）的平均值，另列回答人次。"),
        VOICE,
        fold=Fold.MEAN,
        rows=rows.sense(Callback.happiness),
    ),
    Figure(
        "sense.security",
        N_("安全感"),
        Unit.SCORE,
        N_("本月回访中安全感评分（1 至 5 分）的平均值，另列回答人次。"),
        VOICE,
        fold=Fold.MEAN,
        rows=rows.sense(Callback.security),
    ),
)

RESULTS: tuple[Figure, ...] = (*_PEOPLE, *_MONEY, *_VOICE)
