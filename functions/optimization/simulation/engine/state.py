"""What changes while the kernel runs: its arrays, empty at first and enlarged when full."""

from math import inf
from typing import Any

import numpy as np

from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.compilation import Compiled, plain

SUMS, RUN_SUMS = layout.SUMS, layout.RUN_COLUMNS
ROWS = 4096  # snapshots of all sums at most; beyond, every other is dropped
FEWEST_ROWS = 2
ROW_VALUES = 1 << 22  # in all snapshots together, so fewer of large models
SLOTS = 128  # cases in process at first
ROW_EVERY = 5  # cases
SAMPLE = 1 << 16  # cycle times that are kept for quantiles; beyond, every other
INSTANTS = ("enabled", "ends", "rank", "key", "patience", "limit")
LOG_ROWS = 1 << 16
STACK = 1 << 14

Table = dict[str, Any]


def floats(count: int, value: float = 0.0) -> Any:
    """Return so many floats in a buffer that gives plain numbers."""
    return plain(_filled(count, value, np.float64))


def ints(count: int, value: int = 0) -> Any:
    """Return so many integers in a buffer that gives plain numbers."""
    return plain(_filled(count, value, np.int64))


def _filled(count: int, value: float, kind: type[Any]) -> Any:
    """Return an array; zeros come from the system without being written."""
    if value == 0:
        return np.zeros(max(count, 1), dtype=kind)
    return np.full(max(count, 1), value, dtype=kind)


def per_item(tables: Table, count: int) -> Table:
    """Return the arrays of items; free ones are chained by ``it_next``."""
    names = [
        "slot",
        "node",
        "next",
        "size",
        "resource",
        "occurrence",
        "tie",
        "state",
        "child",
        "sibling",
        "groups",
    ]
    arrays = {f"it_{name}": ints(count) for name in names}
    arrays |= {f"it_{name}": floats(count) for name in INSTANTS}
    return {**arrays, "it_helper": ints(count * tables["helpers"]), "capacity_items": count}


def per_slot(tables: Table, count: int) -> Table:
    """Return the arrays of cases in process; free slots are chained by ``slot_next``."""
    nodes = tables["nodes"]
    arrays = {n: ints(count) for n in ["slot_next", "case_no", "case_end", "tokens", "resting"]}
    arrays |= {
        n: ints(count * nodes) for n in ["visits", "done", "filled", "active", "instances_left"]
    }
    arrays |= {n: floats(count) for n in ["case_at", "case_due", "case_priority"]}
    arrays["limit_from"] = floats(count * nodes)
    return {
        **arrays,
        "at_edge": ints(count * tables["join_edges"]),
        "case_sums": floats(count * SUMS),
        "case_values": floats(count * tables["attributes"]),
        "capacity_slots": count,
    }


def per_event(count: int) -> Table:
    """Return the arrays of the heap of events."""
    # Times beyond the last event stay infinite: every event has four children to compare.
    arrays = {"ev_at": floats(4 * count, inf), "ev_order": ints(count), "ev_who": ints(count)}
    return {**arrays, "capacity_events": count}


def per_row(size: int) -> Table:
    """Return the arrays of the log."""
    arrays = {f"log_{name}": ints(size) for name in ("case", "node", "resource")}
    arrays |= {f"log_{name}": floats(size) for name in ("enabled", "begins", "ends")}
    return {**arrays, "log_size": size}


def per_case(size: int) -> Table:
    """Return the arrays of the table of finished cases."""
    arrays = {f"table_{name}": ints(size) for name in ("case", "end")}
    arrays |= {f"table_{name}": floats(size) for name in ("at", "done")}
    return {**arrays, "table_sums": floats(size * SUMS), "table_size": size}


def lasting(compiled: Compiled, limits_s: tuple[float, ...], rows: int) -> Table:
    """Return what stays the same, or keeps its size, over all replications.

    ``rows``: snapshots of all sums at most, a power of two.
    """
    tables = compiled.tables
    nodes, resources = tables["nodes"], tables["resources"]
    ends = len(compiled.model.ends)
    at_resource = RUN_SUMS + nodes * len(layout.NODE_SUMS)
    at_end = at_resource + resources * len(layout.RESOURCE_SUMS)
    columns = at_end + ends + len(limits_s)
    while rows > 64 and rows * columns > ROW_VALUES:
        rows //= 2
    margin = 64 + 4 * sum(compiled.tables["node_instances"])
    return {
        "at_node": RUN_SUMS,
        "at_resource": at_resource,
        "at_end": at_end,
        "at_limit": at_end + ends,
        "columns": columns,
        "limits": len(limits_s),
        "limit_s": plain(np.asarray(limits_s or (0.0,), dtype=np.float64)),
        "margin": margin,
        "stack_limit": STACK - nodes - len(tables["edge_target"]),
        "stack": ints(STACK),
        "freed": ints(tables["helpers"]),
        "rows_most": rows,
        "row_at": floats(rows),
        "row_sums": floats(rows * columns),
        "sample_size": SAMPLE,
        "sample": floats(SAMPLE),
        **per_item(tables, 1024 + margin),
        **per_slot(tables, SLOTS),
        **per_event(1024 + 4 * margin + resources),
    }


def fresh(compiled: Compiled, columns: int) -> Table:
    """Return what every replication begins with; chains and first arrivals are run.py's."""
    tables = compiled.tables
    nodes, resources = tables["nodes"], tables["resources"]
    queues, batches = len(tables["queue_first"]) - 1, tables["batches"]
    zeros = (
        "now u rest layer since begins ends last_arrival wip_since part events items slots "
        "arrivals arrivals_seen in_process admitted admitting turn moves hole runaway completed "
        "sampled rows logged tabled replication key_low key_high"
    )
    start: Table = {name: 0.0 if name in FLOATING else 0 for name in zeros.split()}
    start |= {n: ints(queues) for n in ("queue_length", "passed")}
    start |= {n: ints(nodes) for n in ("waiting", "waiting_most", "stuck_at")}
    start |= {n: floats(resources) for n in ("idle_since", "shift_begins", "shift_ends")}
    start |= {n: ints(batches) for n in ("batch_count", "batch_head", "batch_tail")}
    start |= {n: floats(batches) for n in ("batch_since", "batch_last", "batch_due")}
    return {
        **start,
        "door_head": -1,
        "door_tail": -1,
        "closed_at": -1.0,
        "next_at": inf,
        "next_number": 0,
        "queue_root": ints(queues, -1),
        "queue_front": ints(queues, -1),
        "queue_back": ints(queues, -1),
        "waiting_since": floats(nodes),
        "awake": ints(resources),
        "last_node": ints(resources, -1),
        "idle": plain(np.array(tables["res_amount"], dtype=np.int64)),
        "sums": floats(columns),
        "closing": floats(columns),
        "sample_every": 1,
        "next_sample": 0,
        "row_every": ROW_EVERY,
        "next_row": ROW_EVERY,
    }


FLOATING = frozenset(["now", "u", "since", "begins", "ends", "last_arrival", "wip_since"])
