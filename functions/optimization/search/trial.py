"""Try redesigns by simulation against the as-is model, with common random numbers."""

from dataclasses import dataclass
from typing import Literal, Protocol

from common.model.portfolio import Effect, Interval
from functions.optimization.calibration.checks import unit_of
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.simulation.comparison import (
    CONFIDENCE,
    mean_interval,
    paired_difference,
)
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.run import CannotRunError
from functions.optimization.simulation.sampling import Floats

WORTHWHILE = 0.005  # of the as-is mean cycle time
DECIDING = "cycle_time_mean_h"
REPORTED = (
    DECIDING,
    "cycle_time_p95_h",
    "rework_share",
    "rejection_share",
    "events_per_case",
    "cost_per_case",
    "waiting_for_people_h",
    "waiting_for_shift_h",
)

Metrics = dict[str, Floats]
Verdict = Literal["beneficial", "no_effect", "harmful"]


class Laboratory(Protocol):
    """Simulates models that all meet the same luck."""

    def metrics(self, model: Model) -> Metrics:
        """Return what every replication says; raises ``CannotRunError``."""


@dataclass(frozen=True)
class Trial:
    """A candidate with what its simulation showed."""

    candidate: Proposal
    metrics: Metrics
    verdict: Verdict
    cautious_h: float | None  # mean difference with assumptions at their unfavourable end


def effects(as_is: Metrics, to_be: Metrics) -> tuple[Effect, ...]:
    """Return every reported metric before and after, paired by replication."""
    return tuple(
        _effect(metric, as_is[metric], to_be[metric])
        for metric in REPORTED
        if metric in as_is and metric in to_be
    )


def _effect(metric: str, before: Floats, after: Floats) -> Effect:
    difference = _interval(paired_difference(before, after))
    mean = float(before.mean())
    return Effect(
        metric=metric,
        unit=unit_of(metric),
        as_is=_interval(mean_interval(before)),
        to_be=_interval(mean_interval(after)),
        difference=difference,
        relative=difference.mean / mean if mean else None,
    )


def _interval(bounds: tuple[float, float, float]) -> Interval:
    mean, low, high = bounds
    return Interval(mean=mean, low=low, high=high)


def verdict(as_is: Metrics, to_be: Metrics, trials: int) -> Verdict:
    """Judge the mean cycle time by its paired interval, corrected for several trials.

    Bonferroni: each of n intervals has confidence 1 - 0.05/n, so that all hold together with 95%.
    """
    confidence = 1 - (1 - CONFIDENCE) / max(1, trials)
    _, low, high = paired_difference(as_is[DECIDING], to_be[DECIDING], confidence)
    if high < 0:
        return "beneficial"
    return "harmful" if low > 0 else "no_effect"


def run_trials(
    laboratory: Laboratory, model: Model, as_is: Metrics, candidates: list[Proposal]
) -> tuple[list[Trial], list[str]]:
    """Simulate each candidate alone; returns the trials and what could not be tried."""
    trials: list[Trial] = []
    notes = []
    for candidate in candidates:
        try:
            metrics = laboratory.metrics(candidate.change(model))
            cautious = _cautious_h(laboratory, model, as_is, candidate)
        except CannotRunError as error:
            notes.append(f"{candidate.title} was not simulated: {error}.")
            continue
        trials.append(Trial(candidate, metrics, verdict(as_is, metrics, len(candidates)), cautious))
    return trials, notes


def _cautious_h(
    laboratory: Laboratory, model: Model, as_is: Metrics, candidate: Proposal
) -> float | None:
    if not candidate.unfavourable:
        return None
    metrics = laboratory.metrics(candidate.cautious().change(model))
    return float((metrics[DECIDING] - as_is[DECIDING]).mean())


def select(
    laboratory: Laboratory, model: Model, as_is: Metrics, trials: list[Trial]
) -> tuple[list[Proposal], Metrics]:
    """Choose redesigns one by one, each time the largest further gain; return them and the whole.

    A redesign joins only if it still helps beside those chosen before it, judged as ``verdict``,
    and by at least half a percent of the as-is mean: less is not worth a project. Those that
    brought less before than the best brings now are not tried again (lazy greedy choice: Minoux
    1978), because beside others a redesign seldom brings more than alone.
    """
    chosen: list[Proposal] = []
    current, metrics = model, as_is
    least = WORTHWHILE * float(as_is[DECIDING].mean())
    helping = [trial for trial in trials if trial.verdict == "beneficial"]
    left = {trial.candidate.id: (_gain(as_is, trial.metrics), trial.candidate) for trial in helping}
    fresh: dict[str, tuple[Model, Metrics]] = {}
    for trial in helping:
        fresh[trial.candidate.id] = trial.candidate.change(model), trial.metrics
    while left:
        best = min(left, key=lambda name: (-left[name][0], name))
        gain, candidate = left[best]
        if gain < least:
            break
        if best in fresh:
            current, metrics = fresh[best]
            chosen.append(candidate)
            del left[best]
            fresh = {}
            continue
        changed = candidate.change(current)
        try:
            further = laboratory.metrics(changed)
        except CannotRunError:
            del left[best]
            continue
        if verdict(metrics, further, len(trials)) == "beneficial":
            left[best] = _gain(metrics, further), candidate
            fresh[best] = changed, further
        else:
            del left[best]
    return chosen, metrics


def _gain(before: Metrics, after: Metrics) -> float:
    return float((before[DECIDING] - after[DECIDING]).mean())
