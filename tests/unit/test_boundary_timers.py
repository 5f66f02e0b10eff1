"""Boundary timers and several items, from BPMN to what is simulated."""

from math import exp

import pytest

from common.model.distribution import Distribution
from common.model.figure import Provenance
from common.model.routing import visits
from common.model.submission import Submission
from common.model.workflow import Activity, Flow, TimeLimit, Workflow
from functions.analysis.mining.stated import stated_facts
from functions.input.reading.outcome import Reading
from functions.input.reading.submission import read
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine.from_workflow import model_of
from functions.optimization.simulation.engine.simulation import Size, simulate
from functions.optimization.to_be.bpmn import as_is_bpmn
from functions.optimization.to_be.process import to_be
from tests.unit.bpmn_fixture import written
from tests.unit.bpmn_submission import codes, flow, process, submitted, tasks, ways
from tests.unit.calibration_fixture import stated
from tests.unit.test_to_be import change

SIZE = Size(replications=30, cases=1_500)
ALWAYS = [{"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59"}]


def timer(duration: str, host: str = "A", name: str = "t", interrupts: bool = True) -> str:
    return (
        f'<boundaryEvent id="{name}" name="{name} is up" attachedToRef="{host}" '
        f'cancelActivity="{str(interrupts).lower()}"><timerEventDefinition>{duration}'
        "</timerEventDefinition></boundaryEvent>"
    )


def lasting(iso: str) -> str:
    return f"<timeDuration>{iso}</timeDuration>"


def seconds(kind: str, *values: float) -> dict:
    return {"distribution_name": kind, "distribution_params": [{"value": v} for v in values]}


def parameters(times_s: dict[str, float], every_s: float = 3600.0, **more: object) -> dict:
    """One person per task, always there; exponential times of these means."""
    return {
        "arrival_time_distribution": seconds("expon", every_s, 0, 1e9),
        "arrival_time_calendar": ALWAYS,
        "resource_calendars": [{"id": "c", "name": "c", "time_periods": ALWAYS}],
        "resource_profiles": [
            {"id": f"role {task}", "name": f"role {task}", "resource_list": [
                {"id": f"who {task}", "name": f"who {task}", "amount": 1, "cost_per_hour": 10,
                 "calendar": "c", "assignedTasks": [task]}]}
            for task in times_s
        ],
        "task_resource_distribution": [
            {"task_id": task, "resources": [
                {"resource_id": f"who {task}", **seconds("expon", mean, 0, 1e9)}]}
            for task, mean in times_s.items()
        ],
        "gateway_branching_probabilities": [],
        "event_distribution": [],
    } | more  # fmt: skip


def told(model: str, beside: dict) -> Reading:
    data = {"bpmn": written(model).decode(), "simulation": beside}
    return read(Submission(workflow_data=data), None)


def outcome_of(workflow: Workflow, size: Size = SIZE):
    return simulate(twin_of_statement(stated_facts(workflow), workflow, seed=1).model, size, seed=3)


def holds(values, truth: float) -> None:
    """The truth lies within four standard errors."""
    mean, low, high = mean_interval(values)
    assert abs(mean - truth) <= 2 * (high - low) + 1e-9, (mean, truth)


def often(outcome, activity: str):
    return outcome.activities[activity]["executions_per_case"]


LATE = process(tasks("A B C") + timer(lasting("PT3H")), "s>A A>B B>e t>C C>e")


def test_as_many_cases_are_late_as_the_time_in_queue_and_work_says():
    """M/M/1, a timer that only reminds: the time at the step is exponential too."""
    model = process(tasks("A C") + timer(lasting("PT3H"), interrupts=False), "s>A A>e t>C C>e")
    found = told(model, parameters({"A": 2000.0, "C": 10.0}))
    step = found.workflow.activity("a")

    assert (step.time_limit.after_h.value, step.time_limit.breaks_off) == (3, False)
    assert step.time_limit.after_h.provenance is Provenance.STATED
    assert found.workflow.gateways == ()
    rate = 1 / 2000.0 - 1 / 3600.0
    outcome = outcome_of(found.workflow)
    holds(often(outcome, "c"), exp(-rate * 3 * 3600))
    holds(outcome.activities["a"]["over_limit_per_case"], exp(-rate * 3 * 3600))
    assert often(outcome, "a").mean() == 1


