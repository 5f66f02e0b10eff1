"""The inefficiency score: one number, and how it comes about.

There is no published standard for such a score; scales and weights are ours and are printed
with it. Each metric is mapped to 0..1 between a good and a bad value, a part is the mean of its
known metrics, and the score is 1 + 9 x the weighted mean of the known parts. So it never falls
when a metric gets worse.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from common.model.assessment import ScorePart

Part = Literal["time", "cost", "quality", "flexibility", "flow"]


class Scale(NamedTuple):
    """A metric with the values at which nothing is wrong and at which it cannot be worse."""

    metric: str
    good: float
    bad: float

    def of(self, value: float) -> float:
        """Return 0 at the good end or beyond, 1 at the bad end or beyond, linear between."""
        return min(1.0, max(0.0, (value - self.good) / (self.bad - self.good)))


class Weighed(NamedTuple):
    """A part of the score."""

    weight: float
    scales: tuple[Scale, ...]


PARTS: dict[Part, Weighed] = {
    "time": Weighed(0.30, (Scale("resting_share", 0.0, 0.9), Scale("cycle_time_spread", 2, 10))),
    "cost": Weighed(0.15, (Scale("wasted_event_share", 0.0, 0.3), Scale("systems", 1, 6))),
    "quality": Weighed(0.25, (Scale("sent_back_share", 0.0, 0.3), Scale("rework_share", 0.0, 0.3))),
    "flexibility": Weighed(
        0.10, (Scale("approval_levels", 1, 4), Scale("role_work_share", 0.4, 0.9))
    ),
    "flow": Weighed(
        0.20,
        (
            Scale("handoffs_per_case", 1, 6),
            Scale("constraint_share", 0.1, 0.6),
            Scale("slowest_tenth_time_share", 0.1, 0.5),
        ),
    ),
}


def _formula() -> str:
    parts = "; ".join(
        f"{name} ({part.weight:g}) = mean of "
        + ", ".join(f"{s.metric} from {s.good:g} to {s.bad:g}" for s in part.scales)
        for name, part in PARTS.items()
    )
    return (
        "1 + 9 x sum(weight x part) / sum(weight) over the known parts; a metric counts 0 at its "
        f"good and 1 at its bad value, linear between; unknown metrics are left out: {parts}"
    )


FORMULA = _formula()


def score_parts(values: Mapping[str, float]) -> tuple[ScorePart, ...]:
    """Return the parts of the score for these metrics; absent ones are unknown."""
    return tuple(_part(name, part, values) for name, part in PARTS.items())


def inefficiency(parts: tuple[ScorePart, ...]) -> float:
    """Return the score from 1 (nothing wrong is known) to 10, not rounded."""
    known = [part for part in parts if part.known]
    weights = sum(part.weight for part in known)
    if not weights:
        return 1.0
    mean = sum(part.weight * part.score for part in known) / weights
    return min(10.0, max(1.0, 1 + 9 * mean))


def coverage(parts: tuple[ScorePart, ...]) -> float:
    """Return the share of the weights whose part is known."""
    total = sum(part.weight for part in parts)
    return sum(part.weight for part in parts if part.known) / total


def _part(name: Part, part: Weighed, values: Mapping[str, float]) -> ScorePart:
    known = [scale for scale in part.scales if scale.metric in values]
    if not known:
        missing = ", ".join(scale.metric for scale in part.scales)
        basis = f"unknown: neither log nor description gives {missing}"
        return ScorePart(name=name, score=0.0, weight=part.weight, basis=basis, known=False)
    basis = "; ".join(
        f"{s.metric} {values[s.metric]:.3g} (scale {s.good:g} to {s.bad:g})" for s in known
    )
    mean = sum(scale.of(values[scale.metric]) for scale in known) / len(known)
    return ScorePart(name=name, score=mean, weight=part.weight, basis=basis)
