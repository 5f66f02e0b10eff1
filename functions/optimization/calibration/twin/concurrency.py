"""What is done side by side: activities that overlap in time, and blocks of them in a case.

Overlap is evidence of concurrency that order alone is not (Senderovich, Weidlich and Gal,
"Temporal network representation of event logs for improved performance modelling", 2017).
"""

from collections.abc import Sequence

import numpy as np

from functions.optimization.calibration.twin.event_table import Bools, EventTable

REACH = 12  # instances further apart in their case are not compared
OVERLAPPING = 0.2  # share of neighbouring executions that overlap where work is concurrent

Branch = tuple[int, ...]  # activities, one after the other
Block = tuple[Branch, ...]  # branches, side by side; one of one activity is a plain step


def concurrent(table: EventTable) -> Bools:
    """Return which activities are done side by side: a symmetric matrix."""
    size = len(table.activities)
    neighbours = np.zeros((size, size))
    overlaps = np.zeros((size, size))
    last = np.bincount(table.case).max() if table.case.size else 0
    for lag in range(1, min(REACH, int(last))):
        earlier, later = slice(0, table.case.size - lag), slice(lag, table.case.size)
        same = table.case[earlier] == table.case[later]
        beside = same & (table.start_s[later] < table.end_s[earlier])
        seen = beside | (same & (lag == 1))
        for matrix, chosen in ((overlaps, beside), (neighbours, seen)):
            pair = table.activity[earlier][chosen], table.activity[later][chosen]
            np.add.at(matrix, pair, 1.0)
    overlaps += overlaps.T
    neighbours += neighbours.T
    found = (overlaps > 1) & (overlaps >= OVERLAPPING * neighbours)
    np.fill_diagonal(found, False)
    return np.asarray(found, dtype=np.bool_)


def blocks_of_case(activities: Sequence[int], beside: Bools) -> list[list[list[int]]]:
    """Return the positions of a case's instances, as blocks of branches.

    A block goes on as long as something concurrent to a part of it follows, and no activity
    comes twice in it.
    """
    found = []
    begin = 0
    while begin < len(activities):
        end = _end_of_block(activities, begin, beside)
        branches = _branches(activities, range(begin, end), beside)
        if branches is None:
            end = _end_of_clique(activities, begin, beside)
            branches = [[position] for position in range(begin, end)]
        found.append(branches)
        begin = end
    return found


def _end_of_block(activities: Sequence[int], begin: int, beside: Bools) -> int:
    end, seen = begin + 1, {activities[begin]}
    position = end
    while position < min(len(activities), end + REACH):
        activity = activities[position]
        if activity in seen:
            break
        seen.add(activity)
        if any(beside[activity, activities[p]] for p in range(begin, end)):
            end = position + 1
        position += 1
    return end


def _end_of_clique(activities: Sequence[int], begin: int, beside: Bools) -> int:
    end = begin + 1
    while end < len(activities) and all(
        beside[activities[end], activities[p]] for p in range(begin, end)
    ):
        end += 1
    return end


def _branches(activities: Sequence[int], block: range, beside: Bools) -> list[list[int]] | None:
    """Return the parts between which everything is concurrent; None where there is only one."""
    branches: list[list[int]] = []
    for position in block:
        tied = [
            branch
            for branch in branches
            if not all(beside[activities[position], activities[p]] for p in branch)
        ]
        for branch in tied:
            branches.remove(branch)
        branches.append(sorted([position, *(p for branch in tied for p in branch)]))
    if len(block) > 1 and len(branches) == 1:
        return None
    return branches
