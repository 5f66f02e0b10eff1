"""The scenarios of Prosimos beside the repository, read as the input agent reads them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from functions.input.reading.bpmn_reading import model_with_parameters
from functions.optimization.simulation.engine.from_workflow import model_of
from functions.optimization.simulation.engine.model import Model

SCENARIOS = Path(__file__).parents[1].parent / "shared" / "data" / "scenarios"
NAMES = ("loan_origination", "purchasing")
STARTS_AT = datetime(2024, 1, 1, 9, tzinfo=UTC)  # a Monday, within both arrival calendars


def scenario(name: str) -> Model:
    """Return the model of a scenario."""
    folder = SCENARIOS / name
    document = {
        "bpmn": (folder / "model.bpmn").read_text(encoding="utf-8"),
        "simulation": json.loads((folder / "parameters.json").read_bytes()),
    }
    workflow = model_with_parameters(document, None).workflow
    model, _ = model_of(workflow)
    return replace(model, starts_at=STARTS_AT)
