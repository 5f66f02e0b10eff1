"""When work arrives and is done: over the weeks, and within the week."""

from common.language import say, term
from common.model.measurements import BatchFacts, ChangePoint, FlowFacts, Period, Season, Timetable
from common.numerals import joined
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
    weekday,
    worked_hours,
    zone_words,
)
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
        more = figures.plural(hidden, "more timetable or batch", "more timetables and batches")
        told.append(say("Not told here: {more}.", more=more))
    if told:
        blocks.append(Bullets(tuple(told)))
    if facts.working_time is not None or facts.timetables:
        blocks += _week(results)
    return (
        Section("arrivals", say("When work arrives and is done"), tuple(blocks)) if blocks else None
    )


def _flow(flow: FlowFacts, changes: tuple[ChangePoint, ...]) -> list[Block]:
    lead = say(
        "{arrivals} cases arrive and {completions} are completed per week; {open} are open on "
        "average (the middle 80% of the time).",
        arrivals=figures.count(round(flow.arrivals_per_week, 1)),
        completions=figures.count(round(flow.completions_per_week, 1)),
        open=figures.count(round(flow.open_cases_mean, 1)),
    )
    blocks: list[Block] = [Text(lead, "lead")]
    told = [_change(one) for one in changes]
    if flow.littles_law_ratio is not None:
        told.append(_balance(flow.littles_law_ratio))
    if told:
        blocks.append(Bullets(tuple(told)))
    length = _length(flow.period_h)
    title = say("Arrivals, completions and open cases")
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
            Line(
                say("Arrivals per {period}", period=length),
                tuple(p.arrivals for p in flow.periods),
                "arriving",
            ),
            Line(
                say("Completions per {period}", period=length),
                tuple(p.completions for p in flow.periods),
                "done",
            ),
        ],
        Line(say("Open cases"), tuple(p.open_cases for p in flow.periods), "area"),
        marks,
        key="flow",
        title=title,
        description=description,
    )
    caption = say(
        "Each point is one {period}; the log's first and last are cut off.", period=length
    )
    if marks:
        caption += " " + say("A dashed line marks a lasting change.")
    return [*blocks, Picture(svg, title, description, caption), _table(flow)]


def _length(hours: float) -> str:
    if hours == WEEK_H:
        return say("week")
    return say("day") if hours == 24.0 else figures.duration(hours)


def _index(flow: FlowFacts, one: ChangePoint) -> int:
    return sum(period.begins_at < one.at for period in flow.periods)


def _what(one: ChangePoint) -> str:
    return say("arrivals per week") if one.figure == "arrivals" else say("cycle time")


def _level(one: ChangePoint, level: float) -> str:
    if one.figure == "arrivals":
        return figures.count(round(level, 1))
    return figures.duration(level, max(one.before, one.after))


def _change(one: ChangePoint) -> str:
    before, after = _level(one, one.before), _level(one, one.after)
    values = {
        "day": figures.day(one.at),
        "before": before,
        "after": after,
        "p": figures.p_value(one.p_value),
    }
    if one.figure == "arrivals":
        return say(
            "From {day} on, {after} cases arrive per week instead of {before} (weekly medians "
            "before and after; Pettitt's test, {p}).",
            **values,
        )
    return say(
        "Cases that begin from {day} on take {after} instead of {before} (weekly medians before "
        "and after; Pettitt's test, {p}).",
        **values,
    )


def _balance(ratio: float) -> str:
    number = figures.grouped(ratio, 2)
    if abs(ratio - 1) <= BALANCED:
        return say(
            "Little's law: arrivals times cycle time give {number} times the open cases that were "
            "counted, so the process was in balance and no more than a few cases are cut off.",
            number=number,
        )
    return say(
        "Little's law: arrivals times cycle time give {number} times the open cases that were "
        "counted; the process was not in balance, or the log cuts cases off.",
        number=number,
    )


