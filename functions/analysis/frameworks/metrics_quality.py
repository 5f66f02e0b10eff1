"""Metrics of rejection, repetition and first-pass yield."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import NormalDist

from common.language import say
from common.model.assessment import Place
from common.model.facts import CaseShare
from common.model.figure import Provenance
from common.numerals import count, duration, grouped
from common.numerals import share as percent
from functions.analysis.frameworks.subject import WHOLE, Observation, Subject
from functions.analysis.mining.words import is_outside

SHIFT, MOST_SIGMA = 1.5, 6.0


def sent_back_share(subject: Subject) -> Iterator[Observation]:
    """Share of cases that go on after a rejection; stated rejections are taken for such."""
    rejections, returns = subject.facts.rejections, subject.facts.returns
    for each in _case_share(subject, returns, "rejection_share"):
        words = dict(each.words)
        if rejections and returns and rejections.cases > returns.cases:
            words["number"] += say(" ({cases} are rejected at all)", cases=count(rejections.cases))
        yield replace(each, words=words)


def rejected_share(subject: Subject) -> Iterator[Observation]:
    """Share of cases with any rejection, for conditions."""
    rejections = subject.facts.rejections
    if rejections is not None:
        cases = subject.facts.cases
        yield Observation(WHOLE, rejections.share, subject.facts.provenance, cases)


def turned_down_event_share(subject: Subject) -> Iterator[Observation]:
    """Share of all events that belong to cases which end with a rejection."""
    figures, cases = subject.facts.figures, subject.facts.cases
    share, total = figures.get("turned_down_share"), figures.get("turned_down_h")
    for each in subject.figure("turned_down_event_share"):
        if share is None or total is None or not cases:
            continue
        mean_h = total.value / (share.value * cases) if share.value else 0.0
        words = {
            "share": percent(each.value),
            "cases": percent(share.value),
            "mean": duration(mean_h),
        }
        yield Observation(
            WHOLE,
            each.value,
            each.provenance,
            cases,
            share.value,
            total.value / cases,
            words,
            work_share=each.value,
        )


def rework_share(subject: Subject) -> Iterator[Observation]:
    """Share of cases in which an activity is done more than once."""
    yield from _case_share(subject, subject.facts.rework, "rework_share")


def rejecting_step_share(subject: Subject) -> Iterator[Observation]:
    """Times per case that a step sends a case back; not the customer's own steps."""
    returns = subject.facts.returns
    if returns is not None and subject.facts.cases:
        for activity, events in returns.by_activity.items():
            if not _is_customers(subject, activity):
                yield _of_step(
                    subject,
                    activity,
                    events / subject.facts.cases,
                    subject.facts.cases,
                    Provenance.MEASURED,
                )
    elif subject.facts.source == "stated":
        for each in subject.workflow.activities:
            share = each.rejection_share
            if share is not None and 0 <= share.value <= 1:
                yield _of_step(subject, each.id, share.value, None, share.provenance)


def first_pass_yield(subject: Subject) -> Iterator[Observation]:
    """Share of cases that repeat nothing and are never sent back."""
    for each in subject.figure("first_pass_yield"):
        words = {"share": percent(each.value), "failed": percent(1 - each.value)}
        yield Observation(
            WHOLE,
            each.value,
            each.provenance,
            each.sample,
            max(0.0, 1 - each.value),
            words=words,
            work_share=_wasted(subject),
        )


def sigma_level(subject: Subject) -> Iterator[Observation]:
    """First-pass yield as a sigma level: the normal quantile, with the usual shift of 1.5.

    A case is one opportunity. Source: Harry and Schroeder (2000). Between 0 and 6.
    """
    for each in subject.figure("first_pass_yield"):
        if each.value > 0:
            quantile = NormalDist().inv_cdf(each.value) if each.value < 1 else MOST_SIGMA
            level = min(MOST_SIGMA, max(0.0, quantile + SHIFT))
            failed = max(0.0, 1 - each.value)
            words = {"value": grouped(level, 1), "dpmo": count(round(1e6 * failed))}
            yield replace(each, value=level, affected_share=failed, words=words)


def wasted_event_share(subject: Subject) -> Iterator[Observation]:
    """Share of events that repeat an activity of their case or send it back."""
    for each in subject.figure("wasted_event_share"):
        words = {"share": percent(each.value)}
        yield Observation(WHOLE, each.value, each.provenance, subject.facts.events, words=words)


