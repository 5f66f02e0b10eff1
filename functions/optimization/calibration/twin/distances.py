"""How far two logs are apart: the measures of business process simulation.

Definitions: Chapela-Campa, Benchekroun, Baron, Dumas, Krass and Senderovich, "A framework for
measuring the quality of business process simulation models", Information Systems 127 (2025).
Instants are put into bins of an hour, as there.
"""

from dataclasses import dataclass, fields

import numpy as np

from functions.optimization.calibration.twin.event_table import EventTable, Floats, Ints

HOUR_S, WEEK_H = 3_600.0, 168
MONDAY_S = 4 * 86_400.0  # 1970-01-05, the first Monday
FARTHEST_HOUR = 23.0  # on a weekday on which only one of the logs has events


@dataclass(frozen=True)
class Distances:
    """Zero where two logs behave the same; n-grams are shares, the others hours."""

    two_grams: float
    three_grams: float
    absolute_events_h: float
    relative_events_h: float
    circadian_events_h: float
    case_arrivals_h: float
    cycle_time_h: float


MEASURES = tuple(measure.name for measure in fields(Distances))


def distances(observed: EventTable, simulated: EventTable) -> Distances:
    """Return every measure; activities are compared by name."""
    return Distances(
        two_grams=n_gram_distance(observed, simulated, 2),
        three_grams=n_gram_distance(observed, simulated, 3),
        absolute_events_h=_absolute(observed, simulated),
        relative_events_h=earth_movers_distance(_relative(observed), _relative(simulated)),
        circadian_events_h=_circadian(observed, simulated),
        case_arrivals_h=_arrivals(observed, simulated),
        cycle_time_h=_cycle_times(observed, simulated),
    )


def earth_movers_distance(first: Floats, second: Floats) -> float:
    """Return the area between the two empirical distribution functions (1-Wasserstein)."""
    values = np.concatenate((first, second))
    order = np.argsort(values)
    # In units of 1 / (sizes multiplied), so that equal shares cancel exactly.
    apart = np.cumsum(np.where(order < first.size, second.size, -first.size))
    area = float((np.abs(apart[:-1]) * np.diff(values[order])).sum())
    return area / (first.size * second.size)


def n_gram_distance(first: EventTable, second: EventTable, length: int) -> float:
    """Return the share of n-grams, ends of cases included, that only one of the logs has."""
    mine, others = n_gram_counts(first, second, length)
    return float(np.abs(mine - others).sum() / (mine.sum() + others.sum()))


def n_gram_counts(first: EventTable, second: EventTable, length: int) -> tuple[Ints, Ints]:
    """Return how often each n-gram of either log, ends of cases included, is in each."""
    names = sorted({*first.activities, *second.activities})
    number = {name: index + 1 for index, name in enumerate(names)}
    sequences = []
    for table in (first, second):
        codes = np.array([number[name] for name in table.activities], dtype=np.int64)
        sequences.append(padded_sequences(codes[table.activity], table.first_of_case, length - 1))
    both = np.concatenate(sequences)
    grams = both[: both.size - length + 1].copy()
    for offset in range(1, length):
        following = both[offset : both.size - length + 1 + offset]
        # Numbering anew each time keeps the codes small whatever the length.
        _, grams = np.unique(grams * (len(names) + 1) + following, return_inverse=True)
    mine = grams[: sequences[0].size - length + 1]
    others = grams[sequences[0].size :]
    size = int(grams.max()) + 1
    return np.bincount(mine, minlength=size), np.bincount(others, minlength=size)


def padded_sequences(codes: Ints, first_of_case: Ints, padding: int) -> Ints:
    """Return the sequences of all cases with zeros before, between and after them.

    A window one longer than the padding never sees two cases.
    """
    cases = first_of_case.size
    shift = np.zeros(codes.size, dtype=np.int64)
    shift[first_of_case] = padding
    padded = np.zeros(codes.size + padding * (cases + 1), dtype=np.int64)
    padded[np.arange(codes.size) + np.cumsum(shift)] = codes
    return padded


def _instants(table: EventTable) -> Floats:
    return np.concatenate((table.start_s, table.end_s))


def _hours_since(instants: Floats, origin_s: float) -> Floats:
    since = instants - np.floor(origin_s / HOUR_S) * HOUR_S
    return np.asarray(np.floor(since / HOUR_S), dtype=np.float64)


def _absolute(first: EventTable, second: EventTable) -> float:
    origin = min(float(first.start_s.min()), float(second.start_s.min()))
    return earth_movers_distance(
        _hours_since(_instants(first), origin), _hours_since(_instants(second), origin)
    )


def _relative(table: EventTable) -> Floats:
    begun = table.arrivals_s()[table.case]
    return np.floor((_instants(table) - np.concatenate((begun, begun))) / HOUR_S)


def _circadian(first: EventTable, second: EventTable) -> float:
    weeks = [np.floor((_instants(t) - MONDAY_S) / HOUR_S) % WEEK_H for t in (first, second)]
    found = []
    for weekday in range(7):
        hours = [hour[(hour >= 24 * weekday) & (hour < 24 * weekday + 24)] for hour in weeks]
        if hours[0].size and hours[1].size:
            found.append(earth_movers_distance(hours[0], hours[1]))
        else:
            found.append(FARTHEST_HOUR if hours[0].size or hours[1].size else 0.0)
    return sum(found) / 7


def _arrivals(first: EventTable, second: EventTable) -> float:
    arrivals = first.arrivals_s(), second.arrivals_s()
    origin = min(float(arrivals[0][0]), float(arrivals[1][0]))
    return earth_movers_distance(*(_hours_since(instants, origin) for instants in arrivals))


def _cycle_times(first: EventTable, second: EventTable) -> float:
    times = [table.case_ends_s() - table.arrivals_s() for table in (first, second)]
    shortest = min(float(times[0].min()), float(times[1].min()))
    return earth_movers_distance(*(np.floor((t - shortest) / HOUR_S) for t in times))
