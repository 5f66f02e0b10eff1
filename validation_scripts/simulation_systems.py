"""Systems whose long-run behaviour queueing theory knows exactly.

Sources of the formulas: Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory*
(2008): M/M/c 2.3, M/G/1 5.1, G/M/1 5.3, Jackson 4.2, priorities 3.4, finite source 2.7,
impatience 2.10; two-way fork-join: Nelson and Tantawi, *Approximate analysis of fork/join
synchronization in parallel queues* (1988), exact for two; shortest job first: Phipps (1956).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import exp, factorial, sqrt

from functions.optimization.simulation.engine.distribution import (
    Distribution,
    exponential,
    fixed,
    gamma_of,
    lognormal,
)
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Attribute,
    Condition,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
)
from functions.optimization.simulation.engine.outcome import Outcome
from functions.optimization.simulation.engine.run import Floats

HOUR_S = 3600.0


@dataclass(frozen=True)
class System:
    """A model, what is measured of it, and the true value."""

    name: str
    measured: str
    model: Model
    true: float
    measure: Callable[[Outcome], Floats]


def work(name: str, duration: Distribution, **more: object) -> Activity:
    """Return an activity that a resource of the same name does."""
    return Activity(name, duration, (Performer(name),), **more)  # type: ignore[arg-type]


def chain(*names: str) -> tuple[Flow, ...]:
    """Return flows that lead from each to the next."""
    return tuple(Flow(a, b) for a, b in pairwise(names))


def one_station(rate: float, duration: Distribution, people: int = 1, **more: object) -> Model:
    """Return a queue with Poisson arrivals, of cases per second."""
    return Model(
        activities=(work("serve", duration),),
        flows=chain("start", "serve", "end"),
        arrivals=Arrivals(exponential(1 / rate)),
        resources=(Resource("serve", amount=people),),
        **more,  # type: ignore[arg-type]
    )


def cycle_s(outcome: Outcome) -> Floats:
    """Return mean cycle times in seconds."""
    return outcome.process["cycle_time_mean_h"] * HOUR_S


def waiting_s(activity: str) -> Callable[[Outcome], Floats]:
    """Return what measures the mean wait for an activity in seconds."""
    return lambda outcome: outcome.activities[activity]["waiting_mean_h"] * HOUR_S


def erlang_c(offered: float, people: int) -> float:
    """Return the probability of having to wait in M/M/c; ``offered``: load in persons."""
    below = sum(offered**k / factorial(k) for k in range(people))
    full = offered**people / factorial(people) * people / (people - offered)
    return full / (below + full)


def mmc(people: int, rate: float) -> System:
    """M/M/c, mean service of one second per person."""
    wait = erlang_c(rate, people) / (people - rate)
    model = one_station(rate, exponential(1.0), people)
    return System(f"M/M/{people}", "cycle time", model, wait + 1.0, cycle_s)


def mg1(name: str, rate: float, duration: Distribution) -> System:
    """M/G/1 by Pollaczek and Khinchine."""
    mean, deviation = duration.mean_s, duration.standard_deviation_s
    wait = rate * (mean**2 + deviation**2) / (2 * (1 - rate * mean))
    return System(name, "waiting time", one_station(rate, duration), wait, waiting_s("serve"))


def erlang_arrivals() -> System:
    """E2/M/1, load 0.8: wait = s / (1 - s) with s the root of s = A*(1 - s)."""
    root = 0.5
    for _ in range(200):
        root = (1.6 / (1.6 + 1 - root)) ** 2
    model = one_station(1.0, exponential(1.0))
    between = gamma_of(1.25, 1.25 / sqrt(2))
    model = Model(model.activities, model.flows, Arrivals(between), resources=model.resources)
    return System("E2/M/1", "waiting time", model, root / (1 - root), waiting_s("serve"))


def tandem() -> System:
    """Five stations in a row, each as if alone (Burke)."""
    means = (0.5, 0.8, 0.6, 0.75, 0.7)
    names = tuple(f"station {k}" for k in range(1, 6))
    model = Model(
        activities=tuple(work(n, exponential(m)) for n, m in zip(names, means, strict=True)),
        flows=chain("start", *names, "end"),
        arrivals=Arrivals(exponential(1.0)),
        resources=tuple(Resource(name) for name in names),
    )
    true = sum(1 / (1 / mean - 1) for mean in means)
    return System("tandem of five", "cycle time", model, true, cycle_s)


def jackson() -> System:
    """Three stations with rework: cycle time by Little's law from the three M/M/c."""
    model = Model(
        activities=(
            work("a", exponential(0.5)),
            work("b", exponential(1.0)),
            work("c", exponential(0.6)),
        ),
        flows=(
            Flow("start", "a"),
            Flow("a", "b", 0.6),
            Flow("a", "c", 0.4),
            Flow("b", "c", 0.7),
            Flow("b", "a", 0.3),
            Flow("c", "end"),
        ),
        arrivals=Arrivals(exponential(1.0)),
        resources=(Resource("a"), Resource("b", amount=2), Resource("c")),
    )
    a = 1 / (1 - 0.18)
    b, c = 0.6 * a, 0.4 * a + 0.42 * a
    inside = a * 0.5 / (1 - a * 0.5) + c * 0.6 / (1 - c * 0.6)
    inside += b * (1 + erlang_c(b, 2) / (2 - b))
    return System("Jackson with rework", "cycle time", model, inside, cycle_s)


