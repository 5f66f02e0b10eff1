"""Simulate a model: the entry point. Same model, size and seed, same bytes."""

from dataclasses import dataclass
from math import inf

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine.compilation import Compiled, Rule, compile_model
from functions.optimization.simulation.engine.diagnosis import check_load, check_sound
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.outcome import Outcome, summarise
from functions.optimization.simulation.engine.run import Length, Replication, Runner


@dataclass(frozen=True)
class Size:
    """How much is simulated: ``replications`` of ``cases`` arrivals, or up to ``horizon_h``."""

    replications: int = 30
    cases: int | None = 5_000
    horizon_h: float = inf


@dataclass(frozen=True)
class Precision:
    """Go on until the 95% interval of a metric is within this share of its mean to both sides."""

    metric: str = "cycle_time_mean_h"
    share: float = 0.02
    most: int = 500  # replications


def simulate(
    model: Model | Compiled,
    size: Size | None = None,
    seed: int = 1,
    *,
    rule: Rule = "earliest",
    warm_up: str | int = "mser-5",
    within_h: tuple[float, ...] = (),
    precision: Precision | None = None,
) -> Outcome:
    """Return what the replications of a model say.

    ``warm_up``: ``mser-5`` or the number of cases to leave out. ``within_h``: limits of the cycle
    time whose keeping is counted. ``precision``: more replications until it is reached.

    Raises:
        ModelError: the model contradicts itself.
        UnsoundModelError: some case could never end.
        UnstableModelError: more work arrives than can be done.
    """
    size = size or Size()
    compiled = compile_model(model, rule) if isinstance(model, Model) else model
    check_sound(compiled)
    check_load(compiled)
    runner = Runner(compiled, tuple(limit * 3600.0 for limit in within_h))
    length = Length(size.cases, size.horizon_h * 3600.0)
    runs: list[Replication] = []
    wanted = size.replications
    while True:
        runs += [runner.replication(seed, n, length) for n in range(len(runs), wanted)]
        outcome = summarise(runner, runs, within_h, warm_up)
        if precision is None or len(runs) >= precision.most or _reached(outcome, precision):
            return outcome
        wanted = min(max(len(runs) + 5, round(1.3 * len(runs))), precision.most)


def _reached(outcome: Outcome, precision: Precision) -> bool:
    if outcome.replications < 2:
        return False
    mean, _, high = mean_interval(outcome.process[precision.metric])
    return high - mean <= precision.share * abs(mean)
