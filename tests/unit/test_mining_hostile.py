"""functions/analysis/mining: logs that are absurd give facts, quickly, and no crash."""

import math
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from common.model.facts import Facts
from common.model.staffing import Calendar, Shift
from common.model.workflow import Activity, Workflow
from functions.analysis.mining.facts import measured_facts

AT = pl.Datetime("us", "UTC")
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
OFFICE = Calendar(id="c", shifts=(Shift(weekday=0, begins_s=0, ends_s=60),), time_zone="Asia/Tokyo")
WORKFLOW = Workflow(name="w", activities=(Activity(id="A", name="A"),), flows=())


def facts_of(rows: list, workflow: Workflow = WORKFLOW, **more: list) -> Facts:
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": AT, "complete_at": AT}
    log = pl.DataFrame(rows, schema=schema, orient="row")
    facts = measured_facts(log.with_columns(pl.Series(n, v) for n, v in more.items()), workflow)
    assert Facts.from_json(facts.to_json()) == facts
    return facts


@pytest.mark.parametrize("calendars", [(), (OFFICE,)])
def test_reads_a_log_from_the_first_year_to_the_last(calendars):
    workflow = WORKFLOW.model_copy(update={"calendars": calendars})
    rows = [("1", "A", FIRST, FIRST), ("1", "B", LAST, LAST)] * 60
    facts = facts_of(rows, workflow, resource=["Ada"] * 120)

    assert "century" in facts.not_known["working_time"]
    assert len(facts.flow.periods) <= 121
    assert facts.seasons == ()


def test_reads_a_log_at_the_end_of_time_with_a_calendar():
    workflow = WORKFLOW.model_copy(update={"calendars": (OFFICE,)})
    begin = LAST - timedelta(days=5)

    assert facts_of([("1", "A", begin, begin), ("1", "B", LAST, LAST)], workflow).working_time


def test_reads_a_single_event():
    facts = facts_of([("1", "A", None, MONDAY)])

    assert (facts.cases, facts.flow, facts.drivers, facts.changes) == (1, None, (), ())


def test_reads_cases_that_all_happen_at_once():
    facts = facts_of([(str(n), "A", MONDAY, MONDAY) for n in range(300)], resource=["Ada"] * 300)

    assert facts.cycle_time.max_h == 0
    assert facts.resources[0].utilisation is None
    assert facts.waiting_causes is None


def test_reads_attributes_of_any_kind():
    rows = [(str(n), name, None, MONDAY) for n in range(200) for name in "AB"]
    values = [float("nan"), float("inf"), None, 1e308, -1e308, 0.5, 7.25, math.pi]
    facts = facts_of(
        rows,
        **{
            "case:number": [values[n // 2 % 8] for n in range(400)],
            "case:when": [MONDAY] * 400,
            "case:": ["no name"] * 400,
            "case:list": [[1]] * 400,
            "case:yes": [n % 4 < 2 for n in range(400)],
            "case:text": ["\x00<script>" * 900 if n % 4 < 2 else "" for n in range(400)],
            "event:mixed": [str(n) for n in range(400)],
        },
    )

    assert all(len(each.value) <= 200 for each in facts.drivers)


def test_reads_names_that_are_made_to_confuse():
    names = ["start", "end", "", " ", "approved rejected", "REJECTED", "\n", "0"]
    rows = [(f"{n}", name, None, MONDAY + timedelta(hours=n))
            for n in range(50) for name in names]  # fmt: skip
    facts = facts_of(rows, role=names * 50)

    assert facts.events == 400
    assert sum(each.executions for each in facts.activities) == 400
