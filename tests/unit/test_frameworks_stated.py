"""functions/analysis/frameworks on processes that come without a log."""

from itertools import pairwise

import pytest

from common.model.assessment import Assessment, Finding, Place
from common.model.figure import Figure, Provenance
from common.model.quality import Quality
from common.model.workflow import Activity, Flow, Role, Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.knowledge import load
from functions.analysis.frameworks.phrases import mentions
from functions.analysis.mining.stated import stated_facts
from tests.paths import ROOT

KNOWLEDGE = load({p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")})
QUALITY = Quality(source="text", format="text", completeness=0.9, parts=())


def stated(value: float, unit: str = "h") -> Figure:
    return Figure(value=value, unit=unit, provenance=Provenance.STATED, origin="said so")


def by_rule(assessment: Assessment) -> dict[str, list[Finding]]:
    rules: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        for rule in (finding.rule, *(view.rule for view in finding.views)):
            rules.setdefault(rule, []).append(finding)
    return rules


STATED = Workflow(
    name="Travel approval",
    activities=(
        Activity(id="a", name="Enter request", role="clerk", processing_h=stated(0.5),
                 systems=("SAP", "Mail", "sap")),
        Activity(id="b", name="Approve by head", role="head", processing_h=stated(0.2),
                 waiting_h=stated(48), rejection_share=stated(0.2, "share"),
                 systems=("Excel", "Portal")),
        Activity(id="c", name="Approve by dean", role="dean", processing_h=stated(0.2),
                 waiting_h=stated(100)),
    ),
    flows=(Flow(source="start", target="a"), Flow(source="a", target="b"),
           Flow(source="b", target="c"), Flow(source="c", target="end")),
    roles=tuple(Role(id=each, name=each.title()) for each in ("clerk", "head", "dean")),
    figures={"cycle_time_h": stated(200), "approval_levels": stated(4, "count"),
             "open_cases": stated(500, "count"), "cases_per_week": stated(50, "per_week")},
    circumstances=("Receipts are often sent back by e-mail.", "There is no backlog here.",
                   "Clerks chase the answers of the travellers."),
)  # fmt: skip


def test_judges_a_description_by_what_it_states():
    assessment = assess(stated_facts(STATED), STATED, QUALITY, KNOWLEDGE, {})
    rules = by_rule(assessment)

    assert {
        "lean-waiting-activity", "lean-flow-efficiency", "lean-defects-rejection",
        "lean-motion-systems", "lean-inventory-backlog", "operating-model-approval-layers",
        "constraints-longest-queue", "agile-conversation-mentioned",
    } <= set(rules)  # fmt: skip
    [layers] = rules["operating-model-approval-layers"]
    assert layers.statement.startswith("A case passes 4 levels of approval")
    assert layers.evidence[0].provenance is Provenance.STATED
    [constraint] = rules["constraints-longest-queue"]
    assert constraint.where == Place(activity="c")
    [backlog] = rules["lean-inventory-backlog"]
    assert "10.0 weeks" in backlog.statement
    assert any("no event log" in note for note in assessment.notes)


def test_nothing_that_was_stated_is_shown_as_measured():
    assessment = assess(stated_facts(STATED), STATED, QUALITY, KNOWLEDGE, {})
    provenances = {e.provenance for f in assessment.findings for e in f.evidence}

    assert provenances == {Provenance.STATED, Provenance.INFERRED}
    assert all(each.confidence <= 0.6 for each in assessment.findings)


def test_quotes_the_submitter():
    assessment = assess(stated_facts(STATED), STATED, QUALITY, KNOWLEDGE, {})
    [finding] = by_rule(assessment)["agile-conversation-mentioned"]

    assert finding.evidence[0].quote == "Clerks chase the answers of the travellers."
    assert finding.evidence[0].quote in finding.statement


def test_words_about_what_is_measured_join_its_evidence():
    rules = by_rule(assess(stated_facts(STATED), STATED, QUALITY, KNOWLEDGE, {}))
    [rejection] = rules["lean-defects-rejection"]

    assert "lean-defects-mentioned" not in rules
    assert [each.quote for each in rejection.evidence if each.quote] == [STATED.circumstances[0]]


def test_judges_nothing_where_nothing_is_known():
    bare = Workflow(name="w", activities=(Activity(id="a", name="Work"),), flows=())
    assessment = assess(stated_facts(bare), bare, QUALITY, KNOWLEDGE, {})

    assert assessment.findings == ()
    assert assessment.inefficiency_score == 1
    assert not any(part.known for part in assessment.parts)
    assert assessment.quality_score == 0.45
    assert any("cycle time is not known" in note for note in assessment.notes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We have a huge backlog.", True),
        ("Backlogs grow", True),
        ("There is no backlog", False),
        ("a logbook", False),
    ],
)
def test_sees_phrases_as_whole_words_unless_denied(text, found):
    assert bool(list(mentions([text], ["backlog*"]))) is found


def test_shortens_long_quotes():
    [quote] = mentions(["backlog " * 200], ["backlog"])

    assert len(quote) == 500


def test_survives_absurd_figures():
    absurd = STATED.model_copy(
        update={
            "figures": {"cycle_time_h": stated(1e308), "cases_per_week": stated(1e308, "per_week")}
        }
    )
    assessment = assess(stated_facts(absurd), absurd, QUALITY, KNOWLEDGE, {})

    assert 1 <= assessment.inefficiency_score <= 10
    assert Assessment.from_json(assessment.to_json()) == assessment


def test_judges_a_model_of_a_thousand_steps():
    steps = [Activity(id=f"s{n}", name=f"Step {n}", waiting_h=stated(n)) for n in range(1000)]
    ids = ["start", *(each.id for each in steps), "end"]
    flows = tuple(Flow(source=a, target=b) for a, b in pairwise(ids))
    workflow = Workflow(name="w", activities=tuple(steps), flows=flows)
    facts = stated_facts(workflow)

    assert facts.stated_cycle_time.value == 999 * 1000 / 2
    assert assess(facts, workflow, QUALITY, KNOWLEDGE, {}).inefficiency_score > 1
