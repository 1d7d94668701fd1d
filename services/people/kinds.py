"""The fixed vocabularies of people and employers."""

from __future__ import annotations

from services.core.sex import Sex as Sex  # a worker has one, and so may a colleague
from services.core.words import N_, Labelled


class EmployerKind(Labelled):
    """What an employer is in a chain of work."""

    EMPLOYER = "employer", N_("用人单位")
    PLATFORM = "platform", N_("平台企业")
    CONTRACTOR = "contractor", N_("用工合作企业")
    AGENT = "agent", N_("劳务中介")


class Group(Labelled):
    """The priority groups that figures, pages and laws name; an administrator may add others (`PriorityGroup`).

    A person may belong to several, so group figures are never added up.
    """

    GIG = "gig", N_("新就业形态劳动者")
    HARDSHIP = "hardship", N_("困难职工")
    WOMEN = "women", N_("女职工")
    MIGRANT = "migrant", N_("农民工")


class Occupation(Labelled):
    """What a worker in a new form of employment does (domain.md §2 B)."""

    RIDER = "rider", N_("网约配送员")
    COURIER = "courier", N_("快递员")
    RIDE_HAILING = "ride_hailing", N_("网约车司机")
    TRUCK = "truck", N_("货车司机")
    DOMESTIC = "domestic", N_("家政服务员")
    LIVESTREAMER = "livestreamer", N_("网络主播")
    OTHER = "other", N_("其他职业")


class WorkRelation(Labelled):
    """What binds a worker to a platform (人社部发〔2021〕56号)."""

    EMPLOYMENT = "employment", N_("劳动关系")
    PARTIAL = "partial", N_("不完全符合确立劳动关系情形")
    CIVIL = "civil", N_("民事关系")
    PENDING = "pending", N_("待定")


class Period(Labelled):
    """The three periods in which a woman is specially protected (劳动合同法 42, 女职工劳动保护特别规定)."""

    PREGNANCY = "pregnancy", N_("孕期")
    MATERNITY = "maternity", N_("产期")
    NURSING = "nursing", N_("哺乳期")


class Evidence(Labelled):
    """On what it rests that a person belongs to a group."""

    TOLD = "told", N_("本人陈述")
    DOCUMENT = "document", N_("证件或证明材料")
    RECORD = "record", N_("平台或单位的记录")
    HARDSHIP_FILE = "hardship_file", N_("困难职工档案")
    MEDICAL = "medical", N_("医疗或生育证明")
    VERIFIED = "verified", N_("工作人员核实")
    OTHER = "other", N_("其他依据")


class PersonField(Labelled):
    """What of a person is shown masked and may be revealed, one at a time."""

    NAME = "name", N_("姓名")
    PHONE = "phone", N_("电话")
    ID_NUMBER = "id_number", N_("身份证号")


class PersonEvent(Labelled):
    """Kinds of events about people and employers."""

    REGISTERED = "person.registered", N_("登记职工")
    CORRECTED = "person.corrected", N_("更正职工信息")
    REVEALED = "person.revealed", N_("查看完整信息")
    TAGGED = "person.tagged", N_("登记群体标记")
    UNTAGGED = "person.untagged", N_("结束或撤销群体标记")
    EMPLOYER_ADDED = "employer.added", N_("登记用人单位")
    EMPLOYER_CORRECTED = "employer.corrected", N_("更正用人单位信息")
    GROUP_ADDED = "group.added", N_("增加重点群体")
    GROUP_CORRECTED = "group.corrected", N_("更正重点群体")
