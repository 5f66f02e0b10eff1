"""Parts of the compiled model that stand for themselves: distributions and calendars as arrays."""

from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from math import sqrt
from typing import Any

import numpy as np

from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.calendars import Pattern
from functions.optimization.simulation.engine.distribution import Distribution
from functions.optimization.simulation.engine.kernel import exp_of, log_of
from functions.optimization.simulation.engine.model import Activity

BUCKET_S = 3600.0

Table = dict[str, Any]  # the kernel's attributes by name
Ints = list[int]
Floats = list[float]


@lru_cache(maxsize=65_536)
def stream(purpose: str, name: str) -> int:
    """Return the number of the stream of random numbers for a purpose, the same in every model."""
    return int.from_bytes(sha256(f"{purpose}\0{name}".encode()).digest()[:4], "big")


LAYERS, LAST_END, LAYER_AREA = 256, 7.69711747013105, 0.003949659822581557


@cache
def layers() -> Table:
    """Return where the layers under the density of an exponential time of mean 1 end.

    ``layer_end``: how wide each is, the first as if it had no tail, and 0; ``layer_density``: the
    density there, the lower edge of a layer. Areas: Marsaglia and Tsang (2000), 256 layers.
    """
    ends = [LAYER_AREA * exp_of(LAST_END), LAST_END]
    while len(ends) < LAYERS:
        ends.append(-log_of(LAYER_AREA / ends[-1] + exp_of(-ends[-1])))
    return {"layer_end": [*ends, 0.0], "layer_density": [*(exp_of(-x) for x in ends), 1.0]}


def rows_of(rows: list[Any]) -> tuple[list[int], list[Any]]:
    """Return where each row begins in the rows one after another, and those."""
    first = [0]
    for row in rows:
        first.append(first[-1] + len(row))
    return first, [value for row in rows for value in row]


@dataclass
class Distributions:
    """Distributions by number, without repetition."""

    dist_kind: Ints = field(default_factory=list)
    dist_first: Ints = field(default_factory=list)
    dist_count: Ints = field(default_factory=list)
    dist_a: Floats = field(default_factory=list)
    dist_b: Floats = field(default_factory=list)
    dist_c: Floats = field(default_factory=list)
    dist_low: Floats = field(default_factory=list)
    dist_high: Floats = field(default_factory=list)
    table_value: Floats = field(default_factory=list)
    table_share: Floats = field(default_factory=list)
    _numbers: dict[Distribution, int] = field(default_factory=dict)
    _seen: dict[int, tuple[Distribution, int]] = field(default_factory=dict)  # one object, one look

    def number(self, given: Distribution | None) -> int:
        """Return the number of a distribution, -1 for none."""
        if given is None:
            return -1
        known = self._seen.get(id(given))
        if known is not None and known[0] is given:
            return known[1]
        self._seen[id(given)] = given, self._numbered(given)
        return self._seen[id(given)][1]

    def _numbered(self, given: Distribution) -> int:
        if given not in self._numbers:
            self._numbers[given] = len(self.dist_kind)
            kind, a, b = parameters(given)
            first = len(self.table_value)
            if kind == layout.EMPIRICAL:
                self._table(given)
            self.dist_kind.append(kind)
            self.dist_first.append(first)
            self.dist_count.append(len(self.table_value) - first)
            self.dist_a.append(a)
            self.dist_b.append(b)
            self.dist_c.append(per_root(a) if kind == layout.GAMMA else 0.0)
            self.dist_low.append(given.minimum_s)
            self.dist_high.append(given.maximum_s)
        return self._numbers[given]

    def _table(self, given: Distribution) -> None:
        self.table_value += given.steps[0]
        self.table_share += given.steps[1]


def counts_of(nodes: list[Activity | None]) -> list[int]:
    """Return by node the first of those that it counts together with, -1 where it is no work."""
    first: dict[str, int] = {}
    found = []
    for number, activity in enumerate(nodes):
        name = "" if activity is None else activity.counts_as
        if activity is not None and name is None and activity.performers:
            name = f"itself: {activity.id}"
        found.append(first.setdefault(name, number) if name else -1)
    return found