def rejection_lateness(subject: Subject) -> Iterator[Observation]:
    """Mean time until the first rejection over the mean cycle time of cases without one."""
    rejections = subject.facts.rejections
    before_h = subject.facts.figures.get("time_before_rejection_h")
    if rejections is None or before_h is None or rejections.cycle_time_without is None:
        return
    usual_h = rejections.cycle_time_without.mean_h
    if usual_h <= 0:
        return
    words = {
        "share": percent(before_h.value / usual_h),
        "usual": duration(usual_h),
        "before": duration(before_h.value),
        "affected": percent(rejections.share),
    }
    yield Observation(
        WHOLE,
        before_h.value / usual_h,
        Provenance.MEASURED,
        rejections.cases,
        rejections.share,
        before_h.value * rejections.share,
        words,
    )


def time_before_rejection_h(subject: Subject) -> Iterator[Observation]:
    """Mean time until the first rejection, for conditions."""
    yield from subject.figure("time_before_rejection_h")


def deviating_share(subject: Subject) -> Iterator[Observation]:
    """Share of cases that do not run as the submitted model foresees; no submitted model, none."""
    found = subject.facts.reference_conformance
    if found is None:
        return
    share = 1 - found.fitting_cases.value
    slow, usual = found.deviating_cycle_time, found.fitting_cycle_time
    delay_h = max(0.0, slow.mean_h - usual.mean_h) if slow and usual else None
    most = ""
    if found.deviations:
        first = found.deviations[0]
        what = say(
            "{step} is done where it is not foreseen"
            if first.kind == "inserted"
            else "{step} is missing",
            step=f"'{subject.name(first.activity)}'",
        )
        most = say(", most often because {what} ({cases} cases)", what=what,
                   cases=count(first.cases))  # fmt: skip
    words = {
        "share": percent(share),
        "model": found.model_name or "",
        "fitness": grouped(found.fitness.value, 3),
        "most": most,
    }
    at_stake_h = None if delay_h is None else delay_h * share
    yield Observation(WHOLE, share, Provenance.MEASURED, found.cases, share, at_stake_h, words)


def _case_share(subject: Subject, found: CaseShare | None, name: str) -> Iterator[Observation]:
    if found is None:
        for each in subject.figure(name):
            yield _stated_share(subject, each)
        return
    delay_h = None
    if found.cycle_time_with and found.cycle_time_without:
        delay_h = max(0.0, found.cycle_time_with.mean_h - found.cycle_time_without.mean_h)
    words = _case_words(percent(found.share))
    if found.cases:
        words["number"] = say(
            ", {some} of {all} cases", some=count(found.cases), all=count(subject.facts.cases or 0)
        )
    own = {a: n for a, n in found.by_activity.items() if not _is_customers(subject, a)}
    by_activity = own or found.by_activity
    if by_activity:
        most = min(by_activity, key=lambda each: (-by_activity[each], each))
        words["most"] = say(
            ", most often at '{step}' ({times} times)",
            step=subject.name(most),
            times=count(by_activity[most]),
        )
    if delay_h is not None and found.cycle_time_with and found.cycle_time_without:
        words["delay"] = say(
            "; they take {with_h} on average, the others {without_h}",
            with_h=duration(found.cycle_time_with.mean_h),
            without_h=duration(found.cycle_time_without.mean_h),
        )
    yield Observation(
        WHOLE,
        found.share,
        Provenance.MEASURED,
        subject.facts.cases,
        found.share,
        None if delay_h is None else delay_h * found.share,
        words,
        work_share=_wasted(subject),
    )


def _stated_share(subject: Subject, share: Observation) -> Observation:
    """Return what a stated share of cases says: their time and work is in vain, or done again."""
    cycle_h = subject.cycle_mean_h
    return replace(
        share,
        affected_share=share.value,
        at_stake_h=None if cycle_h is None else cycle_h * share.value,
        words=_case_words(percent(share.value)),
        at_stake_rule=say("the cycle time of these cases, which is spent in vain or once more"),
        work_share=share.value,
    )


def _wasted(subject: Subject) -> float | None:
    """Return the share of events that repeat a step or send a case back; each counts alike."""
    wasted = subject.facts.figures.get("wasted_event_share")
    return wasted.value if wasted else None


def _is_customers(subject: Subject, activity: str) -> bool:
    return is_outside(f"{subject.name(activity)} / {subject.role_of(activity) or ''}")


def _case_words(share: str) -> dict[str, str]:
    return {"share": share, "number": "", "most": "", "delay": ""}


def _of_step(
    subject: Subject, activity: str, value: float, sample: int | None, provenance: Provenance
) -> Observation:
    words = {
        "step": subject.name(activity),
        "role": subject.role_of(activity) or say("role unknown"),
        "per_hundred": grouped(100 * value, 1),
    }
    place = Place(activity=activity)
    if sample is not None:
        return Observation(place, value, provenance, sample, words=words)
    reached = min(1.0, subject.visits.get(activity, 1.0))
    told = Observation(place, value * reached, provenance)
    return replace(_stated_share(subject, told), value=value, words=words)
