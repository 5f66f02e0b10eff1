"""Put small steps into one hand, and cut large ones (H08, H18, H16)."""

from dataclasses import replace

from common.language import say
from common.model.assessment import Place
from common.model.figure import Figure
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import Saved, scaled, taken_along, with_times
from functions.optimization.redesign.graph import consecutive
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal, Touches, Values, assumed
from functions.optimization.redesign.transitions import Pair
from functions.optimization.simulation.engine.model import Activity, Flow, Gateway, Model

MIN_EXECUTIONS = 0.1  # per case
LARGE = 1.5  # times the mean work of a step


def compositions(process: Process) -> list[Proposal]:
    """Return consecutive steps of the same people, longest wait before the second first."""
    if process.twin.kind == "elapsed" or not asking(process, "H08"):
        return []
    pairs = [pair for pair in linked(process) if _same_hands(process, pair)]
    ranked = sorted(pairs, key=lambda pair: (-_wait_h(process, pair[1]), pair))
    return [_composed(process, pair, "compose", "H08") for pair in ranked]


def fewer_hands(process: Process) -> list[Proposal]:
    """Return consecutive steps of different people inside, the longest hand-over first (H18)."""
    if process.twin.kind == "elapsed" or not asking(process, "H18"):
        return []
    pairs = [pair for pair in linked(process) if not _same_hands(process, pair)]
    inside = [pair for pair in pairs if not any(map(process.external, pair))]
    known = [pair for pair in inside if all(process.performers(each) for each in pair)]
    ranked = sorted(known, key=lambda pair: (-_wait_h(process, pair[1]), pair))
    return [_composed(process, pair, "numerical_involvement", "H18") for pair in ranked]


def linked(process: Process) -> list[Pair]:
    """Return the pairs of which the second follows every execution of the first at some place."""
    found = set()
    for one, first in process.shown.items():
        for two in process.next(process.model.ways_out[one][0].target):
            second = process.shown.get(two)
            if second and consecutive(process.model, process.shown, one, two):
                found.add((first, second))
    return sorted(pair for pair in found if process.executions(pair[1]) >= MIN_EXECUTIONS)


def _same_hands(process: Process, pair: Pair) -> bool:
    people = [process.performers(each) for each in pair]
    return bool(people[0]) and people[0] == people[1]


def _wait_h(process: Process, step: str) -> float:
    return process.time_at_h(step) - process.per_case_h(step, "processing")


def _composed(process: Process, pair: Pair, operator: str, heuristic: str) -> Proposal:
    first, second = (process.name(each) for each in pair)

    def change(model: Model, values: Values) -> Model:
        for one in process.nodes(pair[0]):
            for two in process.nodes(pair[1]):
                if consecutive(model, process.shown, one, two):
                    saved = Saved(values["saved_share"], values["rest_saved_share"])
                    model = taken_along(model, process.shown, one, two, saved)
        return model

    moves = operator == "numerical_involvement"
    why = say(
        "Share of the second step's work that goes into reading the case again; not measured."
    )
    description = say(
        "Whoever does {first} does {second} too, before other work: nothing is handed over, and "
        "nobody has to read into the case again.",
        first=first,
        second=second,
    )
    skill = say("Whoever does {first} must be able and allowed to do {second}.",
                first=first, second=second)  # fmt: skip
    return Proposal(
        operator=operator,
        heuristic=heuristic,
        place=f"{pair[0]}+{pair[1]}",
        title=say("{first} and {second} in one hand", first=first, second=second),
        description=description,
        where=Place(flow=pair),
        steps=frozenset(pair),
        edit=change,
        parameters={
            "saved_share": assumed(0.1, 0.0, 0.2, "share", why),
            "rest_saved_share": rest_saved(),
        },
        unfavourable={"saved_share": 0.0, "rest_saved_share": 0.0},
        touches=Touches(
            one_hand=(frozenset(pair),),
            reassigns=frozenset({pair[1]}) if moves else frozenset(),
        ),
        risks=(skill,) if moves else (),
    )


def rest_saved() -> Figure:
    """Return what a hand-over may have of the time between two steps that nothing else explains."""
    why = say(
        "Share of the rest between the two steps that is handing over; what else passes there is "
        "not known."
    )
    return assumed(0.3, 0.0, 0.6, "share", why)


def splits(process: Process) -> list[Proposal]:
    """Return the steps of most work, where findings say that work should be divided otherwise."""
    if not asking(process, "H16"):
        return []
    work = {
        each: process.per_case_h(each, "processing") / max(process.executions(each), MIN_EXECUTIONS)
        for each in process.activities
        if not process.external(each) and process.performers(each)
    }
    if len(work) < 2:
        return []
    mean_h = sum(work.values()) / len(work)
    large = [each for each in work if work[each] >= LARGE * mean_h]
    ranked = sorted(large, key=lambda each: (-work[each], each))
    return [_split(process, each) for each in ranked]


def _split(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)

    def change(model: Model, values: Values) -> Model:
        for node in nodes:
            model = in_two(model, node, values["first_part_share"], values["needing_share"])
        return model

    parts = say("Share of the work that every case needs; to be found out by a study of the work.")
    needing = say("Share of cases that need the second part as well; not measured.")
    return Proposal(
        operator="split",
        heuristic="H16",
        place=step,
        title=say("Cut {step} in two", step=name),
        description=say(
            "{step} is the largest step. What every case needs becomes a step of its own; the rest "
            "follows only where a case needs it.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "first_part_share": assumed(0.6, 0.5, 0.8, "share", parts),
            "needing_share": assumed(0.5, 0.3, 0.8, "share", needing),
        },
        unfavourable={"first_part_share": 0.8, "needing_share": 0.8},
        risks=(say("One more hand-over for the cases that need both parts."),),
    )


def in_two(model: Model, node: str, first_part: float, needing: float) -> Model:
    """Return the model in which a share of an activity's work is a step that some cases skip."""
    rest = f"second part of {node}"
    if any(activity.id == rest for activity in model.activities):
        return model
    (out,) = model.ways_out[node]
    second: Activity = with_times(
        model, {node}, lambda times: scaled(times, 1.0 - first_part)
    ).activity(node)
    model = with_times(model, {node}, lambda times: scaled(times, first_part))
    ask, meet = f"whether {rest}", f"after {rest}"
    flows = [f for f in model.flows if f is not out]
    flows += [Flow(node, ask), Flow(ask, rest, needing), Flow(ask, meet, 1.0 - needing)]
    flows += [Flow(rest, meet), Flow(meet, out.target)]
    made = replace(second, id=rest, counts_as="", cost=None, rejects=False)
    gateways = (*model.gateways, Gateway(ask, "exclusive"), Gateway(meet, "exclusive"))
    return replace(
        model, activities=(*model.activities, made), gateways=gateways, flows=tuple(flows)
    )
