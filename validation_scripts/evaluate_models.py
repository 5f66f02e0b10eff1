"""Measure what a language model adds, and what four agents have over one prompt.

    python -m validation_scripts.evaluate_models [--cases N] [--pet FOLDER]

Asks the model that ``BEDROCK_MODEL_ID`` names, at ``BEDROCK_REGION`` with the AWS credentials of
the environment; ``AWS_ENDPOINT_URL_BEDROCK_RUNTIME`` may point at another server that speaks
Bedrock's API, such as the laptop's cloud with a local model behind it. Where none answers, this is
said, and only what holds without one is measured: no figure stands for a model that was not asked.

Scored are whole descriptions to workflows (validation_data/stories.jsonl), texts of PET (on which
the built-in reader was trained: without a model, that score is not blind), and described
circumstances (validation_data/descriptions*.jsonl), each without and with the model; then the same
cases answered by one prompt that does everything at once and is checked by nobody.
"""

import argparse
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from common.aws.bedrock import BedrockModel, ModelSettings, converse
from common.model.language_model import A, LanguageModel, NoModel, Question
from common.prompting.capabilities import capability, cost_usd
from common.prompting.claims import Material, problem_of
from common.prompting.prompts import prompt
from common.prompting.request import estimated_tokens
from functions.analysis.assistance.suspicions import Mapped, suspicions
from functions.input.assistance.checking import checked
from functions.input.assistance.told_workflow import (
    OF_TEXT,
    PROMPTS,
    ToldFlow,
    ToldStep,
    ToldWorkflow,
)
from functions.input.text.steps import prose
from scripts.pet import Description as Marked
from validation_scripts import pet_steps
from validation_scripts import stories as told
from validation_scripts.descriptions import RULES, Description, descriptions, knowledge, seen

PET = Path(__file__).parents[2] / "PETv1.1"
LABELS = {rule: label for label, rule in RULES.items()}
SINGLE = """\
You analyse a business process. From its description, say in one answer: its steps and their order,
in the words of the text with verbatim quotations; which of the troubles listed below it tells of,
with verbatim quotations; and a summary of three to five sentences for a manager.

The troubles:
"""


class Everything(BaseModel):
    """What one prompt is asked for at once."""

    steps: list[ToldStep] = Field(max_length=120)
    flows: list[ToldFlow] = Field(max_length=400)
    found: list[Mapped] = Field(max_length=60)
    summary: list[str] = Field(max_length=8)


@dataclass
class Unlimited:
    """No budget and no memory: an evaluation pays for every question."""

    def set_aside(self, tokens: int) -> bool:
        return True

    def give_back(self, tokens: int) -> None:
        return None

    def find(self, digest: str, form: type[A]) -> A | None:
        return None

    def keep(self, digest: str, answer: BaseModel) -> None:
        return None


