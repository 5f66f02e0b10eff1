"""functions/optimization/calibration/twin/recency.py, changes.py"""

from dataclasses import replace

import numpy as np
import pytest

from functions.optimization.calibration.twin.event_table import EventTable, event_table
from functions.optimization.calibration.twin.recency import recent
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.model import Arrivals, Model
from tests.unit.test_calibration_twin import KNOWN
from tests.unit.twin_fixture import run_of

WEEK_S = 7 * 86_400.0
BUSY = replace(KNOWN, arrivals=Arrivals(times.exponential(4_200.0), calendar="office"))
SLOWER = KNOWN.with_activity(
    replace(KNOWN.activity("survey"), duration=times.gamma_of(6_000.0, 2_000.0))
)
MORE_REWORK = replace(
    KNOWN,
    flows=tuple(
        replace(flow, probability=0.5) if flow.source == "again" else flow for flow in KNOWN.flows
    ),
)

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)


def logged(model: Model, cases: int, seed: int) -> EventTable:
    return run_of(model, cases, seed, hidden=("cooling",))


def changed(after: Model, cases: int, share: float, seed: int) -> EventTable:
    """A log whose process changes after a share of the cases, some weeks later at the same hour."""
    begin = round(share * cases)
    first, then = logged(KNOWN, begin, seed), logged(after, cases - begin, seed + 1_000)
    weeks = np.ceil((first.end_s.max() - then.start_s.min()) / WEEK_S) * WEEK_S
    columns = {
        "case": np.concatenate((first.case, then.case + first.cases)),
        "activity": np.concatenate((first.activity, then.activity)),
        "resource": np.concatenate((first.resource, then.resource)),
        "start_s": np.concatenate((first.start_s, then.start_s + weeks)),
        "end_s": np.concatenate((first.end_s, then.end_s + weeks)),
    }
    return event_table(columns, first.activities, first.resources)


@pytest.mark.parametrize("model", [KNOWN, BUSY], ids=["usual", "busy"])
@pytest.mark.parametrize("cases", [600, 1_200])
def test_a_process_that_stays_as_it_is_is_hardly_ever_taken_for_a_changed_one(model, cases):
    logs = (logged(model, cases, seed) for seed in range(20))

    assert sum(recent(log).cases < log.cases for log in logs) <= 1  # of 20


@pytest.mark.parametrize(("after", "least"), [(SLOWER, 9), (MORE_REWORK, 5)])
def test_a_change_of_practical_size_is_found(after, least):
    """The survey takes twice as long (and waits); or half of the checks are done again, not 20%."""
    logs = [changed(after, 1_500, 0.5, seed) for seed in range(10)]
    kept = [recent(log).cases for log in logs]

    assert sum(cases < 1_500 for cases in kept) >= least
    assert set(kept) <= {1_500, 750, 375, 187}


def test_few_cases_are_never_left_alone():
    assert recent(changed(SLOWER, 500, 0.5, seed=1)).cases == 500
