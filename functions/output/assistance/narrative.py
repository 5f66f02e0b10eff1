"""The narrative of an edition: every sentence a model's that holds the checks, or the report's own.

A model may join, reorder and shorten what the report says. A sentence stands if its numbers and
names are the report's, together as there, and if it keeps the caveats; otherwise the sentence of
the report that it was to tell stands in its place.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from common.language import spoken
from common.model.assistance import Narrative, Sentence
from common.model.language_model import LanguageModel, Question
from common.prompting.claims import Material, problem_of, sentences
from common.prompting.prompts import prompt
from functions.output.dossier.results import Results
from functions.output.dossier.summary import verdict

PROMPTS = Path(__file__).parent.parent / "prompts"
TASK = "output.narrative"
MOST_FINDINGS, MOST_CHANGES = 6, 6
CAVEATS = ("indicativ", "indikativ", "assum", "angenommen", "annahme")
IN_LANGUAGE = {"en": "Write in English.", "de": "Write in German, with German numbers as given."}


class Told(BaseModel):
    """One sentence of the report in other words."""

    number: int = Field(description="Of the sentence of the report.")
    text: str = Field(max_length=600)


class Telling(BaseModel):
    """The report's sentences in other words, in the order in which they are to be read."""

    told: list[Told] = Field(max_length=40)


def narrative(model: LanguageModel, results: Results) -> Narrative | None:
    """Return the narrative of the edition that was asked for; ``None`` without a model's answer."""
    report = _sentences(results)
    ours = prompt(PROMPTS, "narrative")
    material = {f"sentence {n}": text for n, text in enumerate(report, start=1)}
    instructions = f"{ours.instructions.strip()}\n\n{IN_LANGUAGE[spoken()]}"
    answer = model.ask(Question(TASK, instructions, material, Telling, ours.examples))
    if answer is None:
        return None
    dropped: Counter[str] = Counter()
    told = _told(answer, report, _material(results, report), dropped)
    accepted = sum(sentence.by == "model" for sentence in told)
    model.judged(TASK, accepted, dropped)
    if not accepted:
        return None
    return Narrative(edition=results.request.output_format.value, sentences=told)


def _sentences(results: Results) -> list[str]:
    """Return what the edition says first: its verdict, then findings and changes in short."""
    recommended = results.recommended[:MOST_CHANGES]
    return [
        *(one.text for one in verdict(results)),
        *(finding.statement for finding in results.assessment.findings[:MOST_FINDINGS]),
        *(f"{redesign.title}: {redesign.description}" for redesign in recommended),
    ]


def _material(results: Results, report: Sequence[str]) -> Material:
    names = [activity.name for activity in results.workflow.activities]
    names += [role.name for role in results.workflow.roles]
    return Material(report, [*names, results.workflow.name])


def _told(
    answer: Telling, report: Sequence[str], known: Material, dropped: Counter[str]
) -> tuple[Sentence, ...]:
    """Return the sentences in the model's order, then those of the verdict that it left out."""
    found: dict[int, Sentence] = {}
    for each in answer.told:
        at = each.number - 1
        if not 0 <= at < len(report) or at in found:
            dropped["sentence that does not exist"] += 1
            continue
        problem = _problem(each.text, report[at], known)
        if problem is None:
            found[at] = Sentence(text=" ".join(each.text.split()), by="model")
        else:
            dropped[problem] += 1
            found[at] = Sentence(text=report[at], by="rules", dropped_for=problem)
    return tuple(found.values())


def _problem(text: str, own: str, known: Material) -> str | None:
    parts = sentences(text)
    if not parts:
        return "nothing said"
    caveats = [c for c in CAVEATS if c in own.lower()]
    if caveats and not any(c in text.lower() for c in CAVEATS):
        return "a caveat left out"
    own_material = known.only((own,))
    return next((p for part in parts if (p := problem_of(part, own_material))), None)
