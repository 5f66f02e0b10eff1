"""Metrics of why cases wait: queues, absence, priorities, batches and timetables."""

from collections.abc import Iterator, Mapping

from common.language import say, term
from common.model.assessment import Place
from common.model.figure import Provenance
from common.model.measurements import BatchFacts, CauseShare, Timetable, WaitingCause
from common.numerals import count, duration, grouped
from common.numerals import share as percent
from functions.analysis.frameworks.subject import Observation, Subject

HOURS_PER_DAY = 24
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def contention_share(subject: Subject) -> Iterator[Observation]:
    """Share of the cycle time that cases wait while who does the step works on earlier cases."""
    yield from _of_cause(subject, "contention")


def prioritisation_share(subject: Subject) -> Iterator[Observation]:
    """Share of the cycle time that cases wait while who does the step works on later cases."""
    yield from _of_cause(subject, "prioritisation")


def unavailability_share(subject: Subject) -> Iterator[Observation]:
    """Share of the cycle time that cases wait while others work but who does the step is absent."""
    yield from _of_cause(subject, "unavailability")


def batching_share(subject: Subject) -> Iterator[Observation]:
    """Share of the cycle time that cases wait for the others of their batch."""
    yield from _of_cause(subject, "batching")


def extraneous_share(subject: Subject) -> Iterator[Observation]:
    """Share of the cycle time that cases wait though who does the step is there and free."""
    yield from _of_cause(subject, "extraneous")


def cause_mean_h(subject: Subject) -> Iterator[Observation]:
    """Mean wait per execution, wall-clock, where its causes are known, for conditions."""
    for each in _caused(subject):
        waiting = subject.activities[each.activity or ""].waiting
        if waiting is not None:
            place = Place(activity=each.activity)
            yield Observation(place, waiting.mean_h, Provenance.MEASURED, waiting.n)


def timetable_share(subject: Subject) -> Iterator[Observation]:
    """Share of all elapsed time before a step that happens at few hours of the week only."""
    total_h = sum(each.total_h or 0.0 for each in subject.between)
    cases = subject.facts.cases
    for each in subject.facts.timetables if total_h and cases else ():
        before = [t for t in subject.between if t.target == each.activity and t.elapsed]
        if not before or subject.is_outside(each.activity):
            continue
        elapsed_h = sum(t.total_h or 0.0 for t in before)
        times = sum(t.count for t in before)
        yield Observation(
            Place(activity=each.activity),
            elapsed_h / total_h,
            Provenance.MEASURED,
            times,
            min(1.0, times / (cases or 1)),
            elapsed_h / (cases or 1),
            _timetable_words(subject, each, elapsed_h / times, elapsed_h / total_h),
        )


def timetable_mean_h(subject: Subject) -> Iterator[Observation]:
    """Mean time before a step with a timetable, at the places of timetable_share."""
    for each in subject.facts.timetables:
        before = [t for t in subject.between if t.target == each.activity]
        times = sum(t.count for t in before)
        if times:
            mean_h = sum(t.total_h or 0.0 for t in before) / times
            place = Place(activity=each.activity)
            yield Observation(place, mean_h, Provenance.MEASURED, times)


def working_causes(subject: Subject, share: CauseShare) -> dict[WaitingCause, float]:
    """Return the hours by cause in working time, where a calendar is known.

    All causes shrink alike: work that is not done by the evening blocks its queue over night too,
    so that closing hours belong to whatever the case waits for.
    """
    activity = subject.activities.get(share.activity or "")
    waiting = activity.waiting if activity else None
    working = activity.waiting_working if activity else None
    if waiting is None or working is None or not waiting.mean_h:
        return dict(share.hours)
    factor = min(1.0, working.mean_h / waiting.mean_h)
    return {cause: each * factor for cause, each in share.hours.items()}


def _of_cause(subject: Subject, cause: WaitingCause) -> Iterator[Observation]:
    cycle_h, clock = subject.cycle_working()
    cases = subject.facts.cases
    for each in _caused(subject) if cycle_h and cases else ():
        causes = working_causes(subject, each)
        hours_h, total_h = causes.get(cause, 0.0), sum(causes.values())
        waiting = subject.activities[each.activity or ""].waiting
        if hours_h <= 0 or waiting is None or not cycle_h or not cases:
            continue
        value = min(1.0, hours_h / cases / cycle_h)
        waited_h = waiting.mean_h * waiting.n / cases
        yield Observation(
            Place(activity=each.activity),
            value,
            Provenance.INFERRED,
            waiting.n,
            min(1.0, waiting.n / cases),
            min(waited_h * hours_h / total_h, subject.cycle_mean_h or 0.0),
            _words(subject, each, causes, cause, clock) | {"cycle": percent(value)},
        )


def _caused(subject: Subject) -> list[CauseShare]:
    causes = subject.facts.waiting_causes
    if causes is None:
        return []
    known = (each for each in causes.by_activity if each.activity in subject.activities)
    return [each for each in known if not subject.is_outside(each.activity or "")]


def _words(
    subject: Subject,
    share: CauseShare,
    causes: Mapping[WaitingCause, float],
    cause: WaitingCause,
    clock: str,
) -> dict[str, str]:
    activity = share.activity or ""
    waiting = subject.activities[activity].waiting
    return {
        "step": subject.name(activity),
        "role": subject.role_of(activity) or say("role unknown"),
        "mean": duration(waiting.mean_h if waiting else 0.0),
        "part": percent(causes[cause] / sum(causes.values())),
        "clock": clock,
        "batch": _batch(subject.facts.batches, activity),
    }


def _batch(batches: tuple[BatchFacts, ...], activity: str) -> str:
    found = next((each for each in batches if each.activity == activity), None)
    if found is None:
        return ""
    return say(
        " ({batches} batches of {size} cases on average)",
        batches=count(found.batches),
        size=grouped(found.mean_size, 1),
    )


def _timetable_words(
    subject: Subject, each: Timetable, mean_h: float, share: float
) -> dict[str, str]:
    at = [f"{term(DAYS[h // HOURS_PER_DAY])} {h % HOURS_PER_DAY}-{h % HOURS_PER_DAY + 1} h"
          for h in each.weekly_hours]  # fmt: skip
    return {
        "step": subject.name(each.activity),
        "role": subject.role_of(each.activity) or say("role unknown"),
        "at": ", ".join(at),
        "held": percent(each.share),
        "mean": duration(mean_h),
        "share": percent(share),
    }
