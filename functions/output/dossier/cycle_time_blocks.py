"""How the cycle time is made of work and waiting, by the wall clock and in working time."""

from typing import NamedTuple

from common.language import say, term
from common.metric_words import capital, lower_first
from common.model.figure import Provenance
from common.model.measurements import CauseShare, TimeParts, WaitingCause
from common.numerals import joined
from functions.output.dossier import figures
from functions.output.dossier.content import (
    NONE,
    Block,
    Cell,
    Picture,
    Table,
    Text,
    derived,
    head,
    heat,
    not_known,
    number_head,
    row_head,
    value,
    words,
)
from functions.output.dossier.results import Results
from functions.output.dossier.week_words import calendar_words
from functions.output.dossier.wording import sentence, with_more
from functions.output.pictures.svg import shortened
from functions.output.pictures.waterfall import Step, waterfall

CAUSES: dict[WaitingCause, tuple[str, str]] = {
    "batching": ("batching", "cases are gathered and done together"),
    "contention": ("contention", "whoever does the step is busy with earlier cases"),
    "prioritisation": ("prioritisation", "later cases are done first"),
    "unavailability": ("unavailability", "whoever does the step is not at work"),
    "extraneous": ("other reasons", "neither batches, busy people nor closed hours explain it"),
}
LEAST_SHARE = 0.0005  # of a cause that is drawn
LEAST_STEP = 0.01  # of all waiting, for a step that is listed
TOP_STEPS, TOP_EXTERNAL = 8, 5
REASON_LIMIT = 200


class Part(NamedTuple):
    """A part of the mean cycle time in hours; ``cause`` divides the waiting inside.

    ``made`` is made here from the facts, and does not stand in them.
    """

    name: str
    wall_h: float
    working_h: float | None
    css: str
    provenance: Provenance
    cause: bool = False
    made: bool = False

    @property
    def sentence_name(self) -> str:
        return lower_first(self.name)


def cycle_time_blocks(results: Results) -> list[Block]:
    """Return the waterfall with its sentences and tables; nothing where no part is known."""
    parts = _parts(results)
    if not parts:
        return []
    total = _total(results, parts)
    blocks: list[Block] = [Text(_lead(parts, total), "lead")]
    cause = _main_cause(results)
    if cause:
        blocks.append(Text(cause))
    blocks.append(_picture(parts, total))
    blocks += [Text(text, "note") for text in _notes(results, total)]
    blocks.append(_table(parts, total))
    if results.facts.waiting_causes is not None:
        blocks += _causes(results, results.facts.waiting_causes.by_activity)
    if results.facts.external_waits:
        blocks.append(_external(results))
    return blocks


def _parts(results: Results) -> list[Part]:
    found = results.facts.time_parts
    if found is not None:
        return _measured(results, found)
    inside, time = results.facts.figures.get("inside_h"), results.facts.cycle_time
    if inside is None or time is None or not 0 < inside.value < time.mean_h:
        return []
    return [
        Part(say("Waiting and work inside"), inside.value, None, "waiting", inside.provenance),
        Part(
            say("Waiting for somebody outside"),
            time.mean_h - inside.value,
            None,
            "outside",
            inside.provenance,
            made=True,
        ),
    ]


def _measured(results: Results, found: TimeParts) -> list[Part]:
    measured, inferred = Provenance.MEASURED, Provenance.INFERRED
    outside = found.external_h > 0
    known = inferred if outside else measured  # what is outside is judged by names
    parts = [
        Part(say("Waiting inside"), found.waiting_h, found.waiting_working_h, "waiting", known)
    ]
    causes = results.facts.waiting_causes
    for cause, (name, meaning) in CAUSES.items():
        share = causes.whole.shares.get(cause, 0.0) if causes else 0.0
        if share >= LEAST_SHARE:
            hours = share * found.waiting_h
            parts.append(
                Part(
                    f"{term(name)}: {term(meaning)}",
                    hours,
                    None,
                    "cause",
                    inferred,
                    True,
                    made=True,
                )
            )
    if outside:
        name = say("Waiting for somebody outside")
        parts.append(Part(name, found.external_h, found.external_working_h, "outside", inferred))
    parts.append(Part(say("Work"), found.processing_h, found.processing_working_h, "bar", measured))
    return parts


def _total(results: Results, parts: list[Part]) -> Part:
    outer = [part for part in parts if not part.cause]
    working = results.facts.working_time
    hours = working.cycle_time.mean_h if working else None
    wall_h = sum(part.wall_h for part in outer)
    return Part(say("Cycle time"), wall_h, hours, "total", Provenance.MEASURED, made=True)


def _lead(parts: list[Part], total: Part) -> str:
    outer = [part for part in parts if not part.cause]
    told = [
        say(
            "{hours} ({share}) are {part}" if part is outer[0] else "{hours} ({share}) {part}",
            hours=figures.duration(part.wall_h),
            share=figures.share(part.wall_h / total.wall_h if total.wall_h else 0.0),
            part=part.sentence_name,
        )
        for part in outer
    ]
    text = say(
        "Of a mean cycle time of {total}, {parts}.",
        total=figures.duration(total.wall_h),
        parts=joined(told),
    )
    if total.working_h is not None:
        worked = figures.working_duration(total.working_h)
        text += " " + say("In working time it is {hours}.", hours=worked)
    return text


