"""In which hours the process works: as given with the workflow, else as the log shows.

The rule for a log: an hour of the week counts as worked where its events are at least a quarter
of what a usual working hour has, that is the median of the 40 busiest hours; a day's shift runs
from its first such hour to its last. A weekday in the span counts as closed where it has less than
a fifth of the events of the same weekday around it. Hours are those of the log's clock.
"""

from datetime import date, timedelta
from typing import NamedTuple, cast

import polars as pl

from common.language import say
from common.model.figure import Provenance
from common.model.staffing import Calendar, Shift
from common.model.workflow import Workflow
from common.numerals import grouped
from functions.analysis.mining.holidays import COUNTRIES, public_holidays
from functions.analysis.mining.working_time import EPOCH, US_PER_DAY, local_us

TOO_FEW = "too few events to tell the hours in which the process works"
NO_HOURS = "the log tells days, no times of day"
ALWAYS = "the process works round the clock: working time is wall-clock time"

HOURS, DAYS = 24, 7
US_PER_H = 3_600_000_000
BUSY_HOURS = 40  # of a usual working week
WORKED = 0.25  # of the events of a usual working hour
FEWEST_EVENTS = 10  # in a usual working hour of the whole log
ROUND_THE_CLOCK = 0.8  # of all hours of the week
CLOSED = 0.2  # of the events of the same weekday around it
WINDOW_WEEKS, FEWEST_A_DAY = 9, 20
FEWEST_SEEN, FEWEST_WEEKS_SEEN = 50, 6  # to say that somebody comes on few weekdays only
SELDOM = 0.02  # of somebody's events: not a weekday of theirs
FEWEST_HOLIDAYS, MATCHING = 5, 0.8


class ProcessCalendar(NamedTuple):
    """A calendar, and how it is known."""

    calendar: Calendar
    provenance: Provenance
    origin: str


def process_calendar(workflow: Workflow, complete_us: pl.Series) -> ProcessCalendar | str:
    """Return the calendar of the process, or why there is none."""
    if workflow.calendars:
        return _stated(workflow.calendars)
    return _discovered(complete_us)


def _stated(calendars: tuple[Calendar, ...]) -> ProcessCalendar:
    """Somebody works when any of the calendars says so; a holiday is one in all of them."""
    if len(calendars) == 1:
        return ProcessCalendar(calendars[0], Provenance.STATED, say("the calendar of the workflow"))
    shifts = sorted(
        {shift for each in calendars for shift in each.shifts},
        key=lambda shift: (shift.weekday, shift.begins_s, shift.ends_s),
    )
    holidays = set.intersection(*(set(each.holidays) for each in calendars))
    whole = Calendar(
        id="process",
        time_zone=calendars[0].time_zone,
        shifts=tuple(shifts),
        holidays=tuple(sorted(holidays)),
    )
    origin = say(
        "when anybody works by the {calendars} calendars of the workflow", calendars=len(calendars)
    )
    return ProcessCalendar(whole, Provenance.STATED, origin)


def discovered(instants_us: pl.Series) -> Calendar | str:
    """Return the calendar that the rule finds, or why there is none."""
    known = _discovered(instants_us)
    return known if isinstance(known, str) else known.calendar


