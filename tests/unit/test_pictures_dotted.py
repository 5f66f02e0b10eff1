"""The sample of cases and their dotted chart."""

import re
from array import array
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from defusedxml import ElementTree

from common.model.event_arrays import packed, unpacked
from functions.output.dossier.case_sample import MOST_CASES, case_sample
from functions.output.dossier.content import Picture, Table
from functions.output.dossier.dotted_blocks import dotted_blocks
from functions.output.pictures.dotted import Row, Tick, dotted
from tests.unit.dossier_fixture import results

SVG = "{http://www.w3.org/2000/svg}"
NAMED: dict[str, Any] = {"key": "k", "title": "t", "description": "d"}
DAY_S = 86_400.0


def _log(cases: int) -> bytes:
    """Return cases of three steps a day apart; one begins every hour, the last code first."""
    codes, steps, ends = array("q"), array("q"), array("d")
    for case in range(cases):
        for step in (2, 0, 1):  # not in the order of time
            codes.append(cases - 1 - case)
            steps.append(step)
            ends.append(case * 3600.0 + step * DAY_S)
    names = {"activities": ["submit", "check", "pay"], "resources": [], "roles": []}
    return packed({"case": codes, "activity": steps, "end_s": ends}, names)


def test_an_archive_is_read_as_it_was_written() -> None:
    columns, names = unpacked(_log(3), ("case", "end_s", "start_s"))
    assert set(columns) == {"case", "end_s"}
    assert list(columns["case"]) == [2, 2, 2, 1, 1, 1, 0, 0, 0]
    assert columns["end_s"][0] == 2 * DAY_S
    assert names["activities"] == ["submit", "check", "pay"]


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 no archive"])
def test_what_is_no_archive_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no event arrays"):
        unpacked(body, ("case",))


def test_a_sample_is_even_over_the_time_and_whole_within_cases() -> None:
    sample = case_sample(_log(1000))
    begins = [case.events[0][0] for case in sample.cases]
    assert (len(sample.cases), sample.all_cases) == (MOST_CASES, 1000)
    assert (begins[0], begins[-1]) == (0.0, 999 * 3600.0)
    gaps = {round((b - a) / 3600) for a, b in pairwise(begins)}
    assert gaps <= {6, 7}
    assert all([n for _, n in c.events] == ["submit", "check", "pay"] for c in sample.cases)
    assert sample == case_sample(_log(1000))


def test_a_small_log_is_drawn_whole() -> None:
    assert len(case_sample(_log(7)).cases) == 7


def _dots(svg: str) -> dict[str, list[tuple[float, float]]]:
    root = ElementTree.fromstring(svg)
    return {
        str(path.get("class")): [
            (float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h", path.get("d", ""))
        ]
        for path in root.iter(f"{SVG}path")
        if "dots" in (path.get("class") or "")
    }


def test_every_event_is_a_dot_in_the_row_of_its_case() -> None:
    cases = [Row([(0.0, 0), (10.0, 1)]), Row([(5.0, 0), (10.0, 7)], "the second")]
    svg = dotted(cases, ["a", "b", "others"], [Tick(5, "5")], "Days", **NAMED)
    assert svg.count("mark-of") == 1
    assert "<title>the second</title>" in svg
    dots = _dots(svg)
    (first, second), (early,), (late,) = (dots[f"dots kind-{kind}"] for kind in (0, 1, 5))
    assert first[1] == early[1] < second[1] == late[1]
    assert first[0] < second[0] < early[0] == late[0]
    assert second[0] == pytest.approx((first[0] + early[0]) / 2, abs=0.1)


def test_a_report_draws_the_sample_and_says_so() -> None:
    picture, table = dotted_blocks(replace(results(), sample=case_sample(_log(1000))))
    assert isinstance(picture, Picture)
    assert isinstance(table, Table)
    assert "160 of 1,000 cases" in picture.description
    assert [len(row) for row in table.rows] == [2, 2, 2]
    assert sum(len(found) for found in _dots(picture.views[0].svg).values()) == 480
    assert "longest 8 of these" in picture.views[1].note
    assert picture.views[0].svg.count("3 events, ") == 160


def test_without_events_there_is_no_dotted_chart() -> None:
    assert dotted_blocks(results()) == []
