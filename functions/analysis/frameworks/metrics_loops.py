"""Metrics of going back and forth, late decisions and kinds of cases."""

from collections.abc import Iterator

from common.language import say
from common.model.assessment import Place
from common.model.figure import Provenance
from common.model.measurements import Decision, Driver, PingPong
from common.numerals import count, duration
from common.numerals import share as percent
from functions.analysis.frameworks.subject import WHOLE, Observation, Subject
from functions.analysis.mining.words import is_nobody, is_outside

MOST_OF_ALL = 0.5  # ours: what most cases are is the process, and no kind of its cases
FEWEST = 30  # decisions, or cases of a kind


def ping_pong_share(subject: Subject) -> Iterator[Observation]:
    """Share of cases that come straight back to a role inside, to a step that it did before.

    A way that is meant to lead from one role to another and back repeats nothing, and does not
    count.
    """
    cases = subject.facts.cases
    inside = [
        (min(each.cases, _comes_back(subject, each)), each)
        for each in subject.facts.ping_pong
        if _is_inside(subject, each.role) and _is_inside(subject, each.other_role)
    ]
    inside = [each for each in inside if each[0]]
    if inside and cases:
        again, most = min(inside, key=lambda each: (-each[0], each[1].role, each[1].other_role))
        share = min(1.0, again / cases)
        words = {
            "role": subject.role_name(most.role),
            "other": subject.role_name(most.other_role),
            "share": percent(share),
            "cases": count(again),
        }
        yield Observation(WHOLE, share, Provenance.MEASURED, cases, share, words=words)


def repeated_approval_share(subject: Subject) -> Iterator[Observation]:
    """Share of cases in which an approval is done more than once."""
    approvals = [each for each in subject.facts.reworked if each.approval]
    most = ""
    if approvals:
        top = min(approvals, key=lambda each: (-each.cases, each.activity))
        most = say(
            ", most often '{step}' ({cases} cases)",
            step=subject.name(top.activity),
            cases=count(top.cases),
        )
    for each in subject.figure("repeated_approval_share"):
        words = {"share": percent(each.value), "most": most}
        yield Observation(WHOLE, each.value, each.provenance, each.sample, each.value, words=words)


def rolled_throughput_yield(subject: Subject) -> Iterator[Observation]:
    """Product over the activities of the share of cases that do not fail at them."""
    for each in subject.figure("rolled_throughput_yield"):
        words = {"share": percent(each.value)}
        wasted = subject.facts.figures.get("wasted_event_share")
        yield Observation(
            WHOLE,
            each.value,
            each.provenance,
            each.sample,
            words=words,
            work_share=wasted.value if wasted else None,
        )


def knock_out_lateness(subject: Subject) -> Iterator[Observation]:
    """Mean time of a case until a decision that ends cases, over the mean cycle time."""
    cycle_h = subject.cycle_mean_h
    for each in _ending(subject):
        if cycle_h:
            words = {
                "decision": each.name,
                "ended": percent(_ended(each)),
                "cases": count(each.knocked_out),
                "decided": count(each.decided),
                "before": duration(each.mean_before_h),
                "share": percent(min(1.0, each.mean_before_h / cycle_h)),
            }
            cases = subject.facts.cases or each.decided
            yield Observation(
                Place(activity=each.rejecting[0]),
                each.mean_before_h / cycle_h,
                Provenance.MEASURED,
                each.decided,
                min(1.0, each.knocked_out / cases),
                min(cycle_h, each.mean_before_h * each.knocked_out / cases),
                words,
            )


def knocked_out_share(subject: Subject) -> Iterator[Observation]:
    """Share of the decided cases that the decision ends, at the places of knock_out_lateness."""
    for each in _ending(subject):
        place = Place(activity=each.rejecting[0])
        yield Observation(place, _ended(each), Provenance.MEASURED, each.decided)


def slow_type_effect(subject: Subject) -> Iterator[Observation]:
    """Cliff's delta of the cycle times of the kind of cases that is most clearly slow."""
    slow = _strongest(subject, "cycle_time")
    if slow is not None and subject.cycle_mean_h and subject.facts.cases:
        share = min(1.0, slow.cases / subject.facts.cases)
        delay_h = max(0.0, slow.with_value - slow.without_value) * share
        words = _driver_words(slow) | {
            "with": duration(slow.with_value),
            "without": duration(slow.without_value),
        }
        at_stake_h = min(delay_h, subject.cycle_mean_h)
        yield Observation(
            WHOLE, slow.effect, Provenance.MEASURED, slow.cases, share, at_stake_h, words
        )


def rejected_type_excess(subject: Subject) -> Iterator[Observation]:
    """Share of rejected cases of the kind that is rejected most, minus that of all others."""
    found = _strongest(subject, "rejection")
    if found is not None and subject.facts.cases:
        share = min(1.0, found.cases / subject.facts.cases)
        words = _driver_words(found) | {
            "with": percent(found.with_value),
            "without": percent(found.without_value),
        }
        yield Observation(WHOLE, found.effect, Provenance.MEASURED, found.cases, share, words=words)


def _comes_back(subject: Subject, pair: PingPong) -> int:
    """Return in how many cases a step of the role is done again after just one other step."""
    role = subject.role_name(pair.role)
    again = [
        min(each.cases, each.short_loops)
        for each in subject.facts.reworked
        if subject.role_of(each.activity) == role
    ]
    return max(again, default=0)


def _strongest(subject: Subject, outcome: str) -> Driver | None:
    found = [
        each
        for each in subject.facts.drivers
        if each.outcome == outcome
        and each.effect > 0
        and FEWEST <= each.cases <= MOST_OF_ALL * (subject.facts.cases or each.cases)
    ]
    return min(found, key=lambda each: (-each.effect, each.attribute, each.value), default=None)


def _driver_words(driver: Driver) -> dict[str, str]:
    along = ", ".join(driver.confounded_with[:3])
    return {
        "kind": f"{driver.attribute} = {driver.value}",
        "cases": count(driver.cases),
        "along": say(" (nearly always together with {others})", others=along) if along else "",
    }


def _ending(subject: Subject) -> list[Decision]:
    """Return the decisions that end cases; a rejection that nothing accepts decides nothing."""
    return [
        each
        for each in subject.facts.decisions
        if each.decided >= FEWEST and each.knocked_out and each.accepting
    ]


def _ended(decision: Decision) -> float:
    return decision.knocked_out / decision.decided


def _is_inside(subject: Subject, role: str) -> bool:
    name = subject.role_name(role)
    return not is_outside(name) and not is_nobody(name)
