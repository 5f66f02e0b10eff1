"""The inefficiency score: one number, and how it comes about.

There is no published standard for such a score; scales and weights are ours and are printed
with it. Each metric is mapped to 0..1 between a good and a bad value; a part is the mean, or the
worst, of its known metrics; a weight is how much of what is left of a perfect process a part can
take by itself. Faults of different kinds therefore add up, but never beyond 10, and the score
never falls when a metric gets worse. Calibrated on generated processes: healthy ones score about
2, those with two serious faults 7 to 9 (``validation_scripts.planted_truth``).
"""

from collections.abc import Mapping
from math import prod
from typing import Literal, NamedTuple

from common.model.assessment import ScorePart, Sensitivity

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
    taken: Literal["mean", "worst"] = "worst"


# No process is perfect: one hand-off, or cases that differ a little, already count somewhat.
PARTS: dict[Part, Weighed] = {
    "time": Weighed(
        0.70,
        (
            Scale("resting_share", 0.3, 1.0),
            Scale("constraint_share", 0.1, 0.6),
            Scale("cycle_time_spread", 1, 8),
        ),
        "mean",
    ),
    "cost": Weighed(
        0.35,
        (
            Scale("wasted_event_share", 0.0, 0.4),
            Scale("turned_down_event_share", 0.0, 0.6),
            Scale("systems", 1, 6),
        ),
    ),
    "quality": Weighed(
        0.50, (Scale("sent_back_share", 0.0, 0.35), Scale("rework_share", 0.0, 0.35))
    ),
    "flexibility": Weighed(
        0.25, (Scale("approval_levels", 1, 4), Scale("role_work_share", 0.4, 0.9))
    ),
    "flow": Weighed(
        0.35, (Scale("handoffs_per_case", 0, 6), Scale("backlog_growth_weeks", 0.0, 4.0))
    ),
}


def _formula() -> str:
    parts = "; ".join(
        f"{name} ({part.weight:g}) = {part.taken} of "
        + ", ".join(f"{s.metric} from {s.good:g} to {s.bad:g}" for s in part.scales)
        for name, part in PARTS.items()
    )
    return (
        "1 + 9 x (1 - product of (1 - weight x part) over the known parts) / (1 - product of "
        "(1 - weight) over all parts); a metric counts 0 at its good and 1 at its bad value, "
        f"linear between; unknown metrics are left out: {parts}"
    )


FORMULA = _formula()
MOST_LOST = 1 - prod(1 - part.weight for part in PARTS.values())


def score_parts(
    values: Mapping[str, float], parts: Mapping[Part, Weighed] = PARTS
) -> tuple[ScorePart, ...]:
    """Return the parts of the score for these metrics; absent ones are unknown."""
    return tuple(_part(name, part, values) for name, part in parts.items())


def inefficiency(parts: tuple[ScorePart, ...]) -> float:
    """Return the score from 1 (nothing wrong is known) to 10, not rounded."""
    lost = 1 - prod(1 - part.weight * part.score for part in parts if part.known)
    return min(10.0, max(1.0, 1 + 9 * lost / MOST_LOST))


def sensitivity(values: Mapping[str, float], change: float = 0.2) -> tuple[Sensitivity, ...]:
    """Return how the score moves when one end of one scale is lower or higher by ``change``.

    Ends that do not matter here are left out; largest effect first. The thresholds of rules
    decide on findings, not on the score.
    """
    found = []
    for name, part in PARTS.items():
        for scale in part.scales:
            for end in ("good", "bad"):
                if getattr(scale, end) and scale.metric in values:
                    found.append(_moved(name, scale, end, values, change))
    moved = [each for each in found if each.if_lower or each.if_higher]
    return tuple(sorted(moved, key=lambda s: (-max(abs(s.if_lower), abs(s.if_higher)), s.metric)))


def _moved(
    name: Part,
    scale: Scale,
    end: Literal["good", "bad"],
    values: Mapping[str, float],
    change: float,
) -> Sensitivity:
    threshold = scale.good if end == "good" else scale.bad
    base = inefficiency(score_parts(values))
    lower, higher = (
        inefficiency(score_parts(values, _with_end(name, scale, end, threshold * factor))) - base
        for factor in (1 - change, 1 + change)
    )
    return Sensitivity(
        metric=scale.metric,
        end=end,
        threshold=threshold,
        if_lower=round(lower, 4),
        if_higher=round(higher, 4),
    )


def _with_end(
    name: Part, scale: Scale, end: Literal["good", "bad"], threshold: float
) -> dict[Part, Weighed]:
    moved = scale._replace(good=threshold) if end == "good" else scale._replace(bad=threshold)
    scales = tuple(moved if each == scale else each for each in PARTS[name].scales)
    return PARTS | {name: PARTS[name]._replace(scales=scales)}


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
    scores = [scale.of(values[scale.metric]) for scale in known]
    score = max(scores) if part.taken == "worst" else sum(scores) / len(scores)
    return ScorePart(name=name, score=score, weight=part.weight, basis=basis)
