"""The events of a log as arrays: one entry per activity instance, in order of cases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNKNOWN = -1  # as the code of a resource or role
MOSTLY = 0.5  # share of events from which on a log has starts, or resources
COLUMNS = ("case", "activity", "resource", "role", "start_s", "end_s", "enabled_s")


@dataclass(frozen=True)
class EventTable:
    """Activity instances, sorted by case, then start, then end.

    Cases are numbered from 0 in the order in which they begin; ``activity``, ``resource`` and
    ``role`` are positions in the names. Times are seconds since 1970 in UTC; where a log has no
    start times ``start_s`` is the end, and ``has_starts`` says so. ``enabled_s`` is NaN where it
    is not known when the instance could have begun.
    """

    activities: tuple[str, ...]
    resources: tuple[str, ...]
    roles: tuple[str, ...]
    case: Ints
    activity: Ints
    resource: Ints
    role: Ints
    start_s: Floats
    end_s: Floats
    enabled_s: Floats
    has_starts: bool

    @property
    def cases(self) -> int:
        """Return the number of cases."""
        return int(self.case[-1]) + 1 if self.case.size else 0

    @property
    def has_resources(self) -> bool:
        """Whether most instances say who did them; the work of the others cannot be placed."""
        return self.resource.size > 0 and float((self.resource >= 0).mean()) > MOSTLY

    @property
    def first_of_case(self) -> Ints:
        """Return the position of the first instance of every case."""
        return np.flatnonzero(np.diff(self.case, prepend=-1))

    def arrivals_s(self) -> Floats:
        """Return the first start of every case, ascending."""
        return self.start_s[self.first_of_case]

    def case_ends_s(self) -> Floats:
        """Return the last end of every case, in the order of cases."""
        if not self.case.size:
            return np.zeros(0)
        return np.asarray(np.maximum.reduceat(self.end_s, self.first_of_case), dtype=np.float64)

    def of_cases(self, chosen: Bools) -> Self:
        """Return the instances of the cases that are chosen, numbered anew."""
        kept = chosen[self.case]
        number = np.cumsum(chosen) - 1
        return replace(
            self,
            case=number[self.case[kept]],
            activity=self.activity[kept],
            resource=self.resource[kept],
            role=self.role[kept],
            start_s=self.start_s[kept],
            end_s=self.end_s[kept],
            enabled_s=self.enabled_s[kept],
        )


def event_table(
    columns: Mapping[str, NDArray[Any]],
    activities: tuple[str, ...],
    resources: tuple[str, ...] = (),
    roles: tuple[str, ...] = (),
) -> EventTable:
    """Return the instances sorted and cases numbered; any order and any case codes will do.

    ``columns`` are those of ``EventTable``; ``case``, ``activity`` and ``end_s`` are needed.
    Raises ``ValueError`` where one of them is missing, columns differ in length, are empty or
    lack a time of completion, or a code has no name.
    """
    if not {"case", "activity", "end_s"} <= set(columns):
        raise ValueError("an event table needs the columns case, activity and end_s")
    count = columns["case"].size
    given = {name: columns[name] for name in COLUMNS if name in columns}
    if not count or any(column.shape != (count,) for column in given.values()):
        raise ValueError("an event table needs columns of one length, at least one event")
    unknown = np.full(count, UNKNOWN, dtype=np.int64)
    missing = np.full(count, np.nan)
    ends = given["end_s"].astype(np.float64)
    starts = given.get("start_s", missing).astype(np.float64)
    if not np.isfinite(ends).all():
        raise ValueError("every event needs a time at which it was completed")
    sorted_ = {
        "case": given["case"],
        "activity": _codes(given["activity"], len(activities), 0),
        "resource": _codes(given.get("resource", unknown), len(resources), UNKNOWN),
        "role": _codes(given.get("role", unknown), len(roles), UNKNOWN),
        "start_s": np.where(np.isfinite(starts), np.minimum(starts, ends), ends),
        "end_s": ends,
        "enabled_s": given.get("enabled_s", missing).astype(np.float64),
    }
    sorted_["case"] = _by_begin(given["case"], sorted_["start_s"])
    order = np.lexsort((sorted_["end_s"], sorted_["start_s"], sorted_["case"]))
    return EventTable(
        activities=activities,
        resources=resources,
        roles=roles,
        has_starts=float(np.isfinite(starts).mean()) > MOSTLY,
        **{name: column[order] for name, column in sorted_.items()},
    )


def _codes(codes: NDArray[Any], names: int, lowest: int) -> Ints:
    if codes.min() < lowest or codes.max() >= names:
        raise ValueError("an event table holds a code without a name")
    return codes.astype(np.int64)


def _by_begin(case: NDArray[Any], start_s: Floats) -> Ints:
    """Return the cases numbered in the order of their first start, ties by their codes."""
    _, codes = np.unique(case, return_inverse=True)
    begun = np.full(int(codes.max()) + 1, np.inf)
    np.minimum.at(begun, codes, start_s)
    rank = np.empty(begun.size, dtype=np.int64)
    rank[np.argsort(begun, kind="stable")] = np.arange(begun.size)
    return rank[codes]


def split_by_arrival(table: EventTable, share: float) -> tuple[EventTable, EventTable]:
    """Return the first ``share`` of the cases, by arrival, and the rest."""
    first = np.arange(table.cases) < round(share * table.cases)
    return table.of_cases(first), table.of_cases(~first)
