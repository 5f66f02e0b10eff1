"""The knowledge base holds what its frameworks consist of, and all of it in every language."""

import json

import pytest

from common.language import LANGUAGES, catalogue
from functions.analysis.frameworks.knowledge import RuleFile, load
from functions.analysis.frameworks.metrics_causes import DAYS
from functions.analysis.frameworks.metrics_load import MONTHS
from tests.paths import ROOT, SHARED_DATA, needs_shared_data

KNOWLEDGE = load({p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")})
FRAMEWORKS: dict[str, RuleFile] = {each.framework: each for each in KNOWLEDGE.frameworks}
RULES = [rule for each in KNOWLEDGE.frameworks for rule in each.rules]
OTHERS = tuple(each for each in LANGUAGES if each != "en")


def named(framework: str, kind: str) -> list[str]:
    return [each.name for each in FRAMEWORKS[framework].tenets if each.kind == kind]


def test_lean_has_its_eight_wastes():
    assert set(named("lean", "waste")) == {
        "Transportation", "Inventory", "Motion", "Waiting", "Overproduction", "Over-processing",
        "Defects", "Unused talent",
    }  # fmt: skip


def test_lean_has_its_five_principles_and_its_measures():
    assert named("lean", "principle") == ["Value", "Value stream", "Flow", "Pull", "Perfection"]
    assert set(named("lean", "measure")) == {
        "Process cycle efficiency", "Takt", "First-pass yield", "Sigma level",
    }  # fmt: skip


def test_agile_has_its_four_values_and_twelve_principles():
    assert len(set(named("agile", "value"))) == 4
    numbers = [int(name.split()[0]) for name in named("agile", "principle")]
    assert numbers == list(range(1, 13))


def test_the_operating_model_has_its_elements():
    assert {
        "Layers", "Span of control", "Decision rights", "Hand-offs", "System fragmentation",
        "Process ownership",
    } <= set(named("operating_model", "element"))  # fmt: skip


def test_the_theory_of_constraints_has_its_five_steps():
    names = [name.split()[1] for name in named("constraints", "step")]
    assert names == ["Identify", "Exploit", "Subordinate", "Elevate", "Repeat"]


def test_every_rule_serves_a_tenet_and_every_waste_has_a_rule():
    served = {rule for each in KNOWLEDGE.frameworks for tenet in each.tenets
              for rule in tenet.rules}  # fmt: skip
    alone = {rule.id for rule in RULES} - served

    assert all(tenet.rules for tenet in FRAMEWORKS["lean"].tenets)
    assert alone == {"agile-rejected-case-type"}  # a driver: it points to where, not to a tenet


@needs_shared_data
def test_the_researched_lists_are_all_here():
    catalogue_file = SHARED_DATA.parent / "catalogue" / "redesign_catalogue.json"
    if not catalogue_file.is_file():
        pytest.skip(f"needs {catalogue_file}")
    researched = json.loads(catalogue_file.read_bytes())
    wastes = {each["name"].lower().split(" (")[0] for each in researched["lean_wastes"]}

    assert {each["id"] for each in researched["heuristics"]} == {
        each.id for each in KNOWLEDGE.heuristics
    }
    assert len(wastes) == len(named("lean", "waste"))
    assert len(researched["agile_principles"]) == len(named("agile", "principle"))
    assert len(researched["theory_of_constraints"]["steps"]) == len(named("constraints", "step"))


def test_every_source_says_how_it_was_checked_or_what_is_missing():
    assert all(len(each.how) > 20 for each in KNOWLEDGE.sources)
    assert sum(each.checked for each in KNOWLEDGE.sources) >= 12
    assert all(not each.checked for each in KNOWLEDGE.sources if "from memory." in each.how[:30])


@pytest.mark.parametrize("language", OTHERS)
def test_every_rule_and_heuristic_can_be_said(language):
    templates = {text for rule in RULES
                 for text in (rule.title, rule.statement, rule.rationale)}  # fmt: skip
    shown = {rule.principle.replace("-", " ") for rule in RULES}  # as reports write them
    heuristics = {text for each in KNOWLEDGE.heuristics for text in (each.name, each.statement)}

    assert templates | shown | heuristics <= set(catalogue(language))


@pytest.mark.parametrize("language", OTHERS)
def test_months_and_weekdays_can_be_said(language):
    assert {*DAYS, *MONTHS} <= set(catalogue(language))
