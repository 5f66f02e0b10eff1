"""functions/optimization/calibration/from_statement.py and stated_routing.py"""

from itertools import pairwise

import pytest

from common.model.figure import Provenance
from common.model.staffing import Calendar, Resource, Shift
from common.model.workflow import Activity, Flow, Role, Workflow
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.simulation.markov import (
    expected_elapsed_h,
    expected_executions,
    expected_flows,
    utilisation,
)
from functions.optimization.simulation.model import UnsoundModelError
from functions.optimization.simulation.run import Laboratory, Size
from tests.unit.calibration_fixture import stated, stated_facts_of, travel


def twin(workflow, **facts):
    return twin_of_statement(stated_facts_of(workflow, **facts), workflow, seed=1)


def plain(*flows, **activities):
    return Workflow(
        name="plain",
        activities=tuple(Activity(id=n, name=n, **given) for n, given in activities.items()),
        flows=tuple(Flow(source=f[0], target=f[1], probability=f[2]) for f in flows),
    )


def test_the_expected_cycle_time_is_the_sum_of_stated_parts_times_their_repetition():
    # A fifth of checks sends the case back to the submission: 1.25 rounds of submit and check.
    model = twin(travel(rejection=0.2)).model

    assert expected_executions(model)["check"] == pytest.approx(1.25)
    assert expected_elapsed_h(model) == pytest.approx(1.25 * (0.5 + 0.5 + 48) + 72.5 + 13)


def test_rejections_that_the_flows_already_show_are_not_added_again():
    workflow = plain(
        ("start", "ask", None),
        ("ask", "check", None),
        ("check", "ask", stated(0.3, "share")),
        ("check", "end", stated(0.7, "share")),
        ask={"processing_h": stated(1.0)},
        check={"processing_h": stated(1.0), "rejection_share": stated(0.3, "share")},
    )

    model = twin(workflow).model

    assert expected_flows(model)["check", "ask"] == pytest.approx(0.3 / 0.7)
    rejecting = [r for s in model.states for r in s.routes if model.is_rejection(s, r)]
    assert [route.probability for route in rejecting] == [0.3]


def test_a_flow_with_the_share_of_rejections_is_the_rejection():
    workflow = plain(
        ("start", "ask", None),
        ("ask", "check", None),
        ("check", "correct", stated(0.2, "share")),
        ("check", "decide", stated(0.8, "share")),
        ("correct", "check", None),
        ("decide", "end", stated(0.9, "share")),
        ("decide", "archive", stated(0.1, "share")),
        ("archive", "end", None),
        ask={"processing_h": stated(1.0)},
        check={"processing_h": stated(1.0), "rejection_share": stated(0.2, "share")},
        correct={"processing_h": stated(1.0)},
        decide={"processing_h": stated(1.0), "rejection_share": stated(0.9, "share")},
        archive={"processing_h": stated(1.0)},
    )

    model = twin(workflow).model

    assert expected_executions(model)["correct"] == pytest.approx(0.25)
    assert expected_executions(model)["ask"] == pytest.approx(1.0)
    rejecting = [r for s in model.states for r in s.routes if model.is_rejection(s, r)]
    assert [(model.states[r.target].step, r.probability) for r in rejecting] == [("correct", 0.2)]


def test_how_cases_divide_is_assumed_even_where_it_is_not_stated():
    workflow = plain(
        ("start", "ask", None),
        ("ask", "left", None),
        ("ask", "right", None),
        ("left", "end", None),
        ("right", "end", None),
        ask={"processing_h": stated(1.0)},
        left={"processing_h": stated(1.0)},
        right={"processing_h": stated(1.0)},
    )

    as_is = twin(workflow)

    assumption = as_is.assumptions["probability:ask->left"]
    assert (assumption.value, assumption.provenance) == (0.5, Provenance.ASSUMED)
    assert expected_executions(as_is.model)["right"] == pytest.approx(0.5)


