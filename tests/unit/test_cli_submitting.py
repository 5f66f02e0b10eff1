"""From a file to a request, and from a report to a few lines."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import reports
from cli.client import RefusedError
from cli.errors import CommandError, Exit
from cli.packaging import add_compiled
from cli.submitting import inline_body, is_inline, workflow_id
from cli.summary import summary
from cli.waiting import times
from common.model.submission import WORKFLOW_ID
from scripts.package_sizes import sizes_mb

REPORT = {
    "title": "Orders\x1b[2J",
    "summary": {
        "inefficiency_score": 6.25,
        "optimization_potential": 0.5,
        "quality_score": 0.9,
        "verdict": ["A case takes 3 days."],
    },
    "assessment": {"findings": [{"severity": "high", "statement": "Cases wait."}]},
    "portfolio": {
        "twin": {"indicative": False},
        "redesigns": [
            {
                "id": "r1",
                "title": "Two approvals at once",
                "effects": [
                    {
                        "metric": "cycle_time_mean_h",
                        "as_is": {"mean": 100.0},
                        "difference": {"mean": -20.0, "low": -22.0, "high": -18.0},
                    }
                ],
            }
        ],
        "recommended": ["r1"],
        "joint": [],
    },
}


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("DomesticDeclarations.xes.gz", "DomesticDeclarations"),
        ("travel approval.json", "travel-approval"),
        ("orders.2025.csv", "orders.2025"),
        ("..gz", "workflow"),
        ("README", "README"),
    ],
)
def test_a_workflow_is_named_after_its_file(filename: str, expected: str) -> None:
    assert workflow_id(filename) == expected


@given(st.text(max_size=300))
def test_every_filename_gives_a_name_that_the_api_takes(filename: str) -> None:

    assert re.match(WORKFLOW_ID, workflow_id(filename))


def test_a_whole_body_is_sent_as_it_is_and_flags_win(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"workflow_data": {"steps": []}, "seed": 1, "workflow_id": "own"}))
    assert inline_body(str(file), {"seed": 2}) == {
        "workflow_data": {"steps": []},
        "seed": 2,
        "workflow_id": "own",
    }


def test_any_other_json_is_the_workflow_itself(tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    file.write_text('{"steps": []}')
    body = inline_body(str(file), {})
    assert body == {"workflow_data": {"steps": []}, "workflow_id": "orders"}


def test_json_that_is_none_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"steps": [')
    with pytest.raises(CommandError) as refused:
        inline_body(str(file), {})
    assert refused.value.code == Exit.INVALID


def test_large_texts_and_logs_are_uploaded(tmp_path: Path) -> None:
    for name, body, inline in (
        ("a.txt", "x", True),
        ("b.txt", "x" * 300_000, False),
        ("c.csv", "case_id", False),
    ):
        (tmp_path / name).write_text(body)
        assert is_inline(tmp_path / name) is inline


def test_reports_of_one_name_get_folders_of_their_own() -> None:
    found = reports.folders(["a", "b", "a"], Path("reports"))
    assert [folder.name for folder in found] == ["a", "b", "a-2"]


def test_what_was_made_lies_beside_the_report_under_its_own_name(tmp_path: Path) -> None:
    made = {"html": b"<p>", "json": b"{}", "bpmn": b"<definitions/>"}
    made |= {"detailed_analysis.html": b"<p>", "business_case.html": b"<b>"}

    class Api:
        def result(self, _: str, form: str, edition: str | None = None) -> bytes:
            name = f"{edition}.{form}" if edition else form
            if name not in made:
                raise RefusedError(406, {"title": "No such format", "detail": ""})
            return made[name]

    written = reports.save(Api(), "a session", tmp_path)  # type: ignore[arg-type]

    assert {path.name for path in tmp_path.iterdir()} == {
        "report.html",
        "report.json",
        "model.bpmn",
        "business_case.html",
    }
    assert written["bpmn"].read_bytes() == made["bpmn"]


def test_the_summary_shows_score_findings_and_changes_with_their_interval() -> None:
    lines = list(summary(REPORT))
    assert lines[1] == "Inefficiency 6.2 of 10, optimization potential 50%, quality 90%"
    assert "  1. Two approvals at once: mean cycle time -20.0% (-22.0% to -18.0%)" in lines
    assert "Recommended changes (simulated; 95% interval)" in lines


def test_names_in_a_report_cannot_send_commands_to_the_terminal() -> None:
    assert "\x1b[2J" not in "\n".join(summary(REPORT))


def test_a_package_is_measured_with_the_layer(tmp_path: Path) -> None:
    for folder, size in (("CommonLayer", 2**20), ("Input", 2**21)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "code").write_bytes(b"x" * size)
    assert sizes_mb(tmp_path) == {"Input": 3.0}


def test_the_way_of_a_session_is_what_is_not_computing() -> None:
    stage = {"duration_ms": 1500, "ended_at": "2026-01-01T12:00:04+00:00"}
    status = {
        "status": "completed",
        "created_at": "2026-01-01T12:00:00+00:00",
        "stages": {"input": stage, "output": {**stage, "ended_at": "2026-01-01T12:00:10+00:00"}},
    }
    assert times(status) == (10.0, 3.0)
    assert times({"status": "failed"}) is None


def test_compiled_modules_are_put_beside_their_source_in_every_package(tmp_path: Path) -> None:
    source, build = tmp_path / "source", tmp_path / "build"
    library = source / "functions/input/scanning/scanner.cpython-311-x86_64-linux-gnu.so"
    for module in (source, build / "Input"):
        (module / "functions/input/scanning").mkdir(parents=True)
    (build / "Api").mkdir()
    library.write_bytes(b"compiled")
    (build / "Input/functions/input/scanning/scanner.py").touch()

    [copy] = add_compiled(source, build)
    assert copy == build / "Input" / library.relative_to(source)
    assert copy.read_bytes() == b"compiled"