def _table(flow: FlowFacts) -> Table:
    step = -(-len(flow.periods) // ROWS)
    groups = [flow.periods[i : i + step] for i in range(0, len(flow.periods), step)]
    caption = say("Arrivals, completions and open cases")
    if step > 1:
        caption = say(
            "{caption}, in steps of {number} × {period}",
            caption=caption,
            number=step,
            period=_length(flow.period_h),
        )
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
    names = [term(name) for name in (WEEKDAYS if season.by == "weekday" else figures.MONTHS)]
    named = dict(zip(names, index, strict=False))
    most = max(named, key=lambda name: named[name])
    least = min(named, key=lambda name: named[name])
    none = [name for name, level in named.items() if level == 0]
    fewest = figures.grouped(named[least], 2)
    rare = joined(none) if none else least
    few = {
        (True, True): say("none on {when}", when=rare),
        (False, True): say("none in {when}", when=rare),
        (True, False): say("fewest on {when} ({times} times)", when=rare, times=fewest),
        (False, False): say("fewest in {when} ({times} times)", when=rare, times=fewest),
    }[season.by == "weekday", bool(none)]
    values = {
        "most": most,
        "times": figures.grouped(named[most], 2),
        "few": few,
        "p": figures.p_value(season.arrivals_p_value),
    }
    if season.by == "weekday":
        return say(
            "Most cases begin on {most} ({times} times as many as on average), {few}; chi-square "
            "test, {p}.",
            **values,
        )
    return say(
        "Most cases begin in {most} ({times} times as many as on average), {few}; chi-square test, "
        "{p}.",
        **values,
    )


def _timetable(results: Results, one: Timetable) -> str:
    values = {
        "step": results.step(one.activity),
        "hours": hours_words(one.weekly_hours),
        "share": figures.share(one.share),
        "expected": figures.share(one.expected_share),
    }
    if one.share >= ONLY:
        return say(
            "“{step}” is done only on {hours}: {share} of its executions, against "
            "{expected} of everything else. A case that is ready earlier waits for these hours.",
            **values,
        )
    return say(
        "“{step}” is done mostly on {hours}: {share} of its executions, against "
        "{expected} of everything else. A case that is ready earlier usually waits for these "
        "hours.",
        **values,
    )


def _batch(results: Results, one: BatchFacts) -> str:
    text = say(
        "“{step}” is done in batches, {kind}: {executions} executions ({share}) in {batches} of "
        "{size} on average",
        step=results.step(one.activity),
        kind=term(KINDS[one.kind]),
        executions=figures.grouped(one.executions),
        share=figures.share(one.share),
        batches=figures.plural(one.batches, "batch", "batches"),
        size=figures.count(round(one.mean_size, 1)),
    )
    if one.mean_wait_h is not None:
        wait = figures.duration(one.mean_wait_h)
        text = say("{text}; a case waits {hours} for its batch", text=text, hours=wait)
    return text + "."


def _week(results: Results) -> list[Block]:
    facts = results.facts
    calendar = facts.working_time.calendar if facts.working_time else None
    worked = worked_hours(calendar) if calendar else frozenset()
    shown = facts.timetables[:MOST]
    title = say("The week")
    said = []
    if calendar:
        said.append(say("Working time: {hours}", hours=calendar_words(calendar)))
    said += [f"{results.step(t.activity)}: {hours_words(t.weekly_hours)}" for t in shown]
    description = "; ".join(said)
    svg = week(
        tuple(weekday(day) for day in range(len(WEEKDAYS))),
        worked,
        [Fixed(f"{results.step(t.activity)}: {hours_words(t.weekly_hours)}", t.weekly_hours)
         for t in shown],
        key="week",
        title=title,
        description=description,
    )  # fmt: skip
    caption = say("Hours of the week by {clock}", clock=zone_words(calendar))
    if facts.working_time:
        known = term(facts.working_time.provenance.value)
        caption = say("{caption}; working time is {known}", caption=caption, known=known)
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
    return Table(say("Steps that follow a timetable"), columns, rows, folded=True)
