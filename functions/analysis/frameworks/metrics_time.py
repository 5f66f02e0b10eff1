"""Metrics of waiting and of cycle time."""

from collections.abc import Iterator
from dataclasses import replace

from common.model.assessment import Place
from common.model.facts import ActivityFacts, Transition
from common.model.figure import Provenance
from functions.analysis.frameworks.subject import (
    HOLDS_WORK,
    WHOLE,
    Observation,
    Subject,
    hours,
    percent,
)

REST_H = 24.0  # ours: what takes longer than a day on average rests more than it is worked on


def transition_elapsed_share(subject: Subject) -> Iterator[Observation]:
    """Share of all elapsed time per transition inside the organisation, no start times known."""
    for each in _inside(subject):
        yield _of_transition(subject, each, each.total_share or 0.0)


def transition_elapsed_mean_h(subject: Subject) -> Iterator[Observation]:
    """Mean time from completion to completion, at the places of transition_elapsed_share."""
    for each in _inside(subject):
        yield _of_transition(subject, each, each.elapsed.mean_h if each.elapsed else 0.0)


def external_elapsed_share(subject: Subject) -> Iterator[Observation]:
    """Share of all elapsed time per transition that ends with a submission from outside."""
    for each in subject.between:
        long = each.elapsed is not None and each.elapsed.mean_h >= REST_H
        if long and subject.is_outside(each.target) and each.total_share is not None:
            yield replace(_of_transition(subject, each, each.total_share), at_stake_h=None)


def waiting_share(subject: Subject) -> Iterator[Observation]:
    """Share of the mean cycle time that cases wait for an activity, where waiting is known."""
    for where, wait_h, execution_h, sample, provenance in _waits(subject):
        if subject.cycle_mean_h is not None:
            yield Observation(
                where,
                min(1.0, wait_h / subject.cycle_mean_h),
                provenance,
                sample,
                at_stake_h=wait_h,
                words=_of_activity(subject, where, wait_h, execution_h),
            )


def waiting_mean_h(subject: Subject) -> Iterator[Observation]:
    """Mean wait per execution, at the places of waiting_share."""
    for where, _, execution_h, sample, provenance in _waits(subject):
        yield Observation(where, execution_h, provenance, sample)


def constraint_share(subject: Subject) -> Iterator[Observation]:
    """The one place with the longest rest, as its share of the time; 0 where nothing rests.

    Without a flow model of capacities the longest queue is the best sign of the constraint.
    """
    if subject.facts.has_start_times or subject.facts.source == "stated":
        means_h = {o.where: o.value for o in waiting_mean_h(subject)}
        places = [o for o in waiting_share(subject) if means_h[o.where] >= REST_H]
    else:
        long = [t for t in _inside(subject) if t.elapsed and t.elapsed.mean_h >= REST_H]
        places = [_of_transition(subject, each, each.total_share or 0.0) for each in long]
    if places:
        worst = min(places, key=lambda o: (-o.value, o.where.model_dump_json()))
        yield worst
    elif subject.between or any(_waits(subject)):
        yield Observation(WHOLE, 0.0, subject.facts.provenance)


def resting_share(subject: Subject) -> Iterator[Observation]:
    """Share of the time in which cases rest inside the organisation.

    Measured waiting where it is known; else the elapsed times longer than a day.
    """
    waits = list(waiting_share(subject))
    if waits:
        value = min(1.0, sum(each.value for each in waits))
        yield Observation(WHOLE, value, waits[0].provenance, subject.facts.cases)
    elif subject.between and (total := sum(t.total_h or 0.0 for t in subject.between)):
        resting = sum(_rest_h(each) for each in _inside(subject))
        yield Observation(
            WHOLE, min(1.0, resting / total), Provenance.MEASURED, subject.facts.cases
        )


def process_cycle_efficiency(subject: Subject) -> Iterator[Observation]:
    """Processing time over cycle time, both wall-clock.

    Parallel work counts once in a log; in what is stated, in full. At stake is the waiting inside
    the organisation, where it is known.
    """
    cycle_h = subject.cycle_mean_h
    processing_h, provenance = _processing_h(subject)
    if cycle_h is None or processing_h is None:
        return
    value = min(1.0, processing_h / cycle_h)
    words = {"processing": hours(processing_h), "cycle": hours(cycle_h), "share": percent(value)}
    waiting_h = max(0.0, cycle_h - processing_h)
    at_stake_h = min(waiting_h, _inside_wait_h(subject, waiting_h))
    yield Observation(WHOLE, value, provenance, subject.facts.cases, 1.0, at_stake_h, words)


def cycle_time_spread(subject: Subject) -> Iterator[Observation]:
    """95th percentile of the cycle time over its median."""
    cycle = subject.facts.cycle_time
    if cycle is not None and cycle.median_h > 0:
        ratio = cycle.p95_h / cycle.median_h
        words = {
            "median": hours(cycle.median_h),
            "p95": hours(cycle.p95_h),
            "ratio": f"{ratio:.1f}",
        }
        yield Observation(WHOLE, ratio, Provenance.MEASURED, cycle.n, 0.05, words=words)


