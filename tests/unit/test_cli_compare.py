"""What `wfo compare` says of two reports."""

import html
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.comparing import compare
from cli.comparison_page import PICTURES, page
from cli.comparison_text import lines, markdown
from cli.main import wfo
from common.language import Language, speaking
from common.model.assessment import Severity
from functions.output.dossier.report import report, report_json
from tests.unit.dossier_fixture import results, stated_results
from tests.unit.dossier_renamed import renamed
from tests.unit.test_dossier_german import english


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


def _page(first: bytes, second: bytes, language: Language = "en") -> str:
    with speaking(language):
        return page(compare(first, second), language).decode()


def test_the_page_shows_both_ends_of_every_number_with_whiskers_where_an_interval_is_known() -> (
    None
):
    found = compare(before(), after())
    body = _page(before(), after())
    known = [n for n in found.numbers if n.difference is not None]
    sure = [end for n in known for end in (n.before_error, n.after_error) if end is not None]
    pictured = [n for n in known if n.unit in PICTURES and n.name != "inefficiency_score"]
    assert body.count('class="bar strong"') == len(pictured)
    assert body.count('class="whisker"') == 3 * len(sure)
    assert 0 < len(sure) < 2 * len(pictured)
    for number in known:
        assert f'data-value="{number.before}"' in body
        assert f'data-value="{number.after}"' in body


def test_an_interval_of_a_number_is_that_of_its_own_cases() -> None:
    [mean] = [n for n in compare(before(), after()).numbers if n.name == "cycle_time_mean_h"]
    time = results().facts.cycle_time
    assert time is not None
    assert mean.before_error == pytest.approx(1.96 * time.std_h / math.sqrt(time.n), rel=1e-4)


def test_the_page_loads_nothing_and_takes_names_for_text() -> None:
    hostile = report_json(report(results(name="<script>alert(1)</script>\u202e")))
    body = _page(before(), hostile)
    assert body.count("<script") == 1
    assert "\u202e" not in body
    assert "default-src 'none';" in html.unescape(body)
    links = re.findall(r'(?:href|src)="([^"]*)"', body)
    assert [link for link in links if not link.startswith(("#", "data:"))] == []


def test_the_same_two_reports_give_the_same_page() -> None:
    assert _page(before(), after()) == _page(before(), after())


def test_nothing_is_left_in_english_in_a_german_comparison(tmp_path: Path) -> None:
    with speaking("de"):
        first = json.loads(report_json(report(renamed(["Quux"]))))
    first["request"]["language"] = "de"
    second = json.loads(json.dumps(first))
    second["assessment"]["inefficiency_score"] = second["summary"]["inefficiency_score"] = 2.0
    second["facts"]["cycle_time"]["mean_h"] *= 0.99
    second["facts"]["rework"] = None
    second["request"]["seed"] = 99
    second["summary"]["quality_score"] = 0.2
    second["assessment"]["findings"][0] |= {"severity": "low"}
    second["assessment"]["findings"][1]["id"] = "another"
    second["portfolio"]["recommended"] = second["portfolio"]["recommended"][:1]
    (tmp_path / "a.json").write_text(json.dumps(first))
    (tmp_path / "b.json").write_text(json.dumps(second))
    second_file, out = tmp_path / "b.json", tmp_path / "c.html"
    command = ["compare", str(tmp_path / "a.json"), str(second_file), "--html", str(out)]
    run = CliRunner().invoke(wfo, [*command, "--markdown", str(tmp_path / "c.md")])
    assert run.exit_code == 0, run.output
    shown = out.read_text()
    assert '<html lang="de">' in shown
    shown = shown[shown.index("<body") : shown.index("<script>")]
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', shown))
    for told in (
        run.output,
        (tmp_path / "c.md").read_text(),
        re.sub(r"<[^>]*>", " ", shown) + labels,
    ):
        assert english(told) == set()
    assert "kann Zufall sein" in run.output
    in_english = CliRunner().invoke(wfo, [*command, "--language", "en"])
    assert "may be chance" in in_english.output


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"title": "x"}'])
def test_what_is_no_report_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not"):
        compare(before(), body)
