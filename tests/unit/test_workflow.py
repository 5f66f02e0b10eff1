"""The canonical workflow refuses what would mislead every later stage."""

import pytest
from pydantic import ValidationError

from common.model.distribution import Distribution
from common.model.figure import Provenance
from common.model.staffing import Arrivals, Calendar, Performance, Resource, Shift
from common.model.workflow import END, START, Activity, Flow, Gateway, Workflow

STATED = {"provenance": Provenance.STATED, "origin": "the submitter said so"}
HOUR = Distribution(family="fixed", mean_h=1, **STATED)
CHECK, PAY = Activity(id="check", name="Check"), Activity(id="pay", name="Pay")
OFFICE = Calendar(id="office", shifts=(Shift(weekday=0, begins_s=32_400, ends_s=61_200),))


def test_flows_may_lead_through_gateways():
    split = Gateway(id="split", kind="exclusive")
    flows = [(START, "check"), ("check", "split"), ("split", "pay"), ("split", END), ("pay", END)]

    workflow = _workflow(gateways=(split,), flows=tuple(_flow(*ends) for ends in flows))

    assert Workflow.from_json(workflow.to_json()) == workflow


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"gateways": (Gateway(id="pay", kind="parallel"),)}, "must be unique"),
        ({"flows": (Flow(source="check", target="nowhere"),)}, "names no step: nowhere"),
        ({"flows": (Flow(source=END, target="check"),)}, "names no step: end"),
        ({"resources": (Resource(id="ann", name="Ann", role="boss"),)}, "names no role: boss"),
        (
            {"performances": (Performance(activity="check", resource="ann", duration=HOUR),)},
            "names no resource: ann",
        ),
        ({"arrivals": Arrivals(interarrival=HOUR, calendar="night")}, "names no calendar: night"),
    ],
)
def test_names_what_a_reference_does_not_find(parts, says):
    with pytest.raises(ValidationError, match=says):
        _workflow(**parts)


def test_keeps_who_works_when_and_how_long():
    ann = Resource(id="ann", name="Ann", calendar="office")
    workflow = _workflow(
        calendars=(OFFICE,),
        resources=(ann,),
        performances=(Performance(activity="check", resource="ann", duration=HOUR),),
        arrivals=Arrivals(interarrival=HOUR, calendar="office"),
    )

    assert Workflow.from_json(workflow.to_json()) == workflow


@pytest.mark.parametrize(
    ("given", "mean_h"),
    [
        ({"family": "fixed", "mean_h": 2}, 2),
        ({"family": "uniform", "minimum_h": 1, "maximum_h": 4}, 2.5),
        ({"family": "triangular", "minimum_h": 1, "mode_h": 2, "maximum_h": 6}, 3),
        ({"family": "weibull", "shape": 1, "scale_h": 3}, 3),
        ({"family": "empirical", "values_h": (1, 2), "weights": (3, 1)}, 1.25),
        ({"family": "gamma", "mean_h": 5, "standard_deviation_h": 1}, 5),
    ],
)
def test_a_distribution_knows_its_mean(given, mean_h):
    assert Distribution(**given, **STATED).untruncated_mean_h() == pytest.approx(mean_h)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"family": "gamma", "mean_h": 5}, "needs standard_deviation_h"),
        ({"family": "empirical"}, "needs values_h"),
        ({"family": "empirical", "values_h": (1,), "weights": (1, 2)}, "of equal length"),
        ({"family": "uniform", "minimum_h": 4, "maximum_h": 1}, "above the maximum"),
    ],
)
def test_a_distribution_says_what_it_lacks(given, says):
    with pytest.raises(ValidationError, match=says):
        Distribution(**given, **STATED)


def test_a_shift_does_not_run_over_midnight():
    with pytest.raises(ValidationError, match="two shifts"):
        Shift(weekday=4, begins_s=79_200, ends_s=21_600)


def _flow(source: str, target: str) -> Flow:
    return Flow(source=source, target=target)


def _workflow(**parts) -> Workflow:
    chain = (_flow(START, "check"), _flow("check", "pay"), _flow("pay", END))
    return Workflow(**{"name": "Claims", "activities": (CHECK, PAY), "flows": chain} | parts)
