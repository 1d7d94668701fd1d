"""The look, checked without a browser: sound markup of every macro, a small weight."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
import wtforms
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, validators

from services.core import setup_icons
from services.core.found import PATTERN, marked
from services.core.showing import day, moment

pytestmark = pytest.mark.source

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '"><b onclick=x>'
DUE = dt.date(2026, 3, 9)
AT = dt.datetime(2026, 3, 5, 2, 32, tzinfo=dt.UTC)


class _Chosen(wtforms.MultipleFileField):
    """Files to choose, with one that was taken before."""

    kept_name = "files_kept"

    def tickets(self, _key: str) -> list[tuple[SimpleNamespace, str]]:
        return [(SimpleNamespace(name=HOSTILE, kind=SimpleNamespace(label="JPG 图片"), weight="1 KB"), HOSTILE)]


class _Form(wtforms.Form):
    name = wtforms.StringField("姓名", [validators.DataRequired("请填写姓名")], description="可以不留姓名")
    story = wtforms.TextAreaField("经过", [validators.DataRequired("请写下经过")])
    unit = wtforms.SelectField("单位", choices=[SelectChoice("a", "甲"), SelectChoice("b", "乙")])
    matter = wtforms.RadioField(
        "事项", [validators.DataRequired("请选择")], choices=[SelectChoice("w", "工资"), SelectChoice("o", "其他")]
    )
    groups = wtforms.SelectMultipleField(
        "群体",
        choices=[SelectChoice("r", "骑手"), SelectChoice("m", "农民工")],
        widget=wtforms.widgets.ListWidget(prefix_label=False),
        option_widget=wtforms.widgets.CheckboxInput(),
    )
    amount = wtforms.StringField("金额", [validators.Length(max=2, message="金额太长")])
    on = wtforms.DateField("日期", [validators.Optional()])
    key = wtforms.HiddenField()
    version = wtforms.HiddenField()
    photos = wtforms.MultipleFileField("照片")
    files = _Chosen("材料")
    agree = wtforms.BooleanField("同意", [validators.DataRequired("需要同意")])
    token = wtforms.HiddenField()


def _form() -> _Form:
    form = _Form(MultiDict({"name": "", "amount": '12"<3', "unit": "b", "groups": "m"}))
    form.validate()
    return form


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        static_url=lambda name: f"/static/{name}",
        csrf_token=lambda: "token",
        found_pattern=PATTERN,
        get_flashed_messages=lambda with_categories=False: [("ok", "已保存"), ("error", "没有保存")],
    )
    made.filters.update(day=day, moment=moment, marked=marked)
    return made


CONTEXT = {
    "product_name": "工会维权帮扶",
    "current_language": "zh-CN",
    "current_theme": "dark",
    "viewer": SimpleNamespace(kind="staff", label="林晓梅"),
    "navigation": [SimpleNamespace(label="案件", url="/cases", current=True, count=3)],
    "size_url": "/size",
    "panels": lambda _place, _subject: [],
    "account_url": "/account",
    "at": AT,
    "due": DUE,
    "hostile": HOSTILE,
    "markup": Markup("<span>标签</span>"),
    "entries": [{"title": "已受理", "who": "林晓梅", "at": AT, "text": "正文", "tone": "green"}],
    "columns": [{"label": "编号", "sort_url": "?s", "sorted": "ascending"}, {"label": "金额", "numeric": True}],
}

CALLS = {
    "icon": "{{ m.icon('check-lg') }}{{ m.icon('check-lg', hostile) }}{{ m.mark() }}",
    "button": "{{ m.button('存', name='a', value=hostile, attrs={'data-print': true}) }}"
    "{{ m.link_button(hostile, '/x', icon='eye') }}{% call m.buttons() %}x{% endcall %}",
    "form": "{% call m.post_form('/y', form={'key': {'data': 'k'}, 'version': {'data': 1}}) %}x{% endcall %}"
    "{% call m.post_form('/x', key='k', version=0, multipart=true, confirm=hostile) %}"
    "{% call m.fieldset('组', '说明') %}{% call m.pair() %}x{% endcall %}{% endcall %}{% endcall %}",
    "field": "{{ m.fields(form, skip=['amount', 'matter']) }}{{ m.field(form.amount, prefix='¥', suffix='元') }}"
    "{{ m.field(form.matter, layout='tiles', hints={'w': hostile}, icons={'w': 'check-lg'}) }}",
    "question": "{{ m.question(form, form.name, hostile, action='/x', hidden={'a': hostile}, back_text='回', "
    "back_url='/y') }}",
    "error_summary": "{{ m.error_summary(form, [hostile]) }}",
    "notice": "{{ m.notice(hostile, 'red', '标题') }}{% call m.notice() %}x{% endcall %}{{ m.warning('当心') }}",
    "tag": "{{ m.tag('办理中', 'blue', 'check-lg') }}{{ m.light('purple') }}{{ m.light('paused', '停') }}",
    "clock": "{% for days in (none, 3, 0, -6) %}{{ m.clock_badge('答复', due, 'purple', days, provisional=true) }}"
    "{% endfor %}{{ m.clock_badge('答复', at, 'green', 1, working=false, url='/x') }}",
    "moment": "{{ m.day(due) }}{{ m.moment(at) }}{{ m.day('昨天') }}{{ m.moment(none) }}",
    "card": "{% call m.card_grid() %}"
    "{% call m.card(hostile, url='/x', tone='red', id='c') %}x{% endcall %}{% endcall %}",
    "tiles": "{{ m.tiles([{'label': '工资', 'url': '/x', 'hint': hostile, 'icon': 'check-lg'}], '事项') }}"
    "{{ m.tile_buttons([{'label': hostile, 'value': hostile, 'hint': '说明', 'chosen': true}], 'a', '事项', id='t') }}",
    "table": "{% call(row) m.data_table('t', '案件', columns, [1, 2]) %}{{ m.row_head(columns[0], row, '/x') }}"
    "{{ m.cell(columns[1], hostile) }}{% call m.cell(columns[1]) %}x{% endcall %}{% endcall %}"
    "{% call(row) m.data_table('g', '待办', columns, entries, grouped_by='tone') %}"
    "{{ m.row_head(columns[0], row.title) }}{% endcall %}",
    "filter_bar": "{% call m.filter_bar('/x', [{'label': '事项', 'value': hostile, 'remove_url': '/y'}], '/z', "
    "hidden={'tab': 'all'}) %}x{% endcall %}",
    "pager": "{{ m.pager('/n', '/o', 20, 128) }}{{ m.pager() }}",
    "found": "{{ m.found_state() }}",
    "timeline": "{{ m.timeline(entries, marks=true) }}"
    "{% call(e) m.timeline(entries, level=4) %}{{ e.title }}{% endcall %}",
    "facts": "{{ m.facts([('编号', hostile), ('空', none)], ruled=true) }}"
    "{% call m.facts() %}{% call m.fact('姓名') %}x{% endcall %}{% endcall %}",
    "steps": "{{ m.steps(2, 4, '联系') }}{{ m.track([{'label': '受理', 'state': 'done'}, "
    "{'label': '办理', 'state': 'current', 'note': hostile}, {'label': '答复', 'state': 'next'}]) }}",
    "figure": "{% call m.figures() %}{{ m.figure('收到', 613, '件', '+1', 'up', '/x', 'red') }}"
    "{{ m.figure('办结', 1) }}{% endcall %}",
    "tabs": "{{ m.tabs([{'label': '全部', 'url': '/x', 'current': true, 'count': 0}], '队列') }}",
    "page_header": "{{ m.page_header('案件', [('台', '/'), ('件', none)], lead=hostile, tags=markup) }}"
    "{% call m.page_header('案件') %}x{% endcall %}",
    "conflict": "{{ m.conflict([{'label': '要做什么', 'theirs': hostile, 'yours': ''}], entries) }}{{ m.conflict() }}",
    "draft": "{{ m.draft_offer({'at': at}, '/d', hostile) }}{{ m.draft_offer(none, '/d', '/b') }}{{ m.draft_state() }}",
    "empty": "{{ m.empty('没有', '说明', '看', '/x') }}{{ m.empty('没有') }}",
    "masked": "{{ m.masked('138****1234', '手机号', '/x', inline=true) }}{{ m.masked('王*', '姓名') }}",
    "code": "{{ m.code('查询码', 'AB CD', '只显示一次') }}",
    "switches": "{{ m.language_switch('en', '/l', hostile) }}{{ m.language_switch('zh-CN', '/l') }}"
    "{{ m.theme_switch('dark', '/t') }}{{ m.size_switch(none, '/s') }}",
    "security_key": "{{ m.security_key(hostile, '/k') }}",
    "upload": "{{ m.upload(form.files, 'k', hint=hostile) }}",
    "disclosure": "{% call m.disclosure('更多', true) %}x{% endcall %}",
}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"}


class _Page(HTMLParser):
    """Gathers what the checks ask about; complains at a tag that closes nothing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"{tag}: an attribute stands twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def _check(html: str) -> _Page:
    page = _Page(html)
    names = {name for _, attrs in page.tags for name in attrs}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    assert [tag for tag, attrs in page.tags if tag == "style" or (tag == "script" and "src" not in attrs)] == []
    assert [name for name, count in Counter(page.values("id")).items() if count > 1] == []
    ids = set(page.values("id"))
    referred = page.values("for") + [
        one for name in ("aria-describedby", "aria-labelledby") for words in page.values(name) for one in words.split()
    ]
    assert set(referred) <= ids
    assert not [attrs for tag, attrs in page.tags if tag == "form" and "action" in attrs and not attrs["action"]]
    return page


