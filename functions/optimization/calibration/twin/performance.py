"""Who does what, when they work, and how long it takes them."""

from dataclasses import dataclass, field

import numpy as np

from functions.optimization.calibration.twin.calendars import (
    Week,
    holidays,
    own_week,
    week_of,
    without_unproven_gaps,
)
from functions.optimization.calibration.twin.clocks import Clock
from functions.optimization.calibration.twin.event_table import EventTable, Floats, Ints
from functions.optimization.calibration.twin.fitting import Fit, fit
from functions.optimization.calibration.twin.working_time import (
    WorkingTime,
    working_time,
)
from functions.optimization.simulation.engine.distribution import Distribution

ENOUGH = 30  # executions by one resource, to give it times of its own
SELDOM = 0.005  # share of an activity's executions below which a resource is no performer of it
ALONE = 0.1  # share of executions begun beside others, up to which a resource does one at a time


@dataclass(frozen=True)
class Worker:
    """One resource: its week, how many things it does at once."""

    name: str
    group: str
    week: Week
    amount: int = 1


@dataclass(frozen=True)
class Times:
    """The work of an activity: one distribution, or one for each of some performers."""

    common: Distribution
    own: dict[int, Distribution] = field(default_factory=dict)  # by resource
    performers: tuple[int, ...] = ()


def groups(table: EventTable) -> Ints:
    """Return the group of every resource: its usual role, else who does the same activity most."""
    found = np.zeros(len(table.resources), dtype=np.int64)
    known = table.role >= 0
    for resource in range(found.size):
        own = table.resource == resource
        if (own & known).any():
            found[resource] = np.bincount(table.role[own & known]).argmax()
        elif own.any():
            found[resource] = len(table.roles) + np.bincount(table.activity[own]).argmax()
    return found


def group_name(table: EventTable, group: int) -> str:
    """Return the role's name, or that of the activity that its members do most."""
    if group < len(table.roles):
        return table.roles[group]
    return table.activities[group - len(table.roles)]


def workers(table: EventTable, clock: Clock, ready_s: Floats) -> tuple[Worker, ...]:
    """Return every resource with its week: its group's, less what it leaves out for sure.

    A gap within the day counts only if work that was ready waited through it: else nobody can
    tell whether somebody was there.
    """
    group = groups(table)
    instants = np.concatenate((table.start_s, table.end_s))
    who = np.concatenate((table.resource, table.resource))
    weeks = {}
    for number in np.unique(group):
        own = instants[(who >= 0) & (group[who] == number)]
        week = week_of(own, clock.zone)
        done_by = (table.resource >= 0) & (group[table.resource] == number)
        week = without_unproven_gaps(week, ready_s[done_by], table.start_s[done_by])
        weeks[int(number)] = Week(week.open, clock.zone, holidays(own, week))
    return tuple(
        Worker(
            name=name,
            group=group_name(table, int(group[resource])),
            week=own_week(instants[who == resource], weeks[int(group[resource])]),
            amount=_at_once(table, resource),
        )
        for resource, name in enumerate(table.resources)
    )


def _at_once(table: EventTable, resource: int) -> int:
    """Return how many executions a resource usually has open when it begins one."""
    own = table.resource == resource
    begun, ended = np.sort(table.start_s[own]), np.sort(table.end_s[own])
    if not begun.size:
        return 1
    still_open = np.arange(1, begun.size + 1) - np.searchsorted(ended, begun, side="right")
    if (still_open > 1).mean() <= ALONE:
        return 1
    return int(np.quantile(np.maximum(still_open, 1), 0.95))


def hours_of(found: tuple[Worker, ...], first_s: float, last_s: float) -> tuple[WorkingTime, ...]:
    """Return each worker's shifts, made once per different week."""
    made: dict[bytes, WorkingTime] = {}
    hours = []
    for worker in found:
        key = worker.week.open.tobytes() + repr(worker.week.holidays).encode()
        if key not in made:
            made[key] = working_time(worker.week.calendar("shifts"), first_s, last_s)
        hours.append(made[key])
    return tuple(hours)


def work(table: EventTable, hours: tuple[WorkingTime, ...]) -> Floats:
    """Return the working time of every instance.

    It is the elapsed time where nobody is known to work, and of what was done entirely outside
    the hours in which its resource usually works.
    """
    spent = table.end_s - table.start_s
    for resource, shifts in enumerate(hours):
        own = table.resource == resource
        worked = shifts.between(table.start_s[own], table.end_s[own])
        spent[own] = np.where(worked > 0, worked, spent[own])
    return spent


def performers_of(table: EventTable, activity: int) -> Ints:
    """Return who does an activity more than now and then."""
    by = table.resource[(table.activity == activity) & (table.resource >= 0)]
    counts = np.bincount(by, minlength=len(table.resources))
    return np.flatnonzero(counts > SELDOM * counts.sum())


def times_of(table: EventTable, spent: Floats, activity: int) -> Times:
    """Return the times of an activity; performers have their own where that says more."""
    own = table.activity == activity
    by, values = table.resource[own], spent[own]
    common = fit(values)
    counts = np.bincount(by[by >= 0], minlength=len(table.resources))
    performers = performers_of(table, activity)
    apart = _apart(by, values, performers[counts[performers] >= ENOUGH], common)
    return Times(common.distribution, apart, tuple(performers.tolist()))


def _apart(by: Ints, values: Floats, frequent: Ints, common: Fit) -> dict[int, Distribution]:
    """Return distributions of single performers, if their times differ not only by chance.

    Rank sums over performers (Kruskal and Wallis 1952), against the normal approximation of the
    chi-squared quantile at one in a thousand (Wilson and Hilferty 1931).
    """
    if frequent.size < 2 or common.distribution.family == "fixed":
        return {}
    among = np.isin(by, frequent)
    _, ranks = np.unique(values[among], return_inverse=True)
    order = np.argsort(values[among], kind="stable")
    position = np.empty(order.size)
    position[order] = np.arange(1, order.size + 1)
    tied = np.bincount(ranks, weights=position) / np.bincount(ranks)
    shared = tied[ranks]
    deviation = shared - shared.mean()
    if not deviation.any():
        return {}
    statistic = sum(
        float(deviation[by[among] == who].sum()) ** 2 / int((by == who).sum()) for who in frequent
    ) / float(deviation.var())
    degrees = frequent.size - 1
    limit = degrees * (1 - 2 / (9 * degrees) + 3.09 * (2 / (9 * degrees)) ** 0.5) ** 3
    if statistic <= limit:
        return {}
    return {int(who): fit(values[by == who]).distribution for who in frequent}
