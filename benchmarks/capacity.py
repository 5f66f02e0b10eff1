"""How many people of each role: our front of cost and time beside that of a long NSGA-II.

Every role of the purchasing scenario may have from one person to three more than it has. Cost is
the pay of all hours on shift per case, time the mean cycle time. Both searches simulate the same
models with the same luck; both fronts are measured anew with luck that neither has seen, and the
hypervolume is the area between front and twice the time and 1.3 times the cost as it is.

python -m benchmarks.capacity [generations]
"""

import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from time import process_time

import numpy as np

from benchmarks.simulation_scenarios import scenario
from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from common.model.submission import AnalysisType
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.effects import GOAL
from functions.optimization.search.experiments import Experiments, Sample, samples
from functions.optimization.search.exploring import explore
from functions.optimization.search.front import hypervolume, layers, ranked
from functions.optimization.search.laboratory import COST, Luck, ModelLaboratory, Runs
from functions.optimization.search.plan import plan_of
from functions.optimization.search.pool import AS_IS, Changes, Pool
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.load import arrival_rate
from functions.optimization.simulation.engine.model import Model

MORE = 3
POPULATION, GENERATIONS, REPLICATIONS = 40, 50, 10
CROSSOVER, MUTATION = 0.9, 1.5  # per pair; mean number of genes
Points = dict[Changes, tuple[float, float]]


@dataclass(frozen=True)
class PayLaboratory(ModelLaboratory):
    """Counts every hour on shift as cost, worked or not."""

    def prepared(self, model: Model) -> Runs:
        runs, pay = super().prepared(model), _pay_per_case(model)

        def paid(luck: Luck) -> dict[str, np.ndarray]:
            found = runs(luck)
            kept = {name: found[name] for name in (GOAL, "events_per_case")}
            return {**kept, COST: np.full(luck.count, pay)}

        return paid


def _pay_per_case(model: Model) -> float:
    compiled = compile_model(model)
    rate = arrival_rate(compiled)
    per_h = [
        r.amount * (r.cost_per_h or 0.0)
        * (compiled.patterns[r.calendar].on_share if r.calendar else 1.0)
        for r in model.resources
    ]  # fmt: skip
    return sum(per_h) / (3600.0 * (rate or 1.0))


def capacities(model: Model) -> Pool:
    """Return one change per role: its number of people."""
    members = defaultdict(list)
    for resource in model.resources:
        members[resource.group or resource.id].append(resource.id)
    return Pool(model, [_headcount(model, role, tuple(who)) for role, who in members.items()])


def _headcount(model: Model, role: str, members: tuple[str, ...]) -> Proposal:
    def edit(model: Model, values: dict[str, float]) -> Model:
        count = int(values["headcount"])
        dropped = set(members[count:])
        resources = tuple(r for r in model.resources if r.id not in dropped)
        if count > len(members):
            more = count - len(members)
            resources = tuple(
                replace(r, amount=1 + more) if r.id == members[0] else r for r in resources
            )
        activities = tuple(
            replace(a, performers=tuple(p for p in a.performers if p.resource not in dropped))
            for a in model.activities
        )
        return replace(model, resources=resources, activities=activities)

    values = [float(k) for k in range(1, len(members) + MORE + 1) if k != len(members)]
    figure = Figure(value=values[-1], unit="count", provenance=Provenance.INFERRED, origin="Most.")
    return Proposal(
        operator="headcount", heuristic="H20", place=role, title=role, description=role,
        where=Place(role=role), steps=frozenset(), edit=edit,  # type: ignore[arg-type]
        parameters={"headcount": figure}, choices={"headcount": tuple(values)},
    )  # fmt: skip


def points(experiments: Experiments, sample: Sample, size: int, sets: set[Changes]) -> Points:
    """Return time and cost of sets; those that cannot be run are left out."""
    found = {}
    for changes in sorted(sets):
        try:
            shown = experiments.of(changes, sample, size)
        except CannotRunError:
            continue
        found[changes] = (float(shown[GOAL].mean()), float(shown[COST].mean()))
    return found


