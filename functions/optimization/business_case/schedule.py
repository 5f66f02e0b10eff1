"""When changes begin: in waves, after what they build on, never more at once than can be borne."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from common.model.economics import Economics
from common.model.portfolio import Redesign
from functions.optimization.business_case.efforts import WAVES, Effort, Efforts, Wave
from functions.optimization.business_case.terms import ChangeTerms


@dataclass(frozen=True)
class Planned:
    """A change with its place in the plan."""

    redesign: str
    wave: Wave
    begins_week: int
    weeks: int
    after: tuple[str, ...]


def scheduled(
    changes: Sequence[Redesign],
    terms: Sequence[ChangeTerms],
    efforts: Efforts,
    economics: Economics,
) -> tuple[Planned, ...]:
    """Return the changes with their weeks, in the order in which they begin.

    A change belongs to the smallest wave that holds its likely effort and its weeks, and never to
    an earlier one than what it waits for. Earlier waves begin first, then what was recommended
    first.
    """
    effort_of = {change.id: efforts.of(change.operator) for change in changes}
    after = {change.id: _after(change, changes, effort_of, efforts) for change in changes}
    operators = {change.id: change.operator for change in changes}
    weeks = {
        each.redesign: weeks_of(operators[each.redesign], each.days.planned, efforts, economics)
        for each in terms
    }
    days = {each.redesign: each.days.likely for each in terms}
    waves: dict[str, int] = {}
    for name in _in_order(after):
        own = _wave(days[name], weeks[name], effort_of[name], efforts)
        waves[name] = max((own, *(waves[before] for before in after[name])))
    rank = {change.id: at for at, change in enumerate(changes)}
    order = sorted(rank, key=lambda name: (waves[name], rank[name]))
    begins = _begins(order, weeks, after, economics.parallel_changes or efforts.parallel_changes)
    return tuple(
        Planned(name, WAVES[waves[name]], begins[name], weeks[name], after[name])
        for name in sorted(order, key=lambda name: (begins[name], order.index(name)))
    )


def _after(
    change: Redesign,
    changes: Sequence[Redesign],
    effort_of: dict[str, Effort],
    efforts: Efforts,
) -> tuple[str, ...]:
    first = [efforts.of(name) for name in effort_of[change.id].after]
    return tuple(
        other.id for other in changes if other.id != change.id and effort_of[other.id] in first
    )


def weeks_of(operator: str, days: float, efforts: Efforts, economics: Economics) -> int:
    """Return the weeks that a change takes whose work is planned with so many person-days."""
    effort = efforts.of(operator)
    names = (operator, *effort.also)
    stated = next(
        (economics.implementation[n].weeks for n in names if n in economics.implementation), None
    )
    return max(stated or effort.weeks, ceil(days / efforts.days_per_week))


def _wave(days: float, weeks: int, effort: Effort, efforts: Efforts) -> int:
    least = WAVES.index(effort.least_wave)
    for at, wave in enumerate(WAVES):
        limit = efforts.waves.get(wave)
        if limit is None or (days <= limit.most_days and weeks <= limit.most_weeks):
            return max(at, least)
    return len(WAVES) - 1


def _in_order(after: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the names so that each comes after those it waits for; the data has no cycles."""
    found: list[str] = []
    left = list(after)
    while left:
        ready = [name for name in left if all(before in found for before in after[name])]
        found += ready
        left = [name for name in left if name not in ready]
    return found


def _begins(
    order: list[str], weeks: dict[str, int], after: dict[str, tuple[str, ...]], at_once: int
) -> dict[str, int]:
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    week, left = 0, list(order)
    while left:
        for name in list(left):
            running = sum(end > week for end in ends.values())
            if running < at_once and all(ends.get(b, week + 1) <= week for b in after[name]):
                begins[name], ends[name] = week, week + weeks[name]
                left.remove(name)
        week = min((end for end in ends.values() if end > week), default=week + 1)
    return begins
