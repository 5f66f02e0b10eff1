"""functions/optimization/redesign/remedies.py, and the first remedies of described circumstances"""

import json

import pytest

from functions.optimization.redesign.catalogue import considered
from functions.optimization.redesign.remedies import Adviser, OperationError, remedies
from functions.optimization.simulation.engine import kernel
from tests.paths import ROOT
from tests.unit.small_process import in_a_row, process_of, step
from validation_scripts.remedies import cases, knowledge

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
EXPECTED = json.loads((ROOT / "validation_data" / "expected_remedies.json").read_bytes())


def test_every_operator_and_heuristic_of_the_knowledge_base_says_what_it_needs():
    adviser = Adviser(knowledge())
    assert set(adviser.needed) == set(adviser.heuristics)


def test_what_nobody_can_simulate_is_advised_with_what_would_have_to_be_known():
    process = process_of(in_a_row(step("Enter", 1, "Ann")), asking=("H03", "H20"))
    [advice] = [a for a in Adviser(knowledge()).advice(process, ()) if a.heuristic == "H03"]
    assert advice.title == "Integration"
    assert advice.needed.startswith("How the partner's process goes")
    assert advice.answers == ("f",)


def test_a_knowledge_base_without_operators_is_refused():
    with pytest.raises(OperationError, match="lacks"):
        Adviser({})
    with pytest.raises(OperationError, match="malformed"):
        Adviser({**knowledge(), "operators.json": b"{}"})


def test_remedies_come_in_the_order_in_which_the_finding_names_them():
    process = process_of(in_a_row(step("Enter", 1, "Ann")), asking=("H21", "H20"))
    found = remedies(process, considered(process).proposals, process.assessment.findings[0])
    ranks = [("H21", "H20").index(each.heuristic) for each in found]
    assert ranks == sorted(ranks)


def test_operators_and_labels_of_the_expected_remedies_exist():
    operators = {each["name"] for each in json.loads(knowledge()["operators.json"])["operators"]}
    rows = (ROOT / "validation_data" / "descriptions.jsonl").read_text().splitlines()
    labels = {label for row in map(json.loads, rows) for label in row["expects"]}
    assert labels == set(EXPECTED["expected"])
    assert all(set(each["operators"]) <= operators for each in EXPECTED["expected"].values())


def test_most_described_circumstances_get_the_expected_first_remedy_and_all_get_one():
    found = cases(("held_out",))
    heard = [case for case in found if case.found]
    assert all(case.remedies for case in heard)
    assert sum(case.right for case in found) >= 0.8 * len(found)
