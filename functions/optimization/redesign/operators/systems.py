"""Join systems, so that nothing is typed twice or carried around (H26)."""

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import shortened
from functions.optimization.redesign.operators.responsibility import inside_waits
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal, Values, assumed
from functions.optimization.simulation.engine.model import Model


def integrations(process: Process) -> list[Proposal]:
    """Return the joining of the systems that one case needs."""
    if process.twin.kind == "elapsed" or not asking(process, "H26"):
        return []  # what of an elapsed time is typing and transport is not known
    using = frozenset(a.id for a in process.workflow.activities if a.systems)
    inside = frozenset(e for e in process.activities if not process.external(e))
    steps = (using & inside) or inside
    nodes = [node for step in sorted(steps) for node in process.nodes(step)]
    rests = inside_waits(process)

    def change(model: Model, values: Values) -> Model:
        model = shortened(model, nodes, values["typing_share"])
        return shortened(model, rests, values["transfer_share"])

    typing = say("Share of the work that is typing and looking up in another system; not measured.")
    transfer = say("Share of the rest between steps that is transport of data or paper.")
    description = say(
        "Each case needs several systems. Joined, they hand data on by themselves: nothing is "
        "typed twice, printed or sent around."
    )
    return [
        Proposal(
            operator="integrate_systems",
            heuristic="H26",
            place="process",
            title=say("Join the systems that one case needs"),
            description=description,
            where=Place(),
            steps=steps,
            edit=change,
            parameters={
                "typing_share": assumed(0.2, 0.1, 0.3, "share", typing),
                "transfer_share": assumed(0.2, 0.05, 0.4, "share", transfer),
            },
            unfavourable={"typing_share": 0.1, "transfer_share": 0.05},
            risks=(say("Building and running the connection costs money; old data must move."),),
        )
    ]