def per_root(shape: float) -> float:
    """Return what Marsaglia and Tsang's method for gamma times needs of a shape."""
    d = (shape if shape >= 1.0 else shape + 1.0) - 1 / 3
    return 1.0 / sqrt(9.0 * d)


@lru_cache(maxsize=4_096)
def parameters(given: Distribution) -> tuple[int, float, float]:
    """Return the kernel's kind and parameters of a distribution."""
    mean, deviation = given.mean_s, given.standard_deviation_s
    spread = deviation / mean if mean > 0 else 0.0
    variance = log_of(1.0 + spread * spread)  # of the logarithm of a lognormal time
    found = {
        "exponential": (layout.EXPONENTIAL, mean, 0.0),
        "uniform": (layout.UNIFORM, 0.0, 0.0),
        "triangular": (layout.TRIANGULAR, given.mode_s, 0.0),
        "normal": (layout.NORMAL, mean, deviation),
        "gamma": (layout.GAMMA, 1.0 / (spread * spread or 1.0), mean * spread * spread),
        "lognormal": (
            layout.LOGNORMAL,
            log_of(mean or 1.0) - variance / 2,
            sqrt(variance),
        ),
        "weibull": (layout.WEIBULL, given.shape, given.scale_s),
        "empirical": (layout.EMPIRICAL, 0.0, 0.0),
    }
    if always_same(given):
        return layout.FIXED, min(max(mean, given.minimum_s), given.maximum_s), 0.0
    return found[given.family]


def always_same(given: Distribution) -> bool:
    """Whether a distribution has no spread."""
    if given.family == "exponential":
        return given.mean_s == 0 or given.minimum_s == given.maximum_s
    if given.family in {"normal", "gamma", "lognormal"}:
        return given.standard_deviation_s == 0 or given.minimum_s == given.maximum_s
    return given.family == "fixed" or (
        given.family != "empirical" and given.minimum_s == given.maximum_s
    )


@dataclass(frozen=True)
class Shifts:
    """One pattern of shifts as arrays, counted from its own first shift."""

    begin: np.ndarray[Any, Any]
    end: np.ndarray[Any, Any]
    before: np.ndarray[Any, Any]  # time on shift up to each shift
    bucket: np.ndarray[Any, Any]  # for each hour of the period the first shift that ends after it
    total: float


@lru_cache(maxsize=1024)
def shifts_of(given: Pattern) -> Shifts:
    """Return the arrays of a pattern; models share them, and ten years have thousands of shifts."""
    begin, end = np.array(given.shifts_s).T
    until = np.cumsum(end - begin)
    hours = np.arange(int(given.period_s / BUCKET_S) + 1) * BUCKET_S
    return Shifts(
        begin,
        end,
        np.concatenate(([0.0], until[:-1])),
        np.searchsorted(end, hours, side="right"),
        float(until[-1]),
    )


class Calendars:
    """Patterns of shifts by number, without repetition."""

    def __init__(self) -> None:
        self._numbers: dict[Pattern, int] = {}

    def number(self, given: Pattern | None) -> int:
        """Return the number of a pattern, -1 for none: always on shift."""
        if given is None or given.shifts_s == ((0.0, given.period_s),):
            return -1
        return self._numbers.setdefault(given, len(self._numbers))

    def tables(self) -> Table:
        """Return all patterns one after the other."""
        found = [shifts_of(given) for given in self._numbers]
        counts = [shifts.begin.size for shifts in found]
        firsts = np.cumsum([0, *counts]).tolist()
        buckets = [shifts.bucket + first for shifts, first in zip(found, firsts, strict=False)]
        return {
            "cal_first": firsts[:-1],
            "cal_count": counts,
            "cal_bucket_first": np.cumsum([0, *(b.size for b in buckets)]).tolist()[:-1],
            "cal_bucket": _joined(buckets),
            "cal_period": [given.period_s for given in self._numbers],
            "cal_width": [BUCKET_S] * len(found),
            "cal_total": [shifts.total for shifts in found],
            "cal_begin": _joined([shifts.begin for shifts in found]),
            "cal_end": _joined([shifts.end for shifts in found]),
            "cal_before": _joined([shifts.before for shifts in found]),
        }


def _joined(parts: list[np.ndarray[Any, Any]]) -> Any:
    return np.concatenate(parts) if parts else []
