"""How much work arrives for how many hands: loads, before any simulation."""

import operator as op
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf

import numpy as np

from common.model.flow_analysis import tokens
from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.compilation import Compiled
from functions.optimization.simulation.engine.distribution import Distribution
from functions.optimization.simulation.engine.kernel import normal_of
from functions.optimization.simulation.engine.model import START, UNLIMITED, Activity
from functions.optimization.simulation.engine.run import Floats, Runner

GRID = 2_000
ROUNDS = 4_000
CLOSE = 0.01  # both bounds, as a share of the load
COMPARISONS = (op.eq, op.ne, op.lt, op.le, op.gt, op.ge)
LIKELY = 2_000  # cases whose attributes are drawn to see which conditions hold


@dataclass(frozen=True)
class Load:
    """Bounds of the least load that the busiest resource must carry (1: always busy).

    However work is shared out, some resource of ``resources`` has at least ``at_least``;
    ``at_most`` can be reached. ``by_resource`` is how such a sharing loads each.
    """

    at_least: float
    at_most: float
    resources: tuple[str, ...]
    by_resource: dict[str, float]


@lru_cache(maxsize=4_096)
def mean_s(given: Distribution) -> float:
    """Return the mean of a distribution within its bounds, numerically where they may cut."""
    low, high = given.minimum_s, given.maximum_s
    if given.family == "exponential" and high == inf:
        return given.untruncated_mean_s()
    if given.family == "gamma" and given.standard_deviation_s > 0:
        return _gamma_mean(given)
    values = quantiles(given)
    if values is None:
        return given.untruncated_mean_s()
    kept = values[(values >= low) & (values <= high)]
    return float(kept.mean()) if kept.size else min(max(given.mean_s, low), high)


def quantiles(given: Distribution) -> Floats | None:
    """Return values at evenly spaced shares, None where the bounds are part of the family."""
    shares = (np.arange(GRID) + 0.5) / GRID
    mean, deviation = given.mean_s, given.standard_deviation_s
    match given.family:
        case "exponential":
            return np.asarray(given.minimum_s - mean * np.log(shares))
        case "weibull":
            return np.asarray(given.scale_s * (-np.log(shares)) ** (1 / given.shape))
        case "normal" | "lognormal" if deviation > 0:
            normal = np.array([normal_of(float(share)) for share in shares])
            if given.family == "normal":
                return np.asarray(mean + deviation * normal)
            variance = np.log(1 + (deviation / mean) ** 2)
            return np.asarray(np.exp(np.log(mean) - variance / 2 + np.sqrt(variance) * normal))
        case _:
            return None


def _gamma_mean(given: Distribution) -> float:
    shape = (given.mean_s / given.standard_deviation_s) ** 2
    scale = given.mean_s / shape
    high = min(given.maximum_s, given.mean_s + 40 * given.standard_deviation_s)
    low = max(given.minimum_s, high * 1e-12)
    if low >= high:
        return high
    x = np.geomspace(low, high, 2 * GRID)
    log_weight = shape * np.log(x) - x / scale  # of x d(log x)
    weight = np.exp(log_weight - log_weight.max())
    return float((x * weight).sum() / weight.sum())


def visits(compiled: Compiled) -> Floats:
    """Return how often a case comes to each node on average, from the ways' probabilities."""
    graph = compiled.graph
    weights: dict[str, dict[str, float]] = {}
    for node, name in enumerate(graph.names):
        ways = weights.setdefault(name, {})
        for k, share in zip(graph.out[node], _shares(compiled, node), strict=True):
            target = graph.edges[k].target
            joined = graph.join(target) == layout.JOIN_ALL
            onward = graph.names[target]
            merged = share / (len(graph.into[target]) if joined else 1)
            ways[onward] = ways.get(onward, 0.0) + merged
    return _visits(tuple((name, tuple(ways.items())) for name, ways in weights.items()))


@lru_cache(maxsize=256)
def _visits(weights: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]) -> Floats:
    """Return the visits of each node; many changed models route alike, and share them."""
    graph = {name: dict(ways) for name, ways in weights}
    counted = tokens(graph, START)
    if counted is None:  # loops that are hardly ever left
        found = _solved(graph, list(graph))
    else:
        found = np.array([counted.get(name, 0.0) for name in graph])
    found.flags.writeable = False
    return found


