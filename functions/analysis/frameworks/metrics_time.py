"""Metrics of waiting and of cycle time."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from common.language import say
from common.model.assessment import Place
from common.model.facts import ActivityFacts, Distribution, Transition
from common.model.figure import Provenance
from common.numerals import count, duration, grouped
from common.numerals import share as percent
from functions.analysis.frameworks.subject import WALL_CLOCK, WHOLE, Observation, Subject

INSIDE, CYCLE = "inside", "cycle"  # the time that a share is taken of
SPANS = {
    INSIDE: "time inside the organisation of {hours}",
    CYCLE: "cycle time of {hours}",
}
REST_H = 24.0  # ours: what takes longer than a day on average rests more than it is worked on
WORKING_REST_H = 8.0  # the same in working time


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
    """Share of the mean cycle time that cases wait for an activity, where waiting is known.

    In working time where a calendar is known, so that nights and week-ends are no waiting.
    """
    for where, wait_h, execution_h, sample, provenance in _waits(subject):
        if subject.cycle_mean_h is not None:
            share, clock = _waiting_part(subject, where, wait_h)
            words = _of_activity(subject, where, execution_h)
            yield Observation(
                where,
                share,
                provenance,
                sample,
                at_stake_h=wait_h,
                words=words | {"share": percent(share), "clock": clock},
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

    Measured waiting where it is known; else the elapsed times longer than a day, or than a
    working day where a calendar is known.
    """
    waits = list(waiting_share(subject))
    if waits:
        value = min(1.0, sum(each.value for each in waits))
        yield Observation(WHOLE, value, waits[0].provenance, subject.facts.cases)
    elif subject.between and (total := sum(_span_h(t) for t in subject.between)):
        resting = sum(_rest_h(each) for each in _inside(subject))
        yield Observation(
            WHOLE, min(1.0, resting / total), Provenance.MEASURED, subject.facts.cases
        )


def process_cycle_efficiency(subject: Subject) -> Iterator[Observation]:
    """Processing time over the time inside, in working time where a calendar is known.

    Where the turn of somebody outside is not known apart, over the whole cycle time. Parallel
    work counts once in a log; in what is stated, in full. At stake is the waiting inside the
    organisation, where it is known, by the wall clock.
    """
    cycle_h = subject.cycle_mean_h
    processing_h, provenance = _processing_h(subject)
    if cycle_h is None or processing_h is None:
        return
    worked_h, during_h, clock, about = _efficiency_h(subject, processing_h, cycle_h)
    value = min(1.0, worked_h / during_h)
    words = {
        "processing": duration(worked_h),
        "span": say(SPANS[about], hours=duration(during_h)),
        "share": percent(value),
        "clock": clock,
    }
    waiting_h = max(0.0, cycle_h - processing_h)
    at_stake_h = min(waiting_h, _inside_wait_h(subject, waiting_h))
    yield Observation(WHOLE, value, provenance, subject.facts.cases, 1.0, at_stake_h, words)


def cycle_time_spread(subject: Subject) -> Iterator[Observation]:
    """95th percentile of the cycle time over its median, in working time where it is known."""
    cycle, clock = _cycle_time(subject)
    if cycle is not None and cycle.median_h > 0:
        ratio = cycle.p95_h / cycle.median_h
        words = {
            "median": duration(cycle.median_h),
            "p95": duration(cycle.p95_h),
            "ratio": grouped(ratio, 1),
            "clock": clock,
        }
        yield Observation(WHOLE, ratio, Provenance.MEASURED, cycle.n, 0.05, words=words)


def cycle_time_tail_h(subject: Subject) -> Iterator[Observation]:
    """95th percentile of the cycle time minus its median, in the time of cycle_time_spread."""
    cycle, _ = _cycle_time(subject)
    if cycle is not None:
        yield Observation(WHOLE, cycle.p95_h - cycle.median_h, Provenance.MEASURED, cycle.n)


def slowest_tenth_time_share(subject: Subject) -> Iterator[Observation]:
    """Share of all case time that the slowest tenth of the cases holds."""
    cycle = subject.facts.cycle_time
    for each in subject.figure("slowest_tenth_time_share"):
        if cycle is not None:
            excess_h = max(0.0, each.value - 0.1) * cycle.mean_h
            words = {"share": percent(each.value), "p90": duration(cycle.p90_h)}
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


