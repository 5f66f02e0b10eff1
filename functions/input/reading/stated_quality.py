"""How much a description can tell, and the questions that would help most."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from common.language import say, term
from common.model.quality import DataWarning, Quality, QualityPart, Question
from common.model.workflow import Workflow
from functions.input.reading.outcome import Reading, merged, warning
from functions.input.reading.stated_questions import stated_questions

WEIGHTS = {
    "steps": 0.15,
    "order": 0.1,
    "processing times": 0.2,
    "waiting or cycle time": 0.15,
    "roles": 0.1,
    "volume": 0.1,
    "headcounts": 0.1,
    "rejections": 0.05,
    "costs": 0.05,
}
WEAK = 0.5  # a lower score: what is stated is too little to rely on
MISSING = {
    "steps": "More steps: one step alone is no process to improve.",
    "order": "How often each way is taken: rework, variants and branches are not simulated.",
    "processing times": "Processing times: work and utilisation cannot be computed.",
    "waiting or cycle time": "Waiting or cycle time: the time lost between steps is not known.",
    "roles": "Roles: hand-offs and the bottleneck cannot be found.",
    "volume": "Volume: utilisation and queues cannot be simulated.",
    "headcounts": "Headcounts: capacity, utilisation and queues cannot be simulated.",
    "rejections": "Rejections: rework cannot be computed.",
    "costs": "Costs: savings are given in time, not in money.",
}


def stated_quality(
    workflow: Workflow,
    source: Literal["structured", "text"],
    format_: str,
    warnings: Sequence[DataWarning],
    questions: Sequence[Question],
) -> Quality:
    """Return the quality report of a workflow that was described, not logged."""
    scores = _scores(workflow)
    parts = tuple(
        QualityPart(
            name=name,
            score=round(score, 4),
            weight=WEIGHTS[name],
            note=note,
            lack=term(MISSING[name]) if score < WEAK and name in MISSING else None,
        )
        for name, (score, note) in scores.items()
    )
    total = sum(part.score * part.weight for part in parts)
    return Quality(
        source=source,
        format=format_,
        completeness=round(total / sum(part.weight for part in parts), 4),
        parts=parts,
        missing=tuple(part.lack for part in parts if part.lack is not None),
        questions=stated_questions(workflow, questions),
        warnings=merged(warnings),
    )


def with_answers(reading: Reading, workflow: Workflow, quotes: Sequence[str]) -> Reading:
    """Return the reading of a description whose questions were answered beside it."""
    before = reading.quality
    told = warning(
        "answered_by_model",
        say(
            "A language model found these words beside the description as answers to open "
            "questions; their figures were read by rules. Please check that they belong there."
        ),
        len(quotes),
        quotes,
    )
    settled = {question.about for question in stated_questions(workflow, ())}
    asked = [q for q in before.questions if q.about in settled or ":" in q.about or "/" in q.about]
    source: Literal["text", "structured"] = "text" if before.source == "text" else "structured"
    warnings = (*before.warnings, told)
    quality = stated_quality(workflow, source, before.format, warnings, asked)
    return replace(reading, workflow=workflow, quality=quality)


def _scores(workflow: Workflow) -> dict[str, tuple[float, str]]:
    steps, roles, figures = workflow.activities, workflow.roles, workflow.figures
    works = [step for step in steps if step.kind == "work"]
    n, n_works = len(steps), len(works)
    worked = sum(step.processing_h is not None for step in steps)
    waited = sum(step.waiting_h is not None for step in steps)
    elapsed = sum(step.elapsed_h is not None for step in steps)
    manned = sum(step.role is not None for step in works)
    staffed = sum(role.headcount is not None for role in roles)
    known = [flow for flow in workflow.flows if flow.probability is not None]
    has_cycle = "cycle_time_h" in figures
    rejected = "rejection_share" in figures or any(step.rejection_share for step in steps)
    costed = "cost_per_case" in figures or any(role.cost_per_h for role in roles)
    costed = costed or any(step.cost for step in steps)
    return {
        "steps": (1.0 if n > 1 else 0.3, say("{n} steps.", n=n)),
        "order": (
            len(known) / len(workflow.flows),
            say(
                "{known} of {flows} ways between steps have a probability.",
                known=len(known),
                flows=len(workflow.flows),
            ),
        ),
        "processing times": (
            worked / n_works if works else 0.0,
            say(
                "{worked} of {n_works} steps have a processing time.",
                worked=worked,
                n_works=n_works,
            ),
        ),
        "waiting or cycle time": (
            max(0.7 if has_cycle else 0.0, (waited + 0.7 * elapsed) / n),
            say(
                "{waited} of {n} steps have a wait, {elapsed} a time in which waiting and work are "
                "not told apart; the cycle time is stated."
                if has_cycle
                else "{waited} of {n} steps have a wait, {elapsed} a time in which waiting and "
                "work are not told apart; the cycle time is not stated.",
                waited=waited,
                n=n,
                elapsed=elapsed,
            ),
        ),
        "roles": (
            manned / n_works if works else 0.0,
            say("{manned} of {n_works} steps have a role.", manned=manned, n_works=n_works),
        ),
        "volume": _given(
            "cases_per_week" in figures,
            say("The volume is stated."),
            say("The volume is not stated."),
        ),
        "headcounts": (
            staffed / len(roles) if roles else 0.0,
            say("{staffed} of {roles} roles have a headcount.", staffed=staffed, roles=len(roles)),
        ),
        "rejections": _given(
            rejected, say("A rejection rate is stated."), say("A rejection rate is not stated.")
        ),
        "costs": _given(costed, say("A cost is stated."), say("A cost is not stated.")),
    }


def _given(known: bool, stated: str, missing: str) -> tuple[float, str]:
    return (1.0, stated) if known else (0.0, missing)