def _main_cause(results: Results) -> str:
    causes = results.facts.waiting_causes
    if causes is None or not any(causes.whole.hours.values()):
        return ""
    cause = max(CAUSES, key=lambda c: causes.whole.hours.get(c, 0.0))
    name, meaning = CAUSES[cause]
    text = say(
        "{share} of the waiting inside is due to {cause}: {meaning}",
        share=figures.share(causes.whole.shares.get(cause, 0.0)),
        cause=term(name),
        meaning=term(meaning),
    )
    steps = [one for one in causes.by_activity if one.activity and one.hours.get(cause, 0.0) > 0]
    if steps:
        worst = max(steps, key=lambda one: (one.hours.get(cause, 0.0), one.activity or ""))
        part = worst.hours.get(cause, 0.0) / causes.whole.hours[cause]
        step = results.step(worst.activity or "")
        if part > 0.9995:
            text += say(". All of that lies before “{step}”", step=step)
        else:
            much = figures.share(part)
            text += say(". {share} of that lies before “{step}”", share=much, step=step)
    return text + "."


def _picture(parts: list[Part], total: Part) -> Picture:
    both = any(part.working_h is not None for part in parts)
    measures: tuple[str, ...] = (say("Wall-clock time"),)
    if both:
        measures = (*measures, say("Working time"))
    steps = [_step(part, total, both) for part in parts] + [_step(total, total, both)]
    title = say("What the cycle time is made of")
    description = "; ".join(
        f"{step.name}: {' / '.join(text for text in step.figures if text)}" for step in steps
    )
    caption = say("Mean hours or days per case.")
    if both:
        caption = say("Mean hours or days per case; each side is scaled to its own total.")
    svg = waterfall(measures, steps, key="parts", title=title, description=description)
    return Picture(svg, title, description, caption)


def _step(part: Part, total: Part, both: bool) -> Step:
    whole = part is total
    sizes: tuple[float | None, ...] = (part.wall_h,)
    texts: tuple[str, ...] = (
        _with_share(figures.short_duration(part.wall_h), part.wall_h, total.wall_h, whole),
    )
    if both:
        worked = part.working_h
        text = ""
        if worked is not None and total.working_h is not None:
            text = figures.working_duration(worked)
            text = _with_share(text, worked, total.working_h, whole)
        sizes, texts = (*sizes, worked), (*texts, text)
    return Step(part.name, sizes, texts, part.css, part.cause, whole)


def _with_share(text: str, size: float, total: float, whole: bool) -> str:
    return text if whole or not total else f"{text} · {figures.share(size / total)}"


def _notes(results: Results, total: Part) -> list[str]:
    working = results.facts.working_time
    notes = []
    if working is not None and total.working_h is not None:
        notes.append(
            say(
                "Working time ({known}): {calendar}. Found by: {origin} {share} of the completions "
                "lie within it.",
                known=term(working.provenance.value),
                calendar=calendar_words(working.calendar),
                origin=sentence(working.origin),
                share=figures.share(working.event_share),
            )
        )
    if results.facts.time_parts is None:
        notes.append(say("The log has no start times, so waiting and work cannot be told apart."))
    if results.facts.waiting_causes is not None:
        origin = results.facts.waiting_causes.origin
        notes.append(say("Causes of waiting (inferred): {origin}", origin=sentence(origin)))
    return notes


def _table(parts: list[Part], total: Part) -> Table:
    rows = tuple(_row(part, total) for part in (*parts, total))
    columns = head("Part", "#Wall-clock time", "#Share", "#Working time")
    return Table(say("Parts of the mean cycle time"), columns, rows, folded=True)


def _row(part: Part, total: Part) -> tuple[Cell, ...]:
    share = part.wall_h / total.wall_h if total.wall_h else 0.0
    working = not_known()
    if part.working_h is not None:
        working = value(figures.working_duration(part.working_h), part.working_h)
    return (
        row_head(f"– {part.name}" if part.cause else part.name),
        derived(figures.duration(part.wall_h), part.provenance)
        if part.made
        else value(figures.duration(part.wall_h), part.wall_h, part.provenance),
        derived(figures.share(share)),
        working,
    )


def _causes(results: Results, found: tuple[CauseShare, ...]) -> list[Block]:
    if not found:
        return []
    columns = head(
        "Before", "#All waiting", *(number_head(capital(term(CAUSES[c][0]))) for c in CAUSES)
    )
    rows = []
    all_h = sum(map(_waited_h, found))
    shown = [one for one in found[:TOP_STEPS] if _waited_h(one) >= LEAST_STEP * all_h]
    for one in shown:
        shares = [one.shares.get(cause, 0.0) for cause in CAUSES]
        rows.append(
            (
                row_head(results.step(one.activity or "")),
                _all_waiting(one),
                *(value(figures.share(s), s, heat=heat(s, 1.0)) if s else NONE for s in shares),
            )
        )
    more = len(found) - len(rows)
    caption = say("Why cases wait before a step, all cases together")
    if more:
        caption = say(
            "{caption} ({more} more steps: little or nothing)", caption=caption, more=more
        )
    return [Table(caption, columns, tuple(rows))]


def _waited_h(found: CauseShare) -> float:
    return sum(found.hours.values()) if found.total_h is None else found.total_h


def _all_waiting(found: CauseShare) -> Cell:
    text = figures.duration(_waited_h(found))
    return derived(text) if found.total_h is None else value(text, found.total_h)


def _external(results: Results) -> Table:
    found = results.facts.external_waits
    rows = tuple(
        (
            row_head(results.flow(one.source, one.target)),
            words(term(one.waits_for)),
            value(figures.share(one.total_share), one.total_share, Provenance.INFERRED),
            words(shortened(one.reason, REASON_LIMIT)),
        )
        for one in found[:TOP_EXTERNAL]
    )
    more = len(found) - len(rows)
    caption = with_more(say("Waits that nobody inside can shorten"), more)
    columns = head("Between", "Waits for", "#Share of all time", "Why we think so")
    return Table(caption, columns, rows, folded=True)
