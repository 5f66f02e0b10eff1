"""The committed schemas are what the code publishes, and old events stay readable."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from common.events import CATALOGUE, Event
from scripts.generate_schemas import SCHEMAS, schemas

EXAMPLES = SCHEMAS.parent / "examples"
CONTRACTS = {contract.detail_type: contract for contract in CATALOGUE}
EXAMPLE_FILES = sorted(EXAMPLES.glob("*/*.json"))


def first_example(contract: type[Event]) -> dict:
    return json.loads(min((EXAMPLES / contract.detail_type).glob("*.json")).read_text())


def test_committed_schemas_are_generated_from_the_contracts():
    assert {path.name: path.read_text() for path in SCHEMAS.glob("*.json")} == schemas()


def test_every_contract_has_an_example_and_every_example_a_contract():
    assert {path.parent.name for path in EXAMPLE_FILES} == set(CONTRACTS)


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_published_example_is_still_readable(path: Path):
    contract = CONTRACTS[path.parent.name]
    example = json.loads(path.read_text())

    Draft202012Validator(contract.model_json_schema()).validate(example)
    read = contract.model_validate(example)
    assert json.loads(read.model_dump_json(exclude_unset=True)) == example


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_readers_ignore_fields_they_do_not_know(contract: type[Event]):
    example = first_example(contract)
    newer = example | {"added_later": 1, "metadata": example["metadata"] | {"added_later": 1}}

    assert contract.model_validate(newer) == contract.model_validate(example)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_a_field_that_the_first_examples_lack_is_optional(contract: type[Event]):
    required = set(contract.model_json_schema()["required"])

    assert required <= set(first_example(contract))


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_no_message_carries_a_payload(contract: type[Event]):
    """References, scores and problems only: an example stays far below any limit."""
    assert len(json.dumps(first_example(contract))) < 4_000
