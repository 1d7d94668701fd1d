"""From where a session comes, in words that name no machine."""

from __future__ import annotations

import pytest

from services.accounts.devices import Visit

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Version/4.0 Chrome/130 MicroMessenger/8.0.50"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/130.0.0.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605", "Safari · macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130 Safari/604", "Chrome · iPhone"),
        (PHONE, "WeChat · Android"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script>" * 1000, ""),
    ],
)
def test_browser_and_system_are_named_and_nothing_else_is_kept(agent: str, device: str) -> None:
    assert Visit(agent).device == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.20.30.40", "10.20.*.*"),
        ("127.0.0.1", "127.0.*.*"),
        ("2001:0db8:85a3::8a2e:370:7334", "2001:db8::*"),
        ("::1", "0:0::*"),
        ("-", ""),
        ("localhost", ""),
    ],
)
def test_the_network_is_kept_and_not_the_machine(address: str, network: str) -> None:
    assert Visit(address=address).network == network
