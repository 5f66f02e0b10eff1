"""What a submitter states about steps becomes the canonical workflow."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.language import say
from common.model.figure import Figure, Provenance, Unit
from common.model.quality import DataWarning, Question
from common.model.workflow import END, START, Activity, Flow, Role, Workflow
from common.numerals import exact
from functions.input.reading.names import unique_ids
from functions.input.reading.outcome import unreadable, warning
from functions.input.reading.step_times import Taken, step_times

MAX_STEPS = 500
MAX_CIRCUMSTANCES = 200
UNUSABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # control characters, surrogates


@dataclass
class Next:
    """A step that may follow."""

    target: str
    probability: Figure | None = None
    condition: str | None = None
    pointer: str = ""


@dataclass
class Step:
    """One step as stated; ``following`` is None where the order of the list is meant."""

    name: str
    role: str | None = None
    processing_h: Figure | None = None
    waiting_h: Figure | None = None
    taken: Taken | None = None
    cost: Figure | None = None
    rejection_share: Figure | None = None
    systems: tuple[str, ...] = ()
    following: list[Next] | None = None
    notes: str | None = None


@dataclass
class Draft:
    """Everything that a description says, and what to say about it."""

    name: str = "Process"
    description: str | None = None
    steps: list[Step] = field(default_factory=list)
    roles: dict[str, Role] = field(default_factory=dict)  # by name, ids set later
    figures: dict[str, Figure] = field(default_factory=dict)
    circumstances: list[str] = field(default_factory=list)
    currency: str | None = None
    warnings: list[DataWarning] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def stated(value: float, unit: Unit, origin: str, **ends: float | None) -> Figure:
    """Return a figure in the submitter's words."""
    return Figure(
        value=value, unit=unit, provenance=Provenance.STATED, origin=clean(origin, 500), **ends
    )


def clean(text: str, limit: int) -> str:
    """Return text without control characters, on one line and not too long."""
    return re.sub(r"\s+", " ", UNUSABLE.sub("", text)).strip()[:limit]


def usable(value: float) -> bool:
    """Whether a number is finite, and small enough to be a figure."""
    try:
        return math.isfinite(value) and abs(value) < 1e15
    except OverflowError:
        return False


def drawn_up(draft: Draft) -> Workflow:
    """Return the canonical workflow of a draft.

    Raises:
        PermanentError: there is no step, too many, or one names an unknown successor.
    """
    steps = draft.steps
    if len(steps) > MAX_STEPS:
        raise unreadable(
            "too-many-steps",
            "The workflow has too many steps",
            f"It has {len(steps):,}; at most {MAX_STEPS} are read. Submit one process at a time.",
        )
    _name_apart(steps)
    ids = unique_ids((step.name for step in steps), "step")
    roles = _roles(draft)
    return Workflow(
        name=draft.name,
        description=draft.description,
        activities=tuple(_activity(step, ids, roles, draft) for step in steps),
        flows=_flows(steps, ids, draft),
        roles=tuple(roles.values()),
        figures=dict(sorted(draft.figures.items())),
        circumstances=tuple(dict.fromkeys(draft.circumstances))[:MAX_CIRCUMSTANCES],
        currency=draft.currency,
    )


def _name_apart(steps: Sequence[Step]) -> None:
    """Steps that share a name are different executions of the list: number them."""
    seen: set[str] = set()
    for step in steps:
        base, number = step.name, 1
        while step.name in seen:
            number += 1
            step.name = f"{base[:480]} ({number})"
        seen.add(step.name)


def _roles(draft: Draft) -> dict[str, Role]:
    """Roles by lower-case name, listed ones first."""
    by_key: dict[str, Role] = {}
    for name, role in draft.roles.items():
        by_key.setdefault(name.lower(), role)
    for step in draft.steps:
        if step.role:
            by_key.setdefault(step.role.lower(), Role(id="pending", name=step.role))
    ids = unique_ids((role.name for role in by_key.values()), "role")
    return {key: role.model_copy(update={"id": ids[role.name]}) for key, role in by_key.items()}


