"""Begin two approvals together instead of one after the other (H10, parallelism)."""

from dataclasses import replace

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from functions.optimization.redesign.elapsed.process import Process, on_older_engine
from functions.optimization.redesign.proposal import Proposal, Values
from functions.optimization.simulation.markov import elapsed_h
from functions.optimization.simulation.model import Delay, Model
from functions.optimization.simulation.sampling import Strata

MIN_SHARE = 0.1  # of cases in which the two follow each other
MAX_REVERSED = 0.25  # of times that the two follow each other
MOST = 2  # candidates

Flow = tuple[str, str]


def parallel_approvals(process: Process) -> list[Proposal]:
    """Return pairs of consecutive approvals by different roles, largest possible saving first."""
    pairs = [flow for flow, times in process.flows.items() if times >= MIN_SHARE]
    pairs = [flow for flow in pairs if process.in_order(flow) and _independent(process, flow)]
    ranked = sorted(pairs, key=lambda flow: (-_possible_saving(process, flow), flow))
    return [_candidate(process, flow) for flow in ranked[:MOST]]


def _independent(process: Process, flow: Flow) -> bool:
    first, second = (process.role(step) for step in flow)
    both_check = all(process.checks(step) for step in flow)
    different = None not in (first, second) and first != second
    backwards = process.flows.get((flow[1], flow[0]), 0.0)
    in_order = backwards < MAX_REVERSED * process.flows[flow]  # else they are concurrent already
    return both_check and different and in_order


def _possible_saving(process: Process, flow: Flow) -> float:
    """Return hours per case if the shorter mean of the two were saved each time."""
    before = {f: times for f, times in process.flows.items() if f[1] == flow[0]}
    total = sum(before.values())
    mean = sum(times * elapsed_h(process.model, f) for f, times in before.items()) / total
    return process.flows[flow] * min(mean, elapsed_h(process.model, flow))


def _candidate(process: Process, flow: Flow) -> Proposal:
    first, second = (process.name(step) for step in flow)

    def change(model: Model, _: Values) -> Model:
        delay = model.delays.get(flow, Delay(Strata((0.0,))))
        return model.with_delay(flow, replace(delay, overlaps=True))

    share = Figure(
        value=min(1.0, process.flows[flow]),
        unit="share",
        provenance=Provenance.INFERRED,
        origin="How often per case the two follow each other today, from the as-is routing.",
    )
    return on_older_engine(
        operator="parallel_approvals",
        heuristic="H10",
        place=f"{flow[0]}+{flow[1]}",
        title=f"Run {first} and {second} in parallel",
        description=(
            f"{second} starts together with {first} instead of after it; the case goes on when "
            "both are done."
        ),
        where=Place(flow=flow),
        steps=frozenset(flow),
        edit=change,
        parameters={"sequence_share": share},
        risks=(
            "It must be confirmed that the second approval does not need the first one's result.",
            "Where the first approval rejects, the work of the second is wasted; its cost is not "
            "in the simulated figures.",
        ),
    )
