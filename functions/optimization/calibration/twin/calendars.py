"""When people work, discovered from the instants at which something happened.

An hour of the week is open where enough happens in it; a person's calendar differs from that of
their group only where the absence of a run of hours would be improbable by chance. After Martin,
Camargo and Dumas, "Discovery of resource calendars" (granules, support and confidence); the test
by chance replaces their fixed thresholds for single people.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from common.model.staffing import Calendar, Shift
from functions.optimization.calibration.twin.event_table import Bools, Floats, Ints
from functions.optimization.calibration.twin.working_time import (
    DAY_S,
    HOUR_S,
    MONDAY_S,
    WEEK_S,
    days_between,
    local,
    second_of_week,
)

GRANULE_S = 900.0
GRANULES = int(WEEK_S / GRANULE_S)
PER_HOUR = int(HOUR_S / GRANULE_S)
PER_DAY = 24 * PER_HOUR
LONGEST_GAP = 4 * PER_HOUR  # granules; a longer one is a night or time off
PROVEN = 3  # executions that waited through a gap
SUPPORT = 0.98  # share of the instants that the open granules hold
QUIET = 0.1  # of the median open hour: hours with less are closed
CHANCES = 19  # draws at random, so that one in twenty is more uneven by chance
RARE = 1e-3  # an absence less probable than this is no chance


@dataclass(frozen=True)
class Week:
    """Open granules of the local week, and days on which nobody works."""

    open: Bools
    zone: str
    holidays: tuple[date, ...] = ()

    @property
    def hours(self) -> float:
        """Return the open hours per week."""
        return float(self.open.sum()) * GRANULE_S / HOUR_S

    def holds(self, instants: Floats) -> Bools:
        """Return which instants lie in open granules; holidays are not looked at."""
        place = (second_of_week(instants, self.zone) // GRANULE_S).astype(np.int64)
        return np.asarray(self.open[place], dtype=np.bool_)

    def calendar(self, name: str) -> Calendar:
        """Return the canonical calendar."""
        return Calendar(
            id=name, time_zone=self.zone, shifts=_shifts(self.open), holidays=self.holidays
        )


def granules(instants: Floats, zone: str) -> Ints:
    """Return how many instants lie in each granule of the local week."""
    place = (second_of_week(instants, zone) // GRANULE_S).astype(np.int64)
    return np.bincount(place, minlength=GRANULES)


def week_of(instants: Floats, zone: str) -> Week:
    """Return the open hours: those with at least a tenth of what a usual open hour has.

    Hours are closed only in runs so long that so little in them is no chance, and hours of the
    week that have not come yet stay open. Of the first and last hours of shifts empty quarters
    are closed.
    """
    if not instants.size:
        return Week(np.ones(GRANULES, dtype=np.bool_), zone)
    counts = granules(instants, zone)
    hours = counts.reshape(-1, PER_HOUR).sum(axis=1)
    ranked = np.sort(hours)[::-1]
    most = int(np.searchsorted(np.cumsum(ranked), 0.9 * hours.sum())) + 1
    usual = float(np.median(ranked[:most]))
    closed = hours < max(1.0, QUIET * usual)
    if hours[~closed].sum() < SUPPORT * hours.sum():
        closed = ~_supported(hours)
    enclosed = _enclosed(instants, zone)
    closed = _no_chance(hours, closed & enclosed, enclosed)
    return Week(_without_empty_ends(np.repeat(~closed, PER_HOUR), counts), zone)


def _no_chance(hours: Ints, closed: Bools, enclosed: Bools) -> Bools:
    """Return the runs of closed hours that hold too little for the mean of the open ones.

    Every run that is closed raises that mean, so others may follow.
    """
    runs = _runs_around(closed)
    sure = np.zeros(hours.size, dtype=np.bool_)
    while True:
        mean = float(hours[~sure & enclosed].mean())
        more = [
            run
            for run in runs
            if not sure[run[0]] and _at_most(float(hours[run].sum()), mean * run.size) <= RARE
        ]
        if not more:
            return sure
        for run in more:
            sure[run] = True


def without_unproven_gaps(week: Week, ready_s: Floats, start_s: Floats) -> Week:
    """Return the week with those gaps of a day open through which no work that was ready waited."""
    waited = start_s - ready_s
    chosen = (waited > 0) & (waited < DAY_S)
    since = second_of_week(ready_s[chosen], week.zone)
    until = since + waited[chosen]
    opened = week.open.copy()
    for begin, end in _runs(~week.open):
        within_day = begin // PER_DAY == (end - 1) // PER_DAY
        if not within_day or begin % PER_DAY == 0 or end % PER_DAY == 0:
            continue
        if end - begin > LONGEST_GAP:
            continue
        through = (since < (end - 1) * GRANULE_S) & (until >= end * GRANULE_S)
        if through.sum() < PROVEN:
            opened[begin:end] = True
    return Week(opened, week.zone, week.holidays)


def _at_most(held: float, expected: float) -> float:
    """Return a bound on the chance of so few where more are expected (Chernoff, Poisson)."""
    if held >= expected:
        return 1.0
    return float(np.exp(held - expected - (held * np.log(held / expected) if held else 0.0)))


def _enclosed(instants: Floats, zone: str) -> Bools:
    """Return the hours of the week that came between the first and the last instant."""
    first, last = float(instants.min()), float(instants.max())
    passed = np.arange(first, min(last, first + WEEK_S) + HOUR_S, HOUR_S)
    enclosed = np.zeros(168, dtype=np.bool_)
    enclosed[(second_of_week(np.minimum(passed, last), zone) // HOUR_S).astype(np.int64)] = True
    return enclosed


def _runs_around(flags: Bools) -> list[Ints]:
    """Return the positions of every run of true flags; the last goes on with the first."""
    if flags.all():
        return [np.arange(flags.size)]
    begin = int(np.flatnonzero(~flags)[0])
    rolled = np.roll(flags, -begin)
    return [(np.arange(*run) + begin) % flags.size for run in _runs(rolled)]


def _supported(hours: Ints) -> Bools:
    """Return the fewest hours that hold the wanted share of instants."""
    order = np.argsort(-hours, kind="stable")
    needed = int(np.searchsorted(np.cumsum(hours[order]), SUPPORT * hours.sum())) + 1
    wanted = np.zeros(hours.size, dtype=np.bool_)
    wanted[order[:needed]] = True
    return wanted & (hours > 0)


def _without_empty_ends(opened: Bools, counts: Ints) -> Bools:
    """Close empty quarters at the ends of the shifts where the neighbours are seldom empty."""
    trimmed = opened.copy()
    rate = counts[opened].mean()
    if rate < -np.log(RARE):
        return trimmed
    for step in (1, -1):
        for _ in range(PER_HOUR - 1):
            outside = ~np.roll(trimmed, step)
            trimmed &= ~(outside & (counts == 0))
    return trimmed


def levels_of(instants: Floats, zone: str) -> list[Week]:
    """Return up to three weeks that share all used hours: the usual, the less usual, the rare.

    The division of the hours, ranked by their counts, under which the counts are most likely to
    be Poisson with one rate per level. Where instants at random would be divided as well, it is
    one week of all hours.
    """
    hour = (second_of_week(instants, zone) // HOUR_S).astype(np.int64)
    counts = np.bincount(hour, minlength=168)
    first, second, used, likely = _divided(counts)
    if likely <= _likely_by_chance(instants.size, likely):
        return [Week(np.ones(GRANULES, dtype=np.bool_), zone)]
    order = np.argsort(-counts, kind="stable")
    weeks = []
    for begin, end in ((0, first), (first, second), (second, used)):
        if end > begin:
            opened = np.zeros(168, dtype=np.bool_)
            opened[order[begin:end]] = True
            weeks.append(Week(np.repeat(opened, PER_HOUR), zone))
    return weeks


def _likely_by_chance(instants: int, beyond: float) -> float:
    """Return the highest log-likelihood of the divisions of instants at random.

    No division is likelier than one level for every hour: where even that is less likely than
    ``beyond``, its highest is returned, which is sooner known.
    """
    random = np.random.default_rng(instants)
    drawn = random.multinomial(instants, np.full(168, 1 / 168), size=CHANCES)
    most = float((drawn * np.log(np.maximum(drawn, 1))).sum(axis=1).max())
    return most if most < beyond else max(_divided(each)[3] for each in drawn)


def _divided(counts: Ints) -> tuple[int, int, int, float]:
    """Return where the ranked hours are divided, how many are used, and the log-likelihood."""
    used = int((counts > 0).sum())
    total = np.concatenate(([0], np.cumsum(np.sort(counts)[::-1])))[: used + 1]
    place = np.arange(used + 1)
    held = total[None, :] - total[:, None]
    share = np.maximum(held, 1) / np.maximum(place[None, :] - place[:, None], 1)
    likelihood = np.where(held > 0, held * np.log(share), 0.0)  # of one level from row to column
    divided = likelihood[0][:, None] + likelihood + likelihood[:, used][None, :]
    divided[place[:, None] > place[None, :]] = -np.inf
    divided[0] = -np.inf
    best = np.unravel_index(int(np.argmax(divided)), divided.shape)
    return int(best[0]), int(best[1]), used, float(divided[best])


def own_week(instants: Floats, group: Week) -> Week:
    """Return the group's week without what one person leaves out not only by chance."""
    counts = granules(instants, group.zone)
    total = int(counts.sum())
    opened = group.open.copy()
    size = int(opened.sum())
    if total == 0 or size == 0:
        return group
    positions = np.flatnonzero(opened)
    empty = counts[positions] == 0
    runs = _runs(empty)
    for begin, end in runs:
        share = (end - begin) / size
        chance = size * (1 - share) ** total  # as many places where the run could begin
        if share < 1 and chance < RARE:
            opened[positions[begin:end]] = False
    return Week(opened, group.zone, group.holidays)