def priorities() -> tuple[System, System]:
    """M/M/2 with two priorities, not preemptive (Cobham): both classes' waits."""
    rate, urgent, people = 1.6, 0.4, 2
    model = Model(
        activities=(
            Activity("urgent", exponential(1.0), (Performer("clerk"),)),
            Activity("usual", exponential(1.0), (Performer("clerk"),)),
        ),
        gateways=(Gateway("kind", "exclusive"),),
        flows=(
            Flow("start", "kind"),
            Flow("kind", "urgent", conditions=(Condition("urgency", ">=", 1.0),)),
            Flow("kind", "usual"),
            Flow("urgent", "end"),
            Flow("usual", "end"),
        ),
        arrivals=Arrivals(exponential(1 / rate)),
        resources=(Resource("clerk", amount=people),),
        attributes=(Attribute("urgency", (1.0, 0.0), (urgent, 1 - urgent)),),
        priority_attribute="urgency",
    )
    first = erlang_c(rate, people) / people / (1 - urgent * rate / people)
    second = first / (1 - rate / people)
    return (
        System("M/M/2, two priorities", "wait of the urgent", model, first, waiting_s("urgent")),
        System("M/M/2, two priorities", "wait of the usual", model, second, waiting_s("usual")),
    )


def machine_repair() -> System:
    """Six machines that run 5 s on average, two repairers who need 1 s: repairs per second."""
    machines, people, runs, repair = 6, 2, 5.0, 1.0
    weights = [1.0]
    for down in range(machines):
        arriving = (machines - down) / runs
        weights.append(weights[-1] * arriving / (min(down + 1, people) / repair))
    down = sum(k * w for k, w in enumerate(weights)) / sum(weights)
    model = Model(
        activities=(Activity("run", exponential(runs)), work("repair", exponential(repair))),
        flows=chain("start", "run", "repair", "end"),
        arrivals=Arrivals(population=machines),
        resources=(Resource("repair", amount=people),),
    )
    return System(
        "machine repair",
        "repairs per second",
        model,
        (machines - down) / runs,
        lambda outcome: outcome.process["throughput_per_h"] / HOUR_S,
    )


def forked(branches: int, rate: float) -> Model:
    """Return a fork into M/M/1 branches that are joined again."""
    names = tuple(f"branch {k}" for k in range(branches))
    return Model(
        activities=tuple(work(name, exponential(1.0)) for name in names),
        gateways=(Gateway("fork", "parallel"), Gateway("join", "parallel")),
        flows=(
            Flow("start", "fork"),
            *(Flow("fork", name) for name in names),
            *(Flow(name, "join") for name in names),
            Flow("join", "end"),
        ),
        arrivals=Arrivals(exponential(1 / rate)),
        resources=tuple(Resource(name) for name in names),
    )


def fork_join(rate: float = 0.7) -> System:
    """Two-way fork-join, exact."""
    true = (12 - rate) / 8 / (1 - rate)
    return System("fork-join of two", "cycle time", forked(2, rate), true, cycle_s)


def fork_join_bounds(branches: int, rate: float) -> tuple[float, float]:
    """Return bounds of the cycle time of a fork-join: one branch, and independent branches."""
    alone = 1 / (1 - rate)
    return alone, alone * sum(1 / k for k in range(1, branches + 1))


def impatience() -> System:
    """M/M/1 whose cases leave the queue after 2 s on average: the share that leaves."""
    rate, patience = 1.2, 2.0
    weights = [1.0]
    for inside in range(400):
        weights.append(weights[-1] * rate / (1.0 + inside / patience))
    total = sum(weights)
    leaving = sum(max(k - 1, 0) / patience * w for k, w in enumerate(weights)) / total
    model = one_station(rate, exponential(1.0))
    serve = Activity(
        "serve", exponential(1.0), (Performer("serve"),), patience=exponential(patience)
    )
    return System(
        "M/M/1 with impatience",
        "share that leaves",
        model.with_activity(serve),
        leaving / rate,
        lambda outcome: outcome.process["abandonments_per_case"],
    )


def shortest_first() -> System:
    """M/M/1, shortest job first, load 0.7 (Phipps), by numerical integration."""
    rate, step, wait = 0.7, 0.0005, 0.0
    for k in range(int(40 / step)):
        x = (k + 0.5) * step
        shorter = rate * (1 - exp(-x) * (1 + x))
        wait += rate / (1 - shorter) ** 2 * exp(-x) * step
    model = one_station(rate, exponential(1.0), discipline="shortest")
    return System("M/M/1, shortest first", "waiting time", model, wait, waiting_s("serve"))


def systems() -> tuple[System, ...]:
    """Return every system."""
    return (
        mmc(1, 0.8),
        mmc(3, 2.4),
        mg1("M/G/1, lognormal", 0.7, lognormal(1.0, 1.5)),
        mg1("M/G/1, gamma", 0.8, gamma_of(1.0, 0.6)),
        mg1("M/D/1", 0.8, fixed(1.0)),
        erlang_arrivals(),
        tandem(),
        jackson(),
        *priorities(),
        machine_repair(),
        fork_join(),
        impatience(),
        shortest_first(),
    )
