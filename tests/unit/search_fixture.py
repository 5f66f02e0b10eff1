"""A process whose changes bring what a table says, plus luck: the best set is known."""

from dataclasses import dataclass, field
from math import inf
from typing import ClassVar

import numpy as np

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from functions.optimization.redesign.proposal import Proposal, assumed
from functions.optimization.search.effects import GOAL
from functions.optimization.search.plan import Plan
from functions.optimization.search.pool import Pool
from functions.optimization.simulation.engine.diagnosis import CannotRunError

AS_IS_H = 100.0
PLAN = Plan(rounds=(5, 10), width=3, proof=20, activities=10_000_000.0)


@dataclass(frozen=True)
class Toy:
    """A model: what was done to it, by name, with how strong."""

    activities: ClassVar[tuple[()]] = ()  # making it costs nothing
    gateways: ClassVar[tuple[()]] = ()

    done: tuple[tuple[str, float], ...] = ()


@dataclass
class ToyLaboratory:
    """Cycle time: 100 h less the gains of what is done, the same luck for all, and own noise."""

    gains_h: dict[frozenset, float]  # of what is done together, on top of its parts
    noise_h: float = 0.1
    cases: int = 100
    runs: int = field(default=0, repr=False)
    breaks_after: float = field(default=inf, repr=False)

    def prepared(self, model):
        done = dict(model.done)
        if "impossible" in done:
            raise CannotRunError("no steady state")
        gain = sum(
            gain * float(np.prod([done[each] for each in together]))
            for together, gain in self.gains_h.items()
            if together <= set(done)
        )
        own = int.from_bytes(repr(model.done).encode()[-6:], "big")

        def run(luck):
            self.runs += luck.count
            if self.runs > self.breaks_after:
                raise InterruptedError
            values = []
            for number in range(luck.first, luck.first + luck.count):
                shared = np.random.default_rng((luck.seed, number)).normal(0, 5)
                noise = np.random.default_rng((luck.seed, number, own)).normal(0, self.noise_h)
                values.append(AS_IS_H + shared + noise - gain)
            return {GOAL: np.array(values), "events_per_case": np.full(luck.count, 10.0)}

        return run


def gains(**of):
    """Return gains by name; a_b is of a and b together."""
    return {frozenset(name.split("_")): gain for name, gain in of.items()}


def change(name, **more):
    def edit(model, values):
        strength = values.get("strength", 1.0)
        return Toy((*model.done, (name, strength)))

    fields = {"operator": name, "place": "x", "edit": edit, **more}
    return Proposal(
        heuristic=None, title=name, description=name, where=Place(), steps=frozenset(), **fields
    )


def pool(*names, **more):
    return Pool(Toy(), [change(name, **more) for name in names])


def heads(value=1.0):
    return Figure(value=value, unit="count", provenance=Provenance.INFERRED, origin="One.")


def strength(value=1.0, low=0.0, high=2.0):
    return {"strength": assumed(value, low, high, "share", "Nobody knows.")}
