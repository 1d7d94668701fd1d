"""The fixed vocabularies of people and employers."""

from __future__ import annotations

from services.core.words import N_, Labelled


class Sex(Labelled):
    """As the worker states it, or as the ID number says."""

    FEMALE = "female", N_("女")
    MALE = "male", N_("男")


class EmployerKind(Labelled):
    """What an employer is in a chain of work."""

    EMPLOYER = "employer", N_("用人单位")
    PLATFORM = "platform", N_("平台企业")
    CONTRACTOR = "contractor", N_("用工合作企业")
    AGENT = "agent", N_("劳务中介")


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
    EMPLOYER_ADDED = "employer.added", N_("登记用人单位")
    EMPLOYER_CORRECTED = "employer.corrected", N_("更正用人单位信息")
