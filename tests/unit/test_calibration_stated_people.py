"""functions/optimization/calibration/from_statement.py: people, their hours and their queues"""

import re
from dataclasses import replace

import numpy as np
import pytest

from common.model.distribution import Distribution
from common.model.figure import Provenance
from common.model.staffing import Arrivals, Calendar, Performance, Resource, Shift
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.calibration_fixture import stated, travel
from tests.unit.stated_fixture import SIZE, UNTIMED, WEEKLY, twin, utilisation


def test_people_queue_where_headcount_and_volume_are_stated():
    workflow = travel(rejection=0, headcounts={"director": 1, "office": 2})
    found = twin(workflow, **WEEKLY)

    # 48 approvals of half an hour fill 24 of one director's 40 hours.
    assert utilisation(found.model)["director"] == pytest.approx(0.6)
    assert utilisation(found.model)["office"] == pytest.approx(0.6)
    hours = found.assumptions["working_h_per_week"]
    assert (hours.figure.value, hours.figure.provenance) == (40.0, Provenance.ASSUMED)
    assert utilisation(hours.rebuilt(35.0))["director"] == pytest.approx(24 / 35)


def test_a_stated_wait_includes_the_queue_and_the_hours_in_which_nobody_works():
    workflow = travel(rejection=0, headcounts={"director": 1, "office": 2})
    found = twin(workflow, **WEEKLY)

    outcome = simulate(found.model, Size(20, 600), seed=2)
    queue = outcome.activities["approve"]["waiting_mean_h"].mean()
    rest = outcome.activities["wait before approve"]["processing_mean_h"].mean()
    assert queue > 8
    assert queue + rest == pytest.approx(72, rel=0.06)


def test_an_overloaded_role_is_reported_with_the_people_it_needs():
    workflow = travel(rejection=0, headcounts={"director": 1, "office": 2})

    found = twin(workflow, cases_per_week=stated(90.0, "per_week"))

    [overloaded, *_] = [doubt for doubt in found.doubts if "overloaded" in doubt]
    assert "role “director” is overloaded" in overloaded
    assert "at least 2 are needed" in overloaded
    assert "director" not in {resource.id for resource in found.model.resources}


def test_half_a_person_gives_half_a_week():
    found = twin(travel(rejection=0, headcounts={"director": 1.5}), **WEEKLY)

    assert utilisation(found.model)["director"] == pytest.approx(24 / 60)
    [director] = found.model.resources
    assert director.amount == 2


def test_a_role_that_is_nearly_full_is_a_doubt():
    workflow = travel(rejection=0, headcounts={"director": 1})

    found = twin(workflow, cases_per_week=stated(78.0, "per_week"))

    assert any(re.search(r"“director” has 9[78](\.\d)?% of its", doubt) for doubt in found.doubts)


def test_without_headcounts_it_is_said_that_queues_are_not_simulated():
    found = twin(travel(), **WEEKLY)

    assert found.model.resources == ()
    assert any("queues are not simulated" in limit for limit in found.limits)


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

    assert {r.id: r.calendar for r in found.model.resources} == {"a": "days", "b": "mornings"}
    assert {r.group for r in found.model.resources} == {"office"}
    assert "working_h_per_week" not in found.assumptions


def test_given_distributions_and_arrivals_are_used_as_they_are():
    def times(family, **more):
        return Distribution(family=family, provenance=Provenance.STATED, origin="a test", **more)

    workflow = travel(rejection=0, **UNTIMED).model_copy(
        update={
            "resources": (Resource(id="ann", name="Ann", role="office"),),
            "performances": (
                Performance(activity="book", resource="ann", duration=times("fixed", mean_h=2.0)),
            ),
            "arrivals": Arrivals(interarrival=times("fixed", mean_h=10.0)),
            "figures": {"cases_per_week": stated(16.8, "per_week")},
        }
    )
    ids = [a.id for a in workflow.activities]
    given = tuple(
        a.model_copy(update={"processing": times("fixed", mean_h=1.0), "processing_h": stated(1.0)})
        for a in workflow.activities
    )
    found = twin(workflow.model_copy(update={"activities": given}))

    cycle = simulate(found.model, SIZE).process["cycle_time_mean_h"]
    np.testing.assert_allclose(cycle, len(ids) - 1 + 2.0)
    assert "coefficient_of_variation" not in found.assumptions


def test_waits_that_the_simulation_makes_are_not_called_unknown():
    unknown = {"submit": (0.5, None), "check": (0.5, None), "approve": (0.5, None)}
    weekly = {"cases_per_week": stated(10.0, "per_week")}
    workflow = travel(headcounts={"office": 2.0}, **unknown, book=(1.0, None))
    found = twin(workflow.model_copy(update={"figures": weekly}), **weekly)

    assert (
        "the waits before “Submit the request”, “Check the request” and “Approve the request” are "
        "not known and left out"
    ) in found.doubts


def test_a_queue_far_longer_than_the_stated_wait_is_a_doubt():
    # Decisions once a week, and a wait of an hour, do not go together.
    mondays = Calendar(id="mondays", shifts=(Shift(weekday=0, begins_s=0, ends_s=36_000),))
    workflow = travel(rejection=0, approve=(0.1, 1.0), headcounts={"director": 1}).model_copy(
        update={
            "calendars": (mondays,),
            "resources": (Resource(id="d", name="d", role="director", calendar="mondays"),),
        }
    )

    doubts = twin(workflow, cases_per_week=stated(20.0, "per_week")).doubts

    assert any(doubt.startswith("before “Approve the request” cases wait") for doubt in doubts)


def test_the_same_statement_and_seed_give_the_same_model():
    first, again = (twin(travel(headcounts={"director": 1}), **WEEKLY) for _ in range(2))

    assert first.model == again.model
    assert replace(first, assumptions={}) == replace(again, assumptions={})
