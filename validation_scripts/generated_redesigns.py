"""Small processes with changes that help, do nothing, do harm or spoil each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain, combinations, pairwise

import numpy as np

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.laboratory import Luck, ModelLaboratory, busiest
from functions.optimization.search.plan import FirstLook
from functions.optimization.search.pool import Changes, Pool
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.model import (
    END,
    START,
    Activity,
    Arrivals,
    Batching,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
)

HOUR_S = 3600.0
Edit = Callable[[Model], Model]


@dataclass(frozen=True)
class Generated:
    """A process and the changes that may be tried on it."""

    model: Model
    proposals: tuple[Proposal, ...]


def process(seed: int, *, hopeless: bool = False, changes: int = 6) -> Generated:
    """Return a process; ``hopeless``: with changes only that do nothing or harm."""
    rng = np.random.default_rng(seed)
    model = _model(rng)
    useful, idle = _useful(model, rng), _idle(model, rng)
    kinds = idle if hopeless else [*useful, *idle[:2]]
    chosen = sorted(rng.permutation(len(kinds))[:changes].tolist())
    return Generated(model, tuple(kinds[k] for k in chosen))


def relieved_together(seed: int, *, idle: int = 24) -> tuple[Generated, Changes]:
    """Return a process with three changes that help only together, and the ids of these.

    Even seeds: three branches side by side, of which the last decides. Odd ones: three stations of
    the same pace in a row, of which each can take no more than the one before lets through.
    """
    rng = np.random.default_rng(seed)
    branches = seed % 2 == 0
    model = _branches(rng) if branches else _stations(rng)
    names = [f"station {k}" for k in rng.permutation(3)]
    helping = [faster(each, 0.5) if branches else hire(f"at {each}") for each in sorted(names)]
    steps = [a.id for a in model.activities if a.id not in names]
    doing_nothing = [made for each in steps for made in _nothing(each)]
    chosen = [doing_nothing[k] for k in rng.permutation(len(doing_nothing))[:idle]]
    ids = tuple(sorted(each.id for each in helping))
    return Generated(model, (*helping, *chosen)), ids


def _nothing(step: str) -> list[Proposal]:
    return [relabelled(step), *(_timed(f"{step} {k}", step, 1 + 1e-4 * k) for k in range(1, 5))]


def _branches(rng: np.random.Generator) -> Model:
    hours = float(rng.uniform(20, 60))
    waits = [Activity(f"station {k}", times.fixed(hours * HOUR_S)) for k in range(3)]
    before, after = _plain(rng, "before"), _plain(rng, "after")
    row = [START, *(a.id for a in before), "fork"], ["join", *(a.id for a in after), END]
    flows = [Flow(a, b) for part in row for a, b in pairwise(part)]
    flows += [Flow("fork", each.id) for each in waits] + [Flow(each.id, "join") for each in waits]
    return Model(
        activities=(*before, *waits, *after),
        flows=tuple(flows),
        gateways=(Gateway("fork", "parallel"), Gateway("join", "parallel")),
        arrivals=Arrivals(interarrival=times.exponential(HOUR_S)),
    )


def _stations(rng: np.random.Generator) -> Model:
    load = float(rng.uniform(0.9, 0.97))
    made = [
        Activity(f"station {k}", times.fixed(load * HOUR_S), (Performer(f"at station {k}"),))
        for k in range(3)
    ]
    before, after = _plain(rng, "before"), _plain(rng, "after")
    row = [START, *(a.id for a in (*before, *made, *after)), END]
    return Model(
        activities=(*before, *made, *after),
        flows=tuple(Flow(a, b) for a, b in pairwise(row)),
        arrivals=Arrivals(interarrival=times.exponential(HOUR_S)),
        resources=tuple(Resource(f"at station {k}", cost_per_h=30.0) for k in range(3)),
    )


def _plain(rng: np.random.Generator, name: str) -> list[Activity]:
    """Return three steps without queues."""
    hours = rng.uniform(0.1, 0.5, 3).tolist()
    return [Activity(f"{name} {k}", times.fixed(h * HOUR_S)) for k, h in enumerate(hours)]


def _model(rng: np.random.Generator) -> Model:
    """A row of three to five steps, of which the last is a check that may send back."""
    steps, roles = int(rng.integers(3, 6)), int(rng.integers(2, 4))
    back = float(rng.choice([0.0, 0.15, 0.3]))
    heads = rng.integers(1, 4, roles)
    role_of = [int(rng.integers(roles)) for _ in range(steps)]
    loads = rng.uniform(0.35, 0.88, roles)
    activities = []
    for k, role in enumerate(role_of):
        mean_h = loads[role] * heads[role] / role_of.count(role) * (1 - back)
        kind = times.exponential if rng.random() < 0.5 else _uneven
        activities.append(Activity(f"step {k}", kind(mean_h * HOUR_S), (Performer(f"r{role}"),)))
    batched = int(rng.integers(steps))
    if rng.random() < 0.5:
        batching = Batching(size=int(rng.integers(3, 7)), longest_wait_s=40 * HOUR_S)
        activities[batched] = replace(activities[batched], batching=batching)
    wait = Activity("answer", times.exponential(float(rng.uniform(1, 6)) * HOUR_S))
    row = [*(a.id for a in activities[:-1]), "answer", activities[-1].id]
    flows = [
        Flow(START, "begin"),
        *(Flow(a, b) for a, b in zip(["begin", *row], row, strict=False)),
    ]
    flows += [Flow(row[-1], "checked"), Flow("checked", "begin", back)]
    flows += [Flow("checked", END, 1 - back)]
    return Model(
        activities=(*activities, wait),
        flows=tuple(flows),
        gateways=(Gateway("begin", "exclusive"), Gateway("checked", "exclusive")),
        arrivals=Arrivals(interarrival=times.exponential(HOUR_S)),
        resources=tuple(
            Resource(f"r{k}", amount=int(n), cost_per_h=30.0) for k, n in enumerate(heads)
        ),
    )


def _uneven(mean_s: float) -> times.Distribution:
    return times.Distribution(family="lognormal", mean_s=mean_s, standard_deviation_s=mean_s)


def proposal(name: str, edit: Edit) -> Proposal:
    """Return a change of this name."""
    return Proposal(
        operator=name, heuristic=None, place="", title=name, description=name, where=Place(),
        steps=frozenset(), edit=lambda model, values: edit(model),
    )  # fmt: skip


def _useful(model: Model, rng: np.random.Generator) -> list[Proposal]:
    worked = [a for a in model.activities if a.performers]
    step = worked[int(rng.integers(len(worked)))]
    found = [hire(resource.id) for resource in model.resources]
    found += [faster(worked[int(rng.integers(len(worked)))].id, float(rng.uniform(0.6, 0.9)))]
    found += [outsourced(step.id, float(rng.uniform(0.5, 4.0))), faster(step.id, 0.8)]
    found += [faster("answer", float(rng.uniform(0.3, 0.8))), fewer_sent_back(0.5)]
    found += [unbatched(a.id) for a in worked if a.batching is not None]
    return list({each.id: each for each in found}.values())


def _idle(model: Model, rng: np.random.Generator) -> list[Proposal]:
    worked = [a.id for a in model.activities if a.performers]
    found = [relabelled(each) for each in worked]
    found += [checked_again(float(rng.uniform(0.2, 0.5)))]
    found += [slower(worked[0], 1.05), relabelled("answer")]
    return [found[k] for k in rng.permutation(len(found))]


def hire(role: str) -> Proposal:
    """One more person."""

    def edit(model: Model) -> Model:
        (now,) = (r for r in model.resources if r.id == role)
        return model.with_resource(replace(now, amount=now.amount + 1))

    added = Figure(value=1.0, unit="count", provenance=Provenance.INFERRED, origin="One.")
    return replace(proposal(f"hire {role}", edit), parameters={"added_headcount": added})


def _timed(name: str, step: str, factor: float) -> Proposal:
    def edit(model: Model) -> Model:
        activity = model.activity(step)
        d = activity.duration
        scaled = replace(
            d, mean_s=d.mean_s * factor, standard_deviation_s=d.standard_deviation_s * factor
        )
        return model.with_activity(replace(activity, duration=scaled))

    return proposal(name, edit)


def faster(step: str, factor: float) -> Proposal:
    """A step takes a share of its time."""
    return _timed(f"faster {step}", step, factor)


def slower(step: str, factor: float) -> Proposal:
    """A step takes longer."""
    return _timed(f"slower {step}", step, factor)


def outsourced(step: str, hours: float) -> Proposal:
    """Somebody outside does a step in a fixed time, with no queue."""

    def edit(model: Model) -> Model:
        return model.with_activity(Activity(step, times.fixed(hours * HOUR_S)))

    return proposal(f"outsourced {step}", edit)


def unbatched(step: str) -> Proposal:
    """A step is done case by case."""
    return proposal(
        f"unbatched {step}",
        lambda model: model.with_activity(replace(model.activity(step), batching=None)),
    )


def fewer_sent_back(share: float) -> Proposal:
    """A short check at the beginning averts a share of what is sent back at the end."""

    def edit(model: Model) -> Model:
        back = next(
            f.probability or 0.0
            for f in model.flows
            if f.target == "begin" and f.probability is not None
        )
        odds = {"begin": back * share, END: 1 - back * share}
        flows = tuple(
            replace(f, probability=odds[f.target]) if f.source == "checked" else f
            for f in model.flows
        )
        return _with_first(replace(model, flows=flows), "first look", 0.02)

    return proposal("fewer sent back", edit)


def checked_again(hours: float) -> Proposal:
    """One more check that averts nothing."""
    return proposal("checked again", lambda model: _with_first(model, "second look", hours))


def _with_first(model: Model, name: str, hours: float) -> Model:
    flows = tuple(replace(f, source=name) if f.source == START else f for f in model.flows)
    activity = Activity(name, times.fixed(hours * HOUR_S))
    return replace(
        model, activities=(*model.activities, activity), flows=(*flows, Flow(START, name))
    )


RENAMED = "renamed"


def relabelled(step: str) -> Proposal:
    """Nothing but another name, and so other luck: no effect, but noise."""

    def edit(model: Model) -> Model:
        new = f"{step}, renamed"
        flows = tuple(
            replace(
                f,
                source=new if f.source == step else f.source,
                target=new if f.target == step else f.target,
            )
            for f in model.flows
        )
        activities = tuple(replace(a, id=new) if a.id == step else a for a in model.activities)
        return replace(model, activities=activities, flows=flows)

    return proposal(f"{RENAMED} {step}", edit)


def with_effect(changes: Changes) -> Changes:
    """Return a set without what has no effect by construction."""
    return tuple(each for each in changes if not each.startswith(RENAMED))


def first_look(model: Model) -> FirstLook:
    """Return what is known of a process before its search; one case comes per hour."""
    shown = ModelLaboratory(100, 300).prepared(model)(Luck(1, 0, 5))
    return FirstLook(
        in_process=float(shown["cycle_time_mean_h"].mean()),
        activities_per_case=float(shown["events_per_case"].mean()),
        load=busiest(model),
    )


def all_sets(pool: Pool) -> list[Changes]:
    """Return every set of changes that can stand together."""
    ids = pool.ids
    sets = chain.from_iterable(combinations(ids, n) for n in range(len(ids) + 1))
    return [one for one in sets if all(pool.compatible(*pair) for pair in combinations(one, 2))]


def true_hours(pool: Pool, sets: list[Changes], luck: Luck, cases: int) -> dict[Changes, float]:
    """Return the mean cycle time of each set in long runs; what cannot be run is left out."""
    laboratory, found = ModelLaboratory(500, cases, 200), {}
    for changes in sets:
        try:
            runs = laboratory.prepared(pool.model_of(changes))
        except CannotRunError:
            continue
        found[changes] = float(runs(luck)["cycle_time_mean_h"].mean())
    return found
