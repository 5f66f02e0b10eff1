"""What to ask who described a process, in their own words, the most valuable first.

First what was supposed and makes a figure wrong if it is not so, then what a simulation needs
(volume, people, work), then what findings need, then what turns hours into money.
"""

from collections.abc import Iterator, Sequence

from common.language import say
from common.model.quality import Question
from common.model.workflow import Activity, Workflow
from common.numerals import joined, share
from functions.input.reading.step_times import WORKING_DAY_H

MAX_QUESTIONS = 7
MAX_SUPPOSITIONS = 3  # asked about first: more would leave no room for what is missing
SHOWN = 4  # names per question


def stated_questions(workflow: Workflow, more: Sequence[Question]) -> tuple[Question, ...]:
    """Return at most seven questions; ``more`` are the reader's, about JSON pointers or topics."""
    supposed = [
        one.model_copy(
            update={
                "unlocks": one.unlocks
                or say("the figure itself: it was read so without being said")
            }
        )
        for one in more
        if one.about.startswith("/")
    ]
    first, later = supposed[:MAX_SUPPOSITIONS], supposed[MAX_SUPPOSITIONS:]
    others = [one for one in more if not one.about.startswith("/")]
    asked = [*first, *_missing(workflow), *others, *later]
    unique = {question.about: question for question in reversed(asked)}
    return tuple(sorted(unique.values(), key=asked.index)[:MAX_QUESTIONS])


def _missing(workflow: Workflow) -> Iterator[Question]:
    yield from _of_simulation(workflow)
    yield from _of_findings(workflow)
    yield from _of_money(workflow)


def _of_simulation(workflow: Workflow) -> Iterator[Question]:
    if "cases_per_week" not in workflow.figures:
        yield Question(
            about="cases_per_week",
            text=say("How many cases of '{name}' start in a week?", name=workflow.name[:80]),
            unlocks=say("utilisation, queues and everything that is simulated"),
        )
    if idle := [role.name for role in workflow.roles if role.headcount is None]:
        yield Question(
            about="headcount",
            text=say("How many people work as {idle}?", idle=_listed(idle)),
            unlocks=say("capacity, the bottleneck and simulated queues"),
        )
    if open_ := [step.name for step in workflow.activities if not _timed(step)]:
        yield Question(
            about="processing_h",
            text=say("How long does the work itself take in: {open}?", open=_listed(open_)),
            unlocks=say("touch time, utilisation and the cost of work"),
        )
    if long := [step.name for step in workflow.activities if _long(step)]:
        yield Question(
            about="waiting_h",
            text=say("How much of the time of {long} is work, not waiting?", long=_listed(long)),
            unlocks=say("flow efficiency, and whether people or queues are the cause"),
        )
    if "cycle_time_h" not in workflow.figures:
        yield Question(
            about="cycle_time_h",
            text=say("How long does a case take from start to end, usually?"),
            unlocks=say("the time at stake, and a check of the simulation"),
        )


def _of_findings(workflow: Workflow) -> Iterator[Question]:
    steps = workflow.activities
    if unmanned := [step.name for step in steps if step.role is None and step.kind == "work"]:
        yield Question(
            about="role",
            text=say("Who carries out: {unmanned}?", unmanned=_listed(unmanned)),
            unlocks=say("hand-offs, and the load of every role"),
        )
    if any(step.rejection_share for step in steps):
        return
    rejected = workflow.figures.get("rejection_share")
    text = say("What share of cases is rejected or sent back, and at which step?")
    if rejected is not None:
        text = say(
            "At which step are the {value} rejected, and do they come back?",
            value=share(rejected.value),
        )
    yield Question(about="rejection_share", text=text, unlocks=say("rework, and what it costs"))


def _of_money(workflow: Workflow) -> Iterator[Question]:
    costed = "cost_per_case" in workflow.figures or any(step.cost for step in workflow.activities)
    if costed or any(role.cost_per_h for role in workflow.roles):
        return
    roles = [role.name for role in workflow.roles]
    whose = say("for {roles}", roles=_listed(roles)) if roles else say("for the people involved")
    yield Question(
        about="cost_per_h",
        text=say("What does an hour of work cost {whose}?", whose=whose),
        unlocks=say("savings in money and the payback of every change"),
    )


def _timed(step: Activity) -> bool:
    return step.kind == "wait" or step.processing_h is not None or step.elapsed_h is not None


def _long(step: Activity) -> bool:
    """Work and waiting in one, or a day of work: the split is asked for, not supposed."""
    hours = step.processing_h.value if step.processing_h else 0.0
    return step.elapsed_h is not None or (hours >= WORKING_DAY_H and step.waiting_h is None)


def _listed(names: Sequence[str]) -> str:
    shown = [name[:60] for name in names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(say("{number} more", number=len(names) - SHOWN))
    return joined(shown)
