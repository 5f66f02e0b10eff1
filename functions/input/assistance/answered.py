"""Answers to the quality report's questions, found in what was written beside a description.

A model says which words answer which question; the figure in them is read by the rules for every
text, and only what was not known before is filled in.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from common.model.figure import Figure, Provenance
from common.model.language_model import LanguageModel, Question
from common.model.quality import Question as Asked
from common.model.workflow import Workflow
from common.prompting.prompts import prompt
from functions.input.assistance.checking import Source
from functions.input.text.figures import Stated, figures

PROMPTS = Path(__file__).parent.parent / "prompts"
TASK = "input.answers"
OF_TIME = ("taken", "work", "waiting", "cycle_time")


class Answer(BaseModel):
    """Words that answer a question."""

    question: int
    about: str = ""
    quote: str


class Answers(BaseModel):
    """The questions that a text answers."""

    answers: list[Answer] = Field(max_length=40)


@dataclass(frozen=True)
class Place:
    """Where a figure that answers a kind of question belongs, and which figures fit."""

    kinds: tuple[str, ...]
    put: Callable[[Workflow, str, Figure], Workflow | None]


def answered(
    model: LanguageModel, workflow: Workflow, questions: tuple[Asked, ...], beside: str
) -> tuple[Workflow, tuple[str, ...]]:
    """Return the workflow with the answers filled in, and the quotations that were used."""
    open_ = [each for each in questions if each.about in PLACES]
    if not open_ or not beside.strip():
        return workflow, ()
    ours = prompt(PROMPTS, "answers")
    names = [step.name for step in workflow.activities]
    names += [role.name for role in workflow.roles]
    material = {
        "questions": "\n".join(f"{n}. {each.text}" for n, each in enumerate(open_, start=1)),
        "steps and roles": "; ".join(names),
        "beside it": beside,
    }
    answer = model.ask(Question(TASK, ours.instructions, material, Answers, ours.examples))
    if answer is None:
        return workflow, ()
    dropped: Counter[str] = Counter()
    quotes = []
    source = Source(beside)
    for each in answer.answers:
        filled = _filled(workflow, each, open_, source, dropped)
        if filled is not None:
            workflow = filled
            quotes.append(each.quote)
    model.judged(TASK, len(quotes), dropped)
    return workflow, tuple(quotes)


def _filled(
    workflow: Workflow, answer: Answer, asked: list[Asked], source: Source, dropped: Counter[str]
) -> Workflow | None:
    if not 1 <= answer.question <= len(asked):
        dropped["question that was not asked"] += 1
        return None
    if source.find(answer.quote) is None:
        dropped["quotation that is not there"] += 1
        return None
    place = PLACES[asked[answer.question - 1].about]
    found = [one for one in figures(answer.quote) if one.kind in place.kinds]
    if len(found) != 1:
        dropped["quotation without its figure"] += 1
        return None
    filled = place.put(workflow, answer.about, _figure(found[0]))
    if filled is None:
        dropped["no such open place"] += 1
    return filled


def _figure(one: Stated) -> Figure:
    rule = f" ({one.rule})" if one.rule else ""
    return Figure(
        value=one.value,
        unit=one.measure,
        provenance=Provenance.STATED,
        origin=f'"{one.quote}"{rule}'[:500],
        low=one.low,
        high=one.high,
    )


def _of_process(name: str) -> Callable[[Workflow, str, Figure], Workflow | None]:
    def put(workflow: Workflow, about: str, figure: Figure) -> Workflow | None:
        if name in workflow.figures:
            return None
        return workflow.model_copy(update={"figures": {**workflow.figures, name: figure}})

    return put


def _of_role(name: str) -> Callable[[Workflow, str, Figure], Workflow | None]:
    def put(workflow: Workflow, about: str, figure: Figure) -> Workflow | None:
        for at, role in enumerate(workflow.roles):
            if role.name.lower() == about.lower() and getattr(role, name) is None:
                changed = role.model_copy(update={name: figure})
                roles = (*workflow.roles[:at], changed, *workflow.roles[at + 1 :])
                return workflow.model_copy(update={"roles": roles})
        return None

    return put


def _of_step(name: str) -> Callable[[Workflow, str, Figure], Workflow | None]:
    def put(workflow: Workflow, about: str, figure: Figure) -> Workflow | None:
        for at, step in enumerate(workflow.activities):
            if step.name.lower() == about.lower() and getattr(step, name) is None:
                changed = step.model_copy(update={name: figure})
                steps = (*workflow.activities[:at], changed, *workflow.activities[at + 1 :])
                return workflow.model_copy(update={"activities": steps})
        return None

    return put


def _rejections(workflow: Workflow, about: str, figure: Figure) -> Workflow | None:
    found = _of_step("rejection_share")(workflow, about, figure)
    return found or _of_process("rejection_share")(workflow, about, figure)


PLACES = {
    "cases_per_week": Place(("rate",), _of_process("cases_per_week")),
    "cycle_time_h": Place(OF_TIME, _of_process("cycle_time_h")),
    "headcount": Place(("people",), _of_role("headcount")),
    "cost_per_h": Place(("hourly",), _of_role("cost_per_h")),
    "processing_h": Place(OF_TIME, _of_step("processing_h")),
    "rejection_share": Place(("share",), _rejections),
}
