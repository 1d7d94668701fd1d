"""Set-up: makes static/build - one sprite of the icons in use, the mark, joined style sheets and scripts, their hashes.

The icons are cut out of the Bootstrap Icons sprite (MIT) that the bootstrap-flask wheel carries; nothing is fetched.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Iterable
from pathlib import Path

import click

from services.core.app_icons import RED, app_icons
from services.core.errors import NotSetUp

ROOT = Path(__file__).resolve().parents[2]
SPRITE = Path("static/bootstrap5/icons/bootstrap-icons.svg")
LICENCE = "<!-- Bootstrap Icons, MIT licence, (c) The Bootstrap Authors; #mark is our own -->"

# Names that macros and rooms choose by a table instead of writing icon('...').
CHOSEN = (
    "archive",
    "arrow-counterclockwise",
    "arrow-down",
    "arrow-down-up",
    "arrow-return-left",
    "arrow-right",
    "arrow-up",
    "calendar-plus",
    "chat-left-text",
    "check-circle",
    "check-circle-fill",
    "circle",
    "circle-fill",
    "circle-half",
    "diamond-fill",
    "dot",
    "exclamation-diamond-fill",
    "exclamation-triangle-fill",
    "info-circle-fill",
    "moon",
    "pause-circle",
    "pause-fill",
    "person",
    "play-fill",
    "question-circle",
    "send",
    "sliders",
    "square-fill",
    "sun",
    "triangle-fill",
    "union",
    "x-circle",
    "x-octagon-fill",
)
USED = re.compile(r"""icon['"]?\s*(?:\(|=|:)\s*['"]([a-z0-9]+(?:-[a-z0-9]+)*)['"]""")
MARK = (
    "M6 0h16a6 6 0 0 1 6 6v16a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6z"
    "M7.5 7.5v2.75h5V18.5H6.25v2.75h15.5V18.5H15.5v-8.25h5V7.5z"
)

FIRST = ("layers", "tokens", "reset", "base", "layout")
LAST = ("utilities", "print")
STAFF_ONLY = frozenset(
    "filter_bar tabs figure table pager masked clock dialog card chart files calendar tree".split()  # noqa: SIM905
) | {"progress", "draft", "pane", "inbox", "page_header", "qr", "search_box", "main_nav", "found"}
PORTAL_ROOMS = ("portal", "accounts", "core", "components")
"""Where the icons stand that someone who is not signed in may see: a sprite of its own keeps those pages light."""
PORTAL_SCRIPTS = ("scripts", "submit_once", "autosize", "copy", "print", "menu", "exit", "size", "lost", "install")
WRITING_SCRIPTS = ("device_draft", "photos")
"""What those member pages need besides on which a request is written or ends."""
WORKER = "worker"
"""The script that runs apart from the pages; the portal puts its head before it."""
STAFF_SCRIPTS = (
    *(name for name in PORTAL_SCRIPTS if name not in ("lost", "install")),
    *("confirm", "theme", "row_link", "reveal", "security_key", "follow"),
    *("undo", "draft", "found", "pane", "call", "keys", "insert", "tabs"),
)


def icons_in_use(root: Path = ROOT, rooms: Iterable[str] = ("**",)) -> list[str]:
    """Names of all icons that templates and services of the rooms write down, sorted, each once."""
    files = [
        file
        for room in rooms
        for file in (*root.glob(f"templates/{room}/*.html"), *root.glob(f"services/{room}/**/*.py"))
    ]
    found = {name for file in files for name in USED.findall(file.read_text("utf-8"))}
    return sorted(found | set(CHOSEN))


def sprite(names: Iterable[str]) -> str:
    """An SVG sprite with one symbol for each name and our own #mark. Raises NotSetUp when an icon is unknown."""
    source = _source().read_text("utf-8")
    symbols = dict(re.findall(r'<symbol [^>]*id="([^"]+)"[^>]*>(.*?)</symbol>', source, re.DOTALL))
    wanted = list(names)
    if unknown := [name for name in wanted if name not in symbols]:
        raise NotSetUp("Bootstrap Icons 没有这些图标：" + ", ".join(unknown))
    drawn = "".join(f'<symbol id="{name}" viewBox="0 0 16 16">{symbols[name]}</symbol>' for name in wanted)
    mark = f'<symbol id="mark" viewBox="0 0 28 28"><path fill-rule="evenodd" d="{MARK}"/></symbol>'
    return f'<svg xmlns="http://www.w3.org/2000/svg">{LICENCE}{drawn}{mark}</svg>\n'


