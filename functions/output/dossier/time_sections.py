"""Where the time goes and which ways cases take."""

from common.model.facts import Transition, Variant
from common.model.workflow import END, START
from functions.output.dossier import figures
from functions.output.dossier.content import (
    UNKNOWN,
    Block,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    row_head,
    value,
    words,
)
from functions.output.dossier.cycle_time_blocks import cycle_time_blocks
from functions.output.dossier.results import Results
from functions.output.pictures.bars import Bar, bars

TOP = 10
TOP_VARIANTS = 8


def time(results: Results) -> Section | None:
    """Return what the cycle time is made of, then the transitions that hold most of it."""
    blocks = cycle_time_blocks(results) + _transitions(results)
    return Section("time", "Where the time goes", tuple(blocks)) if blocks else None


def _transitions(results: Results) -> list[Block]:
    timed = [t for t in results.facts.transitions if t.elapsed is not None and t.total_h]
    if not timed:
        return []
    timed.sort(key=lambda t: (-(t.total_h or 0.0), t.source, t.target))
    top = timed[:TOP]
    largest = max(t.total_share or 0.0 for t in top) or 1.0
    rows = [
        Bar(
            results.flow(t.source, t.target),
            (t.total_share or 0.0) / largest,
            _time_words(t),
        )
        for t in top
    ]
    title = "Elapsed time by transition"
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    covered = sum(t.total_share or 0.0 for t in top)
    blocks: list[Block] = [Text(_lead(results, top, covered), "lead")]
    if not results.facts.has_start_times:
        blocks.append(
            Text(
                "The log has no start times: each span holds waiting and, at its end, "
                "the work itself.",
                "note",
            )
        )
    svg = bars(rows, key="elapsed", title=title, description=description)
    caption = "Share of all time between steps, with the median of one passage."
    blocks.append(Picture(svg, title, description, caption))
    blocks.append(
        Table(
            "Transitions by total elapsed time",
            head(
                "From", "To", "#Count", "#Total", "#Share", "#Median", "#Mean", "#95th percentile"
            ),
            tuple(_row(results, t) for t in top),
            folded=True,
        )
    )
    return blocks


def variants(results: Results) -> Section | None:
    """Return the most frequent ways through the process and how many cases they cover."""
    found = results.facts.variants
    if not found:
        return None
    top = found[:TOP_VARIANTS]
    covered = sum(v.share for v in top)
    largest = max(v.share for v in top) or 1.0
    rows = [
        Bar(
            f"Variant {number}: {figures.plural(len(v.activities), 'step')}",
            v.share / largest,
            f"{figures.share(v.share)} · mean {figures.short_duration(v.cycle_time.mean_h)}",
        )
        for number, v in enumerate(top, start=1)
    ]
    title = "Most frequent variants"
    description = "; ".join(f"{row.name}, {row.figures}" for row in rows)
    number = results.facts.variant_count
    total = f" of {figures.grouped(number)}" if number is not None else ""
    which = (
        "The only variant covers" if number == 1 else f"The first {len(top)}{total} variants cover"
    )
    blocks: list[Block] = [
        Text(f"{which} {figures.share(covered)} of the cases.", "lead"),
        Picture(
            bars(rows, key="variants", title=title, description=description),
            title,
            description,
            "Share of cases per variant, with their mean cycle time.",
        ),
        _variants_table(results, top),
    ]
    return Section("variants", "Which ways cases take", tuple(blocks))


def _lead(results: Results, top: list[Transition], covered: float) -> str:
    first = top[0]
    total = figures.duration(first.total_h or 0.0)
    text = (
        f"“{results.step(first.source)}” to “{results.step(first.target)}” alone holds {total}, "
        f"{figures.share(first.total_share or 0.0)} of all time between steps"
    )
    if len(top) == 1:
        return text + "."
    return f"{text}; the {len(top)} transitions below hold {figures.share(covered)}."


def _time_words(transition: Transition) -> str:
    elapsed = transition.elapsed
    median = f" · median {figures.short_duration(elapsed.median_h)}" if elapsed else ""
    return figures.share(transition.total_share or 0.0) + median


def _row(results: Results, t: Transition) -> tuple[Cell, ...]:
    spans = [(t.elapsed.median_h), (t.elapsed.mean_h), (t.elapsed.p95_h)] if t.elapsed else []
    return (
        row_head(results.step(t.source)),
        words(results.step(t.target)),
        value(figures.grouped(t.count), t.count),
        value(figures.duration(t.total_h), t.total_h) if t.total_h is not None else UNKNOWN,
        value(figures.share(t.total_share), t.total_share)
        if t.total_share is not None
        else UNKNOWN,
        *(value(figures.duration(span), span) for span in spans),
    )


def _variants_table(results: Results, top: tuple[Variant, ...]) -> Table:
    rows = []
    covered = 0.0
    for number, variant in enumerate(top, start=1):
        covered += variant.share
        rows.append(
            (
                Cell(str(number), numeric=True, header=True),
                words(_way(results, variant)),
                value(figures.grouped(variant.cases), variant.cases),
                value(figures.share(variant.share), variant.share),
                Cell(figures.share(covered), numeric=True),
                value(figures.duration(variant.cycle_time.mean_h), variant.cycle_time.mean_h),
                value(figures.duration(variant.cycle_time.p95_h), variant.cycle_time.p95_h),
            )
        )
    columns = head(
        "#No.", "Way", "#Cases", "#Share", "#Together", "#Mean cycle time", "#95th percentile"
    )
    return Table("Variants by number of cases", columns, tuple(rows))


def _way(results: Results, variant: Variant) -> str:
    steps = [results.step(a) for a in variant.activities if a not in {START, END}]
    cut = f" → … ({len(steps) - 15} more)" if len(steps) > 15 else ""
    return " → ".join(steps[:15]) + cut
