"""How cases come: times between them within a calendar, or rates that change with the hour.

Which of the two is chosen by how well each, fitted on the first part of the arrivals, repeats
the rhythm and the gaps of the last part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from common.model.staffing import Calendar
from functions.optimization.calibration.twin.calendars import Week, holidays, week_of
from functions.optimization.calibration.twin.distances import earth_movers_distance
from functions.optimization.calibration.twin.event_table import Floats
from functions.optimization.calibration.twin.fitting import fit, sample
from functions.optimization.calibration.twin.working_time import (
    DAY_S,
    HOUR_S,
    WEEK_S,
    local,
    second_of_week,
    working_time,
)
from functions.optimization.simulation.engine.distribution import Distribution
from functions.optimization.simulation.engine.model import Arrivals

FITTED = 0.7  # share of the arrivals on which the two ways are fitted to be compared
CLEARLY = 0.9  # the 168 rates must do better than one distribution by a tenth
CHANGED = 0.75  # and a part of the arrivals better than all of them by a quarter
FEW = 40  # arrivals: fewer are not split
DRAWS = 5
LATEST = (1, 2, 4)  # parts of the arrivals that may count: all, half, a quarter
WEEKS = 105  # of rates, where summer time or holidays make weeks unlike each other
CALENDAR = "arrivals"


@dataclass(frozen=True)
class Interarrival:
    """Times between cases, counted within the open hours."""

    week: Week
    distribution: Distribution

    def drawn(self, first_s: float, count: int, generator: np.random.Generator) -> Floats:
        """Return arrivals from ``first_s`` on."""
        gaps = sample(self.distribution, count, generator)
        weeks = 2 + 2 * float(gaps.sum()) / (self.week.hours * HOUR_S)
        hours = working_time(self.week.calendar(CALENDAR), first_s, first_s + weeks * WEEK_S)
        worked = hours.worked(np.array([first_s])) + np.cumsum(gaps) - gaps[0]
        shift = np.maximum(np.searchsorted(hours.before_s, worked, side="right") - 1, 0)
        return np.asarray(hours.begins_s[shift] + worked - hours.before_s[shift])

    def arrivals(self) -> Arrivals:
        """Return the engine's description."""
        return Arrivals(interarrival=self.distribution, calendar=CALENDAR)


@dataclass(frozen=True)
class Rates:
    """A Poisson process with a rate for every hour of the local week."""

    week: Week  # its zone and holidays
    per_h: Floats

    def drawn(self, first_s: float, count: int, generator: np.random.Generator) -> Floats:
        """Return arrivals from ``first_s`` on."""
        hours = int(count / max(self.per_h.mean(), 1e-9) * 2) + 336
        starts = first_s + HOUR_S * np.arange(hours, dtype=np.float64)
        cases = generator.poisson(self.at(starts))
        found = np.repeat(starts, cases) + HOUR_S * generator.random(int(cases.sum()))
        return np.sort(found)[:count]

    def at(self, instants: Floats) -> Floats:
        """Return the cases per hour that come at each instant."""
        hour = (second_of_week(instants, self.week.zone) // HOUR_S).astype(np.int64)
        free = np.isin(np.floor(local(instants, self.week.zone) / DAY_S), _days(self.week))
        return np.where(free, 0.0, self.per_h[hour])

    def arrivals(self, first_s: float) -> Arrivals:
        """Return the engine's description of rates from an instant on."""
        plain = self.week.zone == "UTC" and not self.week.holidays
        hours = 168 if plain else 168 * WEEKS
        rates = self.at(first_s + HOUR_S * np.arange(hours, dtype=np.float64))
        return Arrivals(rates_per_h=tuple(float(rate) for rate in rates))


Way = Interarrival | Rates


def arrivals(instants: Floats, zone: str) -> Way:
    """Return how cases come, from the ascending instants at which they came.

    The number of cases may have changed: where the latest half or quarter of the arrivals
    foretells what follows clearly better than all of them, only it counts.
    """
    if instants.size < FEW:
        return _interarrival(instants, zone)
    cut = int(FITTED * instants.size)
    early, late = instants[:cut], instants[cut:]
    best: tuple[Callable[[Floats, str], Way], int] = (_interarrival, 1)
    lowest = _misfit(_interarrival(early, zone), late, zone)
    for part in LATEST:
        if early.size // part < FEW:
            continue
        for way in (_interarrival, _rates):
            misfit = _misfit(way(early[-(early.size // part) :], zone), late, zone)
            if misfit < (CLEARLY if part == best[1] else CHANGED) * lowest:
                best, lowest = (way, part), misfit
    chosen, part = best
    return chosen(instants[-(instants.size // part) :], zone)


def _misfit(way: Way, later: Floats, zone: str) -> float:
    """Return how far drawn arrivals are from real ones: instants, hours of the week and gaps.

    In parts of the whole time, of a day and of the mean gap, added up.
    """
    total = 0.0
    span, gap = float(later[-1] - later[0]), float(np.diff(later).mean())
    for draw in range(DRAWS):
        generator = np.random.default_rng([draw, later.size])
        drawn = way.drawn(float(later[0]), later.size, generator)
        if drawn.size < 2 or span == 0:
            return np.inf
        total += earth_movers_distance(drawn, later) / span
        total += earth_movers_distance(*(second_of_week(t, zone) for t in (drawn, later))) / DAY_S
        total += earth_movers_distance(np.diff(drawn), np.diff(later)) / gap
    return total / DRAWS


def _interarrival(instants: Floats, zone: str) -> Interarrival:
    week = week_of(instants, zone)
    week = Week(week.open, zone, holidays(instants, week))
    hours = working_time(week.calendar(CALENDAR), float(instants[0]), float(instants[-1]))
    gaps = np.diff(hours.worked(instants))
    if not gaps.any():  # all at once, as where only the day is known: evenly over a week
        gaps = np.array([week.hours * HOUR_S / instants.size])
    return Interarrival(week, fit(gaps).distribution)


def _rates(instants: Floats, zone: str) -> Rates:
    """Return cases per hour of the week, over the hours of it that the arrivals enclose."""
    week = week_of(instants, zone)
    week = Week(week.open, zone, holidays(instants, week))
    hour = (second_of_week(instants, zone) // HOUR_S).astype(np.int64)
    enclosed = np.arange(np.floor(instants[0] / HOUR_S), np.floor(instants[-1] / HOUR_S) + 1)
    passed = Rates(week, np.ones(168)).at(enclosed * HOUR_S)
    place = (second_of_week(enclosed * HOUR_S, zone) // HOUR_S).astype(np.int64)
    times = np.bincount(place, weights=passed, minlength=168)
    counts = np.bincount(hour, minlength=168)
    return Rates(week, np.where(times > 0, counts / np.maximum(times, 1), 0.0))


def _days(week: Week) -> list[int]:
    epoch = datetime(1970, 1, 1, tzinfo=UTC).date()
    return [(day - epoch).days for day in week.holidays]


def calendar_of(way: Way) -> tuple[Calendar, ...]:
    """Return the calendar that the arrivals refer to, if any."""
    return (way.week.calendar(CALENDAR),) if isinstance(way, Interarrival) else ()
