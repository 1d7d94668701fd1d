"""What goes over the wire is packed where the browser takes it, and its length tells nothing of its secrets."""

from __future__ import annotations

import gzip

import pytest

from services.core.compressing import packed
from tests.fixtures import House

PACKED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/", "/request", "/follow", "/static/build/portal.css", "/static/build/portal.svg"])
def test_a_page_and_its_files_are_packed_for_whoever_takes_it(small_house: House, path: str) -> None:
    plain = small_house.client().get(path)
    answer = small_house.client().get(path, headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers
    if path.startswith("/static"):
        assert gzip.decompress(answer.data) == plain.data
    else:
        assert gzip.decompress(answer.data).startswith(b"<!DOCTYPE html>")


def test_the_length_of_a_page_differs_from_answer_to_answer(small_house: House) -> None:
    client = small_house.client()
    lengths = {len(client.get("/follow", headers=PACKED).data) for _time in range(20)}
    assert len(lengths) > 5


def test_a_browser_that_refuses_gzip_gets_the_plain_page(small_house: House) -> None:
    answer = small_house.client().get("/", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in answer.headers


def test_a_redirect_and_a_short_answer_stay_as_they_are(small_house: House) -> None:
    answer = small_house.client().get("/healthz", headers=PACKED)
    assert "Content-Encoding" not in answer.headers


def test_what_is_packed_comes_out_again_whatever_stands_in_its_head() -> None:
    for name in (b"", b"x", b"x" * 100):
        assert gzip.decompress(packed("工资".encode() * 300, name)) == "工资".encode() * 300
