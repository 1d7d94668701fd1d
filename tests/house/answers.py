"""What an answer says, apart from what differs between two equal answers: reference, tokens, keys."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ONCE = (
    (re.compile(r'(name="(?:csrf_token|key|receipt)" value=")[^"]*'), r"\1…"),
    (re.compile(r'(class="error-page-code">[^<]*?)[0-9A-F]{8}'), r"\1…"),
)


def words_of(answer: TestResponse, *, without: str = "") -> str:
    """The body, with what is made anew for each answer struck out, and the given number too."""
    body = answer.get_data(as_text=True)
    for pattern, instead in ONCE:
        body = pattern.sub(instead, body)
    return body.replace(without, "NUMBER") if without else body


class Page(HTMLParser):
    """A page read as a browser reads it: its language, title, headings, scripts, attributes and words."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.lang: str | None = None
        self.title = ""
        self.headings = 0
        self.inline: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._foreign = 0
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given.items()]
        self.lang = self.lang or (given.get("lang") if tag == "html" else None)
        self.headings += tag == "h1"
        executable = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if executable or tag == "style":
            self.inline.append(tag)
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self._open.append(f"{tag} {given.get('lang', '')}")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().split(" ")[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].startswith("title ") and not self.title:
            self.title = data.strip()
        in_another_language = any(entry.split(" ")[1] not in ("", self.lang) for entry in self._open)
        if data.strip() and not in_another_language:
            self.words.append(data.strip())

    def read_aloud(self) -> list[str]:
        """All words that a reader meets, in the text and in attributes that are read out or shown."""
        told = {"alt", "title", "aria-label", "placeholder", "data-confirm", "data-yes", "data-no", "content"}
        return self.words + [value for _tag, name, value in self.attributes if name in told]


VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905


def form_of(answer: TestResponse) -> dict[str, list[str]]:
    """What a browser would send if nothing were typed: every field of the page's main form as it stands."""
    reader = _FormReader()
    reader.feed(answer.get_data(as_text=True))
    return reader.sent


class _FormReader(HTMLParser):
    """Reads the first form inside <main>."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._inside = self._over = False
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("class") == "form" and not self._over:
            self._inside = True
        if not self._inside:
            return
        if tag == "input" and "name" in given:
            self._input(given)
        elif tag == "select":
            self._select, self._options = given["name"], []
        elif tag == "option":
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._area = given["name"]
            self.sent[self._area] = [""]

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio") and "checked" not in given:
            return
        self.sent.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside:
            self._inside, self._over = False, True
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.sent[self._select], self._select = chosen, ""
        elif tag == "textarea" and self._area:
            self.sent[self._area][0] = self.sent[self._area][0].removeprefix("\r\n").removeprefix("\n")
            self._area = ""


def send(client: FlaskClient, address: str, *, follow: bool = False, **typed: object) -> TestResponse:
    """Opens a page, types into its form, and sends it as a browser would."""
    sent = form_of(client.get(address))
    for name, value in typed.items():
        sent[name] = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    return client.post(address, data=sent, follow_redirects=follow)
