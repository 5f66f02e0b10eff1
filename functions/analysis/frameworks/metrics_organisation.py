"""Metrics of roles, approvals, hand-offs, systems and open work."""

from collections.abc import Iterator

from common.language import say
from common.model.assessment import Place
from common.model.facts import ActivityFacts, Handoff
from common.model.figure import Provenance
from common.model.workflow import Activity
from common.numerals import count, duration, grouped
from common.numerals import share as percent
from functions.analysis.frameworks.subject import WHOLE, Observation, Subject
from functions.analysis.mining.words import is_nobody, is_outside, says_approval

BUSY = 0.8  # ours: utilisation below which a role has time left
HOURS_PER_WEEK = 168
ROLES_TO_COMPARE = 3  # ours: with one or two roles, one of them always has most of the work


def handoffs_per_case(subject: Subject) -> Iterator[Observation]:
    """Mean number of changes of role within a case."""
    measured = subject.facts.handoffs_per_case
    if measured is None:
        for each in subject.figure("handoffs_per_case"):
            words = {"value": count(each.value), "most": ""}
            yield Observation(WHOLE, each.value, each.provenance, words=words)
        return
    most = ""
    for top in _named_handoffs(subject)[:1]:
        source, target = subject.role_name(top.source_role), subject.role_name(top.target_role)
        most = say(
            ", most often from '{source}' to '{target}' ({times} times)",
            source=source,
            target=target,
            times=count(top.count),
        )
    words = {"value": grouped(measured, 1), "most": most}
    yield Observation(WHOLE, measured, Provenance.MEASURED, subject.facts.cases, words=words)


def handover_elapsed_share(subject: Subject) -> Iterator[Observation]:
    """Share of all elapsed time on the way from other roles to one role inside."""
    total_h = sum(each.total_h or 0.0 for each in subject.between)
    for role, (times, elapsed_h) in _received(subject).items() if total_h else ():
        share = min(1.0, elapsed_h / total_h)
        words = {
            "role": subject.role_name(role),
            "share": percent(share),
            "mean": duration(elapsed_h / times),
            "times": count(times),
            "caveat": subject.caveat,
        }
        yield Observation(Place(role=role), share, Provenance.MEASURED, times, words=words)


def handover_elapsed_mean_h(subject: Subject) -> Iterator[Observation]:
    """Mean time per hand-over, at the places of handover_elapsed_share."""
    for role, (times, elapsed_h) in _received(subject).items():
        yield Observation(Place(role=role), elapsed_h / times, Provenance.MEASURED, times)


def many_approvals_share(subject: Subject) -> Iterator[Observation]:
    """Share of cases that three or more different roles approve."""
    later = subject.facts.figures.get("later_approvals_h")
    for each in subject.figure("many_approvals_share"):
        per_case_h = later.value / subject.facts.cases if later and subject.facts.cases else None
        words = {"share": percent(each.value), "by": _approvers(subject)}
        yield Observation(
            WHOLE, each.value, each.provenance, each.sample, each.value, per_case_h, words
        )


def approval_levels(subject: Subject) -> Iterator[Observation]:
    """Mean number of different roles that approve a case."""
    for each in subject.figure("approval_levels"):
        words = {"value": count(each.value), "by": _approvers(subject)}
        at_stake_h, rule = _later_levels_h(subject, each.value)
        yield Observation(
            WHOLE,
            each.value,
            each.provenance,
            each.sample,
            at_stake_h=at_stake_h,
            words=words,
            at_stake_rule=rule,
        )


def role_work_share(subject: Subject) -> Iterator[Observation]:
    """Share of the work inside the organisation that one role carries.

    Hours of processing where start times are known, else executions. Roles that are known to
    have time left are left out: whoever does most of the work may have most of the people.
    """
    work: dict[str, float] = {}
    executions: dict[str, int] = {}
    for activity in subject.facts.activities:
        for role, times in activity.roles.items():
            name = subject.role_name(role)
            if not is_nobody(name) and not is_outside(name):
                work[role] = work.get(role, 0.0) + times * _effort(subject, activity)
                executions[role] = executions.get(role, 0) + times
    total = sum(work.values())
    if len(work) < ROLES_TO_COMPARE or not total:
        return
    spare = {
        each.role
        for each in subject.facts.roles
        if each.utilisation is not None and each.utilisation < BUSY
    }
    unit = say("working hours") if subject.facts.has_start_times else say("executed steps")
    for role in sorted(set(work) - spare):
        words = {
            "role": subject.role_name(role),
            "share": percent(work[role] / total),
            "unit": unit,
            "times": count(executions[role]),
        }
        yield Observation(
            Place(role=role),
            work[role] / total,
            Provenance.MEASURED,
            executions[role],
            words=words,
        )


