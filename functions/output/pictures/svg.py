"""SVG as text. Everything that comes from outside is cleaned and escaped here."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import escape as html_escape

LARGE = 900.0  # wider pictures shrink to the page before they scroll
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2060\ufeff\u061c")


def printable(text: str) -> str:
    """Return the text without control, private and direction-changing characters.

    XML 1.0 forbids the first, and a right-to-left override would turn the rest of a sentence.
    Line breaks become spaces.
    """
    if text.isprintable():  # none of them is, nor any space but the plain one
        return text
    kept = (
        " " if c.isspace() else c
        for c in text
        if c.isspace()
        or (c not in _INVISIBLE and unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    )
    return "".join(kept)


def shortened(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, the last one an ellipsis where some were cut."""
    text = " ".join(printable(text).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str) -> str:
    return html_escape(printable(text), quote=True)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def element(name: str, *children: str, **attributes: str | float) -> str:
    """Return one element. ``class_`` stands for ``class``, other ``_`` for ``-``."""
    parts = [name]
    for key, value in attributes.items():
        text = value if isinstance(value, str) else number(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    head = " ".join(parts)
    return f"<{head}>{''.join(children)}</{name}>" if children else f"<{head}/>"


def label(x: float, y: float, content: str, css: str = "", anchor: str = "start") -> str:
    """Return a line of text; ``y`` is its base line."""
    return element("text", escape(content), x=x, y=y, class_=f"t {css}".strip(), text_anchor=anchor)


def rect(x: float, y: float, width: float, height: float, css: str, radius: float = 0) -> str:
    return element("rect", x=x, y=y, width=max(width, 0), height=height, rx=radius, class_=css)


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=css)


def hover(text: str, *children: str) -> str:
    """Return the marks with a text that shows while the pointer rests on them."""
    return element("g", element("title", escape(shortened(text, 300))), *children, class_="mark-of")


def arrow_head(x: float, y: float, down: bool, size: float, css: str) -> str:
    """Return a triangle whose tip is at (x, y)."""
    back = -size if down else size
    points = f"{number(x)},{number(y)} " + " ".join(
        f"{number(x + side)},{number(y + back)}" for side in (-size * 0.55, size * 0.55)
    )
    return element("polygon", points=points, class_=css)


def picture(
    key: str, title: str, description: str, size: tuple[float, float], children: Iterable[str]
) -> str:
    """Return the whole SVG. ``key`` makes its ids unique on the page."""
    width, height = size
    return element(
        "svg",
        element("title", escape(title), id=f"{key}-picture-title"),
        element("desc", escape(description), id=f"{key}-picture-desc"),
        "".join(children),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{key}-picture-title {key}-picture-desc",
        class_="picture large" if width > LARGE else "picture",
    )


BOLD = 1.11  # a bold text is so much wider


def text_width(text: str, size: float) -> float:
    """Return a cautious estimate of the width of a text, for fonts that are not known here."""
    return size * sum(map(_em, text))


@lru_cache(maxsize=2000)
def _em(c: str) -> float:
    if unicodedata.east_asian_width(c) in "WF":
        return 1.1
    if c in "iljtf.,:;|!'()[] ":
        return 0.36
    if c in "+−±=<>×÷~":
        return 0.84
    if c.isupper() or c in "mwMW@%—→":
        return 0.74
    return 0.59


def wrapped(text: str, width: float, size: float, lines: int) -> tuple[str, ...]:
    """Return the text in at most ``lines`` lines of ``width``; what is cut ends in an ellipsis."""
    rows: list[str] = []
    row = ""
    for word in shortened(text, 200).split():
        for piece in _pieces(word, width, size):
            longer = f"{row} {piece}" if row else piece
            if row and text_width(longer, size) > width:
                rows.append(row)
                row = piece
            else:
                row = longer
    rows = [*rows, row] if row else rows
    if len(rows) <= lines:
        return tuple(rows)
    last = rows[lines - 1]
    while last and text_width(last + "…", size) > width:
        last = last[:-1]
    return (*rows[: lines - 1], last.rstrip() + "…")


def _pieces(word: str, width: float, size: float) -> Iterable[str]:
    piece = ""
    for c in word:
        if piece and text_width(piece + c, size) > width:
            yield piece
            piece = c
        else:
            piece += c
    if piece:
        yield piece