@dataclass
class Tally:
    """Right, wrong and missed, and claims that nothing in the text supports."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    unsupported: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, found: set[str], expected: set[str]) -> None:
        """Add one case."""
        self.right += len(found & expected)
        self.wrong += len(found - expected)
        self.missed += len(expected - found)

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}"


def main(cases: int, folder: Path) -> None:
    """Print the comparison."""
    chosen = ModelSettings(
        mode="auto",
        model_id=os.environ.get("BEDROCK_MODEL_ID", "us.anthropic.claude-sonnet-4-6"),
        region=os.environ.get("BEDROCK_REGION", "us-east-1"),
        call_s=120.0,
    )
    rows = told.stories("held_out")[:cases]
    texts = [each for each in descriptions() if each.part != "development"][:cases]
    pet = pet_steps.documents(folder, cases)
    model = _reached(chosen)
    if model is None:
        print(f"No model answers as {chosen.model_id}: measured is what holds without one.\n")
        _without(rows, texts, pet, chosen)
        return
    print(f"Asked is {chosen.model_id}.\n")
    _without(rows, texts, pet, chosen)
    _with(rows, texts, pet, model)
    _single(rows, texts, chosen)


def _reached(chosen: ModelSettings) -> BedrockModel | None:
    class Word(BaseModel):
        word: str

    model = _model(replace(chosen, call_s=20.0))
    asked = Question("evaluate.hello", "Answer with the word yes.", {"word": "yes"}, Word)
    return _model(chosen) if model.ask(asked) is not None else None


def _model(chosen: ModelSettings) -> BedrockModel:
    open_hand: Any = Unlimited()
    return BedrockModel(chosen, open_hand, open_hand, call=converse)


def _without(
    rows: Sequence[told.Story], texts: Sequence[Description], pet: Sequence[Marked], chosen: Any
) -> None:
    print(f"Without a model, {len(rows)} descriptions: {_story_line(told.score(rows))}")
    print(f"Without a model, {_pet_line(pet, None)}")
    print(f"Without a model, {len(texts)} circumstances: {_circumstances(texts, NoModel())}")
    ours = prompt(PROMPTS, "workflow_of_text")
    sizes = [
        estimated_tokens(
            Question(
                OF_TEXT, ours.instructions, {"description": r["text"]}, ToldWorkflow, ours.examples
            )
        )
        for r in rows
    ]
    known = capability(chosen.model_id)
    print(
        f"A description would take about {sum(sizes) // max(1, len(sizes))} tokens of input", end=""
    )
    if known.input_usd is not None:
        print(f", {cost_usd(chosen.model_id, sum(sizes) // len(sizes), 0, 1500):.4f} USD", end="")
    print(" (estimated).\n")


def _with(
    rows: Sequence[told.Story],
    texts: Sequence[Description],
    pet: Sequence[Marked],
    model: BedrockModel,
) -> None:
    began = time.monotonic()
    print(f"Four agents, descriptions: {_story_line(told.score(rows, model))}")
    print(f"Four agents, {_pet_line(pet, model)}")
    print(f"Four agents, circumstances: {_circumstances(texts, model)}")
    dropped: dict[str, int] = {}
    for use in model.uses:
        for cause, count in use.dropped.items():
            dropped[cause] = dropped.get(cause, 0) + count
    print(f"Four agents: dropped before anybody saw it: {dropped or 'nothing'}")
    _costs("Four agents", model, time.monotonic() - began)


def _single(
    rows: Sequence[told.Story], texts: Sequence[Description], chosen: ModelSettings
) -> None:
    """Ask one prompt for everything, and believe it."""
    model, began = _model(chosen), time.monotonic()
    rules = "\n".join(f"- {rule}" for rule in sorted(LABELS))
    steps, troubles, unsupported = Tally(), Tally(), 0
    for text, names, labels in _cases(rows, texts):
        question = Question("evaluate.single", SINGLE + rules, {"description": text}, Everything)
        answer = model.ask(question)
        if answer is None:
            steps.missed += len(names)
            continue
        if names:
            right = {n for n in names if any(told.is_named(n, s.name) for s in answer.steps)}
            steps.add(right, set(names))
            steps.wrong += max(0, len(answer.steps) - len(right))
        if labels is not None:
            troubles.add({LABELS.get(m.rule, m.rule) for m in answer.found}, labels)
        unsupported += _unsupported(answer, text)
    print(f"One prompt, activities: {steps}")
    print(f"One prompt, circumstances: {troubles}")
    print(f"One prompt: {unsupported} claims that the text does not support")
    _costs("One prompt", model, time.monotonic() - began)


def _cases(
    rows: Iterable[told.Story], texts: Iterable[Description]
) -> Iterable[tuple[str, list[str], set[str] | None]]:
    for row in rows:
        yield row["text"], [one["name"] for one in row["activities"]], None
    for each in texts:
        yield each.text, [], set(each.expects)


def _unsupported(answer: Everything, text: str) -> int:
    flow = ToldWorkflow(steps=answer.steps, flows=answer.flows)
    plain = " ".join(text.lower().split())
    known = Material(prose(text)[1], [step.name for step in answer.steps])
    return (
        sum(checked(flow, text).dropped.values())
        + sum(" ".join(m.quote.lower().split()) not in plain for m in answer.found)
        + sum(problem_of(sentence, known) is not None for sentence in answer.summary)
    )


def _circumstances(texts: Sequence[Description], model: LanguageModel) -> Tally:
    known, tally = knowledge(), Tally()
    for each in texts:
        found = seen(known, each.text)
        more = suspicions(model, (each.text,), known, ())
        tally.add(found | {LABELS[s.rule] for s in more if s.rule in LABELS}, set(each.expects))
    return tally


def _pet_line(pet: Sequence[Marked], model: LanguageModel | None) -> str:
    if not pet:
        return "PET was not found (--pet FOLDER)"
    right, wrong, missed = pet_steps.score(pet, model)
    return f"{len(pet)} texts of PET: {Tally(right, wrong, missed)}"


def _story_line(score: told.Score) -> str:
    parts = []
    for measure, (right, wrong, missed) in score.counts.items():
        f1 = 2 * right / max(1, 2 * right + wrong + missed)
        parts.append(f"{measure} F1 {f1:.2f}")
    return ", ".join(parts)


def _costs(who: str, model: BedrockModel, seconds: float) -> None:
    uses: Sequence[Any] = model.uses
    sums: Mapping[str, int] = {
        name: sum(getattr(use, name) for use in uses)
        for name in ("calls", "input_tokens", "output_tokens", "cached_tokens")
    }
    fell = sum(use.outcome == "fell_back" for use in uses)
    prices = [use.cost_usd for use in uses]
    cost = "no price is known" if None in prices else f"{sum(p or 0 for p in prices):.3f} USD"
    print(f"{who}: {dict(sums)}, {fell} without an answer, {cost}, {seconds:.0f} s\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure what a language model adds.")
    parser.add_argument("--cases", type=int, default=40, help="of each kind, at most")
    parser.add_argument("--pet", type=Path, default=PET, help="folder of the PET data set")
    given = parser.parse_args()
    main(given.cases, given.pet)
