"""Where tokens go, as flat arrays: ways out, joins, conditions."""

import numpy as np

from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.graph import Graph, ModelError
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.tables import Table, rows_of, stream

OPERATORS = {"==": 0, "!=": 1, "<": 2, "<=": 3, ">": 4, ">=": 5}


class Ways:
    """Collects the tables of the flows of one model."""

    def __init__(self, graph: Graph, model: Model) -> None:
        self.graph, self.model = graph, model
        self.tables: Table = {}

    def compiled(self) -> Table:
        """Return the tables; raises ``ModelError``."""
        self._out()
        self._joins()
        self._conditions()
        return self.tables

    def _out(self) -> None:
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
        """Edges that no flow stands for: into the start, out of queues, and when time is up."""
        table, nodes = self.tables, range(len(self.graph.names))
        start = self.graph.out[0]
        if len(start) == 1:  # nothing is chosen: cases come in on the flow out of the start
            table["start_edge"] = table["out_first"][0]
        else:
            table["start_edge"] = len(table["edge_target"])
            table["edge_target"].append(0)
        table["node_gives_up"] = [self.graph.gives_up.get(node, -1) for node in nodes]
        table["node_late"] = [self.graph.late.get(node, -1) for node in nodes]

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
            if activity.time_limit is not None:
                raise ModelError(activity.id, "what follows an event-based gateway has no limit")

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
        table["cond_first"], flat = rows_of(rows)
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
