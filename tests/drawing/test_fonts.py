"""The typefaces: where they are looked for, how damage is seen, and that two set-ups at once do no harm."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from services.drawing import FontsNotReady, fonts_folder, fonts_setup
from services.drawing.fonts import faces


def test_a_missing_font_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(FontsNotReady, match="make setup"):
        fonts_folder.font_files({"XDG_CACHE_HOME": str(tmp_path)})


def test_an_office_may_print_with_its_own_fonts(tmp_path: Path) -> None:
    for name in ("Regular.ttf", "Bold.ttf"):
        (tmp_path / name).write_bytes(b"licensed")
    found = fonts_folder.font_files({"FONT_DIR": str(tmp_path)})
    assert (found.regular, found.bold) == (tmp_path / "Regular.ttf", tmp_path / "Bold.ttf")


def test_an_incomplete_folder_of_fonts_is_named(tmp_path: Path) -> None:
    (tmp_path / "Regular.ttf").write_bytes(b"licensed")
    with pytest.raises(FontsNotReady, match="Bold.ttf"):
        fonts_folder.font_files({"FONT_DIR": str(tmp_path)})


def test_a_changed_font_is_not_used(tmp_path: Path) -> None:
    for name in ("Regular.ttf", "Bold.ttf"):
        (tmp_path / name).write_bytes(name.encode())
    sums = "".join(f"{fonts_folder.sha256(tmp_path / name)}  {name}\n" for name in ("Regular.ttf", "Bold.ttf"))
    (tmp_path / "SHA256SUMS").write_text(sums, encoding="ascii")
    assert fonts_folder.is_whole(tmp_path)
    (tmp_path / "Bold.ttf").write_bytes(b"changed")
    assert not fonts_folder.is_whole(tmp_path)


def test_set_ups_at_once_make_the_fonts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def quick(source: Path, folder: Path) -> None:
        made.append(folder)
        folder.mkdir()
        for name in ("Regular.ttf", "Bold.ttf"):
            (folder / name).write_bytes(name.encode())
        sums = "".join(f"{fonts_folder.sha256(folder / name)}  {name}\n" for name in ("Regular.ttf", "Bold.ttf"))
        (folder / "SHA256SUMS").write_text(sums, encoding="ascii")

    monkeypatch.setattr(fonts_setup, "_make", quick)
    at_once = [
        threading.Thread(target=fonts_setup.make_fonts, args=({"XDG_CACHE_HOME": str(tmp_path)},)) for _ in range(4)
    ]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    assert len(made) == 1


def test_a_second_set_up_finds_the_fonts_in_place() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.drawing.fonts_setup"], capture_output=True, text=True, timeout=50, check=True
    )
    assert "fonts:" in done.stdout


def test_figures_are_of_equal_width_and_the_faces_are_two() -> None:
    pair = faces()
    for face in (pair.regular, pair.bold):
        assert len({face.width(digit, 10) for digit in "0123456789"}) == 1
    assert pair.regular.width("1234", 10) != pair.bold.width("1234", 10)