def test_a_stated_cycle_time_is_shared_by_the_steps_whose_wait_is_not_stated():
    as_is = twin(
        travel(rejection=0, check=(0.5, None), approve=(0.5, None)), stated_cycle_time=stated(114.5)
    )

    # 114.5 h less 2.5 h of work and 12 h of known wait leave 50 h for each.
    assert as_is.assumptions["waiting_h:check"].value == pytest.approx(50.0)
    assert as_is.assumptions["waiting_h:check"].provenance is Provenance.ASSUMED
    assert expected_elapsed_h(as_is.model) == pytest.approx(114.5)
    assert as_is.observed == {"cycle_time_mean_h": 114.5}


def test_a_cycle_time_alone_is_enough_to_simulate():
    untimed = dict.fromkeys(("submit", "check", "approve", "book"), (None, None))

    as_is = twin(travel(rejection=0, **untimed), stated_cycle_time=stated(100.0))

    assert expected_elapsed_h(as_is.model) == pytest.approx(100.0)


def test_missing_work_is_the_median_of_the_stated_and_listed_as_an_assumption():
    as_is = twin(travel(book=(None, 12.0)))

    assert as_is.assumptions["processing_h:book"].value == 0.5
    assert as_is.assumptions["processing_h:book"].low == 0.5
    assert "coefficient_of_variation" in as_is.assumptions


def test_a_sum_of_parts_is_not_held_against_the_twin():
    total = stated(500.0).model_copy(update={"provenance": Provenance.INFERRED})

    assert twin(travel(), stated_cycle_time=total).observed == {}


def test_nothing_known_about_time_asks_for_it():
    untimed = dict.fromkeys(("submit", "check", "approve", "book"), (None, None))

    with pytest.raises(NotSimulableError, match="how long"):
        twin(travel(**untimed))


def test_work_without_any_wait_is_said_to_be_work_only():
    working = dict.fromkeys(("submit", "check", "approve", "book"), (1.0, None))

    assert any("work only" in doubt for doubt in twin(travel(rejection=0, **working)).doubts)


def test_a_step_that_leads_nowhere_is_named():
    workflow = plain(
        ("start", "ask", None),
        ask={"processing_h": stated(1.0)},
        loop={"processing_h": stated(1.0)},
    )

    with pytest.raises(UnsoundModelError, match="ask"):
        twin(workflow)


def test_a_workflow_without_a_first_step_is_refused():
    workflow = plain(("ask", "end", None), ask={"processing_h": stated(1.0)})

    with pytest.raises(NotSimulableError, match="which step comes first"):
        twin(workflow)


def test_people_queue_where_headcount_and_volume_are_stated():
    workflow = travel(rejection=0, headcounts={"director": 1, "office": 2})
    as_is = twin(workflow, cases_per_week=stated(48.0, "per_week"))

    # 48 approvals of half an hour fill 24 of one director's 40 hours.
    assert utilisation(as_is.model)["director"] == pytest.approx(0.6)
    assert utilisation(as_is.model)["office"] == pytest.approx(0.6)
    assert as_is.assumptions["working_h_per_week"].value == 40.0
    assert as_is.model.queues


def test_a_stated_wait_includes_the_queue():
    workflow = travel(rejection=0, headcounts={"director": 1, "office": 2})
    as_is = twin(workflow, cases_per_week=stated(48.0, "per_week"))

    cycle = Laboratory(2, Size(20, 300)).run(as_is.model).metrics()["cycle_time_mean_h"]

    assert cycle.mean() == pytest.approx(0.5 + 48.5 + 72.5 + 13, rel=0.05)


def test_an_overloaded_role_is_reported_with_the_people_it_needs():
    workflow = travel(rejection=0, headcounts={"director": 1, "office": 2})

    as_is = twin(workflow, cases_per_week=stated(90.0, "per_week"))

    [overloaded, *_] = [doubt for doubt in as_is.doubts if "overloaded" in doubt]
    assert "role director is overloaded" in overloaded
    assert "at least 2 are needed" in overloaded
    assert "director" not in as_is.model.pools


