"""functions/analysis/mining against figures that were computed independently of it."""

import gzip
import json
from datetime import UTC, datetime
from functools import cache
from xml.etree import ElementTree

import polars as pl
import pytest

from common.model.facts import Facts, Transition
from common.model.workflow import Activity, Workflow
from functions.analysis.mining.facts import measured_facts
from tests.paths import SHARED_DATA, needs_shared_data

LOGS = ("DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment")
XES = "{http://www.xes-standard.org}"
DAY_H = 24

pytestmark = needs_shared_data


def read_xes(name: str) -> pl.DataFrame:
    """A reader of its own, so that it cannot share a fault with the input agent's."""
    rows = []
    with gzip.open(SHARED_DATA / "bpic2020" / f"{name}.xes.gz") as stream:
        for _, trace in ElementTree.iterparse(stream):  # noqa: S314
            if trace.tag != f"{XES}trace":
                continue
            case = trace.find(f"{XES}string[@key='concept:name']").get("value")
            for event in trace.iter(f"{XES}event"):
                value = {each.get("key"): each.get("value") for each in event}
                at = datetime.fromisoformat(value["time:timestamp"]).astimezone(UTC)
                rows.append((case, value["concept:name"], None, at, value.get("org:role")))
            trace.clear()
    at = pl.Datetime("us", "UTC")
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": at, "complete_at": at}
    return pl.DataFrame(rows, schema=schema | {"role": pl.String}, orient="row")


@cache
def expected(name: str) -> dict:
    return json.loads((SHARED_DATA / "bpic2020" / "facts.json").read_bytes())["logs"][name]


@cache
def measured(name: str) -> Facts:
    log = read_xes(name)
    names = log["activity"].unique(maintain_order=True)
    activities = tuple(Activity(id=each, name=each) for each in names)
    return measured_facts(log, Workflow(name=name, activities=activities, flows=()))


def between(facts: Facts) -> list[Transition]:
    return [each for each in facts.transitions if each.elapsed is not None]


@pytest.mark.parametrize("name", LOGS)
def test_counts_what_the_log_holds(name):
    facts, true = measured(name), expected(name)

    assert facts.cases == true["cases"]
    assert facts.events == true["events"]
    assert facts.activity_count == true["activities"]
    assert facts.variant_count == true["variants"]
    assert facts.first_at == datetime.fromisoformat(true["first_ts"])
    assert facts.last_at == datetime.fromisoformat(true["last_ts"])
    assert {each.activity: each.executions for each in facts.activities} == true["activity_counts"]
    assert round(facts.figures["events_per_case"].value, 3) == true["events_per_case_mean"]


@pytest.mark.parametrize("name", LOGS)
def test_measures_the_cycle_time(name):
    cycle, true = measured(name).cycle_time, expected(name)["cycle_days"]

    for statistic in ("mean", "median", "p90", "p95", "max", "min"):
        assert round(getattr(cycle, f"{statistic}_h") / DAY_H, 3) == true[statistic], statistic
    sample_std_h = cycle.std_h * (cycle.n / (cycle.n - 1)) ** 0.5  # ours is the population's
    assert round(sample_std_h / DAY_H, 3) == true["std"]


@pytest.mark.parametrize("name", LOGS)
def test_finds_the_variants(name):
    facts, true = measured(name), expected(name)

    assert "|".join(facts.variants[0].activities) == true["top1_variant"]["seq"]
    assert facts.variants[0].cases == true["top1_variant"]["n"]
    assert round(facts.variants[0].share, 5) == true["top1_variant"]["share"]
    assert round(sum(each.share for each in facts.variants[:5]), 5) == true["top5_variant_share"]
    assert facts.figures["variants_covering_80pct"].value == true["variants_covering_80pct"]
    assert facts.figures["singleton_variants"].value == true["singleton_variants"]


@pytest.mark.parametrize("name", LOGS)
def test_finds_the_transitions(name):
    facts, true = measured(name), expected(name)
    total_days = facts.figures["total_transition_h"].value / DAY_H

    assert len(between(facts)) == true["dfg_edges"]
    assert round(total_days, 1) == true["total_transition_days"]
    for found, given in zip(between(facts), true["top_transitions"], strict=False):
        assert (found.source, found.target) == (given["frm"], given["to"])
        assert found.count == given["n"]
        assert round(found.total_h / DAY_H, 1) == given["total_days"]
        assert round(found.total_share, 4) == given["share"]
        assert round(found.elapsed.mean_h / DAY_H, 3) == given["mean_d"]
        assert round(found.elapsed.median_h / DAY_H, 3) == given["median_d"]
        assert round(found.elapsed.p95_h / DAY_H, 3) == given["p95_d"]


@pytest.mark.parametrize("name", LOGS)
def test_finds_rejections_and_rework(name):
    facts, true = measured(name), expected(name)
    rejected, accepted = true["mean_cycle_rejected_vs_not"]

    assert facts.rejections.cases == true["rejected_cases"]
    assert round(facts.rejections.share, 5) == true["rejected_share"]
    assert facts.rejections.events == true["rejection_events"]
    assert facts.rejections.by_activity == true["rejections_by_activity"]
    assert round(facts.rejections.cycle_time_with.mean_h / DAY_H, 3) == rejected
    assert round(facts.rejections.cycle_time_without.mean_h / DAY_H, 3) == accepted
    assert facts.rework.cases == true["rework_cases"]
    assert round(facts.rework.share, 5) == true["rework_share"]
    assert facts.rework.events == true["rework_events"]


@pytest.mark.parametrize("name", LOGS)
def test_counts_hand_offs_between_roles(name):
    assert round(measured(name).handoffs_per_case, 3) == expected(name)["role_handoffs_per_case"]


@pytest.mark.parametrize("name", LOGS)
def test_the_strata_of_a_transition_repeat_its_mean(name):
    for each in between(measured(name)):
        mean_h = sum(each.elapsed_strata_h) / len(each.elapsed_strata_h)
        assert mean_h == pytest.approx(each.elapsed.mean_h, abs=1e-6)
        assert list(each.elapsed_strata_h) == sorted(each.elapsed_strata_h)
