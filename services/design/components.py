"""The components of the pages: what each is for, and when another serves better. Page and handbook read this list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from services.core.words import N_

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STATE = re.compile(r'state\(_\("([^"]+)"\)')
MACRO = re.compile(r"\{% macro ([a-z]\w*)\((.*?)\) -?%\}", re.DOTALL)


@dataclass(frozen=True)
class Component:
    """A file of templates/components. Words are message ids; `instead` is empty where nothing else comes near."""

    name: str
    title: str
    use: str
    instead: str = ""
    staff_only: bool = False
    """Whether its style is left out of the member pages, to keep them light."""

    @property
    def states(self) -> list[str]:
        """Message ids of the states that the page shows, in their order."""
        return STATE.findall((TEMPLATES / "design" / f"{self.name}.html").read_text("utf-8"))

    @property
    def macros(self) -> list[str]:
        """The calls that a page may write, as they are declared."""
        source = (TEMPLATES / "components" / f"{self.name}.html").read_text("utf-8")
        return [f"{name}({' '.join(given.split())})" for name, given in MACRO.findall(source)]


COMPONENTS = (
    Component(
        "page_header",
        N_("页头"),
        N_("每页一个：标题、所在位置、状态标签，以及对整件事的操作。"),
        N_("职工页面只有标题。"),
        staff_only=True,
    ),
    Component(
        "button",
        N_("按钮"),
        N_("做一件事用按钮，去一个地方用链接。一页只有一个主要按钮；红色的召唤只在职工页面出现一次。"),
        N_("在许多事里选一件，用大按钮（tiles）。"),
    ),
    Component("form", N_("表单"), N_("凡是要改变什么的，都是一张表单：防伪造、防重复、带版本。")),
    Component(
        "field",
        N_("填写项"),
        N_("标签在上，说明在标签下，错误在输入框上。选项少于七个的，全部摆出来。"),
        N_("整张表只有一项的，用单问（question）。"),
    ),
    Component("question", N_("单问"), N_("只问一件事：查一个东西，起一个名字。")),
    Component("upload", N_("上传材料"), N_("选文件；出错后，收到过的文件仍在，不必再传。")),
    Component(
        "error_summary",
        N_("错误汇总"),
        N_("提交后有错时放在表单上方，每条都连到那一项；页面以 422 回答，填过的内容都在。"),
    ),
    Component("draft", N_("草稿"), N_("写得久的表单：每五秒保存，下次打开先问要不要。")),
    Component(
        "found",
        N_("金额和日期"),
        N_("写的时候在框下列出认出的金额和日期，写错一位马上看得见；案件页上同样标出。"),
        "",
        staff_only=True,
    ),
    Component("conflict", N_("两人同改"), N_("保存时别人已经改过：并排给出两边，绝不覆盖。")),
    Component(
        "notice",
        N_("提示"),
        N_("一句话说清楚现在怎样、该做什么。一页不超过两条。"),
        N_("表单的错误用错误汇总；一个词的状态用标签。"),
    ),
    Component("empty", N_("空状态"), N_("没有内容时说明为什么没有，接下来会怎样或能做什么。")),
    Component(
        "tag",
        N_("标签和灯"),
        N_("一两个词的状态。颜色从不单独说话：每盏灯都有自己的词和形状。"),
        N_("要说日期的，用时限（clock）。"),
    ),
    Component("clock", N_("时限"), N_("一个时限：还剩几天、哪一天、为什么是这一天。"), "", staff_only=True),
    Component("moment", N_("时间"), N_("本地时间，年月日在前，数字等宽；读者的语言不改变写法。")),
    Component("card", N_("卡片"), N_("页面里自成一段的内容；左边的颜色只表示要留意。"), N_("要逐行比较的，用表格。")),
    Component("facts", N_("要点"), N_("名称与内容成对；没有的写“—”，不留空。"), N_("同样的内容有好几份的，用表格。")),
    Component("masked", N_("遮盖"), N_("姓名、电话、证件号默认遮住；显示要留痕。"), "", staff_only=True),
    Component("code", N_("编号与查询码"), N_("要抄下来的号码：大字、等宽、可以复制。")),
    Component(
        "table",
        N_("表格"),
        N_("逐行比较。手机上每行变成一张卡片；列不能拆开的，在自己的框里横向滚动。"),
        N_("只有名称和内容两列的，用要点（facts）。"),
        staff_only=True,
    ),
    Component("filter_bar", N_("筛选"), N_("收起的筛选，选了什么写成可以去掉的小块。"), "", staff_only=True),
    Component("pager", N_("翻页"), N_("前后翻，不数页码：数据再多也一样快。"), "", staff_only=True),
    Component(
        "tabs",
        N_("分类页签"),
        N_("同一张表的几种看法，每个都写明有多少。"),
        N_("互不相干的页面，用导航。"),
        staff_only=True,
    ),
    Component("figure", N_("数字块"), N_("一个数，点开就是它背后的那些案件。"), "", staff_only=True),
    Component("timeline", N_("经过"), N_("发生过什么、谁、什么时候；最新的在上。")),
    Component(
        "steps",
        N_("步骤"),
        N_("共几步、现在第几步，以及事情走到了哪里。"),
        N_("用户不能自己走的步骤，不做成按钮。"),
    ),
    Component("tiles", N_("大按钮"), N_("一页只问一件事，几个去处或几个答案，手指按得准。")),
    Component("disclosure", N_("展开"), N_("多数人用不上、少数人要用的内容。"), N_("必须读的内容不放在里面。")),
    Component("switches", N_("显示切换"), N_("语言、外观、字号；没有脚本也能换，换了回到原处。")),
    Component("security_key", N_("安全密钥"), N_("请求插入或靠近密钥；没有脚本的浏览器看不到它。")),
    Component("icon", N_("图标"), N_("跟在词的前面，帮人认出来；单独出现时一定有名称。")),
)


def shown_on(pages: str) -> list[Component]:
    """The components that may stand on these pages: `staff` or `portal`."""
    return [component for component in COMPONENTS if pages == "staff" or not component.staff_only]