def nsga2(experiments: Experiments, sample: Sample, generations: int) -> set[Changes]:
    """Return all sets that NSGA-II tried (Deb et al., 2002), on one gene per role."""
    rng = np.random.default_rng(1)
    pool = experiments.pool
    roles = sorted({pool.origin[each] for each in pool.ids})
    values = [["", *(v for v in pool.ids if pool.origin[v] == role)] for role in roles]

    def of(genes: np.ndarray) -> Changes:
        chosen = (values[k][int(g)] for k, g in enumerate(genes))
        return tuple(sorted(each for each in chosen if each))

    people = [np.array([rng.integers(len(v)) for v in values]) for _ in range(POPULATION)]
    people[0] = np.zeros(len(values), dtype=np.int64)
    tried = {of(one) for one in people}
    for _ in range(generations):
        order = {
            c: n
            for n, c in enumerate(
                ranked(points(experiments, sample, REPLICATIONS, {of(p) for p in people}))
            )
        }
        children = []
        while len(children) < POPULATION:
            pair = [_winner(people, order, of, rng) for _ in range(2)]
            swap = rng.random(len(values)) < (0.5 if rng.random() < CROSSOVER else 0.0)
            child = np.where(swap, pair[0], pair[1])
            for k in np.flatnonzero(rng.random(len(values)) < MUTATION / len(values)):
                child[k] = rng.integers(len(values[k]))
            children.append(child)
        tried |= {of(one) for one in children}
        everybody = {of(one): one for one in (*people, *children)}
        best = ranked(points(experiments, sample, REPLICATIONS, set(everybody)))[:POPULATION]
        people = [everybody[each] for each in best]
    return tried


def _winner(people, order, of, rng):  # type: ignore[no-untyped-def]
    one, other = (people[int(rng.integers(len(people)))] for _ in range(2))
    worst = len(order)
    return one if order.get(of(one), worst) <= order.get(of(other), worst) else other


def best(tried: Points) -> set[Changes]:
    """Return the sets of the first layer."""
    return set(layers(tried)[0])


def main() -> None:
    """Print both hypervolumes and what they cost."""
    generations = int(sys.argv[1]) if len(sys.argv) > 1 else GENERATIONS
    laboratory = PayLaboratory(lead=50, measured=150)
    pool, (choice, fresh) = capacities(scenario("purchasing")), samples(1)
    plan = plan_of(AnalysisType.COMPREHENSIVE, 600)
    ours, theirs, judge = (Experiments(laboratory, pool) for _ in range(3))
    begun = process_time()
    shown = explore(ours, choice, plan).shown
    middle = process_time()
    tried = nsga2(theirs, choice, generations)
    ended = process_time()
    as_is = points(judge, fresh, plan.proof, {AS_IS})[AS_IS]
    reference = (2 * as_is[0], 1.3 * as_is[1])
    seen = {c: (float(m[GOAL].mean()), float(m[COST].mean())) for c, m in shown.items()}
    found = {
        "ours": (best(seen), middle - begun, ours),
        "NSGA-II": (best(points(theirs, choice, REPLICATIONS, tried)), ended - middle, theirs),
    }
    print(f"as it is: {as_is[0]:.2f} h, {as_is[1]:.2f} per case")
    for name, (sets, seconds, experiments) in found.items():
        measured = list(points(judge, fresh, plan.proof, sets).values())
        area = hypervolume(measured, reference) / (reference[0] * reference[1])
        print(
            f"{name}: hypervolume {area:.5f} of {len(measured)} points, {experiments.sets} sets, "
            f"{experiments.spent / 1e6:.1f} million activities, {seconds:.0f} s; "
            f"fastest {min(measured)[0]:.2f} h, cheapest {min(p[1] for p in measured):.2f}"
        )


if __name__ == "__main__":
    main()