def _activity(step: Step, ids: dict[str, str], roles: dict[str, Role], draft: Draft) -> Activity:
    times = step_times(step.name, step.processing_h, step.waiting_h, step.taken)
    draft.warnings += times.warnings
    return Activity(
        id=ids[step.name],
        name=step.name,
        role=roles[step.role.lower()].id if step.role else None,
        processing_h=times.processing_h,
        waiting_h=times.waiting_h,
        elapsed_h=times.elapsed_h,
        cost=step.cost,
        rejection_share=step.rejection_share,
        systems=step.systems,
        notes=step.notes,
    )


def _flows(steps: Sequence[Step], ids: dict[str, str], draft: Draft) -> tuple[Flow, ...]:
    by_name = {step.name.lower(): ids[step.name] for step in steps}
    order = [ids[step.name] for step in steps]
    flows = [_only(START, order[0])]
    for at, step in enumerate(steps):
        source = order[at]
        if step.following is None:
            flows.append(_only(source, order[at + 1] if at + 1 < len(order) else END))
            continue
        branches = _merged(step.following, by_name, order)
        flows += _branches(source, branches, step.name, draft)
    return tuple(flows)


def _only(source: str, target: str) -> Flow:
    probability = Figure(
        value=1,
        unit="share",
        provenance=Provenance.INFERRED,
        origin=say("the only step that is said to follow"),
    )
    return Flow(source=source, target=target, probability=probability)


def _merged(
    following: Sequence[Next], by_name: dict[str, str], ids: Sequence[str]
) -> dict[str, Next]:
    found: dict[str, Next] = {}
    for branch in following:
        wanted = branch.target.lower()
        target = END if wanted in {"end", "done", "finish", "stop"} else by_name.get(wanted)
        if target is None and branch.target in ids:
            target = branch.target
        if target is None:
            raise unreadable(
                "unknown-step",
                "A step leads to a step that does not exist",
                f"There is no step '{branch.target[:80]}'. Use the name of a step, or 'end'.",
                branch.pointer,
            )
        found.setdefault(target, branch)
    return found


def _branches(source: str, branches: dict[str, Next], name: str, draft: Draft) -> list[Flow]:
    if not branches:
        return [_only(source, END)]
    if len(branches) == 1:
        [(target, branch)] = branches.items()
        only = _only(source, target)
        return [only.model_copy(update={"condition": branch.condition})]
    given = {t: b.probability for t, b in branches.items() if b.probability is not None}
    total = sum(figure.value for figure in given.values())
    figures: dict[str, Figure] = defaultdict()
    if given and (total > 1.0001 or (len(given) == len(branches) and total < 0.9999)):
        text = say(
            "Probabilities of the ways on from a step did not add up to 1; they were scaled."
        )
        draft.warnings.append(warning("probabilities_scaled", text, len(given), [name]))
        rule = say("stated, scaled from a sum of {total}", total=exact(total))
        if total > 0:
            figures = {t: _inferred(f.value / total, rule) for t, f in given.items()}
    else:
        figures = dict(given)
    open_ = [target for target in branches if target not in figures]
    if len(open_) == 1 and figures:
        rest = max(0.0, 1 - sum(figure.value for figure in figures.values()))
        figures[open_[0]] = _inferred(rest, say("what the other ways on leave"))
    if open_ and not figures:
        draft.questions.append(
            Question(
                about=f"ways on from {name}",
                text=say("How often does each way on from '{name}' happen?", name=name),
            )
        )
    return [
        Flow(source=source, target=t, probability=figures.get(t), condition=b.condition)
        for t, b in branches.items()
    ]


def _inferred(value: float, rule: str) -> Figure:
    return Figure(value=value, unit="share", provenance=Provenance.INFERRED, origin=rule)
