"""The ways from one activity to the next, with the waits that cases spend on them."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import isfinite

from functions.optimization.redesign.graph import (
    next_activities,
    silent,
    waits_before,
)
from functions.optimization.simulation.engine.calendars import pattern
from functions.optimization.simulation.engine.distribution import Distribution
from functions.optimization.simulation.engine.model import Activity, Model, Ways
from functions.optimization.simulation.engine.outcome import Outcome
from functions.optimization.simulation.engine.quantiles import strata
from functions.optimization.simulation.engine.run import Floats

Pair = tuple[str, str]
STRATA = 200
HOUR_S = 3600.0


@dataclass(frozen=True)
class Transition:
    """Waits that only cases on the way between two activities spend, by node of the model."""

    pair: Pair
    waits: tuple[str, ...]
    hours_per_case: float
    times_per_case: float


def transitions(model: Model, shown: Mapping[str, str], outcome: Outcome) -> dict[Pair, Transition]:
    """Return every transition that has waits of its own, by activities.

    ``shown``: the activity of the process that a node stands for.
    """
    waits: dict[Pair, set[str]] = defaultdict(set)
    work = {activity.id for activity in model.activities}
    into = defaultdict(set)
    for flow in model.flows:
        into[flow.target].add(flow.source)
    between = silent(model, shown)
    for node, activity in shown.items():
        for wait in (waits_before(model, shown, node) - {node}) & work:
            sources = _activities_before(into, between, shown, wait)
            if len(sources) == 1:
                waits[sources.pop(), activity].add(wait)
    return {pair: _transition(outcome, pair, waits[pair]) for pair in sorted(waits)}


def _activities_before(
    into: Mapping[str, set[str]], between: frozenset[str], shown: Mapping[str, str], node: str
) -> set[str]:
    """Return the activities that a case may have done last when it comes to a node."""
    found, seen, left = set(), {node}, [node]
    while left:
        for source in into[left.pop()] - seen:
            seen.add(source)
            if source in between:
                left.append(source)
            else:
                found.add(shown.get(source, source))
    return found


def _transition(outcome: Outcome, pair: Pair, waits: set[str]) -> Transition:
    hours = times = 0.0
    for wait in sorted(waits):
        found = outcome.activities[wait]
        often = mean(found["executions_per_case"])
        spent = (mean(found[f"{part}_mean_h"]) for part in ("waiting", "processing", "pause"))
        hours += often * sum(spent)
        times += often
    return Transition(pair, tuple(sorted(waits)), hours, times)


def open_share(model: Model, wait: Activity) -> float:
    """Return the share of all time in which a wait goes on: its hours, or always."""
    if not wait.performers:
        return 1.0
    hours = next(r.calendar for r in model.resources if r.id == wait.performers[0].resource)
    calendars = {calendar.id: calendar for calendar in model.calendars}
    return 1.0 if hours is None else pattern(calendars[hours], model.starts_at).on_share


def with_waits(
    model: Model, waits: tuple[str, ...], change: Callable[[Activity], Distribution]
) -> Model:
    """Return the model with other durations of waits, and of the copies of these."""
    changed = tuple(
        replace(activity, duration=change(activity))
        if (activity.luck_of or activity.id) in waits
        else activity
        for activity in model.activities
    )
    return replace(model, activities=changed)


def waits_h(model: Model, outcome: Outcome, transition: Transition) -> tuple[float, ...]:
    """Return times by the clock that a transition takes in the model, equally likely.

    Where a wait goes on in some hours only, its length by the clock is that of the mean week.
    """
    found: list[tuple[float, float]] = []
    for wait in transition.waits:
        activity = model.activity(wait)
        often = mean(outcome.activities[wait]["executions_per_case"])
        share = open_share(model, activity)
        values = strata(activity.duration)
        found += [(value / HOUR_S / share, often / len(values)) for value in values]
    return _equally_likely(sorted(found))


def _equally_likely(weighted: list[tuple[float, float]]) -> tuple[float, ...]:
    total, upto, place, values = sum(weight for _, weight in weighted), 0.0, 0, []
    for value, weight in weighted:
        upto += weight
        while place < STRATA and (place + 0.5) / STRATA * total <= upto:
            values.append(value)
            place += 1
    return tuple(values)


def follows(model: Model, shown: Mapping[str, str], outcome: Outcome) -> dict[Pair, float]:
    """Return how often per case one activity directly follows another."""
    found: dict[Pair, float] = defaultdict(float)
    out = model.ways_out
    for node, activity in shown.items():
        times = mean(outcome.activities[node]["executions_per_case"])
        for target, share in _next(out, shown, node).items():
            found[activity, target] += times * share
    return dict(sorted(found.items()))


def _next(out: Ways, shown: Mapping[str, str], node: str) -> dict[str, float]:
    """Return the activities that certainly come next after a node, with the share of each way."""
    (onward,) = out[node]
    drawn = [flow for flow in out.get(onward.target, ()) if flow.probability is not None]
    found: dict[str, float] = defaultdict(float)
    ways = [(f.target, f.probability or 0.0) for f in drawn if onward.target not in shown]
    for target, share in ways or [(onward.target, 1.0)]:
        then = {shown[n] for n in next_activities(out, shown, target) if n in shown}
        if len(then) == 1:
            found[then.pop()] += share
    return found


def mean(values: Floats) -> float:
    """Return the mean over the replications that have a value; 0 where none has."""
    known = [value for value in values.tolist() if isfinite(value)]
    return sum(known) / len(known) if known else 0.0
