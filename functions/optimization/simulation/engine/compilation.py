"""From a model to the flat arrays that the kernel runs on."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.calendars import Pattern, pattern, union
from functions.optimization.simulation.engine.distribution import empirical
from functions.optimization.simulation.engine.graph import Graph, ModelError
from functions.optimization.simulation.engine.model import Activity, Model
from functions.optimization.simulation.engine.tables import (
    Calendars,
    Distributions,
    Table,
    counts_of,
    layers,
    rows_of,
    stream,
)
from functions.optimization.simulation.engine.ways import Ways

Rule = Literal["earliest", "prosimos"]
DISCIPLINES = {
    "first_come": layout.FIRST_COME,
    "oldest_case": layout.OLDEST_CASE,
    "due_date": layout.DUE_DATE,
    "shortest": layout.SHORTEST,
}
NEVER = -1.0


@dataclass(frozen=True)
class Compiled:
    """A model that can be run again and again. ``tables`` are the kernel's attributes."""

    model: Model
    rule: Rule
    graph: Graph
    patterns: dict[str, Pattern]  # by calendar
    resources: tuple[str, ...]
    tables: Table


class Compilation:
    """Collects the tables of one model."""

    def __init__(self, model: Model, rule: Rule) -> None:
        self.model, self.rule = model, rule
        self.graph = Graph.of(model)
        self.patterns = {c.id: pattern(c, model.starts_at) for c in model.calendars}
        self.distributions = Distributions()
        self.calendars = Calendars()
        self.resources = {r.id: number for number, r in enumerate(model.resources)}
        if len(self.resources) < len(model.resources):
            raise ModelError("resources", "two resources have the same id")
        self.tables: Table = {}

    def compiled(self) -> Compiled:
        """Return the compiled model; raises ``ModelError``."""
        self._staff()
        self._queues()
        self._nodes()
        self._batches()
        self.tables |= layers()
        self.tables |= Ways(self.graph, self.model).compiled()
        self._cases()
        self._arrivals()
        for one in fields(self.distributions):
            if not one.name.startswith("_"):
                self.tables[one.name] = getattr(self.distributions, one.name)
        self.tables |= self.calendars.tables()
        self.tables = {name: _flat(name, value) for name, value in self.tables.items()}
        return Compiled(
            self.model, self.rule, self.graph, self.patterns, tuple(self.resources), self.tables
        )

    def _pattern(self, calendar: str | None, place: str) -> Pattern | None:
        if calendar is None:
            return None
        if calendar not in self.patterns:
            raise ModelError(place, f"there is no calendar {calendar!r}")
        return self.patterns[calendar]

    def _staff(self) -> None:
        for resource in self.model.resources:
            if resource.amount < 1:
                raise ModelError(resource.id, "the amount must be at least 1")
        staff = self.model.resources
        self.tables["resources"] = len(staff)
        self.tables["res_amount"] = [r.amount for r in staff]
        self.tables["res_cost"] = [float(r.cost_per_h or 0.0) for r in staff]
        self.tables["res_cal"] = [
            self.calendars.number(self._pattern(r.calendar, r.id)) for r in staff
        ]

    def _queues(self) -> None:
        """Activities that the same people can do share a queue."""
        self.queues: dict[tuple[Any, ...], int] = {}
        self.queue_of: dict[int, int] = {}
        for node, activity in self.graph.activities.items():
            if activity.performers:
                key = self._performers(activity), self._helpers(activity)
                self.queue_of[node] = self.queues.setdefault(key, len(self.queues))
        table, serves = self.tables, [set[int]() for _ in self.resources]
        table["queue_first"], table["queue_resource"], table["queue_cal"] = [0], [], []
        table["help_first"], table["help_resource"], table["help_group"] = [0], [], []
        for (performers, groups), queue in self.queues.items():
            table["queue_resource"] += performers
            table["queue_first"].append(len(table["queue_resource"]))
            table["queue_cal"].append(self._together(performers))
            for number, group in enumerate(groups):
                table["help_resource"] += group
                table["help_group"] += [number] * len(group)
            table["help_first"].append(len(table["help_resource"]))
            for resource in {*performers, *(r for group in groups for r in group)}:
                serves[resource].add(queue)
        table["serves_first"], table["serves_queue"] = rows_of([sorted(q) for q in serves])
        table["helpers"] = max((len(groups) for _, groups in self.queues), default=0)

    def _performers(self, activity: Activity) -> tuple[int, ...]:
        numbers = sorted(self._resource(p.resource, activity) for p in activity.performers)
        if len(set(numbers)) < len(numbers):
            raise ModelError(activity.id, "a performer is named twice")
        return tuple(numbers)

    def _helpers(self, activity: Activity) -> tuple[tuple[int, ...], ...]:
        groups = [
            tuple(sorted(self._resource(r, activity) for r in g)) for g in activity.assisted_by
        ]
        if not all(groups):
            raise ModelError(activity.id, "a group of assistants is empty")
        if groups and (self.rule == "prosimos" or activity.batching):
            raise ModelError(activity.id, "assistants go with neither batches nor Prosimos' rule")
        return tuple(groups)

    def _resource(self, name: str, activity: Activity) -> int:
        if name not in self.resources:
            raise ModelError(activity.id, f"there is no resource {name!r}")
        return self.resources[name]

    def _together(self, performers: tuple[int, ...]) -> int:
        """Return the calendar of when at least one performer is there."""
        staff = [self.model.resources[k] for k in performers]
        found = [self.patterns[r.calendar] for r in staff if r.calendar is not None]
        return self.calendars.number(union(tuple(found))) if len(found) == len(staff) else -1

    def _nodes(self) -> None:
        graph, table = self.graph, self.tables
        nodes = range(len(graph.names))
        known = [graph.activities.get(node) for node in nodes]
        table["nodes"] = len(nodes)
        table["node_does"] = [self._does(node) for node in nodes]
        table["node_end"] = [graph.ends.get(node, -1) for node in nodes]
        table["node_join"] = [graph.join(node) for node in nodes]
        table["node_split"] = [graph.split(node) for node in nodes]
        table["node_in"] = [len(graph.into[node]) for node in nodes]
        table["node_queue"] = [self.queue_of.get(node, -1) for node in nodes]
        table["node_instances"] = [a.instances if a else 1 for a in known]
        table["node_in_turn"] = [int(a.in_turn) if a else 0 for a in known]
        table["node_interruptible"] = [int(a.interruptible) if a else 1 for a in known]
        table["node_cost"] = [float(a.cost or 0.0) if a else 0.0 for a in known]
        table["node_priority"] = [float(a.priority) if a else 0.0 for a in known]
        table["node_counts"] = counts_of(known)
        table["node_rejects"] = [float(a.rejects) if a else 0.0 for a in known]
        table["many_instances"] = int(any(a is not None and a.instances > 1 for a in known))
        number = self.distributions.number
        table["node_dist"] = [number(a.duration) if a else -1 for a in known]
        table["node_setup"] = [number(a.setup) if a else -1 for a in known]
        table["node_patience"] = [number(a.patience) if a else -1 for a in known]
        luck = {a.id: a.luck_of for a in self.model.activities if a.luck_of is not None}
        luck |= {g.id: g.luck_of for g in self.model.gateways if g.luck_of is not None}
        limits = [a.time_limit if a else None for a in known]
        table["time_limits"] = int(any(limit is not None for limit in limits))
        table["node_limit"] = [number(limit.after) if limit else -1 for limit in limits]
        table["node_breaks_off"] = [int(limit.breaks_off) if limit else 0 for limit in limits]
        since = [limit.since if limit else None for limit in limits]
        table["node_limit_since"] = [self._since(known[n], name) for n, name in enumerate(since)]
        for name, calendars in (
            ("node_hours", [a.hours if a else None for a in known]),
            ("node_resumes", [a.resumes if a else None for a in known]),
        ):
            table[name] = [
                self.calendars.number(self._pattern(calendar, graph.names[node]))
                for node, calendar in enumerate(calendars)
            ]
        for name, purpose in (
            ("node_stream", "duration"),
            ("node_way_stream", "way"),
            ("node_setup_stream", "setup"),
            ("node_patience_stream", "patience"),
        ):
            table[name] = [stream(purpose, luck.get(id_, id_)) for id_ in graph.names]
        table["node_limit_stream"] = [
            stream("limit", luck.get(since[node] or id_, since[node] or id_))
            for node, id_ in enumerate(graph.names)
        ]
        self._durations()

    def _since(self, activity: Activity | None, wait: str | None) -> int:
        """Return the node from which on a time limit counts, -1: its own."""
        if activity is None or wait is None:
            return -1
        for node, other in self.graph.activities.items():
            if other.id == wait and other.time_limit is not None:
                return node
        raise ModelError(activity.id, f"there is no node {wait!r} with a time limit")

    def _does(self, node: int) -> int:
        if node in self.graph.ends:
            return layout.FINISH
        activity = self.graph.activities.get(node)
        if activity is None:
            return layout.NOTHING
        self._check(activity)
        return layout.WORK if activity.performers else layout.WAIT

    def _check(self, activity: Activity) -> None:
        """Raise ``ModelError`` where parts of an activity do not go together."""
        wait, batch, limit = not activity.performers, activity.batching, activity.time_limit
        contradictions = (
            (
                activity.instances < 1,
                "the number of instances must be at least 1",
            ),
            (
                wait and (batch or activity.assisted_by),
                "a wait has no batches and no assistants",
            ),
            (
                not wait and (activity.hours or activity.resumes),
                "work has the hours of who does it, not its own",
            ),
            (
                batch and (activity.patience or limit),
                "patience and time limits do not go with batches",
            ),
            (
                limit and activity.instances > 1,
                "a time limit does not go with several instances",
            ),
            (
                self.rule == "prosimos" and (activity.patience or batch or activity.setup or limit),
                "Prosimos' rule knows no batch, setup, patience or time limit here",
            ),
        )
        for wrong, message in contradictions:
            if wrong:
                raise ModelError(activity.id, message)

    def _durations(self) -> None:
        rows = []
        for node in range(len(self.graph.names)):
            activity = self.graph.activities.get(node)
            row: dict[int, int] = {}
            for performer in activity.performers if activity else ():
                duration = performer.duration or (activity.duration if activity else None)
                row[self.resources[performer.resource]] = self.distributions.number(duration)
            rows.append([row[resource] for resource in sorted(row)])
        self.tables["perform_first"], self.tables["perform_dist"] = rows_of(rows)

    def _batches(self) -> None:
        table = self.tables
        batched = [
            (node, a.batching)
            for node, a in self.graph.activities.items()
            if a.batching is not None
        ]
        numbers = {node: number for number, (node, _) in enumerate(batched)}
        table["node_batch"] = [numbers.get(node, -1) for node in range(len(self.graph.names))]
        table["batches"] = len(batched)
        plans = [plan for _, plan in batched]
        table["batch_size"] = [plan.size or 0 for plan in plans]
        table["batch_kind"] = [int(plan.kind == "parallel") for plan in plans]
        table["batch_longest"] = [_or_never(plan.longest_wait_s) for plan in plans]
        table["batch_quiet"] = [_or_never(plan.quiet_s) for plan in plans]
        table["batch_cal"] = []
        for node, plan in batched:
            name = self.graph.names[node]
            rules = (plan.size, plan.longest_wait_s, plan.quiet_s, plan.release)
            if all(rule is None for rule in rules):
                raise ModelError(name, "nothing says when a batch is released")
            given = self._pattern(plan.release, name)
            table["batch_cal"].append(self.calendars.number(given))
        shares = [list(plan.time_shares) for plan in plans]
        table["share_first"], pairs = rows_of(shares)
        table["share_size"] = [size for size, _ in pairs]
        table["share_value"] = [float(share) for _, share in pairs]

    def _cases(self) -> None:
        table, model = self.tables, self.model
        table["attributes"] = len(model.attributes)
        table["attr_stream"] = [stream("attribute", a.name) for a in model.attributes]
        table["attr_dist"] = [self._attribute(number) for number in range(len(model.attributes))]
        names = [a.name for a in model.attributes]
        table["priority_attribute"] = -1
        if model.priority_attribute is not None:
            if model.priority_attribute not in names:
                raise ModelError("priority", f"no attribute {model.priority_attribute!r}")
            table["priority_attribute"] = names.index(model.priority_attribute)
        table["due_dist"] = self.distributions.number(model.due_after)
        table["due_stream"] = stream("due", "")
        table["wip_cap"] = model.wip_cap or 0
        table["discipline"] = DISCIPLINES[model.discipline]
        table["prosimos"] = int(self.rule == "prosimos")

    def _attribute(self, number: int) -> int:
        attribute = self.model.attributes[number]
        if attribute.distribution is not None:
            return self.distributions.number(attribute.distribution)
        if not attribute.values:
            raise ModelError(attribute.name, "an attribute needs values or a distribution")
        codes = tuple(
            float(k) if isinstance(v, str) else float(v) for k, v in enumerate(attribute.values)
        )
        return self.distributions.number(empirical(codes, attribute.weights))

    def _arrivals(self) -> None:
        table, arrivals = self.tables, self.model.arrivals
        ways = (arrivals.interarrival, arrivals.population, *(arrivals.rates_per_h[:1]))
        if sum(way is not None for way in ways) + bool(arrivals.at_s) != 1:
            raise ModelError("arrivals", "exactly one way must say how cases come")
        rates_per_h, at_s = _measurable(arrivals.rates_per_h), _measurable(arrivals.at_s)
        if rates_per_h.size and not rates_per_h.any():
            raise ModelError("arrivals", "no rate is above 0")
        table["arrival_kind"] = layout.RENEWAL
        if arrivals.rates_per_h:
            table["arrival_kind"] = layout.RATES
        elif arrivals.at_s:
            table["arrival_kind"] = layout.GIVEN
        elif arrivals.population is not None:
            table["arrival_kind"] = layout.POPULATION
        table["arrival_dist"] = self.distributions.number(arrivals.interarrival)
        table["arrival_cal"] = self.calendars.number(self._pattern(arrivals.calendar, "arrivals"))
        table["arrival_stream"] = stream("arrival", "")
        table["rates"] = len(arrivals.rates_per_h)
        table["rate_s"] = float(arrivals.rate_period_s)
        table["rate_per_s"] = rates_per_h / 3600.0
        table["arrival_at"] = np.sort(at_s)


