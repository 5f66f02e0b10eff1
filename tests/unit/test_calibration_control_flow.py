"""Order and concurrency are found again in the cases of a log."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.optimization.calibration.twin.concurrency import blocks_of_case, concurrent
from functions.optimization.calibration.twin.control_flow import END, START, control_flow
from tests.unit.twin_fixture import table_of

CHECKS = [("a", 0, 1), ("b", 1, 3), ("c", 1, 4), ("d", 4, 5)]
SWAPPED = [("a", 0, 1), ("c", 1, 2), ("b", 1, 3), ("d", 3, 5)]


def names_of(table, step):
    return tuple(tuple(table.activities[code] for code in branch) for branch in step)


def counts_of(table):
    return {
        tuple(names_of(table, step) for step in state): {
            names_of(table, step): count for step, count in following.items()
        }
        for state, following in control_flow(table).counts.items()
    }


def test_what_overlaps_in_time_is_concurrent():
    log = table_of([CHECKS, SWAPPED, CHECKS])
    assert np.argwhere(concurrent(log)).tolist() == [[1, 2], [2, 1]]


def test_a_block_is_one_step_whatever_the_order_in_it():
    log = table_of([CHECKS, SWAPPED, CHECKS])
    assert counts_of(log) == {
        ((),): {(("a",),): 3},
        ((("a",),),): {(("b",), ("c",)): 3},
        ((("b",), ("c",)),): {(("d",),): 3},
        ((("d",),),): {((),): 3},
    }


def test_what_waits_in_a_queue_belongs_to_the_block_though_it_begins_late():
    queued = [("a", 0, 1), ("b", 1, 3), ("c", 3, 4), ("d", 4, 5)]
    log = table_of([CHECKS, SWAPPED, CHECKS, queued])
    flow = control_flow(log)
    late = (log.case == 3) & (log.activity == 2)
    assert flow.ready_s[late] == pytest.approx(log.end_s[(log.case == 3) & (log.activity == 0)])


def test_a_branch_of_two_activities_is_kept_in_order():
    beside = np.zeros((3, 3), dtype=bool)
    beside[0, 2] = beside[2, 0] = beside[1, 2] = beside[2, 1] = True
    assert blocks_of_case([0, 2, 1], beside) == [[[1], [0, 2]]]


def test_a_loop_begins_a_new_block():
    beside = np.array([[False, True], [True, False]])
    assert blocks_of_case([0, 1, 0, 1], beside) == [[[0], [1]], [[2], [3]]]


def test_what_is_ready_follows_the_last_of_a_block():
    log = table_of([CHECKS, SWAPPED, CHECKS])
    flow = control_flow(log)
    last = log.activity == 3
    first = log.activity == 0
    assert np.isnan(flow.ready_s[first]).all()
    assert flow.ready_s[last].tolist() == [
        log.end_s[(log.case == case) & (log.activity == 2)].max()
        if case != 1
        else log.end_s[(log.case == case) & (log.activity == 1)].max()
        for case in range(3)
    ]


def _sequences(paths):
    return table_of(
        [[(name, hour, hour) for hour, name in enumerate(path)] for path in paths], starts=False
    )


def test_a_longer_memory_is_kept_where_it_foretells_the_next_step():
    """What follows m depends on what came before it."""
    assert ((("a",),), (("m",),)) in counts_of(_sequences(["amx"] * 60 + ["bmy"] * 60))


def test_no_longer_memory_is_kept_where_it_tells_nothing():
    states = counts_of(_sequences(["amx", "amy", "bmx", "bmy"] * 30))
    assert max(len(state) for state in states) == 1


@given(st.lists(st.text("abcd", min_size=1, max_size=7), min_size=1, max_size=40))
@settings(max_examples=80, deadline=None)
def test_every_case_is_a_walk_through_the_states_and_every_count_is_used(paths):
    log = _sequences(paths)
    flow = control_flow(log)
    walked = dict.fromkeys(flow.counts, 0)
    for path in paths:
        steps = [((log.activities.index(name),),) for name in path]
        state = flow.after((), START)
        for step in [*steps, END]:
            assert flow.counts[state][step] > 0
            walked[state] += 1
            if step != END:
                state = flow.after(state, step)
    assert walked == {state: following.total() for state, following in flow.counts.items()}