def test_half_a_person_gives_half_a_week():
    workflow = travel(rejection=0, headcounts={"director": 1.5})

    model = twin(workflow, cases_per_week=stated(48.0, "per_week")).model

    assert utilisation(model)["director"] == pytest.approx(24 / 60)
    assert model.pools["director"].capacity == 2


def test_a_role_that_is_nearly_full_is_a_doubt():
    workflow = travel(rejection=0, headcounts={"director": 1})

    as_is = twin(workflow, cases_per_week=stated(78.0, "per_week"))

    assert any("director has 98% of its time taken" in doubt for doubt in as_is.doubts)


def test_impossible_figures_are_taken_for_missing_ones():
    as_is = twin(travel(rejection=7.0, check=(-1.0, -5.0)))

    assert as_is.assumptions["processing_h:check"].value == 0.5
    assert as_is.assumptions["waiting_h:check"].value == 12.0
    assert expected_executions(as_is.model)["check"] == pytest.approx(1.0)


def test_thousands_of_activities_are_refused_with_advice():
    names = [f"a{i}" for i in range(1600)]
    flows = [(source, target, None) for source, target in pairwise(["start", *names, "end"])]
    workflow = plain(*flows, **{name: {"processing_h": stated(1.0)} for name in names})

    with pytest.raises(NotSimulableError, match="1600 activities"):
        twin(workflow)


def test_without_headcounts_it_is_said_that_queues_are_not_simulated():
    as_is = twin(travel(), cases_per_week=stated(48.0, "per_week"))

    assert not as_is.model.queues
    assert any("queues are not simulated" in limit for limit in as_is.limits)


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

    assert expected_elapsed_h(found.model) == pytest.approx(1 + 4 + 48)
    assert utilisation(found.model) == {"clerk": 0}
    assert "processing_h:check" not in found.assumptions
    assert any("not told apart at check" in limit for limit in found.limits)


def test_a_stated_cycle_time_leaves_nothing_to_share_where_every_step_tells_its_time():
    found = twin(unsplit(), stated_cycle_time=stated(60.0))

    assert expected_elapsed_h(found.model) == pytest.approx(53)
    assert not any(name.startswith("waiting_h:") for name in found.assumptions)


def test_a_time_that_is_not_split_is_enough_to_simulate_and_the_other_waits_are_named():
    workflow = plain(
        ("start", "ask", None),
        ("ask", "check", None),
        ("check", "end", None),
        ask={},
        check={"elapsed_h": stated(48.0)},
    )

    found = twin(workflow)

    assert expected_elapsed_h(found.model) == pytest.approx(48)
    assert "the waits before ask are not known and left out" in found.doubts


def test_stated_calendars_say_how_long_people_work():
    def calendar(name, hours):
        shifts = tuple(Shift(weekday=d, begins_s=0, ends_s=hours * 3600) for d in range(5))
        return Calendar(id=name, shifts=shifts)

    workflow = travel(headcounts={"office": 2.0}).model_copy(
        update={
            "calendars": (calendar("days", 8), calendar("mornings", 4)),
            "resources": (
                Resource(id="a", name="a", role="office", calendar="days"),
                Resource(id="b", name="b", role="office", calendar="mornings"),
            ),
        }
    )
    found = twin(workflow, cases_per_week=stated(10.0, "per_week"))

    assert found.model.pools["office"].stretch == pytest.approx(168 / 30)
    assert "working_h_per_week" not in found.assumptions


def test_waits_that_the_simulation_makes_are_not_called_unknown():
    unknown = {"submit": (0.5, None), "check": (0.5, None), "approve": (0.5, None)}
    weekly = {"cases_per_week": stated(10.0, "per_week")}
    workflow = travel(headcounts={"office": 2.0}, **unknown, book=(1.0, None))
    found = twin(workflow.model_copy(update={"figures": weekly}), **weekly)

    assert "the waits before submit, check, approve are not known and left out" in found.doubts
