"""What nobody should type, and what is typed by those who try: corpora, and strategies over them."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import strategies as st

NUMBERS = (
    *("0", "-1", "1e99", "NaN", "nan", "inf", "-inf", "Infinity", "1_000", "0x10", "1e-5", "00", "+5", "1,2,3", "١٢٣"),
    *("９９９９", "１２．３４", "½", "²", "9" * 400, "-" + "9" * 30, "0.001", "1.005", ".5", "5.", "10000000000000.00"),
    *("2147483648", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "٣٤.٥", "一千", "1 000"),
)
TEXTS = (
    *(
        "",
        " ",
        "\t\r\n",
        "\x00",
        "a\x00b",
        "\x1b[2J",
        "\ufeff",
        "\u202e",
        "\u200b",
        "\ud800",
        "\udfff\ud800",
        "𬭎䶮",
        "👨‍👩‍👧‍👦",
    ),
    *("字" * 5_001, "e\u0301" * 300, "%s%n%x", "{0.__class__}", "%(x)s", "None", "undefined", "true", "[]", "{}"),
)
ATTACKS = (
    *("' OR '1'='1", "'; DROP TABLE cases; --", '" OR ""="', "1) UNION SELECT NULL,NULL--", "%' OR 1=1 --", "\\'; --"),
    *("$(id)", "`id`", "; cat /etc/passwd", "| ls", "../../../../etc/passwd", "file:///etc/passwd", "\\\\host\\share"),
    *("{{7*7}}", "{% for x in ().__class__.__base__.__subclasses__() %}", "${7*7}", "<%= 7*7 %>", "#{7*7}"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "<svg/onload=alert(1)>"),
    *("*)(uid=*))(|(uid=*", "\r\nSet-Cookie: a=b", "ok\n2026-01-01 ERROR forged", "=cmd|'/C calc'!A0", "@SUM(1+1)*cmd"),
)
DAYS = (
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-13-01",
    "20260301",
    "２０２６-０３-０１",
    "-2026-03-01",
    "12026-03-01",
)
ODD = NUMBERS + TEXTS + ATTACKS + DAYS

UNASKED = ("org", "org_path", "unit_id", "status", "amount_fen", "owner", "handler_id", "sealed", "id", "by_id", "at")
UNASKED += ("number", "closed_at", "accepted_at", "role", "user_id", "is_admin", "__class__", "csrf", "next", "_method")

Sent = list[tuple[str, str]]


def typed() -> st.SearchStrategy[str]:
    """Anything that a browser, or someone without one, could send in a field."""
    written = st.text(st.characters(codec=None), max_size=60)
    numbers = st.one_of(st.integers().map(str), st.floats().map(repr))
    return st.one_of(st.sampled_from(ODD), written, numbers)


def filled_in(fields: dict[str, list[str]]) -> st.SearchStrategy[Sent]:
    """Forms with each field left out, chosen as offered, or holding anything; and with fields never asked for."""
    pairs = [_pairs(name, offered) for name, offered in fields.items()]
    unasked = st.lists(st.tuples(st.sampled_from(UNASKED), typed()), max_size=3)
    return st.tuples(*pairs, unasked).map(lambda parts: [pair for part in parts for pair in part])


def _pairs(name: str, offered: list[str]) -> st.SearchStrategy[Sent]:
    value = st.one_of(st.sampled_from(offered), typed()) if offered else typed()
    return st.lists(value, max_size=2).map(lambda values: [(name, value) for value in values])


def encoded(sent: Sent) -> str:
    """As the body of a request; lone surrogates go as the bytes that a careless sender makes of them."""
    return urlencode(sent, errors="surrogatepass")
