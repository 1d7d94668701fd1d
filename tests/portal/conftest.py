from __future__ import annotations

import logging
from collections.abc import Iterator
from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.fixtures import House


@pytest.fixture
def address(small_house: House) -> Iterator[str]:
    """The house, served to a browser, with its guard against forged requests."""
    small_house.app.config["WTF_CSRF_ENABLED"] = True
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, small_house.app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
