"""functions/analysis/frameworks/knowledge.py and the files in framework_knowledge/"""

import json

import pytest

from common.model.assessment import Severity
from functions.analysis.frameworks.knowledge import KnowledgeError, Trigger, load
from functions.analysis.frameworks.metrics import METRICS
from functions.analysis.frameworks.score import PARTS
from functions.optimization.redesign.guards import guards_of
from tests.paths import ROOT


def files() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}


def changed(file: str, **fields) -> dict[str, bytes]:
    """The files with the first rule of one of them changed."""
    content = json.loads(files()[file])
    content["rules"][0] |= fields
    return files() | {file: json.dumps(content).encode()}


def rules():
    return [rule for each in load(files()).frameworks for rule in each.rules]


def test_the_files_of_the_repository_load():
    knowledge = load(files())

    assert [each.framework for each in knowledge.frameworks] == [
        "lean", "agile", "operating_model", "constraints",
    ]  # fmt: skip
    assert [each.id for each in knowledge.heuristics] == [f"H{n:02}" for n in range(1, 30)]
    for_another_agent = {"guards.json", "operators.json", "efforts.json"}
    assert set(knowledge.digests) == set(files()) - for_another_agent


def test_ids_are_unique_and_everything_named_exists():
    knowledge = load(files())
    ids = [rule.id for rule in rules()]
    heuristics = {each.id for each in knowledge.heuristics}
    sources = [each.id for each in knowledge.sources]

    assert len(set(ids)) == len(ids) == 62
    assert len(set(sources)) == len(sources)
    assert all(set(rule.remedies) <= heuristics and rule.remedies for rule in rules())
    assert all(set(rule.sources) <= set(sources) for rule in rules())
    citing = (*rules(), *knowledge.heuristics, *guards_of(files()))
    cited = {s for each in citing for s in each.sources}
    assert cited <= set(sources)
    assert all(f'"{each}"'.encode() in files()["efforts.json"] for each in set(sources) - cited)


def test_every_threshold_says_whose_it_is():
    assert {rule.thresholds_from for rule in rules()} == {"ours"}


def test_every_effect_is_a_direction_and_every_heuristic_says_what_it_is_good_for():
    for heuristic in load(files()).heuristics:
        assert any(heuristic.effects.model_dump().values())
        assert heuristic.statement.endswith(".")


def test_no_statement_can_be_formatted_with_less_than_its_metric_offers():
    for rule in rules():
        if rule.trigger is not None:
            words = dict.fromkeys([*METRICS[rule.trigger.metric].words, "process", "period"], "x")
            assert "{" not in rule.statement.format_map(words)


def test_the_score_rests_on_known_metrics():
    assert {scale.metric for part in PARTS.values() for scale in part.scales} <= set(METRICS)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"remedies": ["H99"]}, "names no heuristic: H99"),
        ({"sources": ["NOBODY1900"]}, "names no source: NOBODY1900"),
        ({"thresholds_from": "somewhere"}, "thresholds from no source"),
        ({"statement": "{nothing} is wrong"}, "unknown words"),
        ({"statement": "{place.__class__}"}, "unknown words"),
        ({"id": "lean-defects-rework"}, "used twice"),
        ({"id": "Not an id!"}, "malformed"),
        ({"phrases": {"any_of": ["slow"], "severity": "low"}}, "either a trigger or phrases"),
        ({"trigger": None}, "either a trigger or phrases"),
    ],
)
def test_refuses_a_rule_that_cannot_work(fields, message):
    with pytest.raises(KnowledgeError, match=message):
        load(changed("lean.json", **fields))


@pytest.mark.parametrize(
    ("trigger", "message"),
    [
        ({"metric": "happiness", "unit": "share"}, "names no metric: happiness"),
        ({"metric": "rework_share", "unit": "h"}, "rework_share is in share"),
    ],
)
def test_refuses_a_trigger_that_measures_nothing(trigger, message):
    full = {"comparison": "at_least", "thresholds": {"high": 1}} | trigger

    with pytest.raises(KnowledgeError, match=message):
        load(changed("lean.json", trigger=full, statement="Wrong."))


def test_refuses_thresholds_that_do_not_rise_with_severity():
    with pytest.raises(ValueError, match="do not rise"):
        Trigger(
            metric="rework_share", comparison="at_least", unit="share",
            thresholds={Severity.HIGH: 0.1, Severity.MEDIUM: 0.2},
        )  # fmt: skip


def test_says_which_file_is_missing():
    with pytest.raises(KnowledgeError, match=r"lacks agile\.json"):
        load({name: body for name, body in files().items() if name != "agile.json"})


def test_refuses_a_file_that_is_not_json():
    with pytest.raises(KnowledgeError, match="malformed"):
        load(files() | {"lean.json": b"{"})


def test_replaces_thresholds_by_rule_and_severity():
    knowledge = load(files()).with_thresholds(
        {"lean-defects-rework.high": 0.9, "max_processing_time": 300}
    )
    [rework] = [r for r in knowledge.frameworks[0].rules if r.id == "lean-defects-rework"]

    assert rework.trigger.thresholds == {
        Severity.MEDIUM: 0.05, Severity.HIGH: 0.9, Severity.CRITICAL: 0.3,
    }  # fmt: skip
