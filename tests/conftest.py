"""What every test may use: throw-away databases, a browser, the shared tables, deterministic hypothesis."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.not_run",
    "tests.session",
    "tests.postgres",
    "tests.databases",
    "tests.browser",
    "tests.measured",
    "tests.fixtures",
]

settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("explore", settings.get_profile("ci"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ACCEPT = Path(__file__).parent / "accept"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="the folder with the real tables and scenarios; without it tests/accept is left out",
    )


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("data")
    if folder is not None and not folder.is_dir():
        raise pytest.UsageError(f"--data: there is no folder {folder}")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the acceptance tests to `make accept`: they need tables that are not in git."""
    if collection_path == ACCEPT and config.getoption("data") is None:
        return True
    return None


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    """The folder given with --data, absolute."""
    folder: Path = pytestconfig.getoption("data")
    return folder.resolve()
