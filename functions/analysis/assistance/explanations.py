"""How findings may hang together, in a model's words that hold only the facts it was given."""

from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, Field

from common.model.assessment import Finding, Severity
from common.model.assistance import Explanation
from common.model.language_model import LanguageModel, Question
from common.model.workflow import Workflow
from common.prompting.claims import Material, problem_of, sentences
from common.prompting.prompts import prompt
from functions.analysis.assistance.suspicions import PROMPTS

TASK = "analysis.explanations"
MOST = 8  # findings that are explained


class Explained(BaseModel):
    """How a finding may come about."""

    finding: str = Field(description="Its id.")
    text: str = Field(max_length=1_000)


class Explanations(BaseModel):
    """Explanations of some of the findings."""

    explanations: list[Explained] = Field(max_length=20)


def explanations(
    model: LanguageModel, findings: Sequence[Finding], workflow: Workflow
) -> tuple[Explanation, ...]:
    """Return a model's explanations of the most severe findings, sentence by sentence checked."""
    explained = [f for f in findings if f.severity is not Severity.LOW][:MOST]
    if len(explained) < 2:  # nothing to relate
        return ()
    ours = prompt(PROMPTS, "explanations")
    told = {finding.id: finding.statement for finding in explained}
    material = {f"finding {name}": text for name, text in told.items()}
    names = [activity.name for activity in workflow.activities]
    names += [role.name for role in workflow.roles]
    material["steps and roles"] = "; ".join(names)
    answer = model.ask(Question(TASK, ours.instructions, material, Explanations, ours.examples))
    if answer is None:
        return ()
    known = Material((*told.values(), "; ".join(names)), names)
    kept: dict[str, Explanation] = {}
    dropped: Counter[str] = Counter()
    for each in answer.explanations:
        if each.finding not in told or each.finding in kept:
            dropped["finding that does not exist"] += 1
            continue
        good = _held(each.text, known, dropped)
        if good:
            kept[each.finding] = Explanation(finding=each.finding, text=good)
    model.judged(TASK, len(kept), dropped)
    return tuple(kept[name] for name in told if name in kept)


def _held(text: str, known: Material, dropped: Counter[str]) -> str:
    good = []
    for sentence in sentences(text):
        problem = problem_of(sentence, known)
        if problem is None:
            good.append(sentence)
        else:
            dropped[problem] += 1
    return " ".join(good)
