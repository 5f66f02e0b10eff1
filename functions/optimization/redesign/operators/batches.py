"""Work on each case when it comes, or in batches of a better size (H06, X4)."""

from dataclasses import replace

from common.language import say
from common.model.assessment import Place
from common.numerals import duration
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import shortened, waits
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values, assumed
from functions.optimization.simulation.engine.model import Activity, Batching, Model

SIZES = (0.25, 0.5, 0.75, 1.5, 2.0, 4.0)  # times today's


def case_based_work(process: Process) -> list[Proposal]:
    """Return batched steps done for each case on its own, most waiting first.

    Where a finding tells of batches that the model does not know, a share of the rest before the
    steps of people inside is taken for waiting for the batch.
    """
    batched = [_single(process, each) for each in _batched(process)]
    if batched or not asking(process, "H06"):
        return batched
    inside = [each for each in process.activities if not process.external(each)]
    rests = {each: rest_h(process, each) for each in inside}
    ranked = sorted((e for e in rests if rests[e] > 0), key=lambda each: (-rests[each], each))
    return [_no_rest(process, each, rests[each]) for each in ranked]


def rest_h(process: Process, step: str) -> float:
    """Return the hours per case that a case rests and waits before a step."""
    return process.time_at_h(step) - process.per_case_h(step, "processing")


def _no_rest(process: Process, step: str, rest: float) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    behind = frozenset(w for node in nodes for w in waits(process.model, process.shown, node))
    why = say("Share of the rest before the step that waits for a batch or day; not measured.")
    return Proposal(
        operator="case_based_work",
        heuristic="H06",
        place=step,
        title=say("{step} for each case when it comes", step=name),
        description=say(
            "Cases rest {hours} before {step}, partly for others of their batch or for "
            "its day. It is done for each case on its own.",
            step=name,
            hours=duration(rest),
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=lambda model, values: shortened(model, behind, values["batch_share"]),
        parameters={
            "batch_share": assumed(0.5, 0.2, 0.8, "share", why),
            "rest_h": from_twin(rest, "h", say("Before the step per case, as it is.")),
        },
        unfavourable={"batch_share": 0.2},
        risks=(say("What a batch saves per execution is lost; that is not known here."),),
    )


def batch_sizes(process: Process) -> list[Proposal]:
    """Return batched steps with other sizes of their batches, for the search to choose from."""
    steps = [(each, _size(process, each)) for each in _batched(process)]
    return [_sized(process, each, size) for each, size in steps if size is not None]


def _batched(process: Process) -> list[str]:
    found = {process.shown[a.id] for a in process.model.activities
             if a.batching is not None and a.id in process.shown}  # fmt: skip
    return sorted(found, key=lambda each: (-process.per_case_h(each, "waiting"), each))


def _size(process: Process, step: str) -> int | None:
    sizes = [
        a.batching.size
        for a in process.model.activities
        if a.id in process.nodes(step) and a.batching is not None and a.batching.size is not None
    ]
    return max(sizes, default=None)


def batched_as(model: Model, nodes: tuple[str, ...], size: int | None) -> Model:
    """Return the model with other batches of some activities; ``None``: one by one."""

    def changed(activity: Activity) -> Activity:
        batching = activity.batching
        if activity.id not in nodes or batching is None:
            return activity
        new: Batching | None = None if size is None else replace(batching, size=size)
        return replace(activity, batching=new)

    return replace(model, activities=tuple(map(changed, model.activities)))


def _single(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    waited = process.per_case_h(step, "waiting")
    return Proposal(
        operator="case_based_work",
        heuristic="H06",
        place=step,
        title=say("{step} for each case when it comes", step=name),
        description=say(
            "Cases wait {hours} at {step}, mostly for others of their batch. It is done "
            "for each case on its own.",
            step=name,
            hours=duration(waited),
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=lambda model, _: batched_as(model, nodes, None),
        parameters={"waiting_h": from_twin(waited, "h", say("Waiting per case, as it is."))},
        risks=(say("What a batch saves per execution is lost; that is simulated."),),
    )


def _sized(process: Process, step: str, today: int) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    sizes = sorted({max(1, round(today * times)) for times in SIZES} - {today})

    def told(values: Values) -> tuple[str, str]:
        size = round(values["batch_size"])
        return (
            say("{step} in batches of {size}", step=name, size=size),
            say("Batches of {step} hold {size} cases instead of {today}.",
                step=name, size=size, today=today),
        )  # fmt: skip

    first = max(1, round(today / 2))
    title, description = told({"batch_size": first})
    return Proposal(
        operator="batch_size",
        heuristic=None,
        place=step,
        title=title,
        description=description,
        told=told,
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=lambda model, values: batched_as(model, nodes, max(1, round(values["batch_size"]))),
        parameters={
            "batch_size": from_twin(first, "count", say("Half of today's; the search tries more.")),
            "batch_size_today": from_twin(today, "count", say("As the model says.")),
        },
        choices={"batch_size": tuple(map(float, sizes))},
    )