def _cycle_time(subject: Subject) -> tuple[Distribution | None, str]:
    working = subject.facts.working_time
    if working is not None and working.cycle_time.median_h > 0:
        return working.cycle_time, subject.clock
    return subject.facts.cycle_time, WALL_CLOCK


def _efficiency_h(
    subject: Subject, processing_h: float, cycle_h: float
) -> tuple[float, float, str, str]:
    """Return work and the time around it in the same hours, which these are, and its name."""
    parts = subject.facts.time_parts
    if parts is not None:
        worked_h, waited_h = parts.processing_working_h, parts.waiting_working_h
        if worked_h is not None and waited_h is not None and worked_h + waited_h > 0:
            return worked_h, worked_h + waited_h, subject.clock, INSIDE
        if parts.processing_h + parts.waiting_h > 0:
            inside_h = parts.processing_h + parts.waiting_h
            return parts.processing_h, inside_h, WALL_CLOCK, INSIDE
    return processing_h, cycle_h, WALL_CLOCK, CYCLE


def _inside(subject: Subject) -> list[Transition]:
    if subject.facts.has_start_times:
        return []
    return [t for t in subject.between if not subject.is_outside(t.target)]


def _rest_h(transition: Transition) -> float:
    """Return the hours that are part of a rest: of a day, or of a working day in working time."""
    working = transition.elapsed_working
    if working is not None and transition.total_working_h is not None:
        return transition.total_working_h * _share_above(working, WORKING_REST_H)
    strata = transition.elapsed_strata_h
    if not strata:
        return 0.0
    return transition.count * sum(each for each in strata if each > REST_H) / len(strata)


def _span_h(transition: Transition) -> float:
    """Return all hours of the transition, in the same hours as its rest."""
    if transition.elapsed_working is not None and transition.total_working_h is not None:
        return transition.total_working_h
    return transition.total_h or 0.0


def _share_above(spread: Distribution, least_h: float) -> float:
    """Return which part of a sum stems from values above ``least_h``; even between quantiles."""
    known = ((0, spread.min_h), (0.5, spread.median_h), (0.9, spread.p90_h), (0.95, spread.p95_h),
             (1, spread.max_h))  # fmt: skip
    total = above = 0.0
    for (lower, begin_h), (upper, end_h) in pairwise(known):
        total += (upper - lower) * (begin_h + end_h) / 2
        if end_h > least_h:
            from_h = max(begin_h, least_h)
            part = (end_h - from_h) / (end_h - begin_h) if end_h > begin_h else 1.0
            above += (upper - lower) * part * (from_h + end_h) / 2
    return above / total if total > 0 else 0.0


def _of_transition(subject: Subject, each: Transition, value: float) -> Observation:
    total_cases = subject.facts.cases or 0
    mean_h = each.elapsed.mean_h if each.elapsed else 0.0
    words = {
        "source": subject.name(each.source),
        "target": subject.name(each.target),
        "place": say(
            "Between '{source}' and '{target}'",
            source=subject.name(each.source),
            target=subject.name(each.target),
        ),
        "role": subject.role_of(each.target) or say("role unknown"),
        "mean": duration(mean_h),
        "p95": duration(each.elapsed.p95_h) if each.elapsed else "",
        "share": percent(each.total_share or 0.0),
        "times": count(each.count),
        "caveat": subject.caveat,
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


def _of_activity(subject: Subject, where: Place, execution_h: float) -> dict[str, str]:
    activity = where.activity or ""
    return {
        "place": say("Before '{step}'", step=subject.name(activity)),
        "step": subject.name(activity),
        "role": subject.role_of(activity) or say("role unknown"),
        "mean": duration(execution_h),
        "caveat": "",
    }


def _waiting_part(subject: Subject, where: Place, wait_h: float) -> tuple[float, str]:
    """Return which part of the cycle time the wait is, and in which hours both are counted."""
    cycle_h, clock = subject.cycle_working()
    activity = subject.activities.get(where.activity or "")
    working = activity.waiting_working if activity else None
    if clock != WALL_CLOCK and working is not None and cycle_h:
        per_case_h = working.mean_h * working.n / (subject.facts.cases or 1)
        return min(1.0, per_case_h / cycle_h), clock
    return min(1.0, wait_h / (subject.cycle_mean_h or 1.0)), WALL_CLOCK


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
