"""When work arrives and is done: over the weeks, and within the week."""

from common.model.measurements import BatchFacts, ChangePoint, FlowFacts, Period, Season, Timetable
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Bullets,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    derived,
    head,
    row_head,
    value,
)
from functions.output.dossier.results import Results
from functions.output.dossier.week_words import (
    WEEKDAYS,
    calendar_words,
    hours_words,
    worked_hours,
    zone_words,
)
from functions.output.dossier.wording import joined, p_words
from functions.output.pictures.over_time import Line, Mark, over_time
from functions.output.pictures.week import MOST, Fixed, week

BALANCED = 0.1  # what Little's law may be off
TOLD = 6  # timetables and batches in sentences
ONLY = 0.95  # of the executions
ROWS = 14  # of the table of periods
WEEK_H = 168.0
KINDS = {
    "simultaneous": "all at once",
    "sequential": "one straight after the other",
    "concurrent": "side by side",
}


def arrivals(results: Results) -> Section | None:
    """Return arrivals, completions and open cases, what changed, and what follows a timetable."""
    facts = results.facts
    blocks: list[Block] = []
    if facts.flow is not None and facts.flow.periods:
        blocks += _flow(facts.flow, facts.changes)
    told = [_season(season) for season in facts.seasons]
    told += [_timetable(results, one) for one in facts.timetables[:TOLD]]
    told += [_batch(results, one) for one in facts.batches[:TOLD]]
    hidden = max(len(facts.timetables) - TOLD, 0) + max(len(facts.batches) - TOLD, 0)
    if hidden:
        told.append(f"{figures.plural(hidden, 'more timetable or batch', 'more')} not told here.")
    if told:
        blocks.append(Bullets(tuple(told)))
    if facts.working_time is not None or facts.timetables:
        blocks += _week(results)
    return Section("arrivals", "When work arrives and is done", tuple(blocks)) if blocks else None


def _flow(flow: FlowFacts, changes: tuple[ChangePoint, ...]) -> list[Block]:
    lead = (
        f"{figures.count(round(flow.arrivals_per_week, 1))} cases arrive and "
        f"{figures.count(round(flow.completions_per_week, 1))} are completed per week; "
        f"{figures.count(round(flow.open_cases_mean, 1))} are open on average (the middle 80% of "
        "the time)."
    )
    blocks: list[Block] = [Text(lead, "lead")]
    told = [_change(one) for one in changes]
    if flow.littles_law_ratio is not None:
        told.append(_balance(flow.littles_law_ratio))
    if told:
        blocks.append(Bullets(tuple(told)))
    length = _length(flow.period_h)
    title = "Arrivals, completions and open cases"
    description = f"{lead} {' '.join(told)}".strip()
    marks = [
        Mark(
            _index(flow, one), f"{_what(one)}: {_level(one, one.before)} → {_level(one, one.after)}"
        )
        for one in sorted(changes, key=lambda one: (one.at, one.figure))
    ]
    svg = over_time(
        [period.begins_at for period in flow.periods],
        [
            Line(f"Arrivals per {length}", tuple(p.arrivals for p in flow.periods), "arriving"),
            Line(f"Completions per {length}", tuple(p.completions for p in flow.periods), "done"),
        ],
        Line("Open cases", tuple(p.open_cases for p in flow.periods), "area"),
        marks,
        key="flow",
        title=title,
        description=description,
    )
    caption = f"Each point is one {length}; the log's first and last are cut off."
    if marks:
        caption += " A dashed line marks a lasting change."
    return [*blocks, Picture(svg, title, description, caption), _table(flow)]


def _length(hours: float) -> str:
    return "week" if hours == WEEK_H else "day" if hours == 24.0 else figures.duration(hours)


def _index(flow: FlowFacts, one: ChangePoint) -> int:
    return sum(period.begins_at < one.at for period in flow.periods)


def _what(one: ChangePoint) -> str:
    return "arrivals per week" if one.figure == "arrivals" else "cycle time"


def _level(one: ChangePoint, level: float) -> str:
    if one.figure == "arrivals":
        return figures.count(round(level, 1))
    return figures.duration(level, max(one.before, one.after))


def _change(one: ChangePoint) -> str:
    before, after = _level(one, one.before), _level(one, one.after)
    chance = f"weekly medians before and after; Pettitt's test, {p_words(one.p_value)}"
    if one.figure == "arrivals":
        text = f"From {figures.day(one.at)} on, {after} cases arrive per week instead of {before}"
    else:
        text = f"Cases that begin from {figures.day(one.at)} on take {after} instead of {before}"
    return f"{text} ({chance})."


