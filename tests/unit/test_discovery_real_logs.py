"""The public logs: pm4py 2.7.23 gives these figures for the models (benchmarks/discovery.py)."""

import pytest

from functions.input.bpmn.reader import read_bpmn
from functions.input.discovery.process import discovered_process
from functions.input.reading.discovery import discovered
from functions.input.reading.document import Document
from functions.input.reading.event_log import canonical_log
from functions.input.reading.xes import read_xes
from tests.paths import SHARED_DATA, needs_shared_data


@needs_shared_data
@pytest.mark.parametrize(
    ("name", "fitness", "fitting", "least_precision", "activities"),
    [
        ("DomesticDeclarations", 0.9618296818, 0.9210196003, 0.95, 9),
        ("PrepaidTravelCost", 0.9534036466, 0.8261086198, 0.63, 16),
        ("RequestForPayment", 0.9534143213, 0.8782544379, 0.97, 9),
    ],
)
def test_models_of_public_logs_fit_as_an_independent_program_says(
    name: str, fitness: float, fitting: float, least_precision: float, activities: int
) -> None:
    body = (SHARED_DATA / "bpic2020" / f"{name}.xes.gz").read_bytes()
    log, _ = canonical_log(read_xes(Document(body)).events)

    found = discovered_process(log, discovered(log, name))

    assert found is not None
    model = found.model
    assert model.fitness.value == pytest.approx(fitness, abs=1e-9)
    assert model.fitting_cases.value == pytest.approx(fitting, abs=1e-9)
    assert model.precision is not None
    assert model.precision.value > least_precision
    assert len(model.workflow.activities) == activities
    drawn = read_bpmn(found.bpmn)
    assert drawn.warnings == ()
    assert len(drawn.diagrams[0].edges) == len(model.workflow.flows)
