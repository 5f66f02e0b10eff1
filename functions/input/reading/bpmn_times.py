"""Distributions, calendars and arrivals of Prosimos and BIMP in the canonical form."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import sqrt

from common.language import say
from common.model.distribution import Distribution as Times
from common.model.figure import Provenance
from common.model.staffing import DAY_S, Calendar, Shift
from functions.input.bpmn.simulation import Distribution, Period
from functions.input.reading.stated import clean, usable
from functions.input.reading.values import MAX_HOURS

HOUR_S = 3600.0
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
LAST_SECOND_S = DAY_S - 1.0  # some tools end a day at 23:59:59
FAMILIES = {
    "expon": "exponential",
    "uniform": "uniform",
    "norm": "normal",
    "gamma": "gamma",
    "lognorm": "lognormal",
    "triangular": "triangular",
}
MAX_VALUES = 1000  # of an empirical distribution


def times_of(distribution: Distribution, origin: str) -> Times | None:
    """Return the distribution in hours; None where the meaning of its parameters is not certain.

    Prosimos gives the mean of an exponential distribution with its minimum; the canonical one
    has it on top of the minimum.
    """
    named = distribution.named
    if distribution.mixture or distribution.histogram_data:
        return _empirical(distribution, origin)
    if not named or not all(usable(v) and abs(v) / HOUR_S <= MAX_HOURS for v in _lengths(named)):
        return None
    low, high = _hours(named, "minimum_s"), _hours(named, "maximum_s")
    mean, mode = _hours(named, "mean_s"), _hours(named, "mode_s")
    spread = _hours(named, "standard_deviation_s")
    if "variance_s2" in named:
        spread = sqrt(named["variance_s2"]) / HOUR_S
    always = distribution.kind == "fix" or low == high is not None or spread == 0
    fields: dict[str, object] = {"minimum_h": low, "maximum_h": high}
    if always:
        fields = {"mean_h": mean if mean is not None else low}
    elif distribution.kind == "expon" and mean is not None:
        fields["mean_h"] = max(0.0, mean - (low or 0.0))
    else:
        fields |= {"mean_h": mean, "mode_h": mode, "standard_deviation_h": spread}
    return Times.model_validate(
        fields
        | {
            "family": "fixed" if always else FAMILIES[distribution.kind],
            "provenance": Provenance.STATED,
            "origin": clean(origin, 500),
        }
    )


def fixed(hours: float, origin: str) -> Times:
    """Return a stated time that is always the same, such as a timer's."""
    return Times(family="fixed", mean_h=hours, provenance=Provenance.STATED, origin=origin)


def mean_h(times: Times) -> float:
    """Return the mean, without regard to what the bounds cut off."""
    shift = times.minimum_h or 0.0 if times.family == "exponential" else 0.0
    return shift + (times.mean_h or 0.0) if shift else times.untruncated_mean_h()


def calendar_of(identity: str, name: str | None, periods: Sequence[Period]) -> Calendar:
    """Return the calendar: shifts of single days, without overlaps."""
    return Calendar(
        id=identity,
        name=clean(name or "", 200) or None,
        shifts=tuple(
            Shift(weekday=day, begins_s=begins, ends_s=ends)
            for day in range(7)
            for begins, ends in _merged(_spans(periods, day))
        ),
    )


def hours_per_week(calendar: Calendar) -> float:
    """Return how long the calendar is open."""
    return sum(shift.ends_s - shift.begins_s for shift in calendar.shifts) / HOUR_S


def _spans(periods: Sequence[Period], day: int) -> Iterator[tuple[float, float]]:
    """Yield the parts of the day; a period over midnight goes on in the morning after."""
    for period in periods:
        first, last = DAYS.index(period.first_day), DAYS.index(period.last_day)
        begins, ends = period.begins_s, period.ends_s
        ends = DAY_S if ends >= LAST_SECOND_S else ends
        over = ends <= begins
        days = {(first + n) % 7 for n in range((last - first) % 7 + 1)}
        if day in days:
            yield begins, (DAY_S if over else ends)
        if over and (day - 1) % 7 in days:
            yield 0.0, ends


def _merged(spans: Iterator[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(ends, joined[-1][1])
        elif begins < ends:
            joined.append((begins, ends))
    return joined


def _empirical(distribution: Distribution, origin: str) -> Times | None:
    """A histogram by the middles of its bins, a mixture by the means of its parts."""
    pairs = list(_bins(distribution.histogram_data))
    for part in distribution.mixture:
        inner = times_of(part.distribution, origin)
        if inner is not None:
            pairs.append((mean_h(inner), part.probability))
    pairs = [(value, weight) for value, weight in pairs if 0 <= value <= MAX_HOURS and weight > 0]
    if not pairs or len(pairs) > MAX_VALUES:
        return None
    return Times(
        family="empirical",
        values_h=tuple(value for value, _ in pairs),
        weights=tuple(weight for _, weight in pairs),
        provenance=Provenance.INFERRED,
        origin=clean(say("{origin}: each part of the histogram by its middle", origin=origin), 500),
    )


def _bins(histogram: object) -> Iterator[tuple[float, float]]:
    """Yield the middles of Prosimos' bins in hours, with their shares."""
    if not isinstance(histogram, Mapping):
        return
    middles, cumulated = histogram.get("bin_midpoints"), histogram.get("cdf")
    if not isinstance(middles, list) or not isinstance(cumulated, list):
        return
    numbers = [*middles, *cumulated]
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        return
    shares = [after - before for before, after in pairwise([0.0, *cumulated])]
    for middle, share in zip(middles, shares, strict=False):
        yield middle / HOUR_S, share


def _lengths(named: Mapping[str, float]) -> Iterator[float]:
    for name, value in named.items():
        yield sqrt(value) if name == "variance_s2" else value


def _hours(named: Mapping[str, float], name: str) -> float | None:
    return named[name] / HOUR_S if name in named else None