def systems(subject: Subject) -> Iterator[Observation]:
    """Number of different systems that a case touches."""
    names = {system.casefold() for each in subject.workflow.activities for system in each.systems}
    stated = subject.facts.figures.get("systems")
    value = stated.value if stated else float(len(names))
    if value:
        provenance = stated.provenance if stated else Provenance.INFERRED
        yield Observation(WHOLE, value, provenance, words={"value": count(value)})


def backlog_weeks(subject: Subject) -> Iterator[Observation]:
    """Stated open cases over stated cases per week.

    Not for logs: there the mean number of open cases follows from the cycle time (Little).
    """
    weekly = subject.facts.cases_per_week
    backlog = subject.facts.figures.get("open_cases")
    if subject.facts.source == "stated" and weekly and weekly.value > 0 and backlog:
        weeks = backlog.value / weekly.value
        words = {
            "open": count(backlog.value),
            "weeks": grouped(weeks, 1),
            "weekly": count(weekly.value),
        }
        cycle_h = subject.cycle_mean_h
        queued_h = weeks * HOURS_PER_WEEK
        yield Observation(
            WHOLE,
            weeks,
            Provenance.INFERRED,
            at_stake_h=queued_h if cycle_h is None else min(queued_h, cycle_h),
            words=words,
            at_stake_rule=say("by Little's law, what is open waits as long as it takes to come in"),
        )


def _later_levels_h(subject: Subject, levels: float) -> tuple[float | None, str]:
    """Return the stated hours per case of all levels of approval but the first, and the rule.

    The mean approval where their times are stated; else each step, and each level that is none,
    takes an equal part of the cycle time.
    """
    if subject.facts.source != "stated" or levels <= 1:
        return None, ""
    steps = subject.workflow.activities
    cycle_h = subject.cycle_mean_h
    approvals = [each for each in steps if says_approval(each.name)]
    known = [_stated_h(each) for each in approvals]
    if approvals and all(each is not None for each in known):
        total_h = sum(
            subject.visits[each.id] * (hours_each or 0.0)
            for each, hours_each in zip(approvals, known, strict=True)
        )
        later_h = total_h * (levels - 1) / max(levels, len(approvals))
        rule = say("the stated time of the approvals, without the first of {levels} levels",
                   levels=count(levels))  # fmt: skip
        return later_h if cycle_h is None else min(later_h, cycle_h), rule
    if cycle_h is None:
        return None, ""
    parts = max(len(steps) - len(approvals) + levels, levels)
    rule = say("if every step and every level of approval takes an equal part of the cycle time")
    return cycle_h * (levels - 1) / parts, rule


def _stated_h(activity: Activity) -> float | None:
    if activity.elapsed_h is not None:
        return activity.elapsed_h.value
    parts = [each.value for each in (activity.waiting_h, activity.processing_h) if each is not None]
    return sum(parts) if parts else None


def _approvers(subject: Subject) -> str:
    """Name what was counted: without roles, each approving step counts as a level."""
    has_roles = any(activity.roles for activity in subject.facts.activities)
    if has_roles or subject.facts.source == "stated":
        return say("roles")
    return say("approving steps (roles are not known)")


def _named_handoffs(subject: Subject) -> list[Handoff]:
    return [
        each
        for each in subject.facts.handoffs
        if not is_nobody(subject.role_name(each.source_role))
        and not is_nobody(subject.role_name(each.target_role))
    ]


def _received(subject: Subject) -> dict[str, tuple[int, float]]:
    """Return hand-overs and their elapsed hours by receiving role inside."""
    received: dict[str, tuple[int, float]] = {}
    for each in subject.facts.handoffs:
        name = subject.role_name(each.target_role)
        if (
            not is_outside(name)
            and not is_nobody(name)
            and not _receives(subject, each.target_role)
        ):
            times, elapsed_h = received.get(each.target_role, (0, 0.0))
            total_h = elapsed_h + each.elapsed.mean_h * each.count
            received[each.target_role] = (times + each.count, total_h)
    return dict(sorted(received.items()))


def _receives(subject: Subject, role: str) -> bool:
    """Tell whether most steps of the role come when someone outside lets them."""
    outside = sum(
        activity.roles.get(role, 0) * (1 if subject.is_outside(activity.activity) else -1)
        for activity in subject.facts.activities
    )
    return outside > 0


def _effort(subject: Subject, activity: ActivityFacts) -> float:
    if not subject.facts.has_start_times:
        return 1.0
    return activity.processing.mean_h if activity.processing else 0.0