def mark() -> str:
    """Our own mark as an SVG picture."""
    drawn = f'<path fill="{RED}" fill-rule="evenodd" d="{MARK}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28">{drawn}</svg>'


def style_sheet(folder: Path, without: frozenset[str] = frozenset()) -> str:
    """The style sheets of static/css joined in the order of their layers, comments and spare blanks taken out."""
    components = sorted(file for file in (folder / "components").glob("*.css") if file.stem not in without)
    order = [folder / f"{name}.css" for name in FIRST]
    order += components + [folder / f"{name}.css" for name in LAST]
    return "\n".join(lighter(file.read_text("utf-8")) for file in order) + "\n"


def lighter(css: str) -> str:
    """The same CSS without comments, line ends and blanks that mean nothing; strings and calc() stay as they are."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    plain = re.sub(r"\s+", " ", plain)
    plain = re.sub(r"\s*([{};,])\s*", r"\1", plain)
    plain = re.sub(r"([\w-]+):\s+(?=[^{}]*[;}])", r"\1:", plain)
    return plain.replace(";}", "}").strip()


def script(folder: Path, names: Iterable[str]) -> str:
    """The behaviours joined into one module, each in a scope of its own."""
    return "".join(f"{{\n{bare(folder, name)}}}\n" for name in names)


def bare(folder: Path, name: str) -> str:
    """A behaviour without the lines that only explain, and without what stands before its lines."""
    return re.sub(r"^[ \t]*(//.*\n)?", "", (folder / f"{name}.js").read_text("utf-8"), flags=re.MULTILINE)


def build(root: Path = ROOT) -> dict[str, str]:
    """Writes static/build and its manifest; gives name under static/ -> first 12 hex digits of its SHA-256."""
    static = root / "static"
    made = {
        "icons.svg": sprite(icons_in_use(root)),
        "portal.svg": sprite(icons_in_use(root, PORTAL_ROOMS)),
        "mark.svg": f"{mark()}\n",
        "app.css": style_sheet(static / "css"),
        "portal.css": style_sheet(static / "css", without=STAFF_ONLY),
        "app.js": script(static / "js", STAFF_SCRIPTS),
        "portal.js": script(static / "js", PORTAL_SCRIPTS),
        "writing.js": script(static / "js", WRITING_SCRIPTS),
        "worker.js": bare(static / "js", WORKER),
    }
    folder = static / "build"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")
    for name, picture in app_icons().items():
        (folder / name).write_bytes(picture)
    hashes = {file.relative_to(static).as_posix(): _short_hash(file) for file in _served(static)}
    (folder / "manifest.json").write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n", "utf-8")
    return hashes


def _source() -> Path:
    spec = importlib.util.find_spec("flask_bootstrap")
    if spec is None or spec.origin is None:
        raise NotSetUp("缺少 bootstrap-flask，请先运行 make setup")
    return Path(spec.origin).parent / SPRITE


def _served(static: Path) -> list[Path]:
    kinds = {".css", ".js", ".svg", ".png", ".webmanifest"}
    return sorted(file for file in static.rglob("*") if file.suffix in kinds)


def _short_hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@click.command()
def main() -> None:
    """Makes static/build anew."""
    try:
        hashes = build()
    except NotSetUp as missing:
        raise click.ClickException(str(missing)) from missing
    click.echo(f"static/build: {len(hashes)} files named in manifest.json")


if __name__ == "__main__":
    main()
