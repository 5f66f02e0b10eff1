"""More or more flexible people where work queues (H20 extra resources, H21 generalists)."""

from dataclasses import replace

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from functions.optimization.redesign.described import EXTERNAL_WORDS, has_word
from functions.optimization.redesign.elapsed.process import Process, on_older_engine
from functions.optimization.redesign.proposal import Proposal, Values
from functions.optimization.simulation.markov import utilisation
from functions.optimization.simulation.model import Model

BUSY, IDLE = 0.7, 0.6  # utilisation above which people are added, below which they can help


def capacity_changes(process: Process) -> list[Proposal]:
    """Return one more person for the busiest role, and its pooling with the least busy one."""
    if not process.model.queues:
        return []
    loads = utilisation(process.model)
    ranked = sorted(loads, key=lambda role: (-loads[role], role))
    busiest = ranked[0]
    if loads[busiest] < BUSY:
        return []
    found = [_extra_person(process, busiest, loads[busiest])]
    calm = [r for r in reversed(ranked) if loads[r] < IDLE and _may_help(process, r, busiest)]
    return [*found, *(_pooled(process, busiest, role, loads) for role in calm[:1])]


def _may_help(process: Process, helper: str, busy: str) -> bool:
    """Whether two roles may share work: both inside, and not two pairs of eyes on one case."""
    inside = not has_word(_role_name(process, helper), EXTERNAL_WORDS)
    controls = [
        any(process.checks(step) for step in _steps_of(process, role)) for role in (helper, busy)
    ]
    return helper != busy and inside and not all(controls)


def _steps_of(process: Process, *roles: str) -> frozenset[str]:
    return frozenset(name for name, step in process.model.steps.items() if step.pool in roles)


def _role_name(process: Process, role: str) -> str:
    return next((r.name for r in process.workflow.roles if r.id == role), role)


def _load(value: float) -> Figure:
    return Figure(
        value=value,
        unit="share",
        provenance=Provenance.INFERRED,
        origin="Stated volume times stated work over stated headcount and working hours.",
    )


def _extra_person(process: Process, role: str, load: float) -> Proposal:
    name = _role_name(process, role)

    def change(model: Model, _: Values) -> Model:
        pool = model.pools.get(role)
        if pool is None:  # another redesign has merged it
            return model
        return replace(
            model, pools={**model.pools, role: replace(pool, capacity=pool.capacity + 1)}
        )

    added = Figure(
        value=1.0,
        unit="count",
        provenance=Provenance.INFERRED,
        origin="The smallest step at the role with the highest utilisation.",
    )
    return on_older_engine(
        operator="extra_resource",
        heuristic="H20",
        place=role,
        title=f"One more person for {name}",
        description=f"{name} is busy {load:.0%} of its working time: one more person joins.",
        where=Place(role=role),
        steps=_steps_of(process, role),
        edit=change,
        parameters={"added_headcount": added, "utilisation": _load(load)},
        risks=("The pay of one more person is not in the simulated cost per case.",),
    )


def _pooled(process: Process, busy: str, calm: str, loads: dict[str, float]) -> Proposal:
    names = _role_name(process, busy), _role_name(process, calm)
    together = f"{busy}+{calm}"

    def change(model: Model, _: Values) -> Model:
        if busy not in model.pools or calm not in model.pools:
            return model
        capacity = model.pools[busy].capacity + model.pools[calm].capacity
        pools = {name: pool for name, pool in model.pools.items() if name not in (busy, calm)}
        pools[together] = replace(model.pools[busy], capacity=capacity)
        steps = {
            name: replace(step, pool=together) if step.pool in (busy, calm) else step
            for name, step in model.steps.items()
        }
        return replace(model, pools=pools, steps=steps)

    return on_older_engine(
        operator="flexible_resources",
        heuristic="H21",
        place=together,
        title=f"{names[0]} and {names[1]} help each other",
        description=(
            f"{names[0]} is busy {loads[busy]:.0%} of its time and {names[1]} {loads[calm]:.0%}: "
            "trained for each other's work, they share one queue."
        ),
        where=Place(role=busy),
        steps=_steps_of(process, busy, calm),
        edit=change,
        parameters={
            "utilisation_busy": _load(loads[busy]),
            "utilisation_calm": _load(loads[calm]),
        },
        risks=(
            "Training takes time, and separation of duties must stay intact.",
            "Work may take longer in hands that do it rarely; that is not simulated.",
        ),
    )
