"""A BPMN model and its parameters on the command line: cli/modelling.py"""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.errors import CommandError, Exit
from cli.main import run
from cli.modelling import model_document
from cli.submitting import submit, workflow_id
from common.model.submission import Submission
from functions.input.reading.submission import read
from tests.paths import EXAMPLES
from tests.unit.bpmn_fixture import SIMPLE, written

MODEL = EXAMPLES / "damage_claims.bpmn"
PARAMETERS = EXAMPLES / "damage_claims.parameters.json"


class _Api:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.inline: list[dict[str, Any]] = []
        self.uploads: list[tuple[str, dict[str, Any], bytes]] = []

    def optimize(self, body: dict[str, Any]) -> dict[str, Any]:
        self.inline.append(body)
        return {"session_id": "s"}

    def upload(self, file: Path, body: dict[str, Any]) -> dict[str, Any]:
        self.uploads.append((file.name, body, file.read_bytes()))
        return {"session_id": "s"}


def test_a_model_and_its_parameters_are_sent_as_one_document() -> None:
    api = _Api()
    submit(api, str(MODEL), {"seed": 3}, {"parameters": str(PARAMETERS), "process": "claims"})

    [body] = api.inline
    assert (body["workflow_id"], body["seed"]) == ("damage_claims", 3)
    data = body["workflow_data"]
    assert data["simulation"] == json.loads(PARAMETERS.read_text())
    assert (data["process"], data["title"]) == ("claims", "damage claims")
    assert read(Submission(workflow_data=data), None).workflow.arrivals is not None


def test_a_large_document_is_uploaded_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "large.bpmn.xml"
    file.write_bytes(written(SIMPLE, f"<!--{'x' * 300_000}-->"))
    api = _Api()
    submit(api, str(file), {}, {"process": "p"})

    [(name, body, content)] = api.uploads
    assert (name, body) == ("large.json", {"workflow_id": "large", "filename": "large.json"})
    assert json.loads(content)["process"] == "p"


def test_a_model_alone_is_uploaded_as_it_is() -> None:
    api = _Api()
    submit(api, str(MODEL), {})

    [(name, body, content)] = api.uploads
    assert (name, content) == ("damage_claims.bpmn", MODEL.read_bytes())
    assert body["workflow_id"] == workflow_id("damage_claims.bpmn.xml") == "damage_claims"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_model_says_its_encoding_itself(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = written(SIMPLE.replace("Check", "Prüfen")).decode()
    file = tmp_path / "model.bpmn"
    file.write_bytes(text.replace("UTF-8", declared).encode(encoding))

    document = model_document(file, {})
    found = read(Submission(workflow_data=document), None)

    assert [activity.name for activity in found.workflow.activities] == ["Prüfen"]
    assert found.quality.warnings == ()


@pytest.mark.parametrize(
    ("body", "parameters", "told"),
    [
        (b'<?xml version="1.0" encoding="klingon"?><definitions/>', "{}", "not text in klingon"),
        (b"<definitions>\xff</definitions>", "{}", "not text in utf-8"),
        (b"<definitions/>", "{nothing", "not valid JSON"),
        (b"<definitions/>", None, "There is no file"),
    ],
)
def test_files_that_are_not_what_they_should_be_are_named(
    tmp_path: Path, body: bytes, parameters: str | None, told: str
) -> None:
    model, beside = tmp_path / "m.bpmn", tmp_path / "p.json"
    model.write_bytes(body)
    if parameters is not None:
        beside.write_text(parameters)

    with pytest.raises(CommandError, match=told) as error:
        model_document(model, {"parameters": str(beside)})
    assert error.value.code == Exit.INVALID


def test_parameters_belong_to_one_model(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", str(MODEL), str(MODEL), "--parameters", str(PARAMETERS)]
    assert run(arguments) == Exit.USAGE
    assert "one file" in capsys.readouterr().err


def test_validating_a_model_with_parameters_needs_no_cloud(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["validate", str(MODEL), "--parameters", str(PARAMETERS)]) == Exit.OK
    shown = capsys.readouterr().out
    assert "BPMN 2.0 with Prosimos parameters: 82% complete" in shown
    assert "8 of 8 steps have a processing time" in shown
