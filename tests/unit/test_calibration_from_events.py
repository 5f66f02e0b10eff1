"""functions/optimization/calibration/from_events.py"""

import numpy as np
import pytest

from common.model.facts import CaseShare, Facts
from common.model.figure import Provenance
from common.model.workflow import Activity, Role, Workflow
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.calibration.from_events import known_of, twin_of_events
from functions.optimization.simulation.engine import kernel
from tests.unit.calibration_fixture import stated
from tests.unit.twin_fixture import table_of

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
WORKFLOW = Workflow(
    name="claims",
    activities=(
        Activity(id="check", name="Check", cost=stated(12.0, "money")),
        Activity(id="refuse", name="Refuse"),
        Activity(id="pay", name="Pay"),
    ),
    flows=(),
    roles=(Role(id="check", name="Checkers", cost_per_h=stated(50.0, "money_per_h")),),
)
FACTS = Facts(
    source="event_log",
    provenance=Provenance.MEASURED,
    activity_count=3,
    rejections=CaseShare(cases=30, share=0.3, events=30, by_activity={"refuse": 30}),
)


def claims(cases: int):
    """Return a log in which a third of the cases is refused, an hour of work at a time."""
    generator = np.random.default_rng(cases)
    log, clock = [], 0.0
    for _ in range(cases):
        clock += float(generator.exponential(3))
        work = float(generator.uniform(0.4, 0.6))
        last = "refuse" if generator.random() < 0.3 else "pay"
        begins = clock + work + 1.5
        log.append([("check", clock, clock + work, "Ann"), (last, begins, begins + 0.2, "Bob")])
    return table_of(log)


def test_a_twin_of_events_comes_with_its_checks_and_a_judgement():
    found = twin_of_events(claims(400), FACTS, WORKFLOW, seed=3)
    assert found.kind == "resources"
    assert {check.metric for check in found.checks} >= {"cycle_time_mean_h", "rejection_share"}
    assert all(check.passed for check in found.checks)
    assert found.judgement is not None
    assert found.judgement.fitted_cases == 280
    assert found.doubts == ()
    assert "people" in found.method


def test_the_same_events_and_seed_give_the_same_figures():
    first, second = (twin_of_events(claims(150), FACTS, WORKFLOW, seed=3) for _ in range(2))
    assert first.checks == second.checks
    assert first.judgement == second.judgement


def test_few_cases_are_a_doubt_and_are_not_divided():
    found = twin_of_events(claims(20), FACTS, WORKFLOW, seed=3)
    assert found.doubts == ("only 20 cases were observed",)
    assert found.judgement is None


def test_costs_and_rejections_are_those_of_the_workflow_and_the_facts():
    known = known_of(FACTS, WORKFLOW)
    assert known.rejecting == {"refuse"}
    assert known.cost == {"check": 12.0}
    assert known.cost_per_h == {"check": 50.0}


def test_too_many_different_steps_are_said_to_be_so():
    names = [f"step {number}" for number in range(1_600)]
    log = table_of([[(name, n, n) for n, name in enumerate(names)]] * 2, starts=False)
    with pytest.raises(NotSimulableError, match="too many different steps"):
        twin_of_events(log, FACTS, WORKFLOW, seed=1)
