"""Simulation parameters beside and in BPMN: functions/input/reading/bpmn_staffing.py, _times.py"""

import json

import pytest

from common.model.figure import Provenance
from common.model.problem import PermanentError
from common.model.routing import visits
from common.model.submission import Submission
from functions.input.bpmn.simulation import Distribution, Period
from functions.input.reading.bpmn_times import calendar_of, hours_per_week, mean_h, times_of
from functions.input.reading.submission import read
from tests.paths import SHARED_DATA, needs_shared_data
from tests.unit.bpmn_fixture import written
from tests.unit.bpmn_submission import codes, process, share, submitted, tasks

MODEL = process(tasks("A B") + '<exclusiveGateway id="x"/>', "s>A A>x x>B x>e B>e")
OFFICE = [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:00:00"}]


def distribution(kind: str, *values: float) -> dict:
    return {"distribution_name": kind, "distribution_params": [{"value": v} for v in values]}


def person(name: str, tasks_: str, **more) -> dict:
    one = {"id": name, "name": name, "amount": 1, "cost_per_hour": 20, "calendar": "office",
           "assignedTasks": tasks_.split()} | more  # fmt: skip
    return {"id": f"{name}_profile", "name": f"{name}_profile", "resource_list": [one]}


PARAMETERS = {
    "arrival_time_distribution": distribution("expon", 1800, 0, 7200),
    "arrival_time_calendar": OFFICE,
    "resource_profiles": [person("Clerk-1", "A"), person("Clerk-2", "A"), person("Boss", "B")],
    "resource_calendars": [{"id": "office", "name": "Office", "time_periods": OFFICE}],
    "task_resource_distribution": [
        {"task_id": "A", "resources": [
            {"resource_id": "Clerk-1", **distribution("fix", 3600)},
            {"resource_id": "Clerk-2", **distribution("norm", 7200, 600, 0, 9000)},
        ]},
        {"task_id": "B", "resources": [{"resource_id": "Boss", **distribution("fix", 900)}]},
    ],
    "gateway_branching_probabilities": [
        {"gateway_id": "x", "probabilities": [
            {"path_id": "f2", "value": 0.3}, {"path_id": "f3", "value": 0.7}]}
    ],
    "event_distribution": [],
}  # fmt: skip


def with_parameters(parameters: object, model: str = MODEL):
    data = {"bpmn": written(model).decode(), "simulation": parameters}
    return read(Submission(workflow_data=data), None)


def test_durations_probabilities_arrivals_and_costs_come_along():
    found = with_parameters(PARAMETERS).workflow

    assert found.activity("a").processing_h.value == pytest.approx(1.5)
    assert found.activity("a").processing_h.provenance is Provenance.STATED
    assert found.activity("b").processing_h.value == 0.25
    assert found.activity("b").processing.family == "fixed"
    assert share(found, "exclusive_gateway", "b").value == 0.3
    assert "flow f2" in share(found, "exclusive_gateway", "b").origin
    assert found.arrivals.interarrival.mean_h == 0.5
    assert found.figures["cases_per_week"].value == pytest.approx(80)  # 40 h at one per half hour
    assert visits(found)["b"] == pytest.approx(0.3)


def test_people_with_the_same_tasks_are_one_role():
    found = with_parameters(PARAMETERS).workflow

    assert [(role.name, role.headcount.value) for role in found.roles] == [
        ("Clerk", 2),
        ("Boss", 1),
    ]
    assert found.roles[0].headcount.provenance is Provenance.INFERRED
    assert found.roles[1].headcount.provenance is Provenance.STATED
    assert found.roles[0].cost_per_h.value == 20
    assert [activity.role for activity in found.activities] == ["clerk", "boss"]
    assert [(p.activity, p.resource) for p in found.performances] == [
        ("a", "Clerk-1"), ("a", "Clerk-2"), ("b", "Boss"),
    ]  # fmt: skip
    assert "/task_resource_distribution/0/resources/1" in found.performances[1].duration.origin
    assert (found.resources[0].role, found.resources[0].calendar) == ("clerk", "office")


def test_a_profile_of_several_people_stays_a_role():
    team = {
        "id": "team",
        "name": "Team",
        "resource_list": [
            {"id": "Clerk-1", "amount": 3, "cost_per_hour": 10, "calendar": "office"},
            {"id": "Clerk-2", "amount": 1, "cost_per_hour": 30, "calendar": "office"},
        ],
    }
    found = with_parameters(PARAMETERS | {"resource_profiles": [team]}).workflow

    [role] = found.roles
    assert (role.name, role.headcount.value, role.cost_per_h.value) == ("Team", 4, 15)
    assert found.activity("a").processing_h.value == pytest.approx((3 * 1 + 1 * 2) / 4)


def test_what_names_no_element_of_the_model_is_warned_about():
    more = {"task_id": "gone", "resources": [{"resource_id": "Boss", **distribution("fix", 1)}]}
    times = [*PARAMETERS["task_resource_distribution"], more]
    paths = [{"gateway_id": "nowhere", "probabilities": [{"path_id": "f99", "value": 1}]}]
    found = with_parameters(
        PARAMETERS | {"task_resource_distribution": times, "gateway_branching_probabilities": paths}
    )

    [warned] = [w for w in found.quality.warnings if w.code == "unknown_in_model"]
    assert warned.sample == ("task 'gone'", "gateway 'nowhere'", "flow 'f99'")
    assert len(found.workflow.performances) == 3


def test_tasks_and_people_without_times_or_calendars_are_named():
    times = PARAMETERS["task_resource_distribution"][:1]
    people = [person("Clerk-1", "A", calendar="night"), person("Clerk-2", "A", amount=0)]
    found = with_parameters(
        PARAMETERS | {"task_resource_distribution": times, "resource_profiles": people}
    )

    assert {"task_without_time", "works_always", "no_such_resource"} <= codes(found)
    assert found.workflow.resources[0].calendar is None
    assert found.workflow.activity("b").processing_h is None


def test_probabilities_that_do_not_add_up_are_scaled_and_said_to_be():
    paths = [{"gateway_id": "x", "probabilities": [
        {"path_id": "f2", "value": 0.3}, {"path_id": "f3", "value": 0.9}]}]  # fmt: skip
    found = with_parameters(PARAMETERS | {"gateway_branching_probabilities": paths})
    probability = share(found.workflow, "exclusive_gateway", "b")

    assert probability.value == pytest.approx(0.25)
    assert probability.provenance is Provenance.INFERRED
    assert {"probabilities_scaled", "probabilities_off"} <= codes(found)


def test_one_missing_probability_is_what_the_others_leave():
    paths = [{"gateway_id": "x", "probabilities": [{"path_id": "f2", "value": 0.3}]}]
    found = with_parameters(PARAMETERS | {"gateway_branching_probabilities": paths}).workflow

    assert share(found, "exclusive_gateway", "end").value == pytest.approx(0.7)
    assert share(found, "exclusive_gateway", "end").provenance is Provenance.INFERRED


def test_an_event_waits_as_long_as_its_distribution_says():
    model = process(
        tasks("A") + '<intermediateCatchEvent id="m" name="Answer"><messageEventDefinition/>'
        "</intermediateCatchEvent>",
        "s>A A>m m>e",
    )
    events = [{"event_id": "m", **distribution("expon", 7200, 0, 90000)}]
    found = with_parameters(PARAMETERS | {"event_distribution": events}, model).workflow

    assert found.activity("answer").waiting_h.value == 2
    assert found.activity("answer").waiting_h.provenance is Provenance.STATED
    assert found.activity("answer").waiting.family == "exponential"


def test_sections_that_nothing_uses_are_named():
    found = with_parameters(PARAMETERS | {"batch_processing": [{"task_id": "A"}]})

    assert [w.sample for w in found.quality.warnings if w.code == "section_not_used"] == [
        ("batch_processing",)
    ]


@pytest.mark.parametrize("parameters", ["{not json", {"nothing": 1}, [1], {"resource_profiles": 7}])
def test_parameters_that_are_none_are_refused(parameters):
    with pytest.raises(PermanentError) as error:
        with_parameters(parameters)
    assert error.value.problem.type.rsplit("/", 1)[1] in {"malformed-json", "invalid-parameters"}


def test_parameters_without_a_model_are_refused_with_the_way_to_submit_both():
    with pytest.raises(PermanentError) as error:
        read(Submission(workflow_data=PARAMETERS), None)
    assert error.value.problem.type.endswith("parameters-without-model")
    assert '"simulation"' in error.value.problem.detail


def test_parameters_may_be_given_as_text():
    assert with_parameters(json.dumps(PARAMETERS)).workflow == with_parameters(PARAMETERS).workflow


def test_parameters_of_bimp_are_found_in_the_model():
    info = """<extensionElements><qbp:processSimulationInfo currency="EUR" processInstances="100">
    <qbp:arrivalRateDistribution type="FIXED" mean="3600"/>
    <qbp:timetables><qbp:timetable id="t" default="true" name="Office"><qbp:rules><qbp:rule
    fromTime="09:00:00.000+00:00" toTime="17:00:00.000+00:00" fromWeekDay="MONDAY"
    toWeekDay="FRIDAY"/></qbp:rules></qbp:timetable></qbp:timetables>
    <qbp:resources><qbp:resource id="r" name="Clerk" totalAmount="3" costPerHour="25"
    timetableId="t"/></qbp:resources>
    <qbp:elements><qbp:element elementId="A" fixedCost="7"><qbp:durationDistribution type="FIXED"
    mean="1800"/><qbp:resourceIds><qbp:resourceId>r</qbp:resourceId></qbp:resourceIds></qbp:element>
    <qbp:element elementId="B"><qbp:durationDistribution type="EXPONENTIAL" arg1="600"/>
    </qbp:element></qbp:elements>
    <qbp:sequenceFlows><qbp:sequenceFlow elementId="f2" executionProbability="0.2"/>
    </qbp:sequenceFlows></qbp:processSimulationInfo></extensionElements>"""
    found = submitted(written(info, MODEL))
    a, b = found.workflow.activities

    assert found.quality.format == "BPMN 2.0 with BIMP parameters"
    assert (a.processing_h.value, a.role, a.cost.value) == (0.5, "clerk", 7)
    assert (b.processing_h.value, b.role) == (pytest.approx(1 / 6), None)
    assert [(r.name, r.headcount.value) for r in found.workflow.roles] == [("Clerk", 3)]
    assert share(found.workflow, "exclusive_gateway", "end").value == pytest.approx(0.8)
    assert found.workflow.currency == "EUR"
    assert found.workflow.figures["cases_per_week"].value == 40


def test_of_several_parameters_those_beside_the_model_are_used():
    info = """<extensionElements><qbp:processSimulationInfo>
    <qbp:elements><qbp:element elementId="A">
    <qbp:durationDistribution type="FIXED" mean="36000"/></qbp:element></qbp:elements>
    </qbp:processSimulationInfo></extensionElements>"""
    found = with_parameters(PARAMETERS, info + MODEL)

    assert found.workflow.activity("a").processing_h.value == pytest.approx(1.5)
    assert "several_parameters" in codes(found)


@pytest.mark.parametrize(
    ("given", "family", "mean"),
    [
        (("fix", 3600), "fixed", 1),
        (("expon", 7200, 3600, 90000), "exponential", 2),
        (("uniform", 3600, 10800), "uniform", 2),
        (("norm", 3600, 60, 0, 7200), "normal", 1),
        (("gamma", 3600, 3600, 0, 90000), "gamma", 1),
        (("lognorm", 3600, 7200, 0, 90000), "lognormal", 1),
        (("norm", 3600, 0, 0, 7200), "fixed", 1),
        (("triangular", 3600, 0, 7200), "triangular", 1),
    ],
)
def test_distributions_keep_their_mean(given, family, mean):
    kind, *values = given
    times = times_of(Distribution.model_validate(distribution(kind, *values)), "said so")

    assert times.family == family
    assert mean_h(times) == pytest.approx(mean)


def test_a_histogram_becomes_an_empirical_distribution():
    given = distribution("histogram_sampling") | {
        "histogram_data": {"cdf": [0.25, 1.0], "bin_midpoints": [3600, 7200]}
    }
    times = times_of(Distribution.model_validate(given), "said so")

    assert (times.values_h, times.weights) == ((1, 2), (0.25, 0.75))
    assert times.provenance is Provenance.INFERRED


def test_a_distribution_of_uncertain_meaning_is_left_out():
    assert times_of(Distribution.model_validate(distribution("beta", 1, 2, 3)), "said") is None
    assert times_of(Distribution.model_validate(distribution("fix", 1e300)), "said") is None


def test_a_period_over_midnight_goes_on_in_the_morning_after():
    night = Period.model_validate(
        {"from": "FRIDAY", "to": "SUNDAY", "beginTime": "22:00:00", "endTime": "06:00:00"}
    )
    calendar = calendar_of("night", None, [night])

    assert [(s.weekday, s.begins_s / 3600, s.ends_s / 3600) for s in calendar.shifts] == [
        (0, 0, 6), (4, 22, 24), (5, 0, 6), (5, 22, 24), (6, 0, 6), (6, 22, 24),
    ]  # fmt: skip
    assert hours_per_week(calendar) == 24


def test_overlapping_periods_are_one_and_a_day_ends_at_midnight():
    periods = [
        Period.model_validate({"from": d, "to": d, "beginTime": b, "endTime": e})
        for d, b, e in (
            ("MONDAY", "09:00:00", "13:00:00"),
            ("MONDAY", "12:00:00", "23:59:59.999000"),
        )
    ]

    assert [(s.begins_s, s.ends_s) for s in calendar_of("c", None, periods).shifts] == [
        (9 * 3600, 24 * 3600)
    ]


@needs_shared_data
@pytest.mark.parametrize(
    ("scenario", "tasks_", "people", "roles", "per_week"),
    [("loan_origination", 15, 19, 5, 84.1), ("purchasing", 21, 27, 6, 10.5)],
)
def test_real_scenarios_convert_completely(scenario, tasks_, people, roles, per_week):
    folder = SHARED_DATA / "scenarios" / scenario
    given = json.loads((folder / "parameters.json").read_text())
    data = {"bpmn": (folder / "model.bpmn").read_text(), "simulation": given}
    found = read(Submission(workflow_data=data), None)
    workflow = found.workflow

    assert len(workflow.activities) == len({p.activity for p in workflow.performances}) == tasks_
    assert len(workflow.performances) == sum(
        len(times["resources"]) for times in given["task_resource_distribution"]
    )
    assert (len(workflow.resources), len(workflow.roles)) == (people, roles)
    used = {resource.calendar for resource in workflow.resources}
    assert used <= {calendar.id for calendar in workflow.calendars}
    assert None not in used
    assert all(flow.probability is not None for flow in workflow.flows)
    assert workflow.figures["cases_per_week"].value == pytest.approx(per_week, abs=0.05)
    assert visits(workflow)["end"] == pytest.approx(1)
    assert found.quality.warnings == ()
    assert found.quality.completeness == 0.8
