"""Models of the canonical workflow."""

import pytest

from common.model.distribution import Distribution
from common.model.figure import Figure, Provenance
from common.model.staffing import Arrivals, Calendar, Performance, Resource, Shift
from common.model.workflow import Activity, Flow, Gateway, Role, Workflow
from functions.optimization.simulation.engine.from_workflow import NoArrivalsError, model_of
from functions.optimization.simulation.engine.model import Arrivals as EngineArrivals
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.paths import SHARED_DATA, needs_shared_data


def figure(value: float, unit: str = "h") -> Figure:
    return Figure(value=value, unit=unit, provenance=Provenance.STATED, origin="a test")


def times(family: str, **more: float) -> Distribution:
    return Distribution(family=family, provenance=Provenance.STATED, origin="a test", **more)


def workflow(**more: object) -> Workflow:
    given = {
        "name": "claims",
        "activities": (
            Activity(id="check", name="Check", processing=times("fixed", mean_h=0.5)),
            Activity(id="ask", name="Ask", kind="wait", processing=times("exponential", mean_h=24)),
            Activity(id="pay", name="Pay", role="office", processing_h=figure(0.25)),
        ),
        "gateways": (Gateway(id="x", kind="exclusive"),),
        "flows": (
            Flow(source="start", target="check"),
            Flow(source="check", target="x"),
            Flow(source="x", target="ask", count=figure(20, "count")),
            Flow(source="x", target="pay", count=figure(60, "count")),
            Flow(source="ask", target="pay"),
            Flow(source="pay", target="end"),
        ),
        "roles": (Role(id="office", name="Office", headcount=figure(2, "count")),),
        "calendars": (
            Calendar(id="c", shifts=(Shift(weekday=0, begins_s=0, ends_s=86_400),)),
        ),
        "resources": (
            Resource(id="ann", name="Ann", calendar="c", cost_per_h=figure(40, "money_per_h")),
        ),
        "performances": (
            Performance(
                activity="check",
                resource="ann",
                duration=times("gamma", mean_h=1, standard_deviation_h=0.5),
            ),
        ),
        "arrivals": Arrivals(interarrival=times("exponential", mean_h=12)),
    }  # fmt: skip
    return Workflow(**{**given, **more})


def test_what_the_workflow_says_becomes_the_model():
    model, assumptions = model_of(workflow())
    check = model.activity("check")
    assert [(p.resource, p.duration.mean_s) for p in check.performers] == [("ann", 3600.0)]
    assert model.activity("ask").performers == ()
    assert model.activity("pay").performers[0].resource == "role:office"
    shares = {(flow.source, flow.target): flow.probability for flow in model.flows}
    assert shares["x", "ask"] == 0.25
    assert shares["start", "check"] is None
    assert model.arrivals.interarrival.mean_s == 12 * 3600
    assert {assumption.place for assumption in assumptions} == {"pay", "office"}


def test_the_model_runs():
    outcome = simulate(model_of(workflow())[0], Size(5, 500))
    assert outcome.activities["ask"]["executions_per_case"].mean() == pytest.approx(0.25, abs=0.05)


def test_shares_that_nobody_gave_are_equal_and_listed():
    flows = tuple(flow.model_copy(update={"count": None}) for flow in workflow().flows)
    model, assumptions = model_of(workflow(flows=flows))
    assert {f.probability for f in model.flows if f.source == "x"} == {0.5}
    assert any(a.place == "x" and "equally likely" in a.text for a in assumptions)


def test_times_and_people_that_nobody_gave_are_listed():
    bare = workflow(
        activities=(
            Activity(id="check", name="Check"),
            Activity(id="ask", name="Ask", kind="wait", elapsed_h=figure(3)),
            Activity(id="pay", name="Pay"),
        ),
        performances=(),
    )
    model, assumptions = model_of(bare)
    assert model.activity("check").duration.mean_s == 0
    assert model.activity("ask").duration.mean_s == 3 * 3600
    said = {(a.place, a.text.split(":")[0]) for a in assumptions}
    assert ("check", "takes no time") in said
    assert ("check", "nobody is ever missing") in said
    assert ("ask", "times are exponential") in said


def test_a_timer_waits_as_it_is_spread_and_work_does_not_take_the_wait_before_it():
    timer = times("fixed", mean_h=48)
    given = workflow(
        activities=(
            Activity(id="check", name="Check", processing_h=figure(2), waiting=timer),
            Activity(id="ask", name="Ask", kind="wait", waiting=timer, waiting_h=figure(48)),
            Activity(id="pay", name="Pay"),
        ),
        performances=(),
    )
    model, assumptions = model_of(given)
    assert model.activity("ask").duration.family == "fixed"
    assert model.activity("ask").duration.mean_s == 48 * 3600
    assert model.activity("check").duration.mean_s == 2 * 3600
    assert "ask" not in {assumption.place for assumption in assumptions}


def test_without_arrivals_there_is_no_model_unless_they_are_given():
    quiet = workflow(arrivals=None)
    with pytest.raises(NoArrivalsError):
        model_of(quiet)
    assert model_of(quiet, EngineArrivals(population=3))[0].arrivals.population == 3
    weekly = workflow(arrivals=None, figures={"cases_per_week": figure(14, "per_week")})
    assert model_of(weekly)[0].arrivals.interarrival.mean_s == 12 * 3600


@needs_shared_data
@pytest.mark.parametrize(("name", "cycle_h"), [("loan_origination", 30.23), ("purchasing", 88.33)])
def test_prosimos_rule_gives_what_prosimos_gives(name: str, cycle_h: float):
    """The means are those of 100 runs of 1,000 cases each by Prosimos 2.1.0."""
    from benchmarks.simulation_scenarios import scenario  # noqa: PLC0415 - reads shared data

    assert (SHARED_DATA / "scenarios" / name).is_dir()
    outcome = simulate(scenario(name), Size(10, 1000), rule="prosimos", warm_up=0)
    mean, low, high = outcome.interval("cycle_time_mean_h")
    assert mean == pytest.approx(cycle_h, rel=0.01 + (high - low) / mean)
    earliest = simulate(scenario(name), Size(4, 1000), warm_up=0)
    assert earliest.process["waiting_h"].mean() < outcome.process["waiting_h"].mean()
