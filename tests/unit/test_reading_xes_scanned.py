"""functions/input/reading/xes_scanned.py and functions/input/scanning: expat is the oracle"""

import gzip
import logging
from unittest.mock import patch
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError
from functions.input.reading import xes_scanned
from functions.input.reading.document import Document
from functions.input.reading.timestamps import instants
from functions.input.reading.xes import parsed, read_xes
from functions.input.reading.xes_elements import MAX_ATTRIBUTES, XesElements
from functions.input.scanning import column, scanner
from tests.paths import SHARED_DATA, needs_shared_data
from tests.uncompiled import uncompiled

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n<log xes.version="1.0">\n'
    '\t<global scope="event">\n\t\t<string key="concept:name" value="name"/>\n\t</global>\n'
    '\t<classifier name="A" keys="concept:name"/>\n\t<string key="concept:name" value="Log"/>\n'
)
TAIL = "</log>\n"


UNCOMPILED = uncompiled(scanner)
UNCOMPILED.Column, UNCOMPILED.Numbers = uncompiled(column).Column, uncompiled(column).Numbers
BOTH = pytest.mark.parametrize("built", [scanner, UNCOMPILED], ids=["as installed", "uncompiled"])


def scanned(body: bytes, built=scanner) -> XesElements | None:
    with patch.object(xes_scanned, "Scanner", built.Scanner):
        return xes_scanned.scanned_anyway(Document(body))


def content(elements: XesElements) -> dict:
    """All that a log is made of."""
    return {
        "events": elements.events.table().to_dict(),
        "traces": elements.traces.table().to_dict(),
        "rows": (elements.events.rows, elements.traces.rows),
        "types": (elements.events.types, elements.traces.types),
        "places": elements.placed().rows(),
        "log": elements.log_attributes,
        "globals": elements.globals,
        "classifiers": elements.classifiers,
        "version": elements.version,
        "outside": elements.outside,
    }


def by_expat(body: bytes) -> dict | None:
    try:
        return content(parsed(Document(body)))
    except PermanentError:
        return None


def assert_same(found: dict, expected: dict | None) -> None:
    """Compare; where the scanner made instants of a column, expat's text has to give the same."""
    assert expected is not None
    for table in ("events", "traces"):
        mine, theirs = found.pop(table), expected.pop(table)
        assert list(mine) == list(theirs)
        for key, values in mine.items():
            text = values.dtype == pl.String
            wanted = theirs[key] if text else instants(theirs[key]).values
            assert text or key in xes_scanned.TIMES
            assert values.to_list() == wanted.to_list()
    assert found == expected


def agrees(body: bytes, built=scanner) -> bool:
    """Whether the scanner took the document, having made sure that expat says the same."""
    found = scanned(body, built)
    if found is not None:
        assert_same(content(found), by_expat(body))
    return found is not None


KEYS = st.sampled_from(["concept:name", "time:timestamp", "org:resource", "a b", "é", "x>y"])
KINDS = st.sampled_from(["string", "string", "date", "int", "float", "boolean", "id"])
CHARACTERS = st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn"))
VALUES = st.one_of(
    st.sampled_from(
        ["", "A", "Zoë", "a & b", "<5>", '"'],
    ),
    st.text(CHARACTERS),
)
BLANK = st.sampled_from(["", "\n", "\n\t", "\r\n  ", " "])


@st.composite
def attributes(draw) -> str:
    value = escape(draw(VALUES), {'"': "&quot;", "'": "&apos;"})
    end = draw(st.sampled_from(["/>", " />", "/>"]))
    gap = draw(st.sampled_from([" ", "  ", "\n"]))
    key, kind = draw(KEYS), draw(KINDS)
    return f'{draw(BLANK)}<{kind}{gap}key="{key}" value="{value}"{end}'


@st.composite
def events(draw) -> str:
    inner = "".join(draw(st.lists(attributes(), max_size=4)))
    return f"{draw(BLANK)}<event>{inner}{draw(BLANK)}</event>"


@st.composite
def plain_logs(draw) -> str:
    traces = [
        "<trace>"
        + "".join(draw(st.lists(st.one_of(attributes(), events()), max_size=5)))
        + f"{draw(BLANK)}</trace>{draw(BLANK)}"
        for _ in range(draw(st.integers(1, 4)))
    ]
    return HEAD + "".join(traces) + TAIL


@BOTH
@settings(max_examples=80, deadline=None)
@given(log=plain_logs(), packed=st.booleans())
def test_takes_every_plain_log_and_agrees_with_expat(built, log, packed):
    body = log.encode()

    assert agrees(gzip.compress(body) if packed else body, built)


@BOTH
@settings(max_examples=60, deadline=None)
@given(log=plain_logs(), size=st.integers(1, 40))
def test_it_does_not_matter_where_the_chunks_are_cut(built, log, size):
    body = log.encode()
    chunks = [body[at : at + size] for at in range(0, len(body), size)]

    with (
        patch.object(Document, "chunks", lambda _: iter(chunks)),
        patch.object(xes_scanned, "BATCH_BYTES", 1),
    ):
        found = content(scanned(body, built))

    assert_same(found, by_expat(body))