@pytest.mark.parametrize("name", CALLS)
def test_macro_makes_sound_markup(name: str) -> None:
    source = f'{{% import "components/{name}.html" as m %}}{CALLS[name]}'
    html = _environment().from_string(source).render(CONTEXT, form=_form())
    _check(html)
    assert "<b onclick" not in html


def test_every_macro_file_is_called_here_and_described_to_page_authors() -> None:
    folder = ROOT / "templates/components"
    files = {file.stem for file in folder.glob("*.html")}
    assert files == set(CALLS)
    macros = {
        name for file in folder.glob("*.html") for name in re.findall(r"macro ([a-z]\w*)\(", file.read_text("utf-8"))
    }
    readme = (folder / "README.md").read_text("utf-8")
    assert [name for name in sorted(macros) if f"{name}(" not in readme] == []


@pytest.mark.parametrize("name", ["base", "portal", "error"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_base_page_is_sound(name: str, signed_in: bool) -> None:
    viewer = SimpleNamespace(kind="staff" if signed_in else "anonymous", label="林晓梅")
    words = {"title": "没有找到", "sentence": "地址可能写错了。", "code": "404", "portal": not signed_in}
    html = _environment().get_template(f"core/{name}.html").render(CONTEXT | words, viewer=viewer)
    page = _check(html)
    assert '<html lang="zh-CN"' in html
    assert [tag for tag, _ in page.tags].count("main") == 1
    assert "main" in page.values("id")


def test_typed_words_stay_and_the_error_is_told_at_the_field_and_at_the_top() -> None:
    source = (
        '{% from "components/field.html" import fields %}'
        '{% from "components/error_summary.html" import error_summary %}'
        "{{ error_summary(form) }}{{ fields(form) }}"
    )
    html = _environment().from_string(source).render(form=_form())
    page = _check(html)
    assert html.count("金额太长") == 2
    told = {attrs["name"]: attrs for tag, attrs in page.tags if tag in {"input", "textarea", "select"}}
    assert told["amount"]["value"] == '12"<3'
    assert told["amount"]["aria-describedby"] == "amount-error"
    assert told["amount"]["aria-invalid"] == "true"
    assert told["name"]["aria-describedby"] == "name-hint name-error"
    fragments = {link[1:] for link in page.values("href") if link.startswith("#")}
    assert fragments <= set(page.values("id"))
    assert "matter-0" in fragments


def test_every_light_has_a_word_and_a_shape_of_its_own() -> None:
    source = '{% from "components/tag.html" import light %}{{ light(name) }}'
    lights = ["green", "yellow", "red", "purple", "paused", "done"]
    drawn = [_environment().from_string(source).render(name=name) for name in lights]
    assert len({re.search(r"#([\w-]+)\"", html)[1] for html in drawn}) == len(lights)  # type: ignore[index]
    assert len({re.sub(r"<[^>]+>|\s", "", html) for html in drawn} - {""}) == len(lights)


def test_every_icon_in_use_is_in_the_sprite_and_the_member_page_stays_light() -> None:
    icons = setup_icons.icons_in_use()
    drawn = setup_icons.sprite(icons)
    assert [name for name in icons if f'id="{name}"' not in drawn] == []
    css = setup_icons.style_sheet(ROOT / "static/css", without=setup_icons.STAFF_ONLY)
    js = setup_icons.script(ROOT / "static/js", setup_icons.PORTAL_SCRIPTS)
    assert len((css + js).encode()) < 32_000
    writing = setup_icons.script(ROOT / "static/js", setup_icons.WRITING_SCRIPTS)
    assert len(writing.encode()) < 6_000


def test_style_sheets_are_joined_in_the_order_of_their_layers_and_lose_nothing() -> None:
    css = setup_icons.style_sheet(ROOT / "static/css")
    assert css.startswith("@layer reset,base,layout,components,utilities;")
    assert css.count("{") == css.count("}")
    assert "/*" not in css
    assert setup_icons.lighter("a:hover > b { color: red; width: calc(1px + 2px); }") == (
        "a:hover > b{color:red;width:calc(1px + 2px)}"
    )


def test_every_token_read_is_a_token_written() -> None:
    css = "".join(file.read_text("utf-8") for file in (ROOT / "static/css").rglob("*.css"))
    read, written = set(re.findall(r"var\((--[\w-]+)", css)), set(re.findall(r"(--[\w-]+)\s*:", css))
    assert read - written == set()


def test_behaviours_name_no_foreign_address_and_write_no_markup() -> None:
    for file in (ROOT / "static/js").glob("*.js"):
        text = file.read_text("utf-8")
        assert text.startswith("// "), file.name
        assert not re.search(r"https?://|innerHTML|insertAdjacentHTML|eval\(|document\.write", text), file.name
