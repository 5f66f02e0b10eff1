"""A BPMN model through all four stages, with adapters in memory."""

import json
from pathlib import Path

import pytest

from common.events import ReportPublished
from common.model.facts import Facts
from common.model.portfolio import Portfolio
from common.model.submission import Submission
from tests.paths import EXAMPLES, SHARED_DATA, needs_shared_data
from tests.pipeline import carried_through

MODEL = EXAMPLES / "damage_claims.bpmn"
PARAMETERS = EXAMPLES / "damage_claims.parameters.json"


def with_parameters(folder: Path, model: str, parameters: str) -> Submission:
    data = {"bpmn": (folder / model).read_text(),
            "simulation": json.loads((folder / parameters).read_text())}  # fmt: skip
    return Submission(workflow_data=data)


def test_the_example_with_parameters_gets_a_report_with_simulated_benefits():
    event, artifacts = carried_through(with_parameters(EXAMPLES, MODEL.name, PARAMETERS.name))
    facts = Facts.from_json(artifacts.bodies["sessions/test/facts.json"])
    portfolio = Portfolio.from_json(artifacts.bodies["sessions/test/portfolio.json"])
    html = artifacts.bodies["reports/test/report.html"].decode()

    assert isinstance(event, ReportPublished)
    assert facts.cases_per_week.value == pytest.approx(100)
    # work per case: 1/6 + 4/3 x 1/4 + 1/3 x 2/15 + 1/3 + 1 + 0.12/3 + 0.308/2 + 0.88/15
    assert facts.figures["processing_h"].value == pytest.approx(2.1304, abs=1e-3)
    assert portfolio.twin is not None
    assert portfolio.recommended
    assert "Over 10,000?" in html
    assert "+ all ways at once" in html
    assert artifacts.bodies["reports/test/report.pdf"].startswith(b"%PDF")


def test_a_plain_model_gets_a_report_that_asks_for_what_is_missing():
    event, artifacts = carried_through(Submission(workflow_data=MODEL.read_text()))
    report = json.loads(artifacts.bodies["reports/test/report.json"])

    assert isinstance(event, ReportPublished)
    assert Portfolio.from_json(artifacts.bodies["sessions/test/portfolio.json"]).twin is None
    asked = json.dumps(report["quality"]["questions"])
    assert "How long does the work itself take in: Register claim" in asked
    assert "How often is each way taken at 'Complete?'" in asked


@needs_shared_data
def test_a_real_scenario_gets_a_report():
    folder = SHARED_DATA / "scenarios" / "loan_origination"
    event, artifacts = carried_through(with_parameters(folder, "model.bpmn", "parameters.json"))
    portfolio = Portfolio.from_json(artifacts.bodies["sessions/test/portfolio.json"])

    assert isinstance(event, ReportPublished)
    assert portfolio.twin is not None
    assert not any("check_credit_history+" in r.id for r in portfolio.redesigns)  # parallel already
    assert "Check credit history" in artifacts.bodies["reports/test/report.html"].decode()
