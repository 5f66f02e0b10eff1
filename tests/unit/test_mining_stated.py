"""functions/analysis/mining/stated.py"""

import pytest

from common.model.figure import Figure, Provenance
from common.model.workflow import Activity, Flow, Gateway, Role, Workflow
from functions.analysis.mining.stated import stated_facts, visits


def stated(value: float, unit: str = "h") -> Figure:
    return Figure(value=value, unit=unit, provenance=Provenance.STATED, origin="said so")


def activity(name: str, **fields) -> Activity:
    return Activity(id=name, name=name, **fields)


def flow(source: str, target: str, probability: float | None = None, count: float | None = None):
    return Flow(
        source=source,
        target=target,
        probability=None if probability is None else stated(probability, "share"),
        count=None if count is None else stated(count, "count"),
    )


CHECKED = Workflow(
    name="Travel",
    activities=(
        activity("Ask", processing_h=stated(1), role="employee"),
        activity("Approve", processing_h=stated(0.5), waiting_h=stated(20), role="head",
                 rejection_share=stated(0.2, "share")),
        activity("Book", processing_h=stated(2), waiting_h=stated(4), role="office"),
    ),
    flows=(
        flow("start", "Ask"), flow("Ask", "Approve"), flow("Approve", "Ask", 0.2),
        flow("Approve", "Book"), flow("Book", "end"),
    ),
    roles=tuple(Role(id=each, name=each) for each in ("employee", "head", "office")),
)  # fmt: skip


def test_follows_loops_by_their_probability():
    assert visits(CHECKED) == pytest.approx({"Ask": 1.25, "Approve": 1.25, "Book": 1})


def test_infers_the_cycle_time_from_its_parts():
    cycle = stated_facts(CHECKED).stated_cycle_time

    assert cycle.value == pytest.approx(1.25 * (1 + 20.5) + 6)
    assert cycle.provenance is Provenance.INFERRED
    assert "3 of 3" in cycle.origin


def test_prefers_a_stated_cycle_time():
    workflow = CHECKED.model_copy(update={"figures": {"lead_time_h": stated(120)}})

    assert stated_facts(workflow).stated_cycle_time == stated(120)


def test_infers_figures_about_the_whole_from_the_parts():
    figures = stated_facts(CHECKED).figures

    assert figures["processing_h"].value == pytest.approx(1.25 * 1.5 + 2)
    assert figures["rejection_share"].value == pytest.approx(0.2)
    assert figures["handoffs_per_case"].value == pytest.approx(1.25 + 0.25 + 1)
    assert figures["approval_levels"].value == 1
    assert {each.provenance for each in figures.values()} == {Provenance.INFERRED}


def test_never_replaces_what_was_stated():
    workflow = CHECKED.model_copy(
        update={"figures": {"rejection_rate": stated(0.12, "share"),
                            "approval_levels": stated(3, "count")}}
    )  # fmt: skip
    figures = stated_facts(workflow).figures

    assert figures["rejection_share"] == stated(0.12, "share")
    assert figures["approval_levels"] == stated(3, "count")


def test_ignores_a_share_that_is_none():
    workflow = Workflow(
        name="w", activities=(activity("A"),), flows=(),
        figures={"rejection_rate": stated(12, "share"), "rework_rate": stated(3, "count")},
    )  # fmt: skip

    assert {"rejection_share", "rework_share"}.isdisjoint(stated_facts(workflow).figures)


def test_turns_cases_per_year_into_cases_per_week():
    workflow = CHECKED.model_copy(update={"figures": {"annual_volume": stated(3640.0, "per_year")}})
    weekly = stated_facts(workflow).cases_per_week

    assert weekly.value == pytest.approx(70)
    assert weekly.provenance is Provenance.INFERRED


def test_leaves_what_nobody_said_absent():
    facts = stated_facts(Workflow(name="w", activities=(activity("A"),), flows=()))

    assert facts.stated_cycle_time is None
    assert facts.cases is None
    assert facts.cases_per_week is None
    assert facts.rejections is None
    assert facts.figures == {}


