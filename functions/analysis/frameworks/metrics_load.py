"""Metrics of load: utilisation, growing work in process, drift and seasons."""

from collections.abc import Iterator, Sequence
from statistics import fmean, median

from common.language import say, term
from common.model.assessment import Place
from common.model.figure import Provenance
from common.model.measurements import Period, RoleFacts
from common.numerals import count, duration, grouped, p_value
from common.numerals import share as percent
from functions.analysis.frameworks.subject import WHOLE, Observation, Subject, date
from functions.analysis.mining.words import is_nobody, is_outside

FEWEST = 30  # executions, ours: a role that acts less often has no utilisation to speak of
WEEK_H = 168.0
WORKING_WEEK_H = 40.0  # of one person, where no hours are stated
PAIR = 2
EARLY, LATE = (0.25, 0.5), (0.75, 0.95)  # of all arrivals: after filling, before draining
FEWEST_PERIODS = 2
FILLING = 2  # cycle times of the first cases until the log holds all open cases
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip


def role_utilisation(subject: Subject) -> Iterator[Observation]:
    """Busy over available working time of a role inside the organisation."""
    for each in _used(subject):
        value = each.utilisation or 0.0
        words = {
            "role": subject.role_name(each.role),
            "share": percent(min(1.0, value)),
            "people": _people(each),
            "times": count(each.executions),
        }
        place = Place(role=each.role)
        yield Observation(place, value, Provenance.MEASURED, each.executions, words=words)


def takt_load(subject: Subject) -> Iterator[Observation]:
    """Work per case and person of a role over the takt, from stated figures.

    The takt is the working time per case that demand leaves: here of a week of 40 h per person,
    which is assumed. Roles that lack a headcount or the work of one of their steps are left out.
    """
    weekly = subject.facts.cases_per_week
    if subject.facts.source != "stated" or weekly is None or weekly.value <= 0:
        return
    takt_h = WORKING_WEEK_H / weekly.value
    for role in subject.workflow.roles:
        steps = [a for a in subject.workflow.activities if a.role == role.id and a.kind == "work"]
        known = [a.processing_h for a in steps if a.processing_h is not None]
        people = role.headcount.value if role.headcount else 0
        if not steps or len(known) < len(steps) or people <= 0 or is_outside(role.name):
            continue
        work_h = sum(
            subject.visits[a.id] * a.per_visit * work.value
            for a, work in zip(steps, known, strict=True)
        )
        value = work_h / people / takt_h
        words = {
            "role": role.name,
            "people": say("{count} people", count=count(people)),
            "work": duration(work_h / people),
            "takt": duration(takt_h),
            "share": percent(value),
            "weekly": count(weekly.value),
        }
        yield Observation(Place(role=role.id), value, Provenance.ASSUMED, words=words)


def utilisation_gap(subject: Subject) -> Iterator[Observation]:
    """Utilisation of the busiest role minus that of the least used one, at the busiest."""
    roles = sorted(_used(subject), key=lambda each: (-(each.utilisation or 0.0), each.role))
    if len(roles) < PAIR:
        return
    most, least = roles[0], roles[-1]
    high, low = most.utilisation or 0.0, least.utilisation or 0.0
    words = {
        "role": subject.role_name(most.role),
        "share": percent(min(1.0, high)),
        "people": _people(most),
        "other": subject.role_name(least.role),
        "other_share": percent(low),
        "other_people": _people(least),
    }
    place = Place(role=most.role)
    yield Observation(place, high - low, Provenance.MEASURED, most.executions, words=words)


def backlog_growth_weeks(subject: Subject) -> Iterator[Observation]:
    """Growth of the open work, in weeks of arrivals, from early to late in the log.

    Both the open cases and their number per weekly arrivals must rise: more cases alone make no
    backlog, and fewer arrivals none either. Early and late are by arrivals, without the filling
    and draining of the log.
    """
    windows = _windows(subject)
    if windows is None:
        return
    early, late = windows
    before, after = _open_weeks(subject, early), _open_weeks(subject, late)
    if before is None or after is None:
        return
    open_early, open_late = (fmean(p.open_cases for p in window) for window in windows)
    weekly = open_late / after if after else 0.0
    grown = min(after - before, (open_late - open_early) / weekly) if weekly else 0.0
    words = {
        "early": count(round(open_early, 1)),
        "late": count(round(open_late, 1)),
        "weeks": grouped(grown, 1),
        "from": date(early[0].begins_at),
        "until": date(late[-1].begins_at),
    }
    cases = subject.facts.cases
    yield Observation(WHOLE, grown, Provenance.MEASURED, cases, words=words)


