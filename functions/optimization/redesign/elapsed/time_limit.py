"""A time limit with reminder and deputy where cases wait longest (H26, integral technology)."""

from dataclasses import replace

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from common.model.workflow import START as START_ID
from functions.optimization.redesign.elapsed.process import Process, on_older_engine
from functions.optimization.redesign.proposal import Proposal, assumed
from functions.optimization.simulation.markov import elapsed_h, expected_elapsed_h
from functions.optimization.simulation.model import Model
from functions.optimization.simulation.sampling import Strata

MIN_SHARE = 0.05  # of all elapsed time
MOST = 2  # candidates
SCHEDULED = 0.25  # if even the fastest 5% take longer than this part of the median
LIMIT, LOOSE = 0.75, 0.9  # quantiles of today's times
COMPLIANCE = assumed(
    0.8, 0.5, 1.0, "share", "Share of late cases that reminder and deputy bring to the limit."
)

Flow = tuple[str, str]


def time_limits(process: Process) -> list[Proposal]:
    """Return limits for the transitions that hold most time.

    Left out: steps by outsiders, whom a limit does not bind, and transitions that nobody ever
    does fast: a schedule or technology sets their time, which no deputy shortens.
    """
    total = expected_elapsed_h(process.model)
    shares = {
        flow: times * elapsed_h(process.model, flow) / total if total > 0 else 0.0
        for flow, times in process.flows.items()
        if flow in process.model.delays and flow[0] != START_ID and not process.external(flow[1])
        if process.in_order(flow)
    }
    large = [flow for flow, share in shares.items() if share >= MIN_SHARE]
    large = [flow for flow in large if not _scheduled(process.model, flow)]
    ranked = sorted(large, key=lambda flow: (-shares[flow], flow))
    return [
        _candidate(process, flow, shares[flow])
        for flow in ranked[:MOST]
        if _quantile_h(process.model, flow, LIMIT) > 0
    ]


def _scheduled(model: Model, flow: Flow) -> bool:
    fast, median = _quantile_h(model, flow, 0.05), _quantile_h(model, flow, 0.5)
    return fast > SCHEDULED * median


def _quantile_h(model: Model, flow: Flow, share: float) -> float:
    return model.delays[flow].sampler.quantile_h(share)


def _candidate(process: Process, flow: Flow, share: float) -> Proposal:
    first, second = (process.name(step) for step in flow)
    limit_h = _quantile_h(process.model, flow, LIMIT)
    loose_h = _quantile_h(process.model, flow, LOOSE)

    def limited(model: Model, limit_h: float, compliance: float) -> Model:
        delay = model.delays[flow]
        sampler = delay.sampler.limited(limit_h, compliance)
        return model.with_delay(flow, replace(delay, sampler=sampler))

    low = COMPLIANCE.low or 0.0
    return on_older_engine(
        operator="time_limit",
        heuristic="H26",
        place=f"{flow[0]}->{flow[1]}",
        title=f"Time limit for {second} after {first}",
        description=(
            f"{second} is due {limit_h:.3g} h after {first}: a reminder before, a deputy after. "
            f"Today this transition holds {share:.0%} of the elapsed time."
        ),
        where=Place(flow=flow),
        steps=frozenset(flow),
        edit=lambda model, values: limited(model, values["limit_h"], values["compliance"]),
        unfavourable={"limit_h": loose_h, "compliance": low},
        parameters={
            "limit_h": _limit(process, flow, limit_h, loose_h),
            "compliance": COMPLIANCE,
        },
        risks=("A deputy needs the same authority; hurried decisions may be worse ones.",),
    )


def _limit(process: Process, flow: Flow, limit_h: float, loose_h: float) -> Figure:
    measured = process.measured and isinstance(process.model.delays[flow].sampler, Strata)
    return Figure(
        value=limit_h,
        unit="h",
        provenance=Provenance.INFERRED if measured else Provenance.ASSUMED,
        origin=(
            "The time that three quarters of cases keep today; high: nine tenths."
            if measured
            else "Three quarters of an assumed exponential distribution; high: nine tenths."
        ),
        low=limit_h,
        high=loose_h,
    )