def test_shares_what_is_left_equally_among_flows_without_probability():
    workflow = Workflow(
        name="w",
        activities=(activity("A"), activity("B"), activity("C"), activity("D")),
        flows=(
            flow("start", "A"), flow("A", "B", 0.5), flow("A", "C"), flow("A", "D"),
            flow("B", "end"), flow("C", "end"), flow("D", "end"),
        ),
    )  # fmt: skip

    assert visits(workflow) == pytest.approx({"A": 1, "B": 0.5, "C": 0.25, "D": 0.25})


def test_uses_counts_where_there_are_no_probabilities():
    workflow = Workflow(
        name="w",
        activities=(activity("A"), activity("B")),
        flows=(flow("start", "A", count=30), flow("start", "B", count=10), flow("A", "end"),
               flow("B", "end")),
    )  # fmt: skip

    assert visits(workflow) == pytest.approx({"A": 0.75, "B": 0.25})


@pytest.mark.parametrize(
    "flows",
    [(), (flow("start", "A"), flow("A", "B"), flow("B", "A"))],
    ids=["no flows", "a loop that is never left"],
)
def test_counts_each_activity_once_where_flows_do_not_lead_to_an_end(flows):
    workflow = Workflow(name="w", activities=(activity("A"), activity("B")), flows=flows)

    assert visits(workflow) == {"A": 1, "B": 1}


def test_a_time_that_is_not_split_counts_in_the_cycle_time_but_not_as_work():
    workflow = CHECKED.model_copy(
        update={
            "activities": (
                *CHECKED.activities[:2],
                activity("Book", elapsed_h=stated(48), role="office"),
            )
        }
    )
    facts = stated_facts(workflow)

    assert facts.stated_cycle_time.value == pytest.approx(1.25 * (1 + 20.5) + 48)
    assert "3 of 3" in facts.stated_cycle_time.origin
    assert "processing_h" not in facts.figures


WITH_GATEWAYS = Workflow(
    name="Claims",
    activities=(
        activity("Register", processing_h=stated(1), role="office"),
        activity("Assess", processing_h=stated(2), role="expert"),
        activity("Inform", processing_h=stated(0.5), role="office"),
        activity("Answer arrives", kind="wait", waiting_h=stated(48)),
        activity("Pay", processing_h=stated(1), role="office"),
    ),
    gateways=(
        Gateway(id="split", kind="parallel"), Gateway(id="join", kind="parallel"),
        Gateway(id="ok", kind="exclusive"),
    ),
    flows=(
        flow("start", "Register"), flow("Register", "split"), flow("split", "Assess"),
        flow("split", "Inform"), flow("Assess", "join"), flow("Inform", "join"),
        flow("join", "Answer arrives"), flow("Answer arrives", "ok"), flow("ok", "Pay", 0.75),
        flow("ok", "end", 0.25), flow("Pay", "end"),
    ),
    roles=tuple(Role(id=each, name=each) for each in ("office", "expert")),
)  # fmt: skip


def test_follows_gateways_and_counts_parallel_work_once_each():
    assert visits(WITH_GATEWAYS) == pytest.approx(
        {"Register": 1, "Assess": 1, "Inform": 1, "Answer arrives": 1, "Pay": 0.75}
    )


def test_a_wait_needs_no_work_and_hands_nothing_over():
    facts = stated_facts(WITH_GATEWAYS)

    assert facts.figures["processing_h"].value == pytest.approx(1 + 2 + 0.5 + 0.75)
    assert facts.stated_cycle_time.value == pytest.approx(1 + 2 + 0.5 + 48 + 0.75)
    # to the expert; half a token goes on from each branch to the office
    assert facts.figures["handoffs_per_case"].value == pytest.approx(1 + 0.5 * 0.75)