def slowest_tenth_time_share(subject: Subject) -> Iterator[Observation]:
    """Share of all case time that the slowest tenth of the cases holds."""
    cycle = subject.facts.cycle_time
    for each in subject.figure("slowest_tenth_time_share"):
        if cycle is not None:
            excess_h = max(0.0, each.value - 0.1) * cycle.mean_h
            words = {"share": percent(each.value), "p90": hours(cycle.p90_h)}
            yield Observation(WHOLE, each.value, each.provenance, each.sample, 0.1, excess_h, words)


def cycle_time_median_h(subject: Subject) -> Iterator[Observation]:
    """Median cycle time, for conditions."""
    if subject.facts.cycle_time is not None:
        cycle = subject.facts.cycle_time
        yield Observation(WHOLE, cycle.median_h, Provenance.MEASURED, cycle.n)


def cases(subject: Subject) -> Iterator[Observation]:
    """Number of measured cases, for conditions."""
    if subject.facts.cases is not None:
        yield Observation(WHOLE, subject.facts.cases, subject.facts.provenance)


def _inside(subject: Subject) -> list[Transition]:
    if subject.facts.has_start_times:
        return []
    return [t for t in subject.between if not subject.is_outside(t.target)]


def _rest_h(transition: Transition) -> float:
    strata = transition.elapsed_strata_h
    if not strata:
        return 0.0
    return transition.count * sum(each for each in strata if each > REST_H) / len(strata)


def _of_transition(subject: Subject, each: Transition, value: float) -> Observation:
    total_cases = subject.facts.cases or 0
    mean_h = each.elapsed.mean_h if each.elapsed else 0.0
    words = {
        "source": subject.name(each.source),
        "target": subject.name(each.target),
        "place": f"Between '{subject.name(each.source)}' and '{subject.name(each.target)}'",
        "role": subject.role_of(each.target) or "role unknown",
        "mean": hours(mean_h),
        "p95": hours(each.elapsed.p95_h) if each.elapsed else "",
        "share": percent(each.total_share or 0.0),
        "times": f"{each.count:,}",
        "caveat": "" if subject.facts.has_start_times else HOLDS_WORK,
    }
    return Observation(
        Place(flow=(each.source, each.target)),
        value,
        Provenance.MEASURED,
        each.count,
        min(1.0, each.count / total_cases) if total_cases else None,
        (each.total_h or 0.0) / total_cases if total_cases else None,
        words,
    )


def _of_activity(
    subject: Subject, where: Place, wait_h: float, execution_h: float
) -> dict[str, str]:
    activity = where.activity or ""
    cycle_h = subject.cycle_mean_h or 0.0
    return {
        "place": f"Before '{subject.name(activity)}'",
        "step": subject.name(activity),
        "role": subject.role_of(activity) or "role unknown",
        "mean": hours(execution_h),
        "share": percent(min(1.0, wait_h / cycle_h)) if cycle_h else "",
        "caveat": "",
    }


Wait = tuple[Place, float, float, int | None, Provenance]


def _waits(subject: Subject) -> Iterator[Wait]:
    """Yield place, wait per case, wait per execution, sample and provenance."""
    if subject.facts.source == "stated":
        for activity in subject.workflow.activities:
            wait = activity.waiting_h
            if wait is not None and wait.value >= 0 and not subject.is_outside(activity.id):
                per_case_h = wait.value * subject.visits[activity.id]
                yield Place(activity=activity.id), per_case_h, wait.value, None, wait.provenance
        return
    for each in subject.facts.activities:
        if each.waiting is not None and not subject.is_outside(each.activity):
            per_case_h = each.waiting.mean_h * each.waiting.n / (subject.facts.cases or 1)
            place = Place(activity=each.activity)
            yield place, per_case_h, each.waiting.mean_h, each.waiting.n, Provenance.MEASURED


def _processing_h(subject: Subject) -> tuple[float | None, Provenance]:
    if subject.facts.source == "stated":
        figure = subject.facts.figures.get("processing_h")
        return (figure.value, Provenance.INFERRED) if figure else (None, Provenance.INFERRED)
    if not subject.facts.has_start_times:
        return None, Provenance.MEASURED
    if subject.facts.time_parts is not None:
        return subject.facts.time_parts.processing_h, Provenance.MEASURED
    total = sum(_worked_h(each) for each in subject.facts.activities)
    return total / (subject.facts.cases or 1), Provenance.MEASURED


def _inside_wait_h(subject: Subject, otherwise: float) -> float:
    if subject.facts.time_parts is not None:
        return subject.facts.time_parts.waiting_h
    inside_h = [wait_h for _, wait_h, _, _, _ in _waits(subject)]
    return sum(inside_h) if inside_h else otherwise


def _worked_h(activity: ActivityFacts) -> float:
    return activity.processing.mean_h * activity.processing.n if activity.processing else 0.0