NOISE = st.one_of(
    st.binary(max_size=4),
    st.sampled_from(
        [
            *(b"<trace>", b"</trace>", b"<event>", b"</event>", b"<event/>", b"<log>", b"</log>"),
            *(b"<!-- c -->", b"<!--", b"-->", b"<![CDATA[x]]>", b"<?pi x?>", b"<!DOCTYPE log>"),
            *(b"&", b"&amp;", b"&#65;", b"&x;", b"<", b">", b'"', b"'", b"/", b"\0", b"\r", b"\n"),
            *(b"\xff", b"\xef\xbf\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\x7f", b"\x01", b"\x85"),
            *(b'<list key="l">', b"</list>", b"</string>", b'key="k" ', b'<int key="i" value="1">'),
            *(b'<string value="v" key="k"/>', b"<string key='k' value='v'/>", b"<string/>"),
        ]
    ),
)


@BOTH
@settings(max_examples=120, deadline=None)
@given(
    log=plain_logs(),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), NOISE), min_size=1, max_size=3),
)
@example(HEAD + "<!-- <trace> --><trace><event></event></trace></log>", [(0.0, 0, b"")])
@example(HEAD + '<string key="p" value="-->"><trace></trace></string></log>', [(0.0, 0, b"")])
@example(HEAD + "<trace></trace><event></event><trace></trace></log>", [(0.0, 0, b"")])
@example(HEAD + "<trace></trace></log><trace></trace>", [(0.0, 0, b"")])
@example(HEAD + "<trace><event>\r</event></trace></log>", [(0.0, 0, b"")])
def test_whatever_is_done_to_a_log_the_scanner_says_what_expat_says_or_nothing(built, log, changes):
    body = log.encode()
    for share, removed, noise in changes:
        at = int(share * len(body))
        body = body[:at] + noise + body[at + removed :]

    agrees(body, built)


EVENT = '<trace><event><string key="concept:name" value="A"/></event></trace>'
UNUSUAL = {
    "another encoding": HEAD.replace("UTF-8", "ISO-8859-1") + EVENT + TAIL,
    "another version of XML": HEAD.replace('"1.0" enc', '"1.1" enc') + EVENT + TAIL,
    "a document type": HEAD.replace("<log", "<!DOCTYPE log><log") + EVENT + TAIL,
    "a comment inside": HEAD + EVENT.replace("<event>", "<event><!-- -->") + TAIL,
    "nested attributes": HEAD + EVENT.replace("/>", '><int key="n" value="1"/></string>') + TAIL,
    "a reference by number": HEAD + EVENT.replace('"A"', '"&#65;"') + TAIL,
    "a line end in a value": HEAD + EVENT.replace('"A"', '"A\nB"') + TAIL,
    "no traces": HEAD + TAIL,
    "a prefix": HEAD.replace("<log", "<x:log") + EVENT + "</x:log>",
    "text": HEAD + EVENT.replace("<event>", "<event>text") + TAIL,
    "nothing": "",
    "cut off": HEAD + EVENT[:40],
    "a second root": HEAD + EVENT + TAIL + EVENT,
}


@BOTH
@pytest.mark.parametrize("case", UNUSUAL)
def test_leaves_what_is_unusual_to_the_general_reader(built, case):
    assert scanned(UNUSUAL[case].encode(), built) is None


def test_a_value_or_markup_of_great_length_is_left_to_the_general_reader():
    long_value = HEAD + EVENT.replace('"A"', '"' + "A" * (3 << 20) + '"') + TAIL
    long_markup = HEAD + EVENT.replace("<event>", "<event>" + " " * (1 << 15)) + TAIL

    for body in (long_value, long_markup):
        assert scanned(body.encode()) is None or agrees(body.encode())
        assert len(read_xes(Document(body.encode())).events) == 1


def test_more_attributes_than_are_kept_are_left_to_the_general_reader():
    many = "".join(f'<int key="k{n}" value="1"/>' for n in range(MAX_ATTRIBUTES + 1))
    body = (HEAD + EVENT.replace("</event>", many + "</event>") + TAIL).encode()

    assert scanned(body) is None
    assert "too_many_attributes" in [w.code for w in read_xes(Document(body)).warnings]


@BOTH
def test_columns_that_begin_late_or_have_gaps_are_the_same(built):
    event = '<event><string key="concept:name" value="A{0}"/><int key="k{1}" value="1"/></event>\n'
    traces = [
        "<trace>" + "".join(event.format(n, n % 3) for n in range(case % 7)) + "</trace>"
        for case in range(60)
    ]
    body = (HEAD + "".join(traces) + TAIL).encode()

    with (
        patch.object(xes_scanned, "BATCH_BYTES", 100),
        patch.object(Document, "chunks", lambda _: (body[i : i + 64] for i in range(0, 99999, 64))),
    ):
        assert_same(content(scanned(body, built)), content(parsed(Document(body))))


@needs_shared_data
@pytest.mark.skipif(not scanner.COMPILED, reason="the scanner is not compiled")
@pytest.mark.parametrize("name", ["DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment"])
def test_a_real_log_is_taken_and_is_the_same(name):
    assert agrees((SHARED_DATA / "bpic2020" / f"{name}.xes.gz").read_bytes())


def test_says_once_that_the_scanner_is_not_compiled(caplog):
    body = (HEAD + EVENT + TAIL).encode()
    xes_scanned._tell_once.cache_clear()

    with patch.object(xes_scanned, "COMPILED", False), caplog.at_level(logging.WARNING):
        logs = [read_xes(Document(body)).events for _ in range(2)]

    assert logs[0].equals(logs[1])
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "make kernel" in caplog.text
