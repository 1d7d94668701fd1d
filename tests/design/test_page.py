"""The page of components: whole, in development only, and the handbook says what it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from services.core.database import db
from services.design.components import COMPONENTS, TEMPLATES, shown_on
from services.design.handbook import handbook_text
from services.design.tokens import GROUPS, all_names
from tests.fixtures import settings_for

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures" / "design"


@pytest.fixture
def client(sqlite_app: Flask) -> FlaskClient:
    return sqlite_app.test_client()


@pytest.mark.parametrize("address", ["/design", "/design/portal"])
def test_where_people_work_the_page_does_not_exist(sqlite_url: str, tmp_path: Path, address: str) -> None:
    app = create_app(replace(settings_for(sqlite_url, tmp_path), production=True, password_memory_kib=65536))
    client = app.test_client()
    shut, absent = client.get(address), client.get("/holidays/nothing")
    with app.app_context():
        db.engine.dispose()
    assert shut.status_code == 404
    assert _words(shut.text) == _words(absent.text)


def _words(body: str) -> list[str]:
    """What a reader of an error page reads, without the reference that differs each time."""
    return re.sub(r"<[^>]+>|\b[0-9A-F]{8}\b", " ", body).split()


@pytest.mark.parametrize(("address", "pages"), [("/design", "staff"), ("/design/portal", "portal")])
def test_every_component_stands_on_the_page_with_all_its_states(client: FlaskClient, address: str, pages: str) -> None:
    body = client.get(address).text
    for component in shown_on(pages):
        part = body.split(f'id="part-{component.name}"', 1)[1].split('id="part-', 1)[0]
        titles = re.findall(r'<p class="specimen-title">([^<]+)</p>', part)
        assert titles == component.states, component.name
        assert titles, component.name


def test_the_list_names_every_component_once_and_every_macro_is_drawn() -> None:
    files = {file.stem: file.read_text("utf-8") for file in (TEMPLATES / "components").glob("*.html")}
    assert sorted(files) == sorted(component.name for component in COMPONENTS)
    drawn = "".join(file.read_text("utf-8") for file in (TEMPLATES / "design").glob("*.html"))
    macros = {name for source in files.values() for name in re.findall(r"macro ([a-z]\w*)\(", source)}
    inner = {"light_icon", "light_tone", "light_word"}
    """Parts of `light`, for components that draw a light of their own."""
    assert {name for name in macros - inner if f"{name}(" not in drawn} == set()
    assert inner < macros


def test_every_token_of_the_style_sheet_stands_in_one_group() -> None:
    grouped = [token.name for group in GROUPS for token in group.tokens]
    assert sorted(grouped) == sorted(all_names())


def test_forms_of_the_page_lead_back_to_it(client: FlaskClient) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/design").text)
    assert token
    answer = client.post("/design", data={"csrf_token": token[1]})
    assert (answer.status_code, answer.location) == (303, "/design")


@pytest.mark.source
def test_the_handbook_is_as_generated() -> None:
    assert (ROOT / "docs/design.md").read_text("utf-8") == handbook_text(), "run: make design"


@pytest.mark.source
def test_the_handbook_has_a_picture_of_every_component_and_none_besides() -> None:
    shown = set(re.findall(r"\(pictures/design/([\w-]+)\.png\)", handbook_text()))
    assert shown == {file.stem for file in PICTURES.glob("*.png")}
    assert {component.name for component in COMPONENTS} < shown
