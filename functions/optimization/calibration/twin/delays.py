"""Waits that need nobody: what neither work, nor calendars, nor other cases explain.

Source of the idea: Chapela-Campa and Dumas, "Enhancing business process simulation models with
extraneous activity delays", Information Systems 122 (2024).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from functions.optimization.calibration.twin.calendars import Week, levels_of
from functions.optimization.calibration.twin.control_flow import ControlFlow
from functions.optimization.calibration.twin.event_table import Bools, EventTable, Floats, Ints
from functions.optimization.calibration.twin.fitting import empirical, fit
from functions.optimization.calibration.twin.performance import Worker, performers_of
from functions.optimization.calibration.twin.working_time import WorkingTime, working_time
from functions.optimization.simulation.engine.distribution import Distribution

NO_DELAY_S = 60.0  # a mean delay below this is rounding
ROUNDING_S = 1.0
POINTS = 400  # different delays that are told apart
ROUNDS = 100  # of spreading what is known by bounds only
FEW = 3  # executions after a step, to give the delay after it a distribution of its own
SOON_S = 3_600.0
LEVELS = ("usual", "less usual", "rare")
AT_ONCE = -1  # instead of a level
ROUNDS_OF_FACTOR = 4
TURNS = 5  # of the begins of waits against their lengths
INSIDE = -1  # stands for the step before, within a block

Place = tuple[int, int, int]  # step before or INSIDE, step, activity


@dataclass(frozen=True)
class Wait:
    """One way to wait: so often, so long, and by which hours (None: by the clock)."""

    share: float
    duration: Distribution
    hours: str | None = None


@dataclass(frozen=True)
class Delays:
    """The waits at each place, and the weeks by whose hours they pass."""

    waits: dict[Place, tuple[Wait, ...]]
    weeks: dict[str, Week]


def delays(
    table: EventTable, flow: ControlFlow, people: tuple[Worker, ...], hours: tuple[WorkingTime, ...]
) -> Delays:
    """Return the external delays of a log that says who worked when."""
    least, most = external(table, flow, people, hours)
    waits: dict[Place, tuple[Wait, ...]] = {}
    for place, chosen in _places(table, flow, np.isfinite(least)):
        values = self_consistent(least[chosen], most[chosen])
        if float(values.mean()) > NO_DELAY_S:
            waits[place] = (Wait(1.0, fit(values).distribution),)
    return Delays(waits, {})


def external(
    table: EventTable, flow: ControlFlow, people: tuple[Worker, ...], hours: tuple[WorkingTime, ...]
) -> tuple[Floats, Floats]:
    """Return the least and the most that every instance waited for nothing that is in the twin.

    At least what passes before it is enabled, and then until the last instant before its start
    at which anybody who does such work was there and free: from then on it had to wait anyway,
    and nobody can see for how much of that time something else held it up too. NaN for what
    begins a case. Where the log does not say when an instance was enabled, it is when what it
    follows had ended.
    """
    enabled = np.where(np.isfinite(table.enabled_s), table.enabled_s, flow.ready_s)
    enabled = np.clip(enabled, flow.ready_s, table.start_s)
    busy = [_busy(table, who, people[who].amount, shifts) for who, shifts in enumerate(hours)]
    last_free = np.full(table.case.size, -np.inf)
    for activity in np.unique(table.activity):
        own = table.activity == activity
        for who in performers_of(table, int(activity)):
            free = _last_free(table.start_s[own], busy[who], hours[who])
            last_free[own] = np.maximum(last_free[own], free)
    unknown = table.resource < 0
    last_free[unknown] = table.start_s[unknown]
    least = np.maximum(enabled, np.minimum(last_free, table.start_s)) - flow.ready_s
    return np.where(least < ROUNDING_S, 0.0, least), table.start_s - flow.ready_s


def self_consistent(least: Floats, most: Floats) -> Floats:
    """Return a sample of delays of which only bounds are known, as many as bounds.

    What is known exactly says how the others are spread within their bounds (Turnbull, "The
    empirical distribution function with arbitrarily grouped, censored and truncated data", 1976).
    """
    exact = most - least <= ROUNDING_S
    values = np.unique(np.round(least[exact]))
    if values.size > POINTS:
        values = np.unique(np.quantile(np.round(least[exact]), np.linspace(0, 1, POINTS)))
    lonely = ~exact & (_place(values, least) >= _place(values, most, "right"))
    values = np.unique(np.concatenate((values, np.round(least[lonely]))))
    counts = np.zeros(values.size)
    if exact.any():
        nearest = np.abs(values[:, None] - least[exact]).argmin(axis=0)
        counts += np.bincount(nearest, minlength=values.size)
    low, high = _place(values, least[~exact]), _place(values, most[~exact], "right")
    shares: Floats = np.full(values.size, 1 / values.size)
    for _ in range(ROUNDS):
        total = np.concatenate(([0.0], np.cumsum(shares)))
        weight = 1 / np.maximum(total[high] - total[low], 1e-300)
        change = np.zeros(values.size + 1)
        np.add.at(change, low, weight)
        np.add.at(change, high, -weight)
        spread = shares * np.cumsum(change)[:-1]
        shares = np.asarray((counts + spread) / least.size, dtype=np.float64)
    levels = (np.arange(least.size) + 0.5) / least.size * shares.sum()
    place = np.searchsorted(np.cumsum(shares), levels)
    return np.asarray(values[np.minimum(place, values.size - 1)], dtype=np.float64)


def _place(values: Floats, bounds: Floats, side: Literal["left", "right"] = "left") -> Ints:
    """Return how many of the ascending values are below (left) or not above (right) bounds."""
    shift = -ROUNDING_S if side == "left" else ROUNDING_S
    return np.searchsorted(values, bounds + shift, side=side)


def _busy(table: EventTable, who: int, amount: int, shifts: WorkingTime) -> tuple[Floats, Floats]:
    """Return begins and ends of when a resource has no hand free, in its working time."""
    own = table.resource == who
    begins, ends = shifts.worked(table.start_s[own]), shifts.worked(table.end_s[own])
    at = np.concatenate((begins, ends))
    change = np.concatenate((np.ones(begins.size), -np.ones(ends.size)))
    order = np.lexsort((change, at))
    full = np.cumsum(change[order]) >= amount
    begun = at[order][full & ~np.concatenate(([False], full[:-1]))]
    ended = at[order][~full & np.concatenate(([False], full[:-1]))]
    apart = np.flatnonzero(begun[1:] > ended[:-1] + ROUNDING_S)
    first = np.concatenate(([0], apart + 1))[: begun.size]
    last = np.concatenate((apart, [ended.size - 1]))[: ended.size]
    return begun[first], ended[last]


def _last_free(instants: Floats, busy: tuple[Floats, Floats], shifts: WorkingTime) -> Floats:
    """Return the last instants at which the resource was there and free, up to the given ones."""
    begins, ends = busy
    worked = shifts.worked(instants)
    if begins.size:
        block = np.maximum(np.searchsorted(begins, worked - ROUNDING_S, side="right") - 1, 0)
        inside = (begins[block] < worked - ROUNDING_S) & (worked <= ends[block] + ROUNDING_S)
        worked = np.where(inside, begins[block], worked)
    return np.minimum(shifts.first_at(worked), instants)


def elapsed(table: EventTable, flow: ControlFlow, zone: str) -> Delays:
    """Return the times from what an instance follows to its start, where nobody is known to work.

    They are counted in the hours of the week in which the activity is usual, less usual or rare,
    each with its share: so instances begin when instances of their kind do. What follows within
    the hour follows by the clock, at whatever time of the week.
    """
    waits: dict[Place, tuple[Wait, ...]] = {}
    weeks: dict[str, Week] = {}
    shifts: dict[str, WorkingTime] = {}
    level, spent = np.zeros(table.case.size, dtype=np.int64), np.zeros(table.case.size)
    span = float(table.start_s.min()), float(table.end_s.max())
    for activity, name in enumerate(table.activities):
        own = table.activity == activity
        begins = table.start_s[own]
        if not begins.size:
            continue
        for number, week in enumerate(levels_of(begins, zone)):
            inside = own.copy()
            inside[own] = week.holds(begins)
            hours = f"{name} ({LEVELS[number]} hours)"
            shifts[hours] = working_time(week.calendar(name), *span)
            level[inside] = number
            spent[inside] = shifts[hours].between(flow.ready_s[inside], table.start_s[inside])
            weeks[hours] = week
    passed = table.start_s - flow.ready_s
    soon = passed < SOON_S
    level[soon], spent[soon] = AT_ONCE, passed[soon]
    for place, chosen in _places(table, flow, np.isfinite(flow.ready_s)):
        name = table.activities[place[2]]
        found = _Elapsed(name, flow.ready_s[chosen], passed[chosen], level[chosen], spent[chosen])
        waits[place] = tuple(found.by_level(found.factor(shifts)))
    return Delays(waits, weeks)


@dataclass(frozen=True)
class _Elapsed:
    """What is known of the waits at one place, one entry per instance."""

    name: str  # of the activity
    ready_s: Floats
    passed_s: Floats  # by the clock
    level: Ints
    spent_s: Floats  # in the hours of the level

    def hours(self, number: int) -> str | None:
        """Return the name of the hours of a level; at once is by the clock."""
        return None if number == AT_ONCE else f"{self.name} ({LEVELS[number]} hours)"

    def factor(self, shifts: Mapping[str, WorkingTime]) -> float:
        """Return by what the times are multiplied, so that they last by the clock as long as seen.

        A time is drawn whenever a case comes, while it was seen from one instant to another that
        lies in the hours of its level: those that begin outside of them come out too long.
        """
        timed = self.level != AT_ONCE
        seen = float(self.passed_s[timed].sum())
        if not timed.any() or seen <= 0:
            return 1.0
        begun = [*self._begun(shifts)]
        factor, before = 1.0, 0.0
        for _ in range(ROUNDS_OF_FACTOR):
            if factor == before:
                break
            lasts = sum(each.lasts(factor) for each in begun) / TURNS / seen
            factor, before = min(1.0, factor / max(lasts, 0.5)), factor
        return factor

    def _begun(self, shifts: Mapping[str, WorkingTime]) -> Iterator["_Begun"]:
        """Yield the waits of each level, begun when others at the place began."""
        size = self.ready_s.size
        turned = [np.roll(self.ready_s, turn * size // (TURNS + 1)) for turn in range(1, TURNS + 1)]
        for number in range(len(LEVELS)):
            own = self.level == number
            if own.any():
                hours = shifts[str(self.hours(number))]
                begun = np.stack([each[own] for each in turned])
                yield _Begun(hours, begun, hours.worked(begun), self.spent_s[own])

    def by_level(self, factor: float) -> Iterator[Wait]:
        """Yield the waits of each level with their share."""
        for number in range(AT_ONCE, len(LEVELS)):
            values = np.maximum(self.spent_s[self.level == number], 0.0)
            if values.size:
                scale = 1.0 if number == AT_ONCE else factor
                share = values.size / self.spent_s.size
                yield Wait(share, empirical(values * scale), self.hours(number))


@dataclass(frozen=True)
class _Begun:
    """Waits of one level begun at several instants each: by turn and instance."""

    hours: WorkingTime
    begun_s: Floats
    worked_s: Floats  # up to the begin
    spent_s: Floats  # by instance

    def lasts(self, factor: float) -> float:
        """Return the time by the clock of all of them."""
        ends = self.hours.first_at(self.worked_s + factor * self.spent_s)
        return float(np.maximum(ends - self.begun_s, 0.0).sum())


def _places(table: EventTable, flow: ControlFlow, known: Bools) -> Iterator[tuple[Place, Bools]]:
    """Yield each place with the instances that tell about it; few there: all of the activity."""
    plain = np.array([len(step) == 1 and len(step[0]) == 1 for step in flow.steps])[flow.step]
    before = np.where(plain, flow.step_before, INSIDE)
    keys = np.stack((before, flow.step, table.activity))
    for column in np.unique(keys[:, known], axis=1).T:
        own = known & (keys == column[:, None]).all(axis=0)
        if own.sum() < FEW:
            own = known & (table.activity == column[2])
        yield (int(column[0]), int(column[1]), int(column[2])), own