def _solved(weights: dict[str, dict[str, float]], names: list[str]) -> Floats:
    number = {name: node for node, name in enumerate(names)}
    flow, begun = np.zeros((len(names), len(names))), np.zeros(len(names))
    for name, ways in weights.items():
        for target, share in ways.items():
            flow[number[target], number[name]] += share
    begun[number[START]] = 1.0
    found = np.linalg.lstsq(np.eye(len(names)) - flow, begun, rcond=None)[0]
    return np.asarray(found, dtype=np.float64)


def _shares(compiled: Compiled, node: int) -> list[float]:
    graph, tables = compiled.graph, compiled.tables
    out, split = graph.out[node], graph.split(node)
    if split in (layout.ONE, layout.ALL):
        return [1.0] * len(out)
    if split == layout.RACE:
        return _race_shares(compiled, out)
    if tables["node_conditional"][node]:
        return _condition_shares(compiled, node)
    upto = [tables["edge_upto"][k] for k in out]
    if split == layout.CHOICE:
        return [float(share) for share in np.diff([0.0, *upto])]
    shares = [tables["edge_share"][k] for k in out]
    none = float(np.prod([1 - share for share in shares]))
    rest = np.diff([0.0, *upto]) * none
    return [float(share + more) for share, more in zip(shares, rest, strict=True)]


def _race_shares(compiled: Compiled, out: list[int]) -> list[float]:
    graph = compiled.graph
    means = [mean_s(graph.activities[graph.edges[k].target].duration) for k in out]
    rates = [1 / max(mean, 1e-9) for mean in means]
    return [rate / sum(rates) for rate in rates]  # exact where the waits are exponential


def _condition_shares(compiled: Compiled, node: int) -> list[float]:
    """Draw the attributes of many cases and see which ways they take."""
    tables, out = compiled.tables, compiled.graph.out[node]
    values = Runner(compiled).attributes(LIKELY)
    open_cases = np.ones(LIKELY, dtype=bool)  # exclusive: no earlier way was theirs
    shares = dict.fromkeys(out, 0.0)
    inclusive = compiled.graph.split(node) == layout.SOME
    default = tables["node_default"][node]
    for k in out:
        conditions = range(tables["cond_first"][k], tables["cond_first"][k + 1])
        if k == default:
            continue
        holds = open_cases.copy() if not inclusive else np.ones(LIKELY, dtype=bool)
        for c in conditions:
            compare = COMPARISONS[tables["cond_operator"][c]]
            holds &= compare(values[:, tables["cond_attribute"][c]], tables["cond_value"][c])
        shares[k] = float(holds.mean())
        open_cases &= ~holds
    shares[default] = float(open_cases.mean())
    return [shares[k] for k in out]


def arrival_rate(compiled: Compiled) -> float | None:
    """Return cases per second in the long run; None where no steady stream comes."""
    arrivals = compiled.model.arrivals
    if arrivals.rates_per_h:
        return sum(arrivals.rates_per_h) / len(arrivals.rates_per_h) / 3600.0
    if arrivals.interarrival is None:
        return None
    share = compiled.patterns[arrivals.calendar].on_share if arrivals.calendar else 1.0
    mean = mean_s(arrivals.interarrival)
    return share / mean if mean > 0 else inf


def load(compiled: Compiled) -> Load | None:
    """Return the load of the busiest resource.

    None where no steady stream of cases comes, or all people are of an unlimited number. Setup
    times are not counted, nor what begins because patience or time is up. Activities whose cases
    lose patience, or whose time is limited, cannot be overloaded.
    """
    return _load(compiled, _close)


def overload(compiled: Compiled) -> Load | None:
    """Return the load of the busiest resource where it is 1 or more: what is less is seen soon."""
    found = _load(compiled, lambda least, most: most < 1 or _close(least, most))
    return found if found is not None and found.at_least >= 1 else None


def _close(at_least: float, at_most: float) -> bool:
    return at_most - at_least <= CLOSE * at_least


