"""Values that readers stumble over, and ways of damaging a valid document with them.

A change is a small tuple of numbers, so that hypothesis draws it quickly and shrinks it well;
``changed`` says what it does to a text, ``damaged`` to bytes and ``rearranged`` to JSON.
"""

import copy
import gzip
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

VALUES = (
    "", " ", "\0", "\ufeff", "\u202eevil\u202c", "\u200b", "\x1b[31m", "\r", "\n", "\t", '"', "'",
    "NaN", "nan", "inf", "-Infinity", "1e999", "-1e999", "-0", "0", "-1", "1e-320", "1" * 400,
    "9" * 5000, "0x10", "1_000", "½", "٣", "1,5", "1.000,5",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "10000-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "2026-02-30T08:00:00Z", "2026-01-01",
    "2026-01-01 08:00", "2026-01-01T08:00:00+99:99", "2026-03-29T02:30:00", "31/12/2026 24:00",
    "-2026-01-01T00:00:00Z", "2026-01-01T25:61:61Z", "1e10", "1700000000", "9999999999999",
    "A" * 10_000, "=HYPERLINK(\"http://x\",\"y\")", "+cmd|' /C calc'!A0", "@SUM(1)",
    "<script>alert(1)</script>", "</td><img src=x onerror=alert(1)>", "&lt;&amp;&#0;&bogus;",
    "../../etc/passwd", "C:\\Windows\\system32", "file:///etc/passwd", "${jndi:ldap://x}",
    "{{7*7}}", "%s%n", "'; DROP TABLE event; --", "null", "true", "start", "end", "case_id",
    "place", "\x00place", "case:", "event:", "event:event:", "__proto__", "concept:name",
    "time:timestamp",
    "complete", "start_at", "ﬀ", "İ", "ß", "e\u0301", "𝕳", "🧨", "\ud7ff", "\uffff", "\x85",
    "\u2028", "[" * 200, "{" * 200, "<a>" * 100, "&e;", "<!DOCTYPE a>", "<!ENTITY a 'b'>",
    "<![CDATA[x]]>",
    "--", "- ", ": ", "? ", "&a", "*a", "!!python/object:os.system", "|", ">", "%YAML 9.9",
    "30 minutes", "-5 days", "110%", "1/0", "one in zero", "ten to two days", "10^9 years",
)  # fmt: skip
JSON_VALUES: tuple[Any, ...] = (
    *VALUES, None, True, False, 0, -0.0, -1, 10**400, 1e308, float("nan"), float("inf"),
    float("-inf"), "\ud800", "\udfff\ud800", [], {}, [[]], [{}], {"": ""}, {"\ud800": 1},
    ["A"] * 300, {"name": {"name": []}}, [None], [0], ["start", "start", "end"],
)  # fmt: skip
BYTES = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xe2\x80\xae",
    b"\x1f\x8b", b"PAR1", b"\x80" * 10, b"\xff\xff\xff\x7f", b"<", b">", b'"', b"\n" * 100,
    b"\r", b"]]>", b"<!--", b"&#x0;", b"\x7f",
)  # fmt: skip
ENCODINGS = (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1", "cp1252", "utf-7",
)  # fmt: skip
TOKEN = re.compile(r"[^\W_]+|\s+|[^\w\s]|_", re.UNICODE)
MAX_TEXT = 200_000  # a nested part may double a few times

Change = tuple[int, int, int, int]
changes = st.lists(
    st.tuples(*(st.integers(0, top) for top in (7, 9_999, 40, 999))), min_size=1, max_size=5
)
damages = st.lists(st.tuples(*(st.integers(0, top) for top in (7, 9_999, 40, 999))), max_size=4)
packings = st.integers(0, 3 + len(ENCODINGS))


def changed(text: str, edits: Sequence[Change], *, xml: bool = False) -> str:
    """Replace, repeat, remove, move and nest parts of a text."""
    for kind, where, span, what in edits:
        tokens = TOKEN.findall(text)
        if not tokens or len(text) > MAX_TEXT:
            return text
        at = where * len(tokens) // 10_000
        part = tokens[at : at + 1 + span]
        value = VALUES[what % len(VALUES)]
        value = escape(value, {'"': "&quot;"}) if xml and what % 2 else value
        new = {
            0: [value],
            1: part + part,
            2: [],
            3: part[::-1],
            4: part * (2 + what % 60),
            5: [*tokens[-span - 1 :], *part],
        }.get(kind, [value, *part] if kind == 6 else [*part[:1], value])
        width = len(part) if kind in {0, 2, 3, 4} else 1 if kind == 7 else len(part)
        text = "".join([*tokens[:at], *new, *tokens[at + width :]])
    return text


def damaged(body: bytes, edits: Sequence[Change]) -> bytes:
    """Flip, cut off, insert, repeat and remove bytes."""
    for kind, where, span, what in edits:
        at = where * len(body) // 10_000
        part = body[at : at + 1 + span]
        new = {
            0: bytes(byte ^ (1 << what % 8) for byte in part[:1]) + part[1:],
            1: part + part,
            2: b"",
            3: BYTES[what % len(BYTES)] + part,
            4: BYTES[what % len(BYTES)],
            5: bytes([what % 256]) * len(part),
            6: part[::-1],
        }.get(kind)
        body = body[:at] if new is None else body[:at] + new + body[at + len(part) :]
    return body


def packed(text: str, packing: int) -> bytes:
    """The text in one of many encodings, or compressed, once or twice."""
    if packing >= 4:
        return text.encode(ENCODINGS[packing - 4], "replace")
    body = text.encode("utf-8", "surrogatepass")
    for _ in range(max(0, packing - 1)):
        body = gzip.compress(body, 1, mtime=0)
    return body


def rearranged(document: Any, edits: Sequence[Change]) -> Any:
    """Replace, repeat, remove and nest the values of a JSON document."""
    document = copy.deepcopy(document)
    for kind, where, span, what in edits:
        places = list(_places(document))[:5_000]
        if not places:
            return document
        holder, key = places[where * len(places) // 10_000]
        _change(holder, key, kind, JSON_VALUES[what % len(JSON_VALUES)], span)
    return document


def _places(value: Any) -> Any:
    """Every value by what holds it and its key."""
    pending = [value]
    while pending:
        holder = pending.pop()
        keys = holder.keys() if isinstance(holder, dict) else range(len(holder))
        for key in list(keys):
            yield holder, key
            if isinstance(holder[key], dict | list):
                pending.append(holder[key])


def _change(holder: Any, key: Any, kind: int, value: Any, span: int) -> None:
    old = holder[key]
    if kind == 0:
        holder[key] = copy.deepcopy(value)
    elif kind == 1 and isinstance(holder, list):
        holder[key:key] = [copy.deepcopy(old) for _ in range(1 + span * 4)]
    elif kind in {1, 2}:
        del holder[key]
    elif kind == 3:
        holder[key] = [old]
    elif kind == 4:
        for _ in range(1 + span * 3):
            old = {"steps": old} if span % 2 else [old]
        holder[key] = old
    elif isinstance(holder, dict):  # another name for it, perhaps one that is taken
        holder[str(value)[:20_000]] = holder.pop(key) if kind == 5 else copy.deepcopy(old)
    else:
        holder.append(copy.deepcopy(value))