def test_work_that_is_broken_off_goes_on_where_the_timer_leads():
    """Nobody queues, as hardly anybody comes: only the work itself can take too long."""
    found = told(LATE, parameters({"A": 7200.0, "B": 10.0, "C": 10.0}, every_s=3e7))
    outcome = outcome_of(found.workflow)

    holds(often(outcome, "c"), exp(-1.5))
    holds(often(outcome, "b"), 1 - exp(-1.5))
    holds(outcome.process["cycle_time_mean_h"], 2 * (1 - exp(-1.5)) + 10 / 3600)
    assert ways(found.workflow) == {
        ("start", "a"), ("a", "b"), ("a", "c"), ("b", "end"), ("c", "end"),
    }  # fmt: skip


def test_the_wait_before_a_step_counts_towards_its_time():
    late = stated(0.05, "share").model_copy(update={"provenance": Provenance.ASSUMED})
    workflow = Workflow(
        name="w",
        activities=(
            Activity(
                id="a", name="A", waiting_h=stated(5.0), processing_h=stated(1.0),
                processing=Distribution(family="fixed", mean_h=1, provenance="stated", origin="x"),
                time_limit=TimeLimit(after_h=stated(4.0), to="b"),
            ),
            Activity(id="b", name="B", processing_h=stated(0.1), waiting_h=stated(0)),
        ),
        flows=(
            Flow(source="start", target="a"),
            Flow(source="a", target="b", probability=late),
            Flow(source="a", target="end"),
            Flow(source="b", target="end"),
        ),
    )  # fmt: skip
    twin = twin_of_statement(stated_facts(workflow), workflow, seed=1)
    outcome = simulate(twin.model, SIZE, seed=3)

    assert not any(name.startswith("probability") for name in twin.assumptions)
    # the waits are exponential; work of an hour that would end after four is broken off
    waited = {a.id: a for a in twin.model.activities}["wait before a"].duration.mean_s / 3600
    holds(often(outcome, "b"), exp(-3 / waited))
    late_work = exp(-3 / waited) - exp(-4 / waited)
    holds(outcome.activities["a"]["over_limit_per_case"], late_work)
    assert visits(workflow)["b"] == pytest.approx(0.05)


def test_how_long_until_an_event_may_be_given_beside_the_model():
    beside = parameters(
        {"A": 7200.0, "B": 10.0, "C": 10.0}, every_s=3e7,
        event_distribution=[{"event_id": "t", **seconds("expon", 3600.0, 0, 1e9)}],
    )  # fmt: skip
    message = LATE.replace(lasting("PT3H"), "").replace("timerEvent", "messageEvent")
    found = told(message, beside)

    assert found.workflow.activity("a").time_limit.after.family == "exponential"
    holds(often(outcome_of(found.workflow), "c"), 2 / 3)


@pytest.mark.parametrize(
    ("definition", "why"),
    [("", "timer_without_time"), ("<timeDate>2026-01-01T00:00:00Z</timeDate>",
     "timer_without_time"), (lasting("${days}"), "timer_without_time")],
)  # fmt: skip
def test_a_timer_without_a_duration_keeps_its_assumption_and_says_so(definition, why):
    found = submitted(written(LATE.replace(lasting("PT3H"), definition)))

    assert found.workflow.activity("a").time_limit is None
    assert why in codes(found)
    assert visits(found.workflow)["c"] == pytest.approx(0.05)