def _load(compiled: Compiled, clear: Callable[[float, float], bool]) -> Load | None:
    rate = arrival_rate(compiled)
    staff = [r for r in compiled.model.resources if r.amount < UNLIMITED]
    if rate is None or not staff:
        return None
    capacity = np.array(
        [r.amount * (compiled.patterns[r.calendar].on_share if r.calendar else 1.0) for r in staff]
    )
    numbers = {r.id: k for k, r in enumerate(staff)}
    demands = []  # by activity and group: seconds of each resource per second, inf: cannot
    for node, times in enumerate(visits(compiled)):
        activity = compiled.graph.activities.get(node)
        works = activity is not None and activity.performers and times > 0
        if activity is not None and works and not queue_is_bounded(activity):
            for row in _needs(numbers, activity):
                demands.append(row * rate * times * activity.instances / capacity)
    if not demands or not np.isfinite(rate):
        return None
    return _least_load(np.array(demands), tuple(r.id for r in staff), clear)


def queue_is_bounded(activity: Activity) -> bool:
    """Whether cases leave an activity's queue, so that it cannot grow for ever."""
    limit = activity.time_limit
    return activity.patience is not None or (limit is not None and limit.breaks_off)


def _needs(numbers: dict[str, int], activity: Activity) -> list[Floats]:
    """Return rows of seconds by resource, each to be done by one of them.

    What somebody of an unlimited number can do keeps nobody busy.
    """
    share = _share_in_batch(activity)
    own = {p.resource: mean_s(p.duration or activity.duration) * share for p in activity.performers}
    shortest = min(own.values())
    wanted = [own, *(dict.fromkeys(group, shortest) for group in activity.assisted_by)]
    rows = []
    for times in wanted:
        if all(name in numbers for name in times):
            row: Floats = np.full(len(numbers), inf)
            row[[numbers[name] for name in times]] = list(times.values())
            rows.append(row)
    return rows


def _share_in_batch(activity: Activity) -> float:
    """Return the part of its time that an execution takes in a batch of the usual size."""
    batch = activity.batching
    if batch is None:
        return 1.0
    size = batch.size or 1
    share = next((s for n, s in reversed(batch.time_shares) if n <= size), 1.0)
    return share / (size if batch.kind == "parallel" else 1)


def _least_load(
    demands: Floats, names: tuple[str, ...], clear: Callable[[float, float], bool]
) -> Load:
    """Share the work out so that the busiest resource has least, by multiplicative weights.

    Source: Arora, Hazan and Kale, *The multiplicative weights update method* (2012): the prices
    of resources bound the optimum from below, the mean of the best answers from above.
    """
    evenly = _evenly(demands)
    if clear(0.0, float(evenly.max())):  # mostly nobody is near too much: no need to look further
        return Load(0.0, float(evenly.max()), names, dict(zip(names, evenly.tolist(), strict=True)))
    size = len(names)
    weights, mean, least, best = np.full(size, 1 / size), np.zeros(size), 0.0, np.full(size, 1.0)
    scale = float(np.where(np.isfinite(demands), demands, 0.0).sum(axis=0).max()) or 1.0
    step = float(np.sqrt(np.log(max(size, 2)) / ROUNDS))
    logs = np.zeros(size)
    rows = np.arange(len(demands))
    for round_ in range(1, ROUNDS + 1):
        chosen = np.argmin(demands * np.maximum(weights, 1e-300), axis=1)
        loads = np.bincount(chosen, weights=demands[rows, chosen], minlength=size)
        value = float(loads @ weights)
        if value > least:
            least, best = value, weights
        mean += (loads - mean) / round_
        logs += step * loads / scale
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        if round_ % 20 == 0 and clear(least, float(mean.max())):
            break
    busiest = tuple(name for name, w in zip(names, best, strict=True) if w > 0.5 * best.max())
    shares = {name: float(value) for name, value in zip(names, mean, strict=True)}
    return Load(least, float(mean.max()), busiest, shares)


def _evenly(demands: Floats) -> Floats:
    """Return the load of each resource if all who can do something do an equal part of it."""
    can = np.isfinite(demands)
    return np.asarray((np.where(can, demands, 0.0) / can.sum(axis=1, keepdims=True)).sum(axis=0))
