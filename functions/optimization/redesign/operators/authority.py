"""Move decisions within limits to where the work is done (H22, delegate)."""

from dataclasses import replace

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import FIRST, done_by, performers_of
from functions.optimization.redesign.graph import bypassed
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal, Touches, Values, assumed, reach
from functions.optimization.simulation.engine.model import Model


def delegations(process: Process) -> list[Proposal]:
    """Return approvals whose smaller cases those could decide who worked on them just before."""
    found = {}
    if not asking(process, "H22"):
        return []
    for first, second in sorted(process.follows):
        able = process.approves(second) and not any(map(process.external, (first, second)))
        people = process.performers(first)
        if able and people and people.isdisjoint(process.performers(second)):
            found[first, second] = process.time_at_h(second)
    ranked = sorted(found, key=lambda pair: (-found[pair], pair))
    return [_delegated(process, *pair) for pair in ranked]


def _delegated(process: Process, worker: str, approval: str) -> Proposal:
    names = process.name(worker), process.name(approval)

    def change(model: Model, values: Values) -> Model:
        share = values["delegated_share"]
        people = performers_of(model, process.nodes(worker))
        for node in process.nodes(approval):
            model = decided_below(process, model, node, people, share)
        return model

    why = say("Share of cases below a limit that those who do the work may decide; to be set.")
    return Proposal(
        operator="delegate",
        heuristic="H22",
        place=approval,
        title=say("{approval} below a limit by those who do {worker}",
                  approval=names[1], worker=names[0]),
        description=say(
            "Below a limit, those who do {worker} decide straight on; only larger cases go up to "
            "{approval} as today.",
            approval=names[1],
            worker=names[0],
        ),
        where=Place(activity=approval, role=process.role(approval)),
        steps=frozenset({approval}),
        edit=change,
        parameters={"delegated_share": assumed(0.6, 0.3, 0.8, "share", why)},
        unfavourable={"delegated_share": 0.3},
        touches=Touches(one_hand=(frozenset({worker, approval}),)),
        lane=reach("delegated_share", approval),
        risks=(
            say("Who decides needs the authority, the training and a sample that is checked."),
            say("What a wrong decision costs is not in the simulated figures."),
        ),
    )  # fmt: skip


def decided_below(
    process: Process, model: Model, node: str, people: frozenset[str], share: float
) -> Model:
    """Return the model in which people decide a share of an approval's cases straight on."""
    made = f"delegated: {node}"
    if share <= 0.0 or any(a.id == made for a in model.activities):
        return model
    activity = model.activity(node)
    instead = replace(
        done_by(model, {node}, people).activity(node),
        id=made,
        priority=activity.priority + FIRST,
        counts_as=activity.counts_as or node,
    )
    return bypassed(model, process.shown, node, share, "delegated", instead)
