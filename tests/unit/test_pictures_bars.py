from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from functions.output.pictures.bars import Bar, IntervalBar, bars, interval_bars
from functions.output.pictures.scale import Part, score_scale
from functions.output.pictures.svg import escape, printable, shortened

SVG = "{http://www.w3.org/2000/svg}"


def _rects(svg: str, css: str) -> list[float]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}rect")
    return [float(r.get("width", "0")) for r in found if r.get("class") == css]


def test_bars_are_as_long_as_their_shares() -> None:
    rows = [Bar("one", 1.0, "100%"), Bar("two", 0.25, "25%")]
    long, short = _rects(bars(rows, key="k", title="t", description="d"), "bar")
    assert abs(short / long - 0.25) < 0.001


def test_what_is_unknown_is_a_frame_and_no_bar() -> None:
    svg = bars([Bar("cost", None, "not known")], key="k", title="t", description="d")
    assert _rects(svg, "bar") == []
    assert len(_rects(svg, "unknown")) == 1


def test_whiskers_enclose_the_mean() -> None:
    svg = interval_bars(
        [IntervalBar("as is", 10, 8, 12), IntervalBar("to be", 5, 4, 6)],
        key="k",
        title="t",
        description="d",
    )
    lines = list(ElementTree.fromstring(svg).iter(f"{SVG}line"))
    across = [e for e in lines if e.get("y1") == e.get("y2")]
    for bar, whisker in zip(_rects(svg, "bar"), across, strict=True):
        assert float(whisker.get("x1", "")) < bar < float(whisker.get("x2", ""))


def test_a_picture_has_a_role_a_title_and_a_description() -> None:
    root = ElementTree.fromstring(
        score_scale(
            6.4,
            [Part("Time", 0.5, "0.50"), Part("Cost", None, "not known")],
            key="s",
            title="Score",
            description="6.4 of 10",
        )
    )
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "s-picture-title s-picture-desc"
    assert root.findtext(f"{SVG}title") == "Score"
    assert root.findtext(f"{SVG}desc") == "6.4 of 10"


def test_the_scale_is_filled_up_to_the_score() -> None:
    svg = score_scale(
        6.4,
        [Part("Time", 0.5, "0.50"), Part("Cost", None, "not known")],
        key="s",
        title="Score",
        description="d",
    )
    root = ElementTree.fromstring(svg)
    filled = [r for r in root.iter(f"{SVG}rect") if "swatch" in r.get("class", "")]
    tracks = [r for r in root.iter(f"{SVG}rect") if r.get("class") == "track"]
    assert (len(filled), len(tracks)) == (7, 11)
    assert len(_rects(svg, "unknown")) == 1
    assert _rects(svg, "bar") == [95.0]


@given(st.text())
def test_any_text_becomes_text_of_an_svg(text: str) -> None:
    root = ElementTree.fromstring(f"<text>{escape(text)}</text>")
    assert list(root) == []
    assert (root.text or "") == printable(text)


def test_drops_characters_that_turn_or_break_a_text() -> None:
    assert printable("a\u202eb\u0000c\u2066d\ud800") == "abcd"
    assert printable("two\nlines\ttab") == "two lines tab"
    assert printable("שלום 🙂") == "שלום 🙂"
    assert shortened("x" * 10_000, 80) == "x" * 79 + "…"
