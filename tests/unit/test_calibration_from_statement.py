"""functions/optimization/calibration/from_statement.py: ways and times"""

from itertools import pairwise

import pytest

from common.model.figure import Provenance
from common.model.workflow import Gateway, Role
from functions.optimization.calibration.as_is import NotSimulableError
from tests.unit.calibration_fixture import stated, travel
from tests.unit.stated_fixture import UNTIMED, often, plain, simulated, twin


def test_the_cycle_time_is_the_sum_of_stated_parts_times_their_repetition():
    # A fifth of checks sends the case back to the submission: 1.25 rounds of submit and check.
    model = twin(travel(rejection=0.2)).model

    assert often(model, "check") == pytest.approx(1.25)
    expected = 1.25 * (0.5 + 0.5 + 48) + 72.5 + 13
    assert simulated(model) == pytest.approx(expected, rel=0.05)


def test_what_is_sent_back_counts_as_rejected():
    found = twin(travel(rejection=0.2))

    assert found.sends_back == {"check rejects: submit"}
    assert simulated(found.model, "rejection_share") == pytest.approx(0.2, abs=0.02)


def test_rejections_that_the_flows_already_show_are_not_added_again():
    found = twin(
        plain(
            ("start", "ask", None),
            ("ask", "check", None),
            ("check", "ask", stated(0.3, "share")),
            ("check", "end", stated(0.7, "share")),
            ask={"processing_h": stated(1.0)},
            check={"processing_h": stated(1.0), "rejection_share": stated(0.3, "share")},
        )
    )

    assert often(found.model, "check") == pytest.approx(1 / 0.7)
    assert found.sends_back == {"check rejects: ask"}
    assert often(found.model, "check rejects: ask") == pytest.approx(0.3 / 0.7)


def test_a_way_with_the_share_of_rejections_is_the_rejection_behind_a_gateway_too():
    found = twin(
        plain(
            ("start", "ask", None),
            ("ask", "check", None),
            ("check", "well?", None),
            ("well?", "correct", stated(0.2, "share")),
            ("well?", "decide", stated(0.8, "share")),
            ("correct", "check", None),
            ("decide", "end", stated(0.9, "share")),
            ("decide", "archive", stated(0.1, "share")),
            ("archive", "end", None),
            gateways=[("well?", "exclusive")],
            ask={"processing_h": stated(1.0)},
            check={"processing_h": stated(1.0), "rejection_share": stated(0.2, "share")},
            correct={"processing_h": stated(1.0)},
            decide={"processing_h": stated(1.0), "rejection_share": stated(0.9, "share")},
            archive={"processing_h": stated(1.0)},
        )
    )

    assert often(found.model, "correct") == pytest.approx(0.25)
    assert often(found.model, "ask") == pytest.approx(1.0)
    assert found.sends_back == {"check rejects: correct"}
    assert found.turns_down == {"decide rejects: end"}


def test_a_rejection_stated_of_the_whole_process_is_placed_at_the_first_check_and_listed():
    whole = travel(rejection=0).model_copy(update={"figures": {"rejection_share": stated(0.15)}})
    found = twin(whole)

    assumption = found.assumptions["rejection_share:check"]
    assert assumption.figure.provenance is Provenance.ASSUMED
    assert "Check the request" in assumption.figure.origin
    assert simulated(found.model, "rejection_share") == pytest.approx(0.15, abs=0.02)
    assert simulated(assumption.rebuilt(0.4), "rejection_share") == pytest.approx(0.4, abs=0.03)


def test_how_cases_divide_is_assumed_even_where_it_is_not_stated():
    found = twin(
        plain(
            ("start", "ask", None),
            ("ask", "left", None),
            ("ask", "right", None),
            ("left", "end", None),
            ("right", "end", None),
            ask={"processing_h": stated(1.0)},
            left={"processing_h": stated(1.0)},
            right={"processing_h": stated(1.0)},
        )
    )

    assumption = found.assumptions["probability:ask->left"]
    assert (assumption.figure.value, assumption.figure.provenance) == (0.5, Provenance.ASSUMED)
    assert often(found.model, "right") == pytest.approx(0.5)
    assert often(assumption.rebuilt(0.9), "right") == pytest.approx(0.1)


