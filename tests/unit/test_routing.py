"""common/model/routing.py"""

import random
from collections import Counter
from math import sqrt

import pytest
from hypothesis import given, settings

from common.model.figure import Figure, Provenance
from common.model.routing import branching, contracted, following, visits
from common.model.workflow import END, START, Activity, Flow, Gateway, Workflow
from tests.unit.block_workflows import BLOCKS, played, share, workflow_of


def workflow(*flows: tuple, **gateways: str) -> Workflow:
    """Flows as (source, target) or (source, target, probability); other names are activities."""
    names = {name for flow in flows for name in flow[:2]} - {START, END} - gateways.keys()
    return Workflow(
        name="w",
        activities=tuple(Activity(id=name, name=name) for name in sorted(names)),
        gateways=tuple(Gateway(id=name, kind=kind) for name, kind in gateways.items()),
        flows=tuple(
            Flow(source=a, target=b, probability=share(p[0]) if p else None) for a, b, *p in flows
        ),
    )


def test_an_exclusive_gateway_divides_by_its_probabilities():
    model = workflow(
        (START, "A"), ("A", "x"), ("x", "B", 0.3), ("x", "C"), ("B", END), ("C", END),
        x="exclusive",
    )  # fmt: skip

    assert visits(model) == pytest.approx({"A": 1, "B": 0.3, "C": 0.7, "x": 1, "end": 1})
    assert following(model)["A"] == pytest.approx({"B": 0.3, "C": 0.7})


def test_an_event_based_gateway_shares_equally_where_nothing_is_stated():
    model = workflow((START, "x"), ("x", "A"), ("x", "B"), ("A", END), ("B", END), x="event_based")

    assert visits(model)["A"] == 0.5
    assert branching(model).assumed == {("x", "A"): 0.5, ("x", "B"): 0.5}


def test_a_single_way_left_is_no_assumption():
    model = workflow((START, "x"), ("x", "A", 0.3), ("x", END), ("A", END), x="exclusive")

    assert branching(model).weights["x"] == pytest.approx({"A": 0.3, END: 0.7})
    assert branching(model).assumed == {}


def test_parallel_ways_are_all_taken_and_merge_to_one():
    model = workflow(
        (START, "s"), ("s", "A"), ("s", "B"), ("s", "C"), ("A", "j"), ("B", "j"), ("C", "j"),
        ("j", "D"), ("D", END), s="parallel", j="parallel",
    )  # fmt: skip

    assert visits(model) == pytest.approx(
        dict.fromkeys(("A", "B", "C", "D", "s", END), 1) | {"j": 3}
    )
    assert following(model)["A"] == pytest.approx({"D": 1 / 3})
    assert following(model)[START] == pytest.approx({"A": 1, "B": 1, "C": 1})


def test_an_inclusive_join_merges_what_its_split_sends_on_average():
    model = workflow(
        (START, "s"), ("s", "A", 1.0), ("s", "B", 0.4), ("A", "j"), ("B", "j"), ("j", "C"),
        ("C", END), s="inclusive", j="inclusive",
    )  # fmt: skip

    assert visits(model)["B"] == pytest.approx(0.4)
    assert visits(model)["C"] == pytest.approx(1)


def test_an_inclusive_way_of_unknown_share_counts_as_if_every_choice_were_equally_likely():
    model = workflow((START, "s"), ("s", "A"), ("s", "B"), ("A", END), ("B", END), s="inclusive")

    assert visits(model)["A"] == pytest.approx(2 / 3)  # of {A}, {B}, {A, B}
    assert branching(model).assumed == pytest.approx({("s", "A"): 2 / 3, ("s", "B"): 2 / 3})


def test_an_inclusive_gateway_sends_at_least_one_token():
    model = workflow(
        (START, "s"), ("s", "A", 0.2), ("s", "B", 0.2), ("A", END), ("B", END), s="inclusive"
    )

    assert visits(model)["A"] == pytest.approx(0.5)


def test_gateways_that_only_lead_to_each_other_do_not_hang():
    circling = workflow(
        (START, "x"), ("x", "y"), ("y", "x"), ("A", END), x="exclusive", y="exclusive"
    )
    left_at_last = workflow(
        (START, "x"), ("x", "y"), ("y", "x", 0.75), ("y", "A"), ("A", END),
        x="exclusive", y="exclusive",
    )  # fmt: skip

    assert visits(circling) is None
    assert following(circling) == {START: {}, "A": {END: 1}}
    assert visits(left_at_last) == pytest.approx({"A": 1, "x": 4, "y": 4, END: 1})
    assert following(left_at_last)[START] == pytest.approx({"A": 1})


def test_tokens_that_multiply_in_a_loop_have_no_number_of_visits():
    model = workflow((START, "A"), ("A", "s"), ("s", "A"), ("s", "B"), ("B", END), s="parallel")

    assert visits(model) is None


def test_a_loop_that_is_rarely_left_is_followed_to_its_end():
    model = workflow((START, "A"), ("A", "A", 0.999), ("A", END))

    assert visits(model)["A"] == pytest.approx(1000)


def test_two_flows_to_the_same_place_count_as_one_way():
    model = workflow((START, "x"), ("x", END, 0.2), ("x", END, 0.3), ("x", "A"), ("A", END),
                     x="exclusive")  # fmt: skip

    assert branching(model).weights["x"] == pytest.approx({END: 0.5, "A": 0.5})


def test_counts_serve_where_no_probability_is_known():
    count = Figure(value=3, unit="count", provenance=Provenance.MEASURED, origin="log")
    model = workflow((START, "x"), ("x", "A"), ("x", "B"), ("A", END), ("B", END), x="exclusive")
    flows = tuple(
        flow.model_copy(update={"count": count if flow.target == "A" else count.model_copy(
            update={"value": 1})}) for flow in model.flows
    )  # fmt: skip

    assert visits(model.model_copy(update={"flows": flows}))["A"] == pytest.approx(0.75)


def test_contracts_waits_as_well_as_gateways():
    assert contracted({"a": {"w": 1.0}, "w": {"w": 0.5, "b": 0.5}}, ["w"]) == {
        "a": {"b": pytest.approx(1.0)}
    }


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_in_a_sound_block_structured_model_the_end_is_reached_exactly_once(block):
    assert visits(workflow_of(block))[END] == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_contracting_gateways_keeps_the_visits_of_activities(block):
    model = workflow_of(block)
    expected, after = visits(model), following(model)
    for activity in model.activities:
        arrived = sum(
            (1 if source == START else expected[source]) * ways.get(activity.id, 0)
            for source, ways in after.items()
        )
        assert arrived == pytest.approx(expected[activity.id])


@settings(max_examples=15, deadline=None)
@given(BLOCKS)
def test_visits_equal_those_of_a_game_of_tokens(block):
    expected = visits(workflow_of(block))
    draws, cases = random.Random(7), 600  # noqa: S311
    total: Counter[str] = Counter()
    squares: Counter[str] = Counter()
    for _ in range(cases):
        names: Counter[str] = Counter()
        played(block, draws, names, [0])
        total += names
        squares += Counter({name: times**2 for name, times in names.items()})
    for activity in workflow_of(block).activities:
        mean = total[activity.id] / cases
        spread = sqrt(max(squares[activity.id] / cases - mean**2, 0.01) / cases)
        assert mean == pytest.approx(expected[activity.id], abs=6 * spread)
