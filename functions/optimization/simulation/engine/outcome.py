"""What the replications of a simulation say: metrics with intervals, by process, place and person.

Cycle times and other figures per case are of all cases that arrived after the warm-up; what is
counted over time (cases in process, queues, utilisation, throughput) is of the time from the
warm-up to the last arrival, so that neither the empty start nor the end tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine import layout, warm_up
from functions.optimization.simulation.engine.compilation import Compiled
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.run import Floats, Replication, Runner
from functions.optimization.simulation.engine.state import RUN_SUMS, SUMS

HOUR_S = 3600.0
QUANTILES = {"median": 0.5, "p80": 0.8, "p90": 0.9, "p95": 0.95, "p99": 0.99}
PERIODS = 60  # of the curve of cases in process
Metrics = dict[str, Floats]  # one value per replication
Queues = list[tuple[frozenset[str], Floats]]  # mean numbers waiting, by who could do it


@dataclass(frozen=True)
class WarmUp:
    """What was left out at the beginning of each replication, and by which method."""

    method: str
    cases: int
    hours: tuple[float, ...]
    settled: bool  # False: the best cut was the latest that is allowed, or none could be found


@dataclass(frozen=True)
class Outcome:
    """Metrics by name, one value per replication; times in hours, costs only where all are known.

    ``activities``, ``resources`` and ``groups`` (of resources) are by id first; the ``queue_mean``
    of the latter two counts all that waits which they could do, of whatever activity. ``outcomes``:
    share of cases by the end they reached. ``within``: share of cases done within so many hours.
    ``queue_lengths``: by activity and length, the share of time in which so many waited for it.
    ``stuck``: cases that never ended, by the id of the node where their tokens waited.
    """

    replications: int
    process: Metrics
    activities: Mapping[str, Metrics]
    resources: Mapping[str, Metrics]
    outcomes: Metrics
    within: Mapping[float, Floats]
    warm_up: WarmUp
    in_process_over_time: tuple[tuple[float, float], ...]  # (end of the period in h, mean cases)
    worked_h: Floats  # by all resources together, in the time that counts
    there_h: Floats  # that all resources together were on shift
    unfinished: int  # cases that the horizon cut off
    stuck: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Metrics] = field(default_factory=dict)
    queue_lengths: Mapping[str, Metrics] = field(default_factory=dict)

    def interval(self, metric: str) -> tuple[float, float, float]:
        """Return mean, low and high of the 95% interval of a metric of the process."""
        return mean_interval(self.process[metric])


@dataclass(frozen=True)
class Window:
    """The part of a replication that counts."""

    cases: Floats  # all sums of the cases
    timed: Floats  # all sums up to the last arrival
    from_s: float
    to_s: float
    left_out: int  # cases
    cycle_s: Floats


def window(run: Replication, batches: int, whole: bool) -> Window:
    """Leave so many batches of cases out. ``whole``: count time to the end."""
    start = run.row_sums[batches - 1] if batches else np.zeros(run.final.size)
    from_s = float(run.row_at[batches - 1]) if batches else 0.0
    late = whole or run.closed_at <= from_s
    left_out = int(start[warm_up.COMPLETED])
    first = -(-left_out // run.sample_every)
    return Window(
        cases=run.final - start,
        timed=(run.final if late else run.closing) - start,
        from_s=from_s,
        to_s=run.ended_at if late else run.closed_at,
        left_out=left_out,
        cycle_s=run.cycle_s[first:],
    )


def cut(runs: list[Replication], method: str | int) -> tuple[int, bool]:
    """Return how many batches the method leaves out, and whether the runs have settled then."""
    if method == "mser-5":
        return warm_up.common_cut(runs)
    least = min(run.row_at.size for run in runs)
    return min(round(int(method) / runs[0].row_every), least), True


def summarise(
    runner: Runner, runs: list[Replication], limits_h: tuple[float, ...], method: str | int
) -> Outcome:
    """Return the metrics of several replications."""
    compiled = runner.compiled
    whole = compiled.rule == "prosimos"  # there, work is counted long before it begins
    batches, settled = cut(runs, method)
    windows = [window(run, batches, whole) for run in runs]
    names = compiled.graph.names
    stuck = np.sum([run.stuck_at for run in runs], axis=0)
    model = compiled.model
    staff = range(len(compiled.resources))
    at_end = runner.layout["at_end"]
    queues = _queues(compiled, windows)
    priced = cost_known(model)
    return Outcome(
        replications=len(runs),
        process=_known(_process(windows), model),
        activities={
            names[node]: _activity(windows, runs, node, priced)
            for node in sorted(compiled.graph.activities)
        },
        queue_lengths={
            names[node]: _queue_lengths(windows, node)
            for node in sorted(compiled.graph.activities)
            if compiled.graph.activities[node].performers
        },
        resources={
            name: _staff(runner, windows, [k], queues) for k, name in enumerate(compiled.resources)
        },
        outcomes={
            end: _ratio(windows, at_end + k, warm_up.COMPLETED) for k, end in enumerate(model.ends)
        },
        within={
            limit: _ratio(windows, runner.layout["at_limit"] + k, warm_up.COMPLETED)
            for k, limit in enumerate(limits_h)
        },
        warm_up=WarmUp(
            method=method if isinstance(method, str) else f"{method} cases",
            cases=windows[0].left_out,
            hours=tuple(w.from_s / HOUR_S for w in windows),
            settled=settled,
        ),
        in_process_over_time=_curve(runs),
        worked_h=sum_of([_worked_s(runner, windows, k) for k in staff], len(runs)) / HOUR_S,
        there_h=sum_of([_there_s(runner, windows, k) for k in staff], len(runs)) / HOUR_S,
        unfinished=sum(run.in_process for run in runs),
        stuck={names[k]: int(stuck[k]) for k in range(len(names)) if stuck[k]},
        groups={
            group: _staff(runner, windows, members, queues)
            for group, members in _groups(model).items()
        },
    )


def _ratio(windows: list[Window], above: int, below: int, scale: float = 1.0) -> Floats:
    """Return a sum per another, scaled; nan where the other is 0."""
    upper = np.array([w.cases[above] for w in windows])
    lower = np.array([w.cases[below] for w in windows])
    return _quotient(upper * scale, lower)


def _quotient(above: Floats, below: Floats) -> Floats:
    result: Floats = np.full(above.size, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def cost_known(model: Model) -> bool:
    """Whether every hour of work has a price, or every execution its own."""
    priced = {r.id for r in model.resources if r.cost_per_h is not None}
    return all(
        activity.cost is not None
        or priced.issuperset(
            (*(p.resource for p in activity.performers), *chain(*activity.assisted_by))
        )
        for activity in model.activities
        if activity.performers
    )


def _known(metrics: Metrics, model: Model) -> Metrics:
    """Leave out what the model says nothing about."""
    unknown = set() if cost_known(model) else {"cost_per_case"}
    if model.due_after is None:
        unknown.add("on_time_share")
    return {name: values for name, values in metrics.items() if name not in unknown}


def _process(windows: list[Window]) -> Metrics:
    def per_case(name: str, scale: float = 1.0) -> Floats:
        columns = (*layout.CASE_SUMS, *layout.RUN_SUMS)
        return _ratio(windows, columns.index(name), warm_up.COMPLETED, scale)

    hour = 1 / HOUR_S
    metrics = {"cycle_time_mean_h": per_case("cycle_s", hour)}
    for name, share in QUANTILES.items():
        values = [np.quantile(w.cycle_s, share) if w.cycle_s.size else np.nan for w in windows]
        metrics[f"cycle_time_{name}_h"] = np.array(values) * hour
    causes = {
        "waiting_for_people_h": "contention_s",
        "waiting_for_shift_h": "off_shift_s",
        "waiting_for_batch_h": "batching_s",
        "waiting_at_door_h": "door_s",
    }
    metrics |= {name: per_case(column, hour) for name, column in causes.items()}
    metrics["waiting_h"] = np.sum([metrics[name] for name in causes], axis=0)
    for name in ("processing", "setup", "pause", "external", "synchronisation"):
        metrics[f"{name}_h"] = per_case(f"{name}_s", hour)
    # Time that passes because people are away, before work or within it: idle, as Prosimos says.
    metrics["idle_h"] = metrics["waiting_for_shift_h"] + metrics["pause_h"]
    metrics["executions_per_case"] = per_case("executions")
    metrics["cost_per_case"] = per_case("cost")
    metrics["first_pass_yield"] = per_case("first_pass")
    metrics["rework_share"] = per_case("reworked")
    metrics["rejection_share"] = per_case("rejected")
    metrics["abandonments_per_case"] = per_case("abandoned")
    metrics["on_time_share"] = per_case("on_time")
    hours = np.array([max(w.to_s - w.from_s, 1e-9) / HOUR_S for w in windows])
    wip = SUMS + layout.RUN_SUMS.index("wip_s")
    metrics["in_process_mean"] = np.array([w.timed[wip] / HOUR_S for w in windows]) / hours
    done = np.array([w.timed[warm_up.COMPLETED] for w in windows])
    metrics["throughput_per_h"] = done / hours
    return metrics


def _activity(windows: list[Window], runs: list[Replication], node: int, priced: bool) -> Metrics:
    at = RUN_SUMS + node * len(layout.NODE_SUMS)
    done, waiting, processing, pause, cost, queue, off, batching, late = range(at, at + 9)
    each = _ratio(windows, waiting, done, 1 / HOUR_S)
    for_shift = _ratio(windows, off, done, 1 / HOUR_S)
    return {
        "executions_per_case": _ratio(windows, done, warm_up.COMPLETED),
        "waiting_mean_h": each,
        "waiting_for_shift_mean_h": for_shift,
        "waiting_for_people_mean_h": each - for_shift,
        "waiting_for_batch_mean_h": _ratio(windows, batching, done, 1 / HOUR_S),
        "processing_mean_h": _ratio(windows, processing, done, 1 / HOUR_S),
        "pause_mean_h": _ratio(windows, pause, done, 1 / HOUR_S),
        **({"cost_mean": _ratio(windows, cost, done)} if priced else {}),
        "over_limit_per_case": _ratio(windows, late, warm_up.COMPLETED),
        "queue_mean": _per_second(windows, queue),
        "queue_most": np.array([float(run.queue_most[node]) for run in runs]),
    }


def _per_second(windows: list[Window], column: int) -> Floats:
    spans = np.array([max(w.to_s - w.from_s, 1e-9) for w in windows])
    return np.asarray(np.array([w.timed[column] for w in windows]) / spans, dtype=np.float64)


def _queue_lengths(windows: list[Window], node: int) -> Metrics:
    at = RUN_SUMS + node * len(layout.NODE_SUMS)
    first = at + len(layout.NODE_SUMS) - len(layout.QUEUE_LENGTHS)
    shares = {
        length: _per_second(windows, first + k) for k, length in enumerate(layout.QUEUE_LENGTHS)
    }
    return {"0": 1.0 - sum_of(list(shares.values()), len(windows)), **shares}


def _worked_s(runner: Runner, windows: list[Window], resource: int) -> Floats:
    at = runner.layout["at_resource"] + resource * len(layout.RESOURCE_SUMS)
    return np.array([w.timed[at] for w in windows])


def _there_s(runner: Runner, windows: list[Window], resource: int) -> Floats:
    return np.array([runner.there_s(resource, w.from_s, w.to_s) for w in windows])


def sum_of(parts: list[Floats], count: int) -> Floats:
    """Return the sum of arrays of equal length; zeros where there are none."""
    total: Floats = np.zeros(count)
    for part in parts:
        total += part
    return total


def _groups(model: Model) -> dict[str, list[int]]:
    """Return the numbers of the resources of each group, by name."""
    names = sorted({r.group for r in model.resources if r.group is not None})
    return {
        name: [k for k, resource in enumerate(model.resources) if resource.group == name]
        for name in names
    }


def _staff(runner: Runner, windows: list[Window], members: list[int], queues: Queues) -> Metrics:
    """Return the metrics of resources taken together: hours worked per hour on shift."""
    at = runner.layout["at_resource"]
    width = len(layout.RESOURCE_SUMS)
    spans = np.array([max(w.to_s - w.from_s, 1e-9) for w in windows])
    count = len(windows)
    worked = sum_of([_worked_s(runner, windows, k) for k in members], count)
    there = sum_of([_there_s(runner, windows, k) for k in members], count)
    started = [np.array([w.timed[at + k * width + 1] for w in windows]) for k in members]
    names = {runner.compiled.resources[k] for k in members}
    queued = [waiting for able, waiting in queues if not names.isdisjoint(able)]
    return {
        "utilisation": _quotient(worked, there),
        "idle_share": 1.0 - _quotient(worked, there),
        "executions_per_h": sum_of(started, count) / spans * HOUR_S,
        "queue_mean": sum_of(queued, count),
    }


def _queues(compiled: Compiled, windows: list[Window]) -> Queues:
    """Return the mean numbers waiting per kind of activity, with who could do or assist in it."""
    found: dict[frozenset[str], Floats] = {}
    column = layout.NODE_SUMS.index("queue_s")
    for node, activity in sorted(compiled.graph.activities.items()):
        if activity.performers:
            able = (*(p.resource for p in activity.performers), *chain(*activity.assisted_by))
            waiting = _per_second(windows, RUN_SUMS + node * len(layout.NODE_SUMS) + column)
            kind = frozenset(able)
            found[kind] = found[kind] + waiting if kind in found else waiting
    return list(found.items())


def _curve(runs: list[Replication]) -> tuple[tuple[float, float], ...]:
    """Return the mean number of cases in process in periods of equal length, over all runs."""
    until = min((run.closed_at for run in runs), default=0.0)
    edges = np.linspace(0.0, until, PERIODS + 1)
    if until <= 0:
        return ()
    column = SUMS + layout.RUN_SUMS.index("wip_s")
    total: Any = np.zeros(PERIODS)
    for run in runs:
        at = np.concatenate([[0.0], run.row_at, [run.ended_at]])
        area = np.concatenate([[0.0], run.row_sums[:, column], [run.final[column]]])
        total += np.diff(np.interp(edges, at, area)) / np.diff(edges)
    means = total / len(runs)
    return tuple(
        (float(edge / HOUR_S), float(mean)) for edge, mean in zip(edges[1:], means, strict=True)
    )
