"""functions/input/bpmn: simulation parameters beside the model and within it."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError, Problem
from functions.input.bpmn.prosimos import parameter_warnings, read_simulation_parameters
from functions.input.bpmn.qbp import embedded_parameters
from functions.input.bpmn.reader import read_bpmn
from functions.input.bpmn.simulation import Distribution, Period, SimulationParameters
from tests.paths import SHARED_DATA, needs_shared_data
from tests.unit.bpmn_fixture import SIMPLE, read

WEEK = {"from": "MONDAY", "to": "friday", "beginTime": "09:00", "endTime": "17:30:00.000"}
VALID: dict[str, Any] = {
    "resource_profiles": [
        {
            "id": "clerks",
            "name": "Clerks",
            "resource_list": [
                {
                    "id": "r1",
                    "name": "Ann",
                    "cost_per_hour": "35",
                    "amount": 2,
                    "calendar": "c1",
                    "assignedTasks": ["a"],
                }
            ],
        }
    ],
    "resource_calendars": [{"id": "c1", "name": "Week", "time_periods": [WEEK]}],
    "arrival_time_distribution": {
        "distribution_name": "expon",
        "distribution_params": [{"value": 1800}, {"value": 0}, {"value": 7200}],
    },
    "arrival_time_calendar": [WEEK],
    "gateway_branching_probabilities": [
        {"gateway_id": "g", "probabilities": [{"path_id": "f1", "value": "0.7"}, {"path_id": "f2"}]}
    ],
    "task_resource_distribution": [
        {
            "task_id": "a",
            "resources": [
                {
                    "resource_id": "r1",
                    "distribution_name": "norm",
                    "distribution_params": [{"value": 600}, {"value": 60}],
                }
            ],
        }
    ],
    "event_distribution": [
        {"event_id": "t", "distribution_name": "fix", "distribution_params": [{"value": 60}]}
    ],
    "batch_processing": [{"task_id": "a", "type": "Parallel", "size_distrib": []}],
    "multitask": {"type": "local"},
    "prioritisation_rules": [{"priority_level": 1, "rules": []}],
    "case_attributes": [{"name": "kind", "type": "discrete", "values": []}],
}


def parameters(**changes: Any) -> SimulationParameters:
    return read_simulation_parameters(json.dumps(VALID | changes).encode())


def refused(body: bytes) -> Problem:
    with pytest.raises(PermanentError) as error:
        read_simulation_parameters(body)
    return error.value.problem


def codes(found: SimulationParameters) -> dict[str, int | None]:
    return {warning.code: warning.count for warning in found.warnings}


def test_reads_every_section():
    found = parameters()
    (resource,) = found.resources()
    assert (resource.name, resource.amount, resource.cost_per_h) == ("Ann", 2, 35)
    assert (resource.calendar, resource.tasks) == ("c1", ("a",))
    period = Period(first_day="MONDAY", last_day="FRIDAY", begins_s=32_400, ends_s=63_000)
    assert found.calendars[0].periods == found.arrival_calendar == (period,)
    assert [(p.flow, p.probability) for p in found.gateways[0].paths] == [("f1", 0.7), ("f2", None)]
    assert found.task_times[0].resources[0].resource == "r1"
    assert found.event_times[0].named == {"mean_s": 60}
    assert codes(found) == {}


def test_sections_for_other_features_are_kept_as_they_are():
    kept = ("batch_processing", "multitask", "prioritisation_rules", "case_attributes")
    assert parameters().sections == {section: VALID[section] for section in kept}


def test_comes_back_equal_from_its_own_json():
    found = parameters()
    assert SimulationParameters.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    ("kind", "values", "named"),
    [
        ("fix", [5, 0, 1], {"mean_s": 5}),
        ("expon", [9, 0, 20], {"mean_s": 9, "minimum_s": 0, "maximum_s": 20}),
        ("uniform", [1, 3], {"minimum_s": 1, "maximum_s": 3}),
        ("norm", [9, 2], {"mean_s": 9, "standard_deviation_s": 2}),
        ("gamma", [9, 4, 1, 20], {"mean_s": 9, "variance_s2": 4, "minimum_s": 1, "maximum_s": 20}),
        ("lognorm", [9, 4], {"mean_s": 9, "variance_s2": 4}),
        ("triangular", [2, 1, 3], {"mode_s": 2, "minimum_s": 1, "maximum_s": 3}),
    ],
)
def test_parameters_have_names_and_units(kind, values, named):
    assert Distribution(kind=kind, values=values).named == named


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("expon", [0, 1800, 90]),  # SciPy's order: location, scale
        ("norm", [9]),
        ("norm", [9, -1]),
        ("gamma", [9, 4, 1, 20, 3]),
        ("uniform", [3, 1]),
        ("fix", []),
        ("fix", [-5]),
        ("weibull_min", [1, 2, 3]),
    ],
)
def test_parameters_whose_meaning_is_not_certain_stay_unnamed(kind, values):
    assert Distribution(kind=kind, values=values).named == {}
    arrivals = {"distribution_name": kind, "distribution_params": [{"value": v} for v in values]}
    found = parameters(arrival_time_distribution=arrivals)
    assert codes(found) == {"unclear_distribution": 1}
    assert found.arrivals is not None
    assert found.arrivals.values == tuple(values)


def test_what_the_parameters_say_of_things_they_do_not_have_is_named():
    paths = [{"path_id": "f1", "value": 0.7}, {"path_id": "f2", "value": 0.7}]
    gateways = [{"gateway_id": "g", "probabilities": paths}]
    found = parameters(
        resource_profiles=[], resource_calendars=[], gateway_branching_probabilities=gateways
    )
    assert codes(found) == {"unknown_resource": 1, "probabilities_off": 1}
    assert codes(parameters(resource_calendars=[])) == {"unknown_calendar": 1}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"resource_profiles": {}}, "/resource_profiles"),
        ({"resource_profiles": [{"id": "x"}]}, "/resource_profiles/0/resource_list"),
        ({"arrival_time_calendar": [WEEK | {"from": "MOONDAY"}]}, "/arrival_time_calendar/0/from"),
        (
            {"arrival_time_calendar": [WEEK | {"endTime": "25:00"}]},
            "/arrival_time_calendar/0/endTime",
        ),
        (
            {"arrival_time_calendar": [WEEK | {"endTime": "noon"}]},
            "/arrival_time_calendar/0/endTime",
        ),
        (
            {
                "gateway_branching_probabilities": [
                    {"gateway_id": "g", "probabilities": [{"path_id": "f", "value": 1.5}]}
                ]
            },
            "/gateway_branching_probabilities/0/probabilities/0/value",
        ),
        (
            {"arrival_time_distribution": {"distribution_name": "x", "distribution_params": ["y"]}},
            "/arrival_time_distribution/distribution_params/0",
        ),
        ({"event_distribution": [{"distribution_name": "fix"}]}, "/event_distribution/0/event_id"),
    ],
)
def test_faults_are_named_by_their_place(changes, pointer):
    problem = refused(json.dumps(VALID | changes).encode())
    assert problem.type.endswith("/invalid-parameters")
    assert problem.errors[0].pointer == pointer
    assert "correct them" in problem.detail


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "malformed-json"),
        (b"\xff\xfe\xfa", "malformed-json"),
        (b"[" * 100_000, "malformed-json"),
        (b'{"resource_profiles": NaN}', "malformed-json"),
        (b'{"resource_profiles": [], "x": ' + b"[" * 60 + b"]" * 60 + b"}", "malformed-json"),
        (b'{"resource_profiles": ' + b"9" * 5000 + b"}", "malformed-json"),
        (b"[]", "invalid-parameters"),
        (b'{"steps": []}', "invalid-parameters"),
        (b'{"resource_profiles": [], "\\ud800": 1}', "malformed-json"),
        (b'{"resource_profiles": ["\\udfff"]}', "malformed-json"),
    ],
)
def test_what_are_no_parameters_is_refused(body, kind):
    assert refused(body).type.endswith("/" + kind)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple = ()) -> list[tuple]:
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(places(VALID)[1:]), json_values)
def test_any_value_anywhere_is_read_or_refused_with_its_place(path, value):
    changed = json.loads(json.dumps(VALID))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    try:
        found = read_simulation_parameters(json.dumps(changed).encode())
    except PermanentError as error:
        assert (error.problem.errors[0].pointer or "").startswith(("/" + path[0], "line"))
        return
    assert SimulationParameters.from_json(found.to_json()) == found


@needs_shared_data
@pytest.mark.parametrize(
    ("scenario", "resources", "times", "periods"),
    [("loan_origination", 19, 84, 175), ("purchasing", 27, 145, 617)],
)
def test_real_scenarios_are_read_and_fit_their_model(scenario, resources, times, periods):
    folder = SHARED_DATA / "scenarios" / scenario
    raw = json.loads((folder / "parameters.json").read_bytes())
    found = read_simulation_parameters((folder / "parameters.json").read_bytes())
    document = read_bpmn((folder / "model.bpmn").read_bytes())
    assert found.warnings == parameter_warnings(found, document) == ()
    assert len(found.resources()) == resources
    assert sum(len(task.resources) for task in found.task_times) == times
    assert sum(len(calendar.periods) for calendar in found.calendars) == periods
    assert all(time.named for task in found.task_times for time in task.resources)
    assert [len(g.paths) for g in found.gateways] == [
        len(g["probabilities"]) for g in raw["gateway_branching_probabilities"]
    ]
    assert all(math.isclose(sum(p.probability for p in g.paths), 1) for g in found.gateways)


def test_parameters_and_model_are_compared():
    assert {w.code: w.count for w in parameter_warnings(parameters(), read(SIMPLE))} == {
        "unknown_in_model": 2
    }
    bare = parameters(task_resource_distribution=[])
    found = {w.code: w.sample for w in parameter_warnings(bare, read(SIMPLE))}
    assert found["task_without_time"] == ("Check",)


BIMP = """<qbp:processSimulationInfo processInstances="500" currency="EUR"
 startDateTime="2030-01-01T09:00:00Z">
