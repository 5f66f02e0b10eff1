"""The inefficiency score: one number, and how it comes about.

There is no published standard for such a score; scales and weights are ours and are printed
with it. Each metric is mapped to 0..1 between a good and a bad value; a part is the mean, or the
worst, of its known metrics; a weight is how much of what is left of a perfect process a part can
take by itself. Faults of different kinds therefore add up, but never beyond 10, and the score
never falls when a metric gets worse. Calibrated on generated processes: healthy ones score about
2, those with two serious faults 7 to 9 (``validation_scripts.planted_truth``).
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Literal, NamedTuple

from common.language import say, term
from common.model.assessment import ScoreMeasure, ScorePart, Sensitivity
from common.numerals import grouped, joined, plain, share

Part = Literal["time", "cost", "quality", "flexibility", "flow"]


class Scale(NamedTuple):
    """A metric with the values at which nothing is wrong and at which it cannot be worse."""

    metric: str
    good: float
    bad: float

    @property
    def unit(self) -> Literal["share", "count"]:
        return "share" if self.metric.endswith("_share") else "count"

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


MEASURES = {  # what a value says about the process, and what is missing where there is none
    "resting_share": "nothing is done for {value} of the cycle time",
    "constraint_share": "the longest queue takes {value} of all time",
    "cycle_time_spread": "the 95th percentile of the cycle time is {value} times its median",
    "wasted_event_share": "{value} of the steps are repeated or in vain",
    "turned_down_event_share": "{value} of the steps are spent on cases that are turned down",
    "systems": "cases pass through {value} systems",
    "sent_back_share": "{value} of the cases are sent back",
    "rework_share": "{value} of the cases repeat a step",
    "approval_levels": "cases pass {value} levels of approval",
    "role_work_share": "one role does {value} of the work",
    "handoffs_per_case": "work is handed over {value} times per case",
    "backlog_growth_weeks": "the backlog has grown by {value} weeks of arrivals",
}
MISSING = {
    "resting_share": "how long nothing is done",
    "constraint_share": "how long the longest queue is",
    "cycle_time_spread": "how far cycle times differ",
    "wasted_event_share": "how many steps are repeated or in vain",
    "turned_down_event_share": "how many steps are spent on cases that are turned down",
    "systems": "through how many systems cases pass",
    "sent_back_share": "how many cases are sent back",
    "rework_share": "how many cases repeat a step",
    "approval_levels": "how many levels of approval there are",
    "role_work_share": "how the work is shared among roles",
    "handoffs_per_case": "how often work is handed over",
    "backlog_growth_weeks": "whether the backlog grows",
}
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


def formula() -> str:
    """Return how the score comes about, in the language spoken."""
    return say(
        "1 + 9 × lost ÷ most. Lost is what the known parts take from a perfect process, one after "
        "the other, each its weight × its score of what the others leave; most is what all five "
        "would take at their worst. Within a part each measure counts 0 at the good end of its "
        "scale and 1 at the bad end, in proportion between; the part is the mean (time) or the "
        "worst (all others) of the measures that are known. Parts of which nothing is known are "
        "left out."
    )


def _part(name: Part, part: Weighed, values: Mapping[str, float]) -> ScorePart:
    measures = tuple(_measured(s, values[s.metric]) for s in part.scales if s.metric in values)
    if not measures:
        missing = joined([term(MISSING[scale.metric]) for scale in part.scales])
        basis = say("Neither log nor description tells {missing}.", missing=missing)
        return ScorePart(name=name, score=0.0, weight=part.weight, basis=basis, known=False)
    scores = [measure.score for measure in measures]
    return ScorePart(
        name=name,
        score=max(scores) if part.taken == "worst" else sum(scores) / len(scores),
        weight=part.weight,
        basis=_basis(part, measures),
        measures=measures,
    )


def _measured(scale: Scale, value: float) -> ScoreMeasure:
    return ScoreMeasure(
        metric=scale.metric,
        value=value,
        unit=scale.unit,
        good=scale.good,
        bad=scale.bad,
        score=scale.of(value),
    )


def _basis(part: Weighed, measures: Sequence[ScoreMeasure]) -> str:
    """Return each measure with its scale in a sentence: ``9.7% of the cases are sent back …``."""
    told = [_sentence(measure) for measure in measures]
    if len(told) == 1:
        return told[0]
    lead = say(
        "The mean of these counts." if part.taken == "mean" else "The worst of these counts."
    )
    return " ".join([lead, *told])


def _sentence(measure: ScoreMeasure) -> str:
    written = share if measure.unit == "share" else plain
    what = say(MEASURES[measure.metric], value=written(measure.value))
    return say(
        "{what}: {score} (0 at {good}, 1 at {bad}).",
        what=what[:1].upper() + what[1:],
        score=grouped(measure.score, 2),
        good=written(measure.good),
        bad=written(measure.bad),
    )
