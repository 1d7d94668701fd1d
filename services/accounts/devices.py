"""Where a session comes from, in few words: the browser and the system by name, the network without the machine."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address

BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What stands in a user agent → what people call it; the first that is found counts, as each claims to be others."""
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Visit:
    """From where someone signs in: what the browser says of itself, and the network address as it was seen."""

    agent: str = ""
    address: str = "-"

    @property
    def device(self) -> str:
        """`Chrome · Windows`; empty where neither is known. Nothing else of the user agent is kept."""
        return " · ".join(filter(None, (_first(BROWSERS, self.agent), _first(SYSTEMS, self.agent))))

    @property
    def network(self) -> str:
        """`10.20.*.*`, `2001:db8::*`: which network, not which machine; empty where there is no address."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return ""
        if isinstance(address, IPv4Address):
            return ".".join(str(address).split(".")[:2]) + ".*.*"
        return ":".join(group.lstrip("0") or "0" for group in address.exploded.split(":")[:2]) + "::*"


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in known if mark in agent), "")
