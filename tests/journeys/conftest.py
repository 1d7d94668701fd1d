"""A served house for tests that walk through it with a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.fixtures import House


@pytest.fixture
def address(small_house: House) -> Iterator[str]:
    """The address of the house, served on this machine with its protection against forged requests."""
    small_house.app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, small_house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
