"""From a model to the flat arrays that the kernel runs on."""

from dataclasses import dataclass, fields
from math import isfinite
from typing import Any, Literal

import numpy as np

from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.calendars import Pattern, pattern, union
from functions.optimization.simulation.engine.distribution import empirical
from functions.optimization.simulation.engine.graph import Graph, ModelError
from functions.optimization.simulation.engine.model import Activity, Model
from functions.optimization.simulation.engine.tables import Calendars, Distributions, stream

Rule = Literal["earliest", "prosimos"]
Table = dict[str, Any]
DISCIPLINES = {
    "first_come": layout.FIRST_COME,
    "oldest_case": layout.OLDEST_CASE,
    "due_date": layout.DUE_DATE,
    "shortest": layout.SHORTEST,
}
OPERATORS = {"==": 0, "!=": 1, "<": 2, "<=": 3, ">": 4, ">=": 5}
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
        self._ways()
        self._joins()
        self._conditions()
        self._cases()
        self._arrivals()
        for part in (self.distributions, self.calendars):
            for one in fields(part):
                if not one.name.startswith("_"):
                    self.tables[one.name] = getattr(part, one.name)
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
        table["serves_first"], table["serves_queue"] = _rows([sorted(q) for q in serves])
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
        table["node_interruptible"] = [int(a.interruptible) if a else 1 for a in known]
        table["node_cost"] = [float(a.cost or 0.0) if a else 0.0 for a in known]
        table["node_priority"] = [float(a.priority) if a else 0.0 for a in known]
        table["node_rejects"] = [float(a.rejects) if a else 0.0 for a in known]
        table["many_instances"] = int(any(a is not None and a.instances > 1 for a in known))
        number = self.distributions.number
        table["node_dist"] = [number(a.duration) if a else -1 for a in known]
        table["node_setup"] = [number(a.setup) if a else -1 for a in known]
        table["node_patience"] = [number(a.patience) if a else -1 for a in known]
        for name, purpose in (
            ("node_stream", "duration"),
            ("node_way_stream", "way"),
            ("node_setup_stream", "setup"),
            ("node_patience_stream", "patience"),
        ):
            table[name] = [stream(purpose, graph.names[node]) for node in nodes]
        self._durations()

    def _does(self, node: int) -> int:
        if node in self.graph.ends:
            return layout.FINISH
        activity = self.graph.activities.get(node)
        if activity is None:
            return layout.NOTHING
        if activity.instances < 1:
            raise ModelError(activity.id, "the number of instances must be at least 1")
        if not activity.performers and (activity.batching or activity.assisted_by):
            raise ModelError(activity.id, "a wait has no batches and no assistants")
        if activity.patience and activity.batching:
            raise ModelError(activity.id, "patience does not go with batches")
        if self.rule == "prosimos" and (activity.patience or activity.batching or activity.setup):
            raise ModelError(activity.id, "Prosimos' rule knows no batch, setup or patience here")
        return layout.WORK if activity.performers else layout.WAIT

    def _durations(self) -> None:
        rows = []
        for node in range(len(self.graph.names)):
            activity = self.graph.activities.get(node)
            row: dict[int, int] = {}
            for performer in activity.performers if activity else ():
                duration = performer.duration or (activity.duration if activity else None)
                row[self.resources[performer.resource]] = self.distributions.number(duration)
            rows.append([row[resource] for resource in sorted(row)])
        self.tables["perform_first"], self.tables["perform_dist"] = _rows(rows)

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
        table["share_first"], pairs = _rows(shares)
        table["share_size"] = [size for size, _ in pairs]
        table["share_value"] = [float(share) for _, share in pairs]

    def _ways(self) -> None:
        graph, table = self.graph, self.tables
        first = np.cumsum([0, *(len(edges) for edges in graph.out)])
        table["out_first"] = first.tolist()
        count = len(graph.edges)
        table["edge_target"] = [edge.target for edge in graph.edges]
        table["edge_upto"], table["edge_share"] = [1.0] * count, [1.0] * count
        table["edge_stream"] = [
            stream("flow", f"{edge.flow.source}\0{edge.flow.target}") for edge in graph.edges
        ]
        table["node_conditional"] = [0] * len(graph.names)
        table["node_default"] = [-1] * len(graph.names)
        for node, edges in enumerate(graph.out):
            if graph.split(node) in (layout.CHOICE, layout.SOME):
                if any(graph.edges[k].flow.conditions for k in edges):
                    self._conditional(node, edges)
                else:
                    self._probabilities(node, edges)
            elif graph.split(node) == layout.RACE:
                self._race(node, edges)
        self._added_edges()

    def _added_edges(self) -> None:
        """Edges that no flow stands for: into the start, and out of queues that are left."""
        table, numbers = self.tables, {name: k for k, name in enumerate(self.graph.names)}
        table["start_edge"] = len(table["edge_target"])
        table["edge_target"].append(0)
        table["node_gives_up"] = [-1] * len(self.graph.names)
        for node, activity in self.graph.activities.items():
            if activity.patience is not None:
                if activity.abandons_to not in numbers:
                    raise ModelError(activity.id, f"there is no node {activity.abandons_to!r}")
                table["node_gives_up"][node] = len(table["edge_target"])
                table["edge_target"].append(numbers[activity.abandons_to])

    def _probabilities(self, node: int, edges: list[int]) -> None:
        name, upto = self.graph.names[node], 0.0
        shares = [self.graph.edges[k].flow.probability for k in edges]
        given = [share for share in shares if share is not None and 0 <= share <= 1]
        if len(given) < len(edges):
            raise ModelError(name, "every way out needs a probability, or a condition")
        total = sum(given)
        exclusive = self.graph.split(node) == layout.CHOICE
        if total <= 0 or (exclusive and abs(total - 1) > 1e-6):
            raise ModelError(name, f"the probabilities of the ways out add up to {total:g}")
        for k, share in zip(edges, given, strict=True):
            upto += share
            self.tables["edge_share"][k] = share
            self.tables["edge_upto"][k] = upto / total

    def _conditional(self, node: int, edges: list[int]) -> None:
        default = [k for k in edges if not self.graph.edges[k].flow.conditions]
        if len(default) != 1:
            raise ModelError(self.graph.names[node], "exactly one way out must be the default")
        self.tables["node_conditional"][node] = 1
        self.tables["node_default"][node] = default[0]

    def _race(self, node: int, edges: list[int]) -> None:
        for k in edges:
            target = self.graph.edges[k].target
            activity = self.graph.activities.get(target)
            if activity is None or activity.performers:
                name = self.graph.names[target]
                raise ModelError(name, "only a wait can follow an event-based gateway")

    def _joins(self) -> None:
        """Number the flows into joins, and say which nodes can still reach them."""
        graph, table = self.graph, self.tables
        edges = len(table["edge_target"])
        table["edge_join"] = [-1] * edges
        table["node_join_first"] = [-1] * len(graph.names)
        table["begun_join"], table["reach_first"], table["reaches"] = [], [], []
        number = ways = 0
        for node in range(len(graph.names)):
            if graph.join(node) == layout.PASS:
                continue
            table["node_join_first"][node] = number
            for k in graph.into[node]:
                table["edge_join"][k] = number
                number += 1
            if graph.join(node) == layout.JOIN_BEGUN:
                table["begun_join"].append(node)
                table["reach_first"].append(ways)
                ways += len(graph.into[node])
                for k in graph.into[node]:
                    before = graph.before(k, without=node)
                    table["reaches"] += [int(n in before) for n in range(len(graph.names))]
        table["join_edges"], table["begun_joins"] = number, len(table["begun_join"])

    def _conditions(self) -> None:
        table, model = self.tables, self.model
        names = {a.name: number for number, a in enumerate(model.attributes)}
        rows: list[list[tuple[int, int, float]]] = []
        for edge in self.graph.edges:
            row = []
            for condition in edge.flow.conditions:
                if condition.attribute not in names:
                    name = self.graph.names[edge.source]
                    raise ModelError(name, f"cases have no attribute {condition.attribute!r}")
                number = names[condition.attribute]
                value = self._code(number, condition.value)
                row.append((number, OPERATORS[condition.operator], value))
            rows.append(row)
        rows += [[]] * (len(table["edge_target"]) - len(rows))
        table["cond_first"], flat = _rows(rows)
        table["cond_attribute"] = [number for number, _, _ in flat]
        table["cond_operator"] = [operator for _, operator, _ in flat]
        table["cond_value"] = [value for _, _, value in flat]

    def _code(self, attribute: int, value: float | str) -> float:
        """Return the number that stands for a value of an attribute."""
        values = self.model.attributes[attribute].values
        if isinstance(value, str):
            return float(values.index(value)) if value in values else -1.0
        if any(isinstance(known, str) for known in values):
            return -1.0
        return float(value)

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
        if any(not isfinite(r) or r < 0 for r in (*arrivals.rates_per_h, *arrivals.at_s)):
            raise ModelError("arrivals", "rates and instants are finite and at least 0")
        if arrivals.rates_per_h and not sum(arrivals.rates_per_h) > 0:
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
        table["rate_per_s"] = [rate / 3600.0 for rate in arrivals.rates_per_h]
        table["arrival_at"] = sorted(arrivals.at_s)