def test_a_timer_of_a_sub_process_limits_its_only_step_and_is_told_of_where_there_are_several():
    def around(inner: str) -> Reading:
        sub = (
            f'<subProcess id="u" name="Handle"><startEvent id="s2"/>{inner}<endEvent id="e2"/>'
            "</subProcess>"
        )
        return submitted(
            written(process(sub + tasks("C") + timer(lasting("PT3H"), "u"), "s>u u>e t>C C>e"))
        )

    one = around(tasks("A") + flow(20, "s2>A") + flow(21, "A>e2"))
    assert one.workflow.activity("a").time_limit.to == "c"
    assert not codes(one) & {"timer_of_several_steps", "exceptions_assumed"}

    two = around(tasks("A B") + flow(20, "s2>A") + flow(21, "A>B") + flow(22, "B>e2"))
    assert all(a.time_limit is None for a in two.workflow.activities)
    [told_] = [w for w in two.quality.warnings if w.code == "timer_of_several_steps"]
    assert told_.sample == ("t is up",)
    assert visits(two.workflow)["c"] == pytest.approx(0.05)


def test_of_several_timers_that_which_interrupts_is_simulated():
    reminder = timer(lasting("P1D"), name="r", interrupts=False)
    both = tasks("A B C") + reminder + timer(lasting("P3D"))
    found = submitted(written(process(both, "s>A A>e t>C C>e r>B B>e")))

    assert found.workflow.activity("a").time_limit.after_h.value == 72
    [told_] = [w for w in found.quality.warnings if w.code == "several_timers"]
    assert told_.sample == ("r is up",)
    assert visits(found.workflow)["b"] == pytest.approx(0.05)


def test_a_timer_that_leads_where_the_step_leads_only_cuts_its_time():
    model = process(
        tasks("A B") + '<exclusiveGateway id="x"/>' + timer(lasting("PT3H")), "s>A A>x t>x x>B B>e"
    )
    found = told(model, parameters({"A": 7200.0, "B": 10.0}, every_s=3e7))
    outcome = outcome_of(found.workflow)

    again = submitted(as_is_bpmn(found.workflow)).workflow
    assert again.activity("a").time_limit.to == found.workflow.activity("a").time_limit.to
    assert often(outcome, "b").mean() == 1
    holds(outcome.process["cycle_time_mean_h"], 2 * (1 - exp(-1.5)) + 10 / 3600)


def test_a_limit_without_a_way_is_refused():
    limit = TimeLimit(after_h=stated(1.0), to="end")
    with pytest.raises(ValueError, match="no flow leads from a"):
        Workflow(
            name="w",
            activities=(
                Activity(id="a", name="A", time_limit=limit), Activity(id="b", name="B"),
            ),
            flows=(Flow(source="start", target="a"), Flow(source="a", target="b")),
        )  # fmt: skip


@pytest.mark.parametrize("interrupts", [True, False])
def test_what_is_drawn_again_says_the_same(interrupts):
    model = process(
        tasks("A B C") + timer(lasting("P2DT3H"), interrupts=interrupts), "s>A A>B B>e t>C C>e"
    )
    first = submitted(written(model)).workflow
    again = submitted(as_is_bpmn(first)).workflow

    limit = again.activity("a").time_limit
    assert (limit.after_h.value, limit.to, limit.breaks_off) == (51, "c", interrupts)
    assert ways(again) == ways(first)
    assert visits(again) == pytest.approx(visits(first))


ITEMS = "<multiInstanceLoopCharacteristics{}>{}</multiInstanceLoopCharacteristics>"
LOOP = '<standardLoopCharacteristics loopMaximum="3">{}</standardLoopCharacteristics>'


def items(number: str, sequential: bool) -> str:
    how = f' isSequential="{str(sequential).lower()}"'
    return ITEMS.format(how, f"<loopCardinality>{number}</loopCardinality>")


@pytest.mark.parametrize(("sequential", "times"), [(False, 1 + 1 / 2 + 1 / 3), (True, 3)])
def test_a_step_is_done_for_as_many_items_as_are_stated(sequential, times):
    step = f'<task id="A" name="A">{items("3", sequential)}</task>'
    model = process(step + tasks("B"), "s>A A>B B>e")
    reading = told(model, parameters({"A": 3600.0, "B": 10.0}, every_s=3e7))
    plenty = [r.model_copy(update={"amount": 3}) for r in reading.workflow.resources]
    workflow = reading.workflow.model_copy(update={"resources": tuple(plenty)})
    outcome = outcome_of(workflow)

    assert workflow.activity("a").instances.number.value == 3
    assert stated_facts(workflow).figures["processing_h"].value == pytest.approx(3 + 10 / 3600)
    assert "multi_instance_once" not in codes(reading)
    assert often(outcome, "a").mean() == 3
    assert outcome.process["rework_share"].mean() == 0
    holds(outcome.process["cycle_time_mean_h"], times + 10 / 3600)