def forked(kind, *shares):
    ways = zip(("left", "right"), shares or (None, None), strict=True)
    return plain(
        ("start", "fork", None),
        *(("fork", way, None if s is None else stated(s, "share")) for way, s in ways),
        ("left", "join", None),
        ("right", "join", None),
        ("join", "end", None),
        gateways=[("fork", kind), ("join", "exclusive" if kind == "event_based" else kind)],
        left={"waiting_h": stated(10.0), "processing_h": stated(0.0)},
        right={"waiting_h": stated(10.0), "processing_h": stated(0.0)},
    )


def test_branches_run_side_by_side():
    found = twin(forked("parallel"))

    assert simulated(found.model) == pytest.approx(15.0, rel=0.05)  # the longer of two of 10 h
    assert simulated(found.model, "executions_per_case") == 2


def test_an_inclusive_gateway_takes_each_way_with_its_share():
    found = twin(forked("inclusive", 1.0, 0.5))

    assert simulated(found.model, "executions_per_case") == pytest.approx(1.5, abs=0.05)


def test_the_first_event_decides_where_events_wait_for_each_other():
    events = forked("event_based")
    waits = tuple(
        a.model_copy(update={"kind": "wait", "processing_h": None}) for a in events.activities
    )
    found = twin(events.model_copy(update={"activities": waits}))

    assert simulated(found.model) == pytest.approx(5.0, rel=0.06)  # the earlier of two


def test_a_stated_cycle_time_is_shared_by_the_steps_whose_wait_is_not_stated():
    found = twin(
        travel(rejection=0, check=(0.5, None), approve=(0.5, None)), stated_cycle_time=stated(114.5)
    )

    # 114.5 h less 2.5 h of work and 12 h of known wait leave 50 h for each.
    shared = found.assumptions["waiting_h:check"]
    assert shared.figure.value == pytest.approx(50.0, rel=0.05)
    assert shared.figure.provenance is Provenance.ASSUMED
    assert simulated(found.model) == pytest.approx(114.5, rel=0.03)
    assert simulated(shared.rebuilt(0.0)) == pytest.approx(64.5, rel=0.06)
    assert [check.metric for check in found.checks] == ["cycle_time_mean_h"]
    assert found.checks[0].passed


def test_a_cycle_time_alone_is_enough_to_simulate():
    found = twin(travel(rejection=0, **UNTIMED), stated_cycle_time=stated(100.0))

    assert simulated(found.model) == pytest.approx(100.0, rel=0.04)


def test_missing_work_is_the_median_of_the_stated_and_listed_as_an_assumption():
    found = twin(travel(book=(None, 12.0)))

    assert found.assumptions["processing_h:book"].figure.value == 0.5
    assert found.assumptions["processing_h:book"].figure.low == 0.5
    more = found.assumptions["processing_h:book"].rebuilt(50.0)
    assert simulated(more) - simulated(found.model) == pytest.approx(49.5, rel=0.1)


def test_times_of_which_only_means_are_stated_can_vary_more_or_less():
    found = twin(travel(rejection=0))
    spread = found.assumptions["coefficient_of_variation"]

    p95 = [simulated(spread.rebuilt(v), "cycle_time_p95_h") for v in (0.5, 1.0, 1.5)]
    assert p95[0] < p95[1] < p95[2]
    assert simulated(spread.rebuilt(0.5)) == pytest.approx(simulated(found.model), rel=0.05)


