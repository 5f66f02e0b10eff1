"""Where the time goes and which ways cases take."""

from common.language import say
from common.model.facts import Transition, Variant
from common.model.workflow import END, START
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
    words,
)
from functions.output.dossier.cycle_time_blocks import cycle_time_blocks
from functions.output.dossier.dotted_blocks import dotted_blocks
from functions.output.dossier.results import Results
from functions.output.dossier.wording import with_more
from functions.output.pictures.bars import Bar, bars
from functions.output.pictures.svg import shortened
from functions.output.pictures.variants import variant_row
from functions.output.pictures.variants import variants as drawn_variants

TOP = 10
TOP_VARIANTS = 8
DESCRIPTION = 3000  # characters


def time(results: Results) -> Section | None:
    """Return what the cycle time is made of, then the transitions that hold most of it."""
    blocks = cycle_time_blocks(results) + _transitions(results)
    return Section("time", say("Where the time goes"), tuple(blocks)) if blocks else None


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
    title = say("Elapsed time by transition")
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    covered = sum(t.total_share or 0.0 for t in top)
    blocks: list[Block] = [Text(_lead(results, top, covered), "lead")]
    if not results.facts.has_start_times:
        blocks.append(
            Text(
                say(
                    "The log has no start times: each span holds waiting and, at its end, the work "
                    "itself."
                ),
                "note",
            )
        )
    svg = bars(rows, key="elapsed", title=title, description=description)
    caption = say("Share of all time between steps, with the median of one passage.")
    blocks.append(Picture(svg, title, description, caption))
    blocks.append(
        Table(
            say("Transitions by total elapsed time"),
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
    usual = [results.step(activity) for activity in top[0].activities]
    rows = [
        variant_row(
            say("Variant {number}", number=number),
            v.share,
            say(
                "{share} of the cases · {time} on average",
                share=figures.share(v.share),
                time=figures.duration(v.cycle_time.mean_h),
            ),
            [results.step(activity) for activity in v.activities],
            usual,
        )
        for number, v in enumerate(top, start=1)
    ]
    title = say("Most frequent variants")
    told = (f"{row.name}: {', '.join(s.name for s in row.steps)}, {row.figures}" for row in rows)
    description = shortened("; ".join(told), DESCRIPTION)
    blocks: list[Block] = [
        Text(_covered(results.facts.variant_count, len(top), figures.share(covered)), "lead"),
        Picture(
            drawn_variants(rows, key="variants", title=title, description=description),
            title,
            description,
            say("Each row is one way from the first step to the last."),
        ),
        _variants_table(results, top),
        *dotted_blocks(results),
    ]
    return Section("variants", say("Which ways cases take"), tuple(blocks))


def _lead(results: Results, top: list[Transition], covered: float) -> str:
    first = top[0]
    text = say(
        "“{source}” to “{target}” alone holds {total}, {share} of all time between steps",
        source=results.step(first.source),
        target=results.step(first.target),
        total=figures.duration(first.total_h or 0.0),
        share=figures.share(first.total_share or 0.0),
    )
    if len(top) == 1:
        return text + "."
    return say(
        "{text}; the {number} transitions below hold {share}.",
        text=text,
        number=len(top),
        share=figures.share(covered),
    )


def _covered(all_of_them: int | None, shown: int, share: str) -> str:
    if all_of_them == 1:
        return say("The only variant covers {share} of the cases.", share=share)
    if all_of_them is None:
        return say(
            "The first {shown} variants cover {share} of the cases.", shown=shown, share=share
        )
    return say(
        "The first {shown} of {all} variants cover {share} of the cases.",
        shown=shown,
        all=figures.grouped(all_of_them),
        share=share,
    )


def _time_words(transition: Transition) -> str:
    elapsed = transition.elapsed
    share = figures.share(transition.total_share or 0.0)
    if elapsed is None:
        return share
    median = figures.short_duration(elapsed.median_h)
    return say("{share} · median {hours}", share=share, hours=median)


def _row(results: Results, t: Transition) -> tuple[Cell, ...]:
    spans = [(t.elapsed.median_h), (t.elapsed.mean_h), (t.elapsed.p95_h)] if t.elapsed else []
    return (
        row_head(results.step(t.source)),
        words(results.step(t.target)),
        value(figures.grouped(t.count), t.count),
        value(figures.duration(t.total_h), t.total_h) if t.total_h is not None else not_known(),
        value(figures.share(t.total_share), t.total_share)
        if t.total_share is not None
        else not_known(),
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
    return Table(say("Variants by number of cases"), columns, tuple(rows))


def _way(results: Results, variant: Variant) -> str:
    steps = [results.step(a) for a in variant.activities if a not in {START, END}]
    way = " → ".join(steps[:15])
    return with_more(f"{way} → …", len(steps) - 15) if len(steps) > 15 else way
