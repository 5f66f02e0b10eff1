"""Leave out an approval that almost never rejects, for most cases (H22, empower)."""

from dataclasses import replace

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from functions.optimization.redesign.elapsed.averting import avert
from functions.optimization.redesign.elapsed.process import Process, on_older_engine
from functions.optimization.redesign.proposal import Proposal, assumed
from functions.optimization.simulation.markov import elapsed_h, expected_visits
from functions.optimization.simulation.model import END, Model, Route, State

MAX_REJECTION_RATE = 0.02
MIN_EXECUTIONS = 0.1  # per case
MOST = 2  # candidates
EXEMPT = assumed(
    0.8, 0.5, 1.0, "share", "Share of cases below a threshold that need this approval no more."
)


def empowerments(process: Process) -> list[Proposal]:
    """Return approvals with a rejection rate below 2% that are neither protected nor the last."""
    approvals = [step for step in process.work if process.approves(step)]
    rates = {
        step: rate
        for step in approvals
        if _removable(process, step) and (rate := rejection_rate(process, step)) is not None
    }
    rare = [step for step, rate in rates.items() if rate < MAX_REJECTION_RATE]
    if len(approvals) < 2:
        return []
    ranked = sorted(rare, key=lambda step: (-_time_before_h(process, step), step))
    return [_candidate(process, step, rates[step]) for step in ranked[:MOST]]


def rejection_rate(process: Process, approval: str) -> float | None:
    """Return rejections by the approval's role over its decisions, where it is to decide.

    A log shows either the approval or the rejection after the same step; a stated workflow
    shows a way back from the approval. ``None``: nothing says whether it ever rejects.
    """
    approved, rejected = 0.0, 0.0
    for state, visits in zip(process.model.states, expected_visits(process.model), strict=True):
        for route in state.routes:
            times = float(visits) * route.probability
            if _leads_to(process.model, route, approval):
                approved += times
            elif _rejects_instead(process, approval, state, route):
                rejected += times
    if process.measured:
        known = rejected > 0 and process.role(approval) is not None
        return rejected / (approved + rejected) if known else None
    activity = next((a for a in process.workflow.activities if a.id == approval), None)
    share = activity.rejection_share if activity else None
    return share.value if share is not None and 0 <= share.value <= 1 else None


def _leads_to(model: Model, route: Route, step: str) -> bool:
    return route.target != END and model.states[route.target].step == step


def _rejects_instead(process: Process, approval: str, state: State, route: Route) -> bool:
    """Whether a route is a rejection by the approval's role where it could have approved."""
    model = process.model
    if not model.is_rejection(state, route):
        return False
    if state.step == approval and route.rejects:
        return True
    same_role = process.role(model.states[route.target].step) == process.role(approval)
    decides = state.step == approval or (state.step, approval) in process.flows
    return same_role and decides and not route.rejects


def _removable(process: Process, step: str) -> bool:
    return (
        not process.protected(step)
        and not process.external(step)
        and process.executions.get(step, 0.0) >= MIN_EXECUTIONS
    )


def _time_before_h(process: Process, step: str) -> float:
    """Return hours per case that the step and the wait for it take."""
    flows = [(f, times) for f, times in process.flows.items() if f[1] == step]
    return sum(times * elapsed_h(process.model, flow) for flow, times in flows)


def _candidate(process: Process, step: str, rate: float) -> Proposal:
    name, role = process.name(step), process.role(step)

    def change(share: float, model: Model) -> Model:
        def chosen(state: State, route: Route) -> bool:
            return _rejects_instead(process, step, state, route)

        model = avert(model, chosen, share)
        return model.with_step(replace(model.steps[step], skipped_share=share))

    measured = Figure(
        value=rate,
        unit="share",
        provenance=Provenance.INFERRED,
        origin="Rejections by this role over its decisions, from the as-is routing.",
    )
    return on_older_engine(
        operator="empower",
        heuristic="H22",
        place=step,
        title=f"Leave out {name} below a threshold",
        description=(
            f"{name} rejects {rate:.1%} of what it decides. Below a threshold the case goes on "
            "without it; a sample is checked afterwards."
        ),
        where=Place(activity=step, role=role),
        steps=frozenset({step}),
        edit=lambda model, values: change(values["exempt_share"], model),
        unfavourable={"exempt_share": EXEMPT.low or 0.0},
        parameters={"exempt_share": EXEMPT, "rejection_rate": measured},
        risks=(
            f"The {rate:.1%} that it turns down today would pass in exempted cases: what such a "
            "mistake costs is not in the simulated figures.",
            "Law, policy and separation of duties must allow it.",
        ),
    )
