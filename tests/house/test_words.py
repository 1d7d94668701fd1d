"""Both languages are complete: no message without English, no member of an enum without a label."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from string import Formatter

import pytest
from flask import Flask
from flask_babel import force_locale

import services
from services.core import catalogues
from services.core.access import PERMISSIONS
from services.core.audit import EVENT_KINDS
from services.core.words import Labelled

pytestmark = pytest.mark.source

HAN = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;?!]|[,;?!][\u3400-\u9fff]")


def load_every_module() -> None:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        importlib.import_module(module.name)


def kinds(kind: type[Labelled] = Labelled) -> Iterator[type[Labelled]]:
    for below in kind.__subclasses__():
        if len(below):
            yield below
        yield from kinds(below)


def messages() -> Iterator[tuple[str, str, str]]:
    """(room, message id, English) of everything that is said."""
    for room in catalogues.rooms():
        for message in catalogues.read(room):
            if message.id:
                yield room, str(message.id), str(message.string)


def placeholders(text: str) -> list[str]:
    braces = [name for _words, name, _format, _conversion in Formatter().parse(text) if name] if "{" in text else []
    return sorted(re.findall(r"%\(\w+\)[sd]", text)) + sorted(braces)


def test_no_message_is_without_english() -> None:
    assert catalogues.missing() == []


def test_no_catalogue_keeps_what_is_no_longer_said() -> None:
    said = {room: {str(message.id) for message in catalogues.collect(room)} for room in catalogues.rooms()}
    assert [(room, msgid) for room, msgid, _english in messages() if msgid not in said[room]] == []


def test_one_message_says_the_same_in_every_catalogue() -> None:
    english = defaultdict[str, set[str]](set)
    for _room, msgid, text in messages():
        english[msgid].add(text)
    assert {msgid: texts for msgid, texts in english.items() if len(texts) > 1} == {}


def test_english_names_the_same_things_as_chinese() -> None:
    wrong = [(room, msgid) for room, msgid, text in messages() if text and placeholders(msgid) != placeholders(text)]
    assert wrong == []


def test_chinese_sentences_have_chinese_punctuation() -> None:
    assert [(room, msgid) for room, msgid, _english in messages() if HALF_WIDTH.search(msgid)] == []


def test_every_member_of_every_enum_has_a_label_in_both_languages(sqlite_app: Flask) -> None:
    load_every_module()
    unlabelled = []
    with sqlite_app.test_request_context():
        members = [member for kind in kinds() for member in kind]
        assert len(members) > 100
        for language, is_right in (("zh_CN", _is_chinese), ("en", _is_english)):
            with force_locale(language):
                unlabelled += [(language, repr(m), m.label) for m in members if not is_right(str(m.label))]
    assert unlabelled == []


def _is_chinese(label: str) -> bool:
    """Or a sign without letters, such as %."""
    return bool(HAN.search(label)) or (bool(label) and not any(mark.isalpha() for mark in label))


def _is_english(label: str) -> bool:
    return bool(label) and not HAN.search(label)


def test_every_verb_and_every_event_has_a_name_in_english(sqlite_app: Flask) -> None:
    load_every_module()
    with sqlite_app.test_request_context(), force_locale("en"):
        from services.core.words import _

        named = [(verb, _(rule.name)) for verb, rule in PERMISSIONS.items()]
        named += [(verb, _(rule.note)) for verb, rule in PERMISSIONS.items() if rule.note]
        named += [(value, kind.label) for value, kind in EVENT_KINDS.items()]
        assert [(what, name) for what, name in named if not _is_english(str(name))] == []
