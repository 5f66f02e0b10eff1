"""What `wfo compare` says of two reports."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.comparing import compare
from cli.comparison_text import lines, markdown
from cli.main import wfo
from common.model.assessment import Severity
from functions.output.dossier.report import report, report_json
from tests.unit.dossier_fixture import results, stated_results


def before() -> bytes:
    return report_json(report(results()))


def after(**changes: Any) -> bytes:
    """Return the report of a later, faster period."""
    made = results()
    facts, assessment = made.facts, made.assessment
    assert facts.cycle_time is not None
    time = facts.cycle_time.model_copy(update={"mean_h": facts.cycle_time.mean_h - 100.0})
    first, *rest = assessment.findings
    milder = first.model_copy(update={"severity": Severity.LOW})
    new = rest[0].model_copy(update={"id": "new-1", "statement": "Cases wait for a printer"})
    later = replace(
        made,
        facts=facts.model_copy(update={"cycle_time": time}),
        assessment=assessment.model_copy(
            update={"findings": (milder, *rest[1:], new), "inefficiency_score": 5.1}
        ),
        portfolio=made.portfolio.model_copy(update={"recommended": made.portfolio.recommended[:1]}),
    )
    return report_json(report(replace(later, **changes)))


def test_the_same_report_twice_is_identical() -> None:
    found = compare(before(), before())
    assert found.identical
    assert found.differing == ()
    assert "same, byte for byte" in "\n".join(lines(found))


def test_the_difference_of_the_mean_has_welchs_interval() -> None:
    found = compare(before(), after())
    [mean] = [n for n in found.numbers if n.name == "cycle_time_mean_h"]
    time = results().facts.cycle_time
    assert time is not None
    error = 1.96 * math.sqrt(2 * time.std_h**2 / time.n)
    assert mean.difference == pytest.approx(-100.0)
    assert mean.low == pytest.approx(-100.0 - error, rel=1e-4)
    assert mean.high == pytest.approx(-100.0 + error, rel=1e-4)


def test_findings_are_gone_new_or_changed() -> None:
    found = compare(before(), after()).findings
    first, second = results().assessment.findings[:2]
    assert [one.id for one in found.gone] == [second.id]
    assert [one.text for one in found.new] == ["Cases wait for a printer"]
    assert [one.id for one in found.changed] == [first.id]
    assert found.changed[0].after.startswith("low, ")


def test_changes_that_are_recommended_no_longer_are_gone() -> None:
    found = compare(before(), after())
    assert [one.text for one in found.recommended.gone] == [
        "Check receipts while the declaration is typed"
    ]
    assert set(found.differing) >= {"facts", "assessment", "portfolio"}


def test_a_difference_within_its_interval_may_be_chance() -> None:
    made = results()
    assert made.facts.cycle_time is not None
    time = made.facts.cycle_time.model_copy(update={"mean_h": made.facts.cycle_time.mean_h + 0.5})
    little = report_json(
        report(replace(made, facts=made.facts.model_copy(update={"cycle_time": time})))
    )
    assert "may be chance" in "\n".join(lines(compare(before(), little)))


def test_two_processes_without_a_common_step_are_said_not_to_match() -> None:
    found = compare(before(), report_json(report(stated_results())))
    assert any("no step in common" in remark for remark in found.remarks)
    assert any("measured in the first report and stated" in remark for remark in found.remarks)
    assert found.steps.same == 0
    [mean] = [n for n in found.numbers if n.name == "cycle_time_mean_h"]
    assert mean.after is None
    assert mean.difference is None


def test_names_cannot_send_commands_to_the_terminal_nor_become_markup() -> None:
    hostile = report_json(report(results(name="\x1b[2J<script>x</script> | *b*")))
    found = compare(before(), hostile)
    assert "\x1b" not in "\n".join(lines(found))
    assert "<script>" not in markdown(found)
    assert r"\|" in markdown(found)


def test_the_command_takes_files_and_folders_and_answers_in_json(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "report.json").write_bytes(before())
    (tmp_path / "b.json").write_bytes(after())
    out = tmp_path / "c.md"
    run = CliRunner().invoke(
        wfo,
        [
            "compare",
            str(tmp_path / "a"),
            str(tmp_path / "b.json"),
            "--json",
            "--markdown",
            str(out),
        ],
    )
    assert run.exit_code == 0, run.output
    answer = json.loads(run.output)
    assert answer["identical"] is False
    assert answer["findings"]["new"][0]["id"] == "new-1"
    assert out.read_text().startswith("# Travel declarations → Travel declarations")


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"title": "x"}'])
def test_what_is_no_report_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not"):
        compare(before(), body)