def backlog_growth_ratio(subject: Subject) -> Iterator[Observation]:
    """Open weeks of work late over early, for conditions."""
    windows = _windows(subject)
    if windows is None:
        return
    before, after = _open_weeks(subject, windows[0]), _open_weeks(subject, windows[1])
    if before and after is not None:
        yield Observation(WHOLE, after / before, Provenance.MEASURED, subject.facts.cases)


def cycle_time_change(subject: Subject) -> Iterator[Observation]:
    """Weekly median cycle time after a lasting change over that before it; slower ones only."""
    changes = [each for each in subject.facts.changes if each.figure == "cycle_time"]
    slower = [each for each in changes if each.after > each.before > 0]
    if not slower:
        return
    worst = max(slower, key=lambda each: (each.after / each.before, each.at))
    words = {
        "at": date(worst.at),
        "before": duration(worst.before),
        "after": duration(worst.after),
        "ratio": grouped(worst.after / worst.before, 1),
        "p": p_value(worst.p_value),
    }
    ratio = worst.after / worst.before
    added_h = worst.after - worst.before
    yield Observation(
        WHOLE,
        ratio,
        Provenance.MEASURED,
        subject.facts.cases,
        at_stake_h=min(added_h, subject.cycle_mean_h or added_h),
        words=words,
        at_stake_rule=say("the rise of the median"),
    )


def cycle_time_added_h(subject: Subject) -> Iterator[Observation]:
    """Hours by which the weekly median cycle time rose for good, for conditions."""
    added = [each.after - each.before for each in subject.facts.changes
             if each.figure == "cycle_time"]  # fmt: skip
    if added:
        yield Observation(WHOLE, max(added), Provenance.MEASURED, subject.facts.cases)


def season_ratio(subject: Subject) -> Iterator[Observation]:
    """Median cycle time of cases that begin in the slowest month over that of a usual month."""
    for season in subject.facts.seasons:
        known = [each for each in season.cycle_median_h if each is not None]
        if season.by != "month" or len(known) < len(MONTHS) or median(known) <= 0:
            continue
        slowest = max(known)
        words = {
            "month": term(MONTHS[season.cycle_median_h.index(slowest)]),
            "slow": duration(slowest),
            "usual": duration(median(known)),
        }
        ratio = slowest / median(known)
        yield Observation(WHOLE, ratio, Provenance.MEASURED, subject.facts.cases, words=words)


def _used(subject: Subject) -> list[RoleFacts]:
    """Return the roles inside whose utilisation is known."""
    return [
        each
        for each in subject.facts.roles
        if each.utilisation is not None
        and each.executions >= FEWEST
        and not is_outside(subject.role_name(each.role))
        and not is_nobody(subject.role_name(each.role))
    ]


def _people(role: RoleFacts) -> str:
    if not role.resources:
        return say("people not counted")
    if role.resources == 1:
        return say("1 person")
    return say("{count} people", count=count(role.resources))


def _windows(subject: Subject) -> tuple[Sequence[Period], Sequence[Period]] | None:
    flow = subject.facts.flow
    if flow is None:
        return None
    early, late = _window(flow.periods, EARLY), _window(flow.periods, LATE)
    if min(len(early), len(late)) < FEWEST_PERIODS:
        return None
    filling_h = FILLING * (flow.periods[0].cycle_median_h or 0.0)
    begun_h = (early[0].begins_at - flow.periods[0].begins_at).total_seconds() / 3600
    return (early, late) if begun_h >= filling_h else None


def _window(periods: Sequence[Period], within: tuple[float, float]) -> list[Period]:
    """Return the periods between these shares of all arrivals."""
    total = sum(each.arrivals for each in periods)
    chosen, arrived = [], 0
    for each in periods:
        share = (arrived + each.arrivals / 2) / total if total else 0.0
        arrived += each.arrivals
        if within[0] <= share <= within[1] and arrived < total:
            chosen.append(each)
    return chosen


def _open_weeks(subject: Subject, periods: Sequence[Period]) -> float | None:
    flow = subject.facts.flow
    arrivals = sum(each.arrivals for each in periods)
    if flow is None or not arrivals:
        return None
    weeks = flow.period_h * len(periods) / WEEK_H
    return fmean(each.open_cases for each in periods) / (arrivals / weeks)