<qbp:arrivalRateDistribution type="EXPONENTIAL" mean="0" arg1="900" arg2="NaN"/>
<qbp:timetables><qbp:timetable id="t" default="true" name="Week"><qbp:rules>
<qbp:rule fromTime="09:00:00.000+00:00" toTime="17:00:00Z" fromWeekDay="MONDAY" toWeekDay="FRIDAY"/>
</qbp:rules></qbp:timetable></qbp:timetables>
<qbp:resources><qbp:resource id="r" name="Clerk" totalAmount="3" costPerHour="25" timetableId="t"/>
</qbp:resources>
<qbp:elements><qbp:element elementId="a" fixedCost="7.5">
<qbp:durationDistribution type="TRIANGULAR" mean="60" arg1="30" arg2="120"/>
<qbp:resourceIds><qbp:resourceId>r</qbp:resourceId></qbp:resourceIds></qbp:element>
<qbp:element elementId="s"><qbp:durationDistribution type="HISTOGRAM"><qbp:histogramDataBins>
<qbp:histogramData probability="25"><qbp:distribution type="FIXED" mean="10"/></qbp:histogramData>
</qbp:histogramDataBins></qbp:durationDistribution></qbp:element></qbp:elements>
<qbp:sequenceFlows><qbp:sequenceFlow elementId="f1" executionProbability="0.25"/>
</qbp:sequenceFlows></qbp:processSimulationInfo>"""


def test_reads_the_parameters_of_bimp_within_the_model():
    (found,) = embedded_parameters(read(SIMPLE, BIMP))
    assert (found.source, found.cases, found.currency) == ("bimp", 500, "EUR")
    assert found.starts_at == "2030-01-01T09:00:00Z"
    assert found.arrivals is not None
    assert found.arrivals.named == {"mean_s": 900}
    assert [(p.begins_s, p.ends_s) for p in found.arrival_calendar] == [(32_400, 61_200)]
    (resource,) = found.resources()
    assert (resource.amount, resource.cost_per_h, resource.calendar) == (3, 25, "t")
    (task,) = found.task_times
    assert (task.task, task.resources[0].resource) == ("a", "r")
    assert task.resources[0].named == {"mode_s": 60, "minimum_s": 30, "maximum_s": 120}
    assert found.event_times[0].mixture[0].probability == 0.25
    assert [(g.gateway, g.paths[0].probability) for g in found.gateways] == [("s", 0.25)]
    assert found.fixed_costs == {"a": 7.5}
    assert found.warnings == ()


def test_reads_them_from_the_extensions_of_the_process_too():
    inner = f'<process id="p"><extensionElements>{BIMP}</extensionElements></process>'
    assert len(embedded_parameters(read(inner))) == 1
    assert embedded_parameters(read(SIMPLE)) == ()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('type="EXPONENTIAL"', 'type="MAGIC"'),
        ('arg1="900"', 'arg1="many"'),
        ('toTime="17:00:00Z"', 'toTime="late"'),
        ('fromWeekDay="MONDAY"', 'fromWeekDay="Mo"'),
        ('totalAmount="3"', 'totalAmount="-3"'),
        ('executionProbability="0.25"', 'executionProbability="25"'),
        ('elementId="f1"', 'elementId="gone"'),
        ('probability="25"', 'probability="500"'),
        ('costPerHour="25"', 'costPerHour="1e999999x"'),
    ],
)
def test_what_cannot_be_used_within_the_model_is_absent_and_named(right, wrong):
    assert right in BIMP
    (found,) = embedded_parameters(read(SIMPLE, BIMP.replace(right, wrong)))
    assert "unusable_parameter" in codes(found)


def test_an_empty_description_says_nothing():
    (found,) = embedded_parameters(read(SIMPLE, "<qbp:processSimulationInfo/>"))
    assert found == SimulationParameters(source="bimp")
