"""functions/analysis/mining/conformance.py"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.conformance import Conformance
from common.model.figure import Figure, Provenance
from common.model.process_model import ProcessModel
from common.model.workflow import Activity, Workflow
from common.process_tree.alignment import Aligner
from common.process_tree.tree import leaf, sequence
from functions.analysis.mining import conformance as mined
from functions.analysis.mining.conformance import conformance
from functions.analysis.mining.cycle_time import cases
from functions.analysis.mining.steps import steps
from functions.analysis.mining.variants import variants
from functions.input.discovery.process import discovered_process
from functions.input.reading.discovery import discovered
from functions.input.reading.document import Document
from functions.input.reading.event_log import canonical_log
from functions.input.reading.xes import read_xes
from tests.paths import SHARED_DATA, needs_shared_data

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
STRAIGHT = "->('a', 'b', 'c')"


def log(traces: Iterable[tuple[str, int]]) -> pl.DataFrame:
    """One case per trace, a letter per activity, so many hours between each."""
    rows = [
        (f"case {number:04}", name, MONDAY + timedelta(hours=hours * at))
        for number, (trace, hours) in enumerate(traces)
        for at, name in enumerate(trace)
    ]
    schema = {"case_id": pl.String, "activity": pl.String, "complete_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def model(tree: str, names: Iterable[str]) -> ProcessModel:
    one = Figure(value=1, unit="share", provenance=Provenance.MEASURED, origin="by hand")
    activities = tuple(Activity(id=f"id_{at}", name=name) for at, name in enumerate(names))
    return ProcessModel(
        workflow=Workflow(name="w", activities=activities, flows=()),
        tree=tree, fitness=one, fitting_cases=one, noise_threshold=0, case_share=1, method="x",
    )  # fmt: skip


def found(events: pl.DataFrame, modelled: ProcessModel) -> Conformance | str:
    ordered = steps(events, modelled.workflow)
    return conformance(ordered, variants(ordered), cases(ordered), modelled)


def measured(traces: Iterable[tuple[str, int]], tree: str = STRAIGHT) -> Conformance:
    names = sorted({char for char in tree if char.isalpha() and char.islower()} & set("abcdefg"))
    answer = found(log(traces), model(tree, names))
    assert isinstance(answer, Conformance)
    return answer


def test_cases_that_follow_the_model_do_not_deviate():
    facts = measured([("abc", 1)] * 5)

    assert (facts.fitness.value, facts.fitting_cases.value) == (1, 1)
    assert facts.fitness.provenance is Provenance.MEASURED
    assert (facts.cases, facts.left_out_cases, facts.deviations) == (5, 0, ())
    assert facts.deviating_cycle_time is None
    assert facts.fitting_cycle_time is not None
    assert facts.fitting_cycle_time.mean_h == 2


def test_says_what_was_skipped_and_what_was_inserted_and_how_long_those_cases_take():
    facts = measured([("abc", 1)] * 6 + [("ac", 10)] * 3 + [("abxxc", 5)] * 1)

    told = [(d.kind, d.activity, d.count, d.cases, d.share) for d in facts.deviations]
    assert told == [("skipped", "id_1", 3, 3, 0.3), ("inserted", "x", 2, 1, 0.1)]
    assert [d.mean_cycle_h for d in facts.deviations] == [10, 20]
    assert facts.fitting_cases.value == 0.6
    assert facts.fitting_cycle_time is not None and facts.deviating_cycle_time is not None
    assert facts.fitting_cycle_time.mean_h == 2
    assert facts.deviating_cycle_time.mean_h == (3 * 10 + 20) / 4
    assert facts.fitness.value == pytest.approx((6 + 3 * (1 - 1 / 5) + (1 - 2 / 8)) / 10)


def test_an_activity_in_the_wrong_place_is_skipped_there_and_inserted_here():
    facts = measured([("acb", 1)])

    assert {d.kind for d in facts.deviations} == {"skipped", "inserted"}
    assert len({d.activity for d in facts.deviations}) == 1


def test_a_case_counts_once_however_often_it_deviates():
    facts = measured([("abcxxx", 1), ("abcx", 3)])

    [only] = facts.deviations
    assert (only.count, only.cases, only.mean_cycle_h) == (4, 2, (5 + 9) / 2)


def test_a_choice_and_a_loop_are_no_deviations():
    facts = measured([("abab", 1), ("ab", 1), ("c", 1)], "X(*(->('a', 'b'), tau), 'c')")

    assert facts.fitting_cases.value == 1


def test_lists_the_20_deviations_of_most_cases_and_counts_the_rest():
    extra = "ABCDEFGHIJKLMNOPQRSTUVWXY"
    facts = measured([(f"abc{name}", 1) for at, name in enumerate(extra) for _ in range(at + 1)])

    assert [d.activity for d in facts.deviations] == list(extra[:4:-1])
    assert facts.unlisted_deviations == 5


def test_says_what_was_too_long_to_be_compared_and_what_that_may_mean():
    facts = measured([("abc", 1)] * 3 + [("a" * (mined.MAX_LENGTH + 1), 1)])

    assert (facts.cases, facts.left_out_cases, facts.left_out_variants) == (3, 1, 1)
    assert facts.fitness.value == facts.fitting_cases.value == 1
    assert (facts.fitness.low, facts.fitness.high) == (0.75, 1)


def test_the_most_frequent_come_first_and_what_would_take_too_long_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
):
    traces = [("ab", 1)] * 2 + [("cba", 1)] + [("abc", 1)] * 3
    for_one = Aligner(sequence(leaf("a"), leaf("b"), leaf("c")))
    for_one.align("abc")
    monkeypatch.setattr(mined, "MAX_EFFORT", for_one.effort)
    facts = measured(traces)

    assert (facts.cases, facts.left_out_cases, facts.left_out_variants) == (3, 3, 2)
    assert (facts.fitness.low, facts.fitness.value, facts.fitness.high) == (0.5, 1, 1)


def test_nothing_is_said_where_nothing_can_be_compared(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mined, "MAX_EVENTS", 1)

    assert found(log([("abc", 1)]), model(STRAIGHT, "abc")) == mined.TOO_LONG


def test_names_that_the_notation_does_not_tell_apart_are_a_reason_not_to_say_anything():
    modelled = model("->('it s', 'it s')", ["it's", "it s"])

    assert found(log([("ab", 1)]), modelled) == mined.AMBIGUOUS


def test_names_with_quotes_and_line_breaks_are_those_of_the_log():
    hostile = "o'k\n\u202e"
    events = log([("ab", 1)]).with_columns(pl.col("activity").replace("b", hostile))
    facts = found(events, model("->('a', 'o k \u202e')", ["a", hostile]))

    assert isinstance(facts, Conformance)
    assert facts.fitting_cases.value == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text("abcx", min_size=1, max_size=6), st.integers(0, 9)), min_size=1))
def test_parts_add_up_and_the_order_of_cases_does_not_count(traces: list[tuple[str, int]]):
    facts = measured(traces)

    assert measured(list(reversed(traces))) == facts
    fitting = facts.fitting_cycle_time.n if facts.fitting_cycle_time else 0
    deviating = facts.deviating_cycle_time.n if facts.deviating_cycle_time else 0
    assert fitting + deviating == facts.cases == len(traces)
    assert facts.fitting_cases.value == fitting / len(traces)
    assert bool(facts.deviations) == bool(deviating)
    assert all(one.cases <= min(deviating, one.count) for one in facts.deviations)
    assert (facts.fitness.value == 1) == (deviating == 0)


@needs_shared_data
def test_a_public_log_fits_as_an_independent_program_says():
    body = (SHARED_DATA / "bpic2020" / "RequestForPayment.xes.gz").read_bytes()
    events, _ = canonical_log(read_xes(Document(body)).events)
    workflow = discovered(events, "Request for Payment")
    process = discovered_process(events, workflow)
    assert process is not None
    ordered = steps(events, workflow)
    facts = conformance(ordered, variants(ordered), cases(ordered), process.model)

    assert isinstance(facts, Conformance)
    assert facts.fitness.value == pytest.approx(0.9534143213, abs=1e-9)
    assert facts.fitting_cases.value == pytest.approx(0.8782544379, abs=1e-9)
    assert (facts.cases, facts.left_out_cases, len(facts.deviations)) == (6_886 - 126, 0, 20)
    first = facts.deviations[0]
    assert (first.kind, first.activity, first.count, first.cases) == (
        "inserted", "request_for_payment_submitted_by_employee", 673, 597,
    )  # fmt: skip