def test_a_sum_of_parts_is_not_held_against_the_twin():
    total = stated(500.0).model_copy(update={"provenance": Provenance.INFERRED})

    assert twin(travel(), stated_cycle_time=total).checks == ()


def test_nothing_known_about_time_asks_for_it():
    with pytest.raises(NotSimulableError, match="how long"):
        twin(travel(**UNTIMED))


def test_work_without_any_wait_is_said_to_be_work_only():
    working = dict.fromkeys(("submit", "check", "approve", "book"), (1.0, None))

    assert any("work only" in doubt for doubt in twin(travel(rejection=0, **working)).doubts)


def test_a_step_that_leads_nowhere_is_named():
    workflow = plain(
        ("start", "ask", None),
        ask={"processing_h": stated(1.0)},
        loop={"processing_h": stated(1.0)},
    )

    with pytest.raises(NotSimulableError, match="No way leads to the end from: ask"):
        twin(workflow)


def test_a_join_that_waits_for_ever_is_named():
    workflow = forked("exclusive", 0.5, 0.5)
    join = Gateway(id="join", kind="parallel")
    stuck = workflow.model_copy(update={"gateways": (workflow.gateways[0], join)})

    with pytest.raises(NotSimulableError, match="join"):
        twin(stuck)


def test_a_workflow_without_a_first_step_is_refused():
    workflow = plain(("ask", "end", None), ask={"processing_h": stated(1.0)})

    with pytest.raises(NotSimulableError, match="which step comes first"):
        twin(workflow)


def test_impossible_figures_are_taken_for_missing_ones():
    found = twin(travel(rejection=7.0, check=(-1.0, -5.0)))

    assert found.assumptions["processing_h:check"].figure.value == 0.5
    assert found.assumptions["waiting_h:check"].figure.value == 12.0
    assert often(found.model, "check") == pytest.approx(1.0)


def test_thousands_of_activities_are_refused_with_advice():
    names = [f"a{i}" for i in range(1600)]
    flows = [(source, target, None) for source, target in pairwise(["start", *names, "end"])]
    workflow = plain(*flows, **{name: {"processing_h": stated(1.0)} for name in names})

    with pytest.raises(NotSimulableError, match="1,600 activities"):
        twin(workflow)


def unsplit():
    return plain(
        ("start", "ask", None),
        ("ask", "check", None),
        ("check", "end", None),
        ask={"processing_h": stated(1.0), "waiting_h": stated(4.0)},
        check={"elapsed_h": stated(48.0)},
    )


def test_a_time_that_is_not_split_delays_the_case_and_busies_nobody():
    clerk = Role(id="clerk", name="Clerk", headcount=stated(1.0, "count"))
    ask, check = unsplit().activities
    manned = (ask, check.model_copy(update={"role": "clerk"}))
    workflow = unsplit().model_copy(update={"roles": (clerk,), "activities": manned})

    found = twin(workflow, cases_per_week=stated(20.0, "per_week"))

    assert simulated(found.model) == pytest.approx(1 + 4 + 48, rel=0.06)
    assert found.model.activity("check").performers == ()
    assert "processing_h:check" not in found.assumptions
    assert any("not told apart at “check”" in limit for limit in found.limits)


def test_a_stated_cycle_time_leaves_nothing_to_share_where_every_step_tells_its_time():
    found = twin(unsplit(), stated_cycle_time=stated(60.0))

    assert simulated(found.model) == pytest.approx(53, rel=0.05)
    assert not any(name.startswith("waiting_h:") for name in found.assumptions)


def test_a_time_that_is_not_split_is_enough_to_simulate_and_the_other_waits_are_named():
    found = twin(
        plain(
            ("start", "ask", None),
            ("ask", "check", None),
            ("check", "end", None),
            ask={},
            check={"elapsed_h": stated(48.0)},
        )
    )

    assert simulated(found.model) == pytest.approx(48, rel=0.05)
    assert "the waits before “ask” are not known and left out" in found.doubts
