"""When work begins: cases let in, hours moved to when work waits (X1, X3)."""

from dataclasses import replace
from math import ceil

from common.language import say
from common.model.assessment import Place
from common.model.staffing import Calendar, Shift
from common.numerals import duration, plain
from functions.optimization.redesign.operators.people import hires
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values
from functions.optimization.redesign.transitions import mean
from functions.optimization.simulation.engine.model import Model

MIN_SHIFT_WAIT = 0.01  # of the mean cycle time, waited for somebody's hours
SHIFTS_H = (-2.0, -1.0, 1.0, 2.0)
CAPS = (0.5, 0.75, 1.0, 1.25, 1.5)  # times the cases in process today
DAY_S, HOUR_S = 86_400.0, 3600.0


def wip_caps(process: Process) -> list[Proposal]:
    """Return limits of the cases in process, where people queue."""
    today = mean(process.outcome.process["in_process_mean"])
    queue = mean(process.outcome.process["waiting_for_people_h"])
    if today < 2.0 or queue < MIN_SHIFT_WAIT * process.cycle_h:
        return []
    caps = sorted({float(max(1, ceil(times * today))) for times in CAPS})

    def told(values: Values) -> tuple[str, str]:
        cap = round(values["wip_cap"])
        return (
            say("At most {cap} cases at a time", cap=cap),
            say("{today} cases are in process on average. A new one begins when fewer than {cap} "
                "are; the wait at the door counts as cycle time.",
                today=plain(today), cap=cap),
        )  # fmt: skip

    first = caps[-1]
    title, description = told({"wip_cap": first})
    return [
        Proposal(
            operator="wip_cap",
            heuristic=None,
            place="process",
            title=title,
            description=description,
            told=told,
            where=Place(),
            steps=frozenset(process.activities),
            edit=lambda model, values: replace(model, wip_cap=max(1, round(values["wip_cap"]))),
            parameters={
                "wip_cap": from_twin(
                    first,
                    "count",
                    say("Half as many again as today on average."),
                ),
                "open_cases": from_twin(today, "count", say("Cases in process, as they are.")),
            },
            choices={"wip_cap": tuple(caps)},
            risks=(say("Cases wait at the door: tell customers when theirs begins."),),
        )
    ]


def aligned_hours(process: Process) -> list[Proposal]:
    """Return groups whose hours begin earlier or later, those waited for longest first."""
    waited = mean(process.outcome.process["waiting_for_shift_h"])
    if waited < MIN_SHIFT_WAIT * process.cycle_h:
        return []
    waits = {
        group: sum(process.per_case_h(step, "waiting") for step in process.done_by(group))
        for group in process.groups
        if hires(process, group) and any(r.calendar for r in process.groups[group])
    }
    ranked = sorted(waits, key=lambda group: (-waits[group], group))
    return [_aligned(process, group, waits[group]) for group in ranked if waits[group] > 0]


def _aligned(process: Process, group: str, waited_h: float) -> Proposal:
    name, members = process.group_name(group), sorted(process.names(group))

    def change(model: Model, values: Values) -> Model:
        return hours_moved(model, members, values["moved_h"])

    def told(values: Values) -> tuple[str, str]:
        moved = values["moved_h"]
        if moved < 0:
            title = say("{group} begins {hours} earlier", group=name, hours=duration(-moved))
        else:
            title = say("{group} begins {hours} later", group=name, hours=duration(moved))
        return title, say(
            "Cases wait {waited} for {group}, mostly for its hours. As many hours as "
            "today, moved to when work is there.",
            waited=duration(waited_h),
            group=name,
        )

    title, description = told({"moved_h": SHIFTS_H[1]})
    first = from_twin(SHIFTS_H[1], "h", say("One hour earlier; the search tries others."))
    return Proposal(
        operator="calendar_alignment",
        heuristic=None,
        place=group,
        title=title,
        description=description,
        told=told,
        where=Place(role=group),
        steps=process.done_by(group),
        edit=change,
        parameters={
            "moved_h": first,
            "waiting_h": from_twin(waited_h, "h", say("Waiting per case, as it is.")),
        },
        choices={"moved_h": SHIFTS_H},
        risks=(say("People must be able and willing to work at these hours."),),
    )


def hours_moved(model: Model, members: list[str], moved_h: float) -> Model:
    """Return the model in which people's shifts begin and end so much later, within their day."""
    if moved_h == 0.0:
        return model
    calendars = {calendar.id: calendar for calendar in model.calendars}
    used = sorted({r.calendar for r in model.resources if r.id in members and r.calendar})
    names = {each: f"{each}, {moved_h:+g} h" for each in used}
    added = [_moved(calendars[old], moved_h * HOUR_S, new) for old, new in names.items()
             if new not in calendars]  # fmt: skip
    resources = tuple(
        replace(r, calendar=names[r.calendar]) if r.id in members and r.calendar in names else r
        for r in model.resources
    )
    return replace(model, resources=resources, calendars=(*model.calendars, *added))


def _moved(calendar: Calendar, by_s: float, name: str) -> Calendar:
    """Move every day's shifts; a day's first and last shift stay within the day."""
    shifts = []
    for weekday in range(7):
        own = [shift for shift in calendar.shifts if shift.weekday == weekday]
        if not own:
            continue
        least, most = min(s.begins_s for s in own), max(s.ends_s for s in own)
        step = max(-least, min(by_s, DAY_S - most))
        shifts += [
            Shift(weekday=weekday, begins_s=s.begins_s + step, ends_s=s.ends_s + step) for s in own
        ]
    return calendar.model_copy(update={"id": name, "shifts": tuple(shifts)})
