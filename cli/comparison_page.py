"""A comparison as a page: self-contained, in the style of a report."""

from collections.abc import Iterator, Sequence

from cli.comparing import Comparison, Number, Parts
from cli.comparison_text import NOUNS, SAME, difference, is_sure, name_of, shown
from common.language import Language, say, term
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Bullets,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
)
from functions.output.dossier.html import html_page
from functions.output.pictures.bars import IntervalBar, interval_bars
from functions.output.pictures.svg import shortened

NAME_LIMIT, TEXT_LIMIT = 80, 600
PICTURES = {"h": "Cycle times", "share": "Shares", "score": "Parts of the score"}
NO_PART = frozenset({"inefficiency_score"})  # on a scale of its own


def page(found: Comparison, language: Language) -> bytes:
    """Return the HTML of a comparison."""
    return html_page(
        "comparison.html.j2",
        language,
        kind=say("Comparison"),
        title=_title(found),
        verdict=tuple(_verdict(found)),
        sections=tuple(_sections(found)),
    )


def _title(found: Comparison) -> str:
    before, after = (shortened(name, NAME_LIMIT) for name in (found.before, found.after))
    if found.before == found.after:
        return say("{name}: before and after", name=before)
    return f"{before} → {after}"


def _verdict(found: Comparison) -> Iterator[str]:
    if found.identical:
        yield say(SAME)
        return
    by_name = {number.name: number for number in found.numbers}
    for name in ("cycle_time_mean_h", "inefficiency_score"):
        number = by_name.get(name)
        if number is not None and number.difference is not None:
            yield _sentence(number)
    gone, new = len(found.findings.gone), len(found.findings.new)
    if gone or new:
        yield say(
            "{gone} gone, {new} new, {same} in both.",
            gone=figures.plural(gone, "finding"),
            new=new,
            same=found.findings.same + len(found.findings.changed),
        )


def _sentence(number: Number) -> str:
    values = {
        "name": name_of(number),
        "before": shown(number, number.before),
        "after": shown(number, number.after),
        "difference": difference(number),
    }
    if not number.difference:
        return say("{name}: {before}, as before.", **values)
    return say("{name}: {before} before, {after} after; {difference}.", **values)


def _sections(found: Comparison) -> Iterator[Section]:
    numbers = [n for n in found.numbers if n.before is not None or n.after is not None]
    blocks: list[Block] = [] if found.identical else [*_pictures(numbers)]
    yield Section("numbers", say("Numbers"), (*blocks, _table(numbers)))
    for key, noun in NOUNS.items():
        parts = getattr(found, key)
        if parts.gone or parts.new or parts.changed:
            yield Section(key, term(noun), tuple(_parts(parts)))
    yield Section("remarks", say("What to bear in mind"), (Bullets(found.remarks), _files(found)))


def _pictures(numbers: Sequence[Number]) -> Iterator[Picture]:
    """Yield a picture per unit, of what both reports know: on one scale, with whiskers."""
    for unit, name in PICTURES.items():
        known = [
            n
            for n in numbers
            if n.unit == unit and n.name not in NO_PART and n.difference is not None
        ]
        if known:
            yield _picture(unit, term(name), known)


def _picture(unit: str, title: str, numbers: Sequence[Number]) -> Picture:
    rows = [row for number in numbers for row in _rows(number)]
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    svg = interval_bars(rows, key=f"compared-{unit}", title=title, description=description)
    caption = ""
    if any(row.low is not None for row in rows):
        caption = say(
            "Whiskers are 95% intervals, as if cases were independent of each other; where there "
            "is none, the reports do not tell how sure the number is."
        )
    return Picture(svg, title, description, caption)


def _rows(number: Number) -> Iterator[IntervalBar]:
    ends = (
        ("before", number.before, number.before_error, "as-is"),
        ("after", number.after, number.after_error, "bar strong"),
    )
    for word, mean, error, css in ends:
        if mean is None:
            continue
        low = None if error is None else max(mean - error, 0.0)
        high = None if error is None else mean + error
        told = shown(number, mean)
        if low is not None and high is not None:
            span = say("{low} to {high}", low=shown(number, low), high=shown(number, high))
            told = f"{told} ({span})"
        yield IntervalBar(f"{name_of(number)}, {term(word)}", mean, low, high, told, css)


def _table(numbers: Sequence[Number]) -> Table:
    columns = head(
        "What is compared",
        "#First report",
        "#Second report",
        "#Difference (95% interval)",
        "What it shows",
    )
    return Table(say("All numbers of both reports"), columns, tuple(map(_row, numbers)))


def _row(number: Number) -> tuple[Cell, ...]:
    ends = [
        not_known() if end is None else value(shown(number, end), end)
        for end in (number.before, number.after)
    ]
    text = difference(number)
    told = value(text, number.difference) if text else not_known()
    return (row_head(name_of(number)), *ends, told, Cell(_shows(number)))


def _shows(number: Number) -> str:
    if number.difference is None:
        return say("known to one report only")
    if not number.difference:
        return say("unchanged")
    if number.low is None:
        return say("no interval is known")
    return say("more than chance") if is_sure(number) else say("may be chance")


def _parts(parts: Parts) -> Iterator[Block]:
    if parts.same:
        yield Text(say("{number} stand in both unchanged.", number=parts.same))
    rows = [
        (Cell(term(word)), row_head(shortened(one.text, TEXT_LIMIT)), Cell(""), Cell(""))
        for word, items in (("gone", parts.gone), ("new", parts.new))
        for one in items
    ]
    rows += [
        (
            Cell(term("changed")),
            row_head(shortened(one.text, TEXT_LIMIT)),
            Cell(shortened(one.before, TEXT_LIMIT)),
            Cell(shortened(one.after, TEXT_LIMIT)),
        )
        for one in parts.changed
    ]
    yield Table(
        say("What differs"),
        head("What became of it", "What", "First report", "Second report"),
        tuple(rows),
    )


def _files(found: Comparison) -> Text:
    first, second = found.sha256
    return Text(
        say("SHA-256 of the two reports: {first}, {second}.", first=first, second=second), "note"
    )