@pytest.mark.parametrize("sequential", [False, True])
def test_items_of_a_sub_process_are_all_worked_on(sequential):
    inner = tasks("A B") + flow(20, "s2>A") + flow(21, "A>B") + flow(22, "B>e2")
    sub = (
        f'<subProcess id="u" name="Handle">{items("4", sequential)}<startEvent id="s2"/>{inner}'
        '<endEvent id="e2"/></subProcess>'
    )
    found = told(process(sub, "s>u u>e"), parameters({"A": 600.0, "B": 300.0}, every_s=3e7))
    outcome = outcome_of(found.workflow)

    assert [often(outcome, name).mean() for name in ("a", "b")] == [4, 4]
    holds(outcome.process["processing_h"], 1.0)
    [told_] = [w for w in found.quality.warnings if w.code == "items_step_by_step"]
    assert told_.sample == ("Handle",)


def test_a_loop_without_a_condition_is_done_as_often_as_its_maximum_says():
    def looped(inner: str) -> Reading:
        step = f'<task id="A" name="A">{LOOP.format(inner)}</task>'
        return submitted(written(process(step + tasks("B"), "s>A A>B B>e")))

    often_ = looped("").workflow.activity("a").instances
    assert (often_.number.value, often_.order) == (3, "sequential")
    assert "loop_once" not in codes(looped(""))
    unknown = looped("<loopCondition>open</loopCondition>")
    assert unknown.workflow.activity("a").instances is None
    assert "loop_once" in codes(unknown)


@pytest.mark.parametrize("number", ["${items}", "0", "-1", "1001", "2.5", ""])
def test_an_unknown_number_of_items_is_said(number):
    step = f'<task id="A" name="A">{items(number, False)}</task>'
    found = submitted(written(process(step, "s>A A>e")))

    assert found.workflow.activity("a").instances is None
    assert "multi_instance_once" in codes(found)


def test_a_sub_process_of_unknown_items_or_rounds_is_named():
    def around(marker: str) -> Reading:
        inner = tasks("A B") + flow(20, "A>B")
        sub = f'<subProcess id="u" name="Handle">{marker}{inner}</subProcess>'
        return submitted(written(process(sub, "s>u u>e")))

    samples = {
        w.code: w.sample
        for marker in (ITEMS.format("", ""), LOOP.format("<loopCondition>open</loopCondition>"))
        for w in around(marker).quality.warnings
    }
    assert samples["items_unknown"] == samples["loop_once_around"] == ("Handle",)


def test_a_timer_of_a_step_for_several_items_keeps_its_assumption():
    step = f'<task id="A" name="A">{items("3", False)}</task>'
    found = submitted(
        written(process(step + tasks("C") + timer(lasting("PT3H")), "s>A A>e t>C C>e"))
    )

    assert found.workflow.activity("a").time_limit is None
    assert "timer_of_several_items" in codes(found)
    model, _ = model_of(found.workflow.model_copy(update={"figures": {
        "cases_per_week": stated(1.0, "per_week")}}))  # fmt: skip
    assert model.activity("a").instances == 3


def test_a_change_of_the_process_keeps_its_time_limits_or_is_only_noted():
    first = submitted(written(LATE)).workflow
    kept = to_be(first, [change("add_control", "b")]).workflow
    assert kept.activity("a").time_limit.to == "c"

    led_on = to_be(first, [change("add_control", "c")]).workflow
    assert led_on.activity("a").time_limit.to == "check_before_c"

    noted = to_be(first, [change("eliminate", "a")])
    assert noted.workflow.activity("a").time_limit.to == "c"
    assert [each.kind for each in noted.differences] == ["changed"]