def compile_model(model: Model, rule: Rule = "earliest") -> Compiled:
    """Return the model as the kernel wants it; raises ``ModelError``.

    ``earliest`` starts work as soon as somebody who can do it is there and free; ``prosimos``
    commits to a performer as soon as work is ready, as Prosimos 2 does, for comparisons.
    """
    return Compilation(model, rule).compiled()


@lru_cache(maxsize=16)
def _measurable(values: tuple[float, ...]) -> NDArray[np.float64]:
    """Return rates or instants as an array: changed models mostly share them, and they are many."""
    found = np.array(values, dtype=np.float64)
    found.flags.writeable = False
    if not (np.isfinite(found) & (found >= 0)).all():
        raise ModelError("arrivals", "rates and instants are finite and at least 0")
    return found


def _or_never(seconds: float | None) -> float:
    return NEVER if seconds is None else seconds


FLOATS = frozenset(  # all others hold whole numbers
    {
        *("node_cost", "node_priority", "node_rejects", "edge_upto", "edge_share", "cond_value"),
        *("res_cost", "batch_longest", "batch_quiet", "share_value", "arrival_at", "rate_per_s"),
        *("layer_end", "layer_density"),
        *("dist_a", "dist_b", "dist_c", "dist_low", "dist_high", "table_value", "table_share"),
        *("cal_period", "cal_width", "cal_total", "cal_begin", "cal_end", "cal_before"),
    }
)


def _flat(name: str, value: Any) -> Any:
    """Return a list as an array that gives plain numbers, compiled or not."""
    if not isinstance(value, list | np.ndarray):
        return value
    kind = np.float64 if name in FLOATS else np.int64
    return plain(np.asarray(value if len(value) else [0], dtype=kind))


def plain(array: Any) -> Any:
    """Return an array as a buffer whose elements are plain numbers when read uncompiled."""
    return memoryview(array)