def compile_model(model: Model, rule: Rule = "earliest") -> Compiled:
    """Return the model as the kernel wants it; raises ``ModelError``.

    ``earliest`` starts work as soon as somebody who can do it is there and free; ``prosimos``
    commits to a performer as soon as work is ready, as Prosimos 2 does, for comparisons.
    """
    return Compilation(model, rule).compiled()


def _rows(rows: list[Any]) -> tuple[list[int], list[Any]]:
    """Return where each row begins in the rows one after another, and those."""
    first = [0]
    for row in rows:
        first.append(first[-1] + len(row))
    return first, [value for row in rows for value in row]


def _or_never(seconds: float | None) -> float:
    return NEVER if seconds is None else seconds


FLOATS = frozenset(  # all others hold whole numbers
    {
        *("node_cost", "node_priority", "node_rejects", "edge_upto", "edge_share", "cond_value"),
        *("res_cost", "batch_longest", "batch_quiet", "share_value", "arrival_at", "rate_per_s"),
        *("dist_a", "dist_b", "dist_c", "dist_low", "dist_high", "table_value", "table_share"),
        *("cal_period", "cal_width", "cal_total", "cal_begin", "cal_end", "cal_before"),
    }
)


def _flat(name: str, value: Any) -> Any:
    """Return a list as an array that gives plain numbers, compiled or not."""
    if not isinstance(value, list):
        return value
    kind = np.float64 if name in FLOATS else np.int64
    return plain(np.asarray(value if value else [0], dtype=kind))


def plain(array: Any) -> Any:
    """Return an array as a buffer whose elements are plain numbers when read uncompiled."""
    return memoryview(array)
