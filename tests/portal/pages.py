"""A member at the portal, without a browser: fills pages, presses buttons, reads what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Read(HTMLParser):
    """What a page says: the values of its hidden fields, its words, the value of each receipt."""

    hidden: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    inside_form: bool = False
    next_is_kept: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named: dict[str, Any] = dict(attrs)
        self.inside_form = named.get("class") == "form" if tag == "form" else self.inside_form
        if tag == "input" and named.get("type") == "hidden" and self.inside_form:
            self.hidden[named["name"]] = named.get("value") or ""
        self.next_is_kept = named.get("class") == "receipt-value"

    def handle_data(self, text: str) -> None:
        if text.strip():
            self.words.append(text.strip())
            if self.next_is_kept:
                self.kept.append(text.strip())


@dataclass
class Member:
    """One phone on its way through the request."""

    client: FlaskClient
    page: Read = field(default_factory=Read)
    status: int = 0
    body: str = ""

    def take(self, answer: TestResponse) -> Member:
        self.status, self.body = answer.status_code, answer.get_data(as_text=True)
        self.page = Read()
        self.page.feed(self.body)
        return self

    def begin(self) -> Member:
        return self.take(self.client.get("/request"))

    def send(self, **typed: str) -> Member:
        """Presses 继续 or 提交， or another button where `go` names one."""
        return self.take(self.client.post("/request", data={**self.page.hidden, **typed}))

    def follow(self, number: str, code: str) -> Member:
        return self.take(self.client.post("/follow", data={"number": number, "code": code}))

    def says(self, words: str) -> bool:
        return words in " ".join(self.page.words)

    @property
    def step(self) -> str:
        return self.page.hidden["step"]

    @property
    def receipt(self) -> tuple[str, str]:
        """Number and query code."""
        number, code = self.page.kept
        return number, code


STORY = {"text": "两个月没有发工资"}
NAMED = {"naming": "kept", "name": "张三", "phone": "138 1234 5678", "agreed": "y"}
NO_NAME = {"naming": "no_name"}


def to_check(
    member: Member, *, matter: str = "wages", story: dict[str, str] = STORY, contact: dict[str, str]
) -> Member:
    """Fills three pages and stands before the last."""
    member.begin().send(matter=matter)
    member.send(**story)
    return member.send(**contact)