def on_few_days(instants_us: pl.Series, process: Calendar) -> Calendar | None:
    """Return the process's calendar without the weekdays on which somebody is never seen.

    For who is there on few days: too rarely for hours of their own. None where these are more than
    half of the process's weekdays, or where too little is known.
    """
    weekdays = {shift.weekday for shift in process.shifts}
    day = local_us(instants_us, process.time_zone) // US_PER_DAY + 3  # 1970 began on a Thursday
    if len(instants_us) < FEWEST_SEEN or (day // DAYS).n_unique() < FEWEST_WEEKS_SEEN:
        return None
    seen = (day % DAYS).value_counts(name="times").rows()
    usual = {weekday for weekday, times in seen if times >= SELDOM * len(instants_us)}
    if not usual & weekdays or 2 * len(usual) > len(weekdays):
        return None
    shifts = tuple(shift for shift in process.shifts if shift.weekday in usual)
    return process.model_copy(update={"id": "on few days", "shifts": shifts})


def _discovered(complete_us: pl.Series) -> ProcessCalendar | str:
    weekly = _weekly(complete_us)
    if sum(weekly[0::HOURS]) == sum(weekly):
        return NO_HOURS
    usual = sorted(weekly, reverse=True)[BUSY_HOURS // 2]
    if usual < FEWEST_EVENTS:
        return TOO_FEW
    shifts = []
    for weekday in range(DAYS):
        hours = [hour for hour in range(HOURS) if weekly[weekday * HOURS + hour] >= WORKED * usual]
        if hours:
            begin, end = hours[0] * 3600, (hours[-1] + 1) * 3600
            shifts.append(Shift(weekday=weekday, begins_s=begin, ends_s=end))
    worked_h = sum(shift.ends_s - shift.begins_s for shift in shifts) / 3600
    if worked_h >= ROUND_THE_CLOCK * HOURS * DAYS:
        return ALWAYS
    closed, why = _closed_days(complete_us, {shift.weekday for shift in shifts})
    calendar = Calendar(id="discovered", shifts=tuple(shifts), holidays=closed)
    origin = say(
        "hours of the week with at least a quarter of the events of a usual working hour "
        "({usual} events), by the log's clock (UTC){why}",
        usual=grouped(usual),
        why=why,
    )
    return ProcessCalendar(calendar, Provenance.INFERRED, origin)


def _weekly(complete_us: pl.Series) -> list[int]:
    """Return the number of events in each hour of the week, from Monday 0 h."""
    hours = (complete_us // US_PER_H + 3 * HOURS) % (DAYS * HOURS)  # 1970 began on a Thursday
    weekly = [0] * (DAYS * HOURS)
    for hour, number in hours.alias("hour").to_frame().group_by("hour").len().rows():
        weekly[hour] = number
    return weekly


def _closed_days(complete_us: pl.Series, weekdays: set[int]) -> tuple[tuple[date, ...], str]:
    """Return the days on which nobody worked, and where they come from."""
    daily = _daily(complete_us).slice(1).head(-1)  # the days at the ends are cut off
    daily = daily.filter(pl.col("weekday").is_in(sorted(weekdays)))
    if daily.is_empty():
        return (), ""
    judged = daily.filter(pl.col("usual") >= FEWEST_A_DAY)
    quiet = _dates(judged.filter(pl.col("events") < CLOSED * pl.col("usual")))
    country = _country(quiet, set(_dates(judged)))
    if country is None:
        why = (
            say("; {quiet} closed days by the number of events", quiet=len(quiet)) if quiet else ""
        )
        return tuple(sorted(quiet)), why
    first, last = min(_dates(daily)), max(_dates(daily))
    public = set(public_holidays(country, range(first.year, last.year + 1)))
    closed = public | quiet
    why = say(
        "; {quiet} closed days by the number of events, of which {public} are public "
        "holidays in {country}: its others count too",
        quiet=len(quiet),
        public=len(quiet & public),
        country=country,
    )
    return tuple(sorted(each for each in closed if first <= each <= last)), why


def _daily(complete_us: pl.Series) -> pl.DataFrame:
    """Return every day of the span: ``day, weekday, events`` and the usual number of events."""
    counted = (complete_us // US_PER_DAY).alias("day").to_frame().group_by("day").len("events")
    first, last = cast(int, counted["day"].min()), cast(int, counted["day"].max())
    every = pl.DataFrame({"day": pl.int_range(first, last + 1, eager=True)})
    usual = pl.col("events").rolling_median(WINDOW_WEEKS, min_samples=3, center=True)
    return (
        every.join(counted, on="day", how="left", maintain_order="left")
        .with_columns(pl.col("events").fill_null(0), weekday=(pl.col("day") + 3) % DAYS)
        .with_columns(usual=usual.over("weekday", order_by="day"))
    )


def _country(quiet: set[date], judged: set[date]) -> str | None:
    """Return the country most of whose holidays are quiet in the log; None where none stands out.

    Most of the countries share some days; the one with the most quiet days that are its own wins.
    """
    years = sorted({each.year for each in judged})
    found = []
    for country in sorted(COUNTRIES):
        days = set(public_holidays(country, years)) & judged
        hits = len(days & quiet)
        if hits >= FEWEST_HOLIDAYS and hits >= MATCHING * len(days):
            found.append((hits, country))
    best = max((hits for hits, _ in found), default=0)
    names = [country for hits, country in found if hits == best]
    return names[0] if len(names) == 1 else None


def _dates(frame: pl.DataFrame) -> set[date]:
    return {EPOCH + timedelta(days=day) for day in frame["day"]}