def _runs(flags: Bools) -> list[tuple[int, int]]:
    """Return begin and end of every run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int64), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def holidays(instants: Floats, week: Week) -> tuple[date, ...]:
    """Return the working days on which nothing happened, where that is no chance."""
    if not instants.size:
        return ()
    days = days_between(float(instants.min()), float(instants.max()), week.zone)
    happened = np.floor(local(instants, week.zone) / DAY_S).astype(np.int64)
    counts = np.bincount(happened - days[0], minlength=days.size)
    weekday = (days - int(MONDAY_S / DAY_S)) % 7
    found = []
    for day in range(7):
        own = weekday == day
        usual = counts[own]
        busy = usual[usual > 0]
        works = week.open[day * PER_DAY : (day + 1) * PER_DAY].any()
        if not works or busy.size < 2 or np.exp(-float(np.median(busy))) * days.size > RARE:
            continue
        found += [int(d) for d in days[own][usual == 0]]
    epoch = datetime(1970, 1, 1, tzinfo=UTC).date()
    return tuple(epoch + timedelta(days=day) for day in sorted(found))


def _shifts(opened: Bools) -> tuple[Shift, ...]:
    """Return the shifts of each weekday."""
    shifts = []
    for weekday, day in enumerate(opened.reshape(7, -1)):
        for begin, end in _runs(day):
            shifts.append(
                Shift(weekday=weekday, begins_s=begin * GRANULE_S, ends_s=end * GRANULE_S)
            )
    return tuple(shifts)
