"""Let what happens on few days of the week happen on every working day (H06, no batches)."""

from collections import Counter
from dataclasses import replace

from common.language import say
from common.model.assessment import Place
from common.model.staffing import Calendar, Shift
from common.numerals import duration
from functions.optimization.redesign.described import EXTERNAL_WORDS, has_word
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values
from functions.optimization.simulation.engine.model import Model

MIN_WAITING = 0.01  # of the mean cycle time, at the activities of the group
FEWER = 2  # working days on which nobody of the group is there
MOST = 2


def daily_hours(process: Process) -> list[Proposal]:
    """Return groups that are away on two or more working days and for whom cases wait."""
    days = working_days(process)
    waiting = {
        group: sum(process.per_case_h(each, "waiting") for each in process.done_by(group))
        for group in process.groups
        if len(days - days_of(process, group)) >= FEWER
        and days_of(process, group)
        and not has_word(process.group_name(group), EXTERNAL_WORDS)
    }
    least = MIN_WAITING * process.cycle_h
    ranked = sorted(waiting, key=lambda group: (-waiting[group], group))
    return [
        _candidate(process, group, days, waiting[group])
        for group in ranked[:MOST]
        if waiting[group] >= least
    ]


def days_of(process: Process, group: str) -> frozenset[int]:
    """Return the days of the week on which somebody of a group is there."""
    calendars = {resource.calendar for resource in process.groups[group]}
    if None in calendars:
        return frozenset(range(7))
    shifts = (s for name, c in process.calendars.items() if name in calendars for s in c.shifts)
    return frozenset(shift.weekday for shift in shifts)


def working_days(process: Process) -> frozenset[int]:
    """Return the days on which most groups are there."""
    counts = Counter(day for group in process.groups for day in days_of(process, group))
    return frozenset(day for day, count in counts.items() if 2 * count > len(process.groups))


def on_days(calendar: Calendar, days: frozenset[int]) -> Calendar:
    """Return the calendar with the hours of its longest day on these days too."""
    length: Counter[int] = Counter()
    for shift in calendar.shifts:
        length[shift.weekday] += round(shift.ends_s - shift.begins_s)
    if not length:
        return calendar
    longest = min(length, key=lambda day: (-length[day], day))
    pattern = [shift for shift in calendar.shifts if shift.weekday == longest]
    more = [
        Shift(weekday=day, begins_s=shift.begins_s, ends_s=shift.ends_s)
        for day in days - set(length)
        for shift in pattern
    ]
    shifts = sorted((*calendar.shifts, *more), key=lambda s: (s.weekday, s.begins_s))
    return calendar.model_copy(update={"shifts": tuple(shifts)})


def _candidate(process: Process, group: str, days: frozenset[int], waiting_h: float) -> Proposal:
    name, today = process.group_name(group), days_of(process, group)
    members = process.names(group)

    def change(model: Model, _: Values) -> Model:
        calendars = {calendar.id: calendar for calendar in model.calendars}
        used = {r.calendar for r in model.resources if r.id in members and r.calendar in calendars}
        daily = {name: f"{name}, daily" for name in used}
        added = [
            on_days(calendars[name], days).model_copy(update={"id": new})
            for name, new in sorted(daily.items())
            if new not in calendars
        ]
        resources = tuple(
            replace(r, calendar=daily[r.calendar]) if r.id in members and r.calendar in daily else r
            for r in model.resources
        )
        return replace(model, resources=resources, calendars=(*model.calendars, *added))

    steps = process.done_by(group)
    main = min(steps, key=lambda each: (-process.per_case_h(each, "waiting"), each))
    seen = say("Days of the week with work in the log.")
    return Proposal(
        operator="daily_availability",
        heuristic="H06",
        place=group,
        title=say("{group}: every working day", group=name),
        description=say(
            "{group} is there on {today} of {days} working days, and cases wait {hours} "
            "for it on average. It works on every working day, at the hours of its "
            "longest day.",
            group=name,
            today=len(today),
            days=len(days),
            hours=duration(waiting_h),
        ),
        where=Place(activity=main, role=group),
        steps=steps,
        edit=change,
        parameters={
            "waiting_h": from_twin(waiting_h, "h", say("Waiting per case, as it is.")),
            "days_per_week_today": from_twin(len(today), "count", seen),
            "days_per_week": from_twin(
                len(days), "count", say("Days of the week on which most groups work in the log.")
            ),
        },
        risks=(say("What further runs or hours cost is not in the simulated figures."),),
    )
