"""The table of deadlines that the union works by. A changed length is a new version with its own dates."""

from __future__ import annotations

from datetime import date

from services.clocks.rules.facts import FactKind
from services.clocks.rules.rule import ClockRule, Unit
from services.clocks.rules.rule import in_force as version_in_force
from services.core.words import N_, _

LOCAL_DEFAULT = N_("本地默认值，可调整；量级参照各地12345热线工单办理规定")
BY_SUSPENSION = (FactKind.SUSPENDED,)
NOT_KEPT = (FactKind.CHECK_FAILED, FactKind.REOPENED)

INTAKE = (
    ClockRule(
        code="sla.sign_for",
        name=N_("签收"),
        length=1,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.DISPATCHED,
        met_by=(FactKind.SIGNED, FactKind.BOUNCED),
        paused_by=BY_SUSPENSION,
        source=LOCAL_DEFAULT,
        service=True,
    ),
    ClockRule(
        code="sla.accept",
        name=N_("受理或不予受理"),
        length=3,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.REGISTERED,
        met_by=(FactKind.ACCEPTED, FactKind.DECLINED),
        paused_by=(FactKind.SUSPENDED, FactKind.COMPLETION_ASKED),
        source=LOCAL_DEFAULT,
        service=True,
    ),
    ClockRule(
        code="sla.first_contact",
        name=N_("首次联系职工"),
        length=1,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.ACCEPTED,
        met_by=(FactKind.CONTACTED, FactKind.REPLIED),
        paused_by=BY_SUSPENSION,
        source=LOCAL_DEFAULT,
        service=True,
    ),
    ClockRule(
        code="sla.enquiry",
        name=N_("答复未当场答复的咨询"),
        length=3,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.CONTACT_LOGGED,
        met_by=(FactKind.CONTACT_ANSWERED, FactKind.REGISTERED),
        paused_by=BY_SUSPENSION,
        source=LOCAL_DEFAULT,
        service=True,
    ),
)

HANDLING = (
    ClockRule(
        code="sla.handle.ordinary",
        name=N_("办理一般诉求"),
        length=5,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.ACCEPTED,
        met_by=(FactKind.REPLIED,),
        cancelled_by=NOT_KEPT,
        paused_by=BY_SUSPENSION,
        extendable=True,
        source=LOCAL_DEFAULT,
        service=True,
    ),
    ClockRule(
        code="sla.handle.difficult",
        name=N_("办理难点诉求"),
        length=15,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.ACCEPTED,
        met_by=(FactKind.REPLIED,),
        cancelled_by=NOT_KEPT,
        paused_by=BY_SUSPENSION,
        extendable=True,
        source=LOCAL_DEFAULT,
        service=True,
    ),
    ClockRule(
        code="sla.handle.complex",
        name=N_("办理特别复杂诉求"),
        length=60,
        unit=Unit.CALENDAR_DAYS,
        starts_at=FactKind.ACCEPTED,
        met_by=(FactKind.REPLIED,),
        cancelled_by=NOT_KEPT,
        paused_by=BY_SUSPENSION,
        extendable=True,
        extension_limit=30,
        source=N_("本地默认值，以《信访工作条例》第三十四条的六十日加延长三十日为上限"),
        service=True,
    ),
)

AFTERWARDS = (
    ClockRule(
        code="sla.callback",
        name=N_("回访"),
        length=3,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.REPLIED,
        met_by=(FactKind.CALLED_BACK, FactKind.RATED),
        paused_by=BY_SUSPENSION,
        source=LOCAL_DEFAULT,
        service=True,
    ),
    ClockRule(
        code="notice.public",
        name=N_("公示期"),
        length=5,
        unit=Unit.WORKING_DAYS,
        starts_at=FactKind.PUBLISHED,
        source=N_("困难职工建档办法：公示不少于五个工作日；异议后重新公示的，重新计算"),
        service=True,
    ),
)

LAW = (
    ClockRule(
        code="arbitration.limitation",
        name=N_("申请劳动仲裁的时效"),
        length=1,
        unit=Unit.YEARS,
        starts_at=FactKind.LIMITATION_BEGUN,
        met_by=(FactKind.ARBITRATION_APPLIED,),
        restarted_by=(FactKind.RESTARTED,),
        source=N_("《劳动争议调解仲裁法》第二十七条；在职期间拖欠工资的，自劳动关系终止之日起算"),
        service=False,
    ),
    ClockRule(
        code="suit.after_award",
        name=N_("不服仲裁裁决起诉"),
        length=15,
        unit=Unit.CALENDAR_DAYS,
        starts_at=FactKind.AWARD_RECEIVED,
        met_by=(FactKind.SUIT_FILED,),
        source=N_("《劳动争议调解仲裁法》第五十条；终局裁决的，职工依第四十八条"),
        service=False,
    ),
)
"""Time limits of the law: they run on whatever the union does."""

RULES = (*INTAKE, *HANDLING, *AFTERWARDS, *LAW)


def in_force(code: str, on: date) -> ClockRule:
    """The version of the house's rule that holds on the day the clock starts; raises NoRuleInForce."""
    return version_in_force(RULES, code, on)


def names_of_rules() -> dict[str, str]:
    """code → name, in the reader's language."""
    return {rule.code: _(rule.name) for rule in RULES}