def _balance(ratio: float) -> str:
    text = (
        f"Little's law: arrivals times cycle time give {figures.grouped(ratio, 2)} times the open "
        "cases that were counted"
    )
    if abs(ratio - 1) <= BALANCED:
        return f"{text}, so the process was in balance and no more than a few cases are cut off."
    return f"{text}; the process was not in balance, or the log cuts cases off."


def _table(flow: FlowFacts) -> Table:
    step = -(-len(flow.periods) // ROWS)
    groups = [flow.periods[i : i + step] for i in range(0, len(flow.periods), step)]
    caption = "Arrivals, completions and open cases"
    if step > 1:
        caption += f", in steps of {step} {_length(flow.period_h)}s"
    columns = head("From", "#Arrivals", "#Completions", "#Open cases, mean")
    return Table(caption, columns, tuple(map(_row, groups)), folded=True)


def _row(periods: tuple[Period, ...]) -> tuple[Cell, ...]:
    arrived, done = (sum(p.arrivals for p in periods), sum(p.completions for p in periods))
    mean = sum(p.open_cases for p in periods) / len(periods)
    return (
        row_head(figures.day(periods[0].begins_at)),
        derived(figures.grouped(arrived)),
        derived(figures.grouped(done)),
        derived(figures.grouped(mean, 1)),
    )


def _season(season: Season) -> str:
    index = season.arrivals_index
    names = WEEKDAYS if season.by == "weekday" else figures.MONTHS
    named = dict(zip(names, index, strict=False))
    most = max(named, key=lambda name: named[name])
    least = min(named, key=lambda name: named[name])
    place = "on" if season.by == "weekday" else "in"
    none = [name for name, level in named.items() if level == 0]
    few = f"fewest {place} {least} ({figures.grouped(named[least], 2)} times)"
    if none:
        few = f"none {place} {joined(none)}"
    return (
        f"Most cases begin {place} {most} ({figures.grouped(named[most], 2)} times as many as on "
        f"average), {few}; chi-square test, {p_words(season.arrivals_p_value)}."
    )


def _timetable(results: Results, one: Timetable) -> str:
    only, waits = ("only", "waits") if one.share >= ONLY else ("mostly", "usually waits")
    return (
        f"“{results.step(one.activity)}” is done {only} on {hours_words(one.weekly_hours)}: "
        f"{figures.share(one.share)} of its executions, against "
        f"{figures.share(one.expected_share)} of everything else. A case that is ready earlier "
        f"{waits} for these hours."
    )


def _batch(results: Results, one: BatchFacts) -> str:
    text = (
        f"“{results.step(one.activity)}” is done in batches, {KINDS[one.kind]}: "
        f"{figures.grouped(one.executions)} executions ({figures.share(one.share)}) in "
        f"{figures.plural(one.batches, 'batch', 'batches')} of "
        f"{figures.count(round(one.mean_size, 1))} on average"
    )
    if one.mean_wait_h is not None:
        text += f"; a case waits {figures.duration(one.mean_wait_h)} for its batch"
    return text + "."


def _week(results: Results) -> list[Block]:
    facts = results.facts
    calendar = facts.working_time.calendar if facts.working_time else None
    worked = worked_hours(calendar) if calendar else frozenset()
    shown = facts.timetables[:MOST]
    title = "The week"
    said = [f"Working time: {calendar_words(calendar)}"] if calendar else []
    said += [f"{results.step(t.activity)}: {hours_words(t.weekly_hours)}" for t in shown]
    description = "; ".join(said)
    svg = week(
        WEEKDAYS,
        worked,
        [Fixed(f"{results.step(t.activity)}: {hours_words(t.weekly_hours)}", t.weekly_hours)
         for t in shown],
        key="week",
        title=title,
        description=description,
    )  # fmt: skip
    caption = f"Hours of the week by {zone_words(calendar)}"
    if facts.working_time:
        caption += f"; working time is {facts.working_time.provenance.value}"
    blocks: list[Block] = [Picture(svg, title, description, caption + ".")]
    if shown:
        blocks.append(_timetables(results, shown))
    return blocks


def _timetables(results: Results, shown: tuple[Timetable, ...]) -> Table:
    rows = tuple(
        (
            row_head(results.step(one.activity)),
            Cell(hours_words(one.weekly_hours)),
            value(figures.share(one.share), one.share),
            value(figures.share(one.expected_share), one.expected_share),
        )
        for one in shown
    )
    columns = head("Step", "Hours", "#Of its executions", "#Of everything else")
    return Table("Steps that follow a timetable", columns, rows, folded=True)
