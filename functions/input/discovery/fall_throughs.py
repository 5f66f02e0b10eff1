"""What the inductive miner looks for where no cut is found."""

from functions.input.discovery.cuts import exclusive_cut, loop_cut, parallel_cut, sequence_cut
from functions.input.discovery.graph import Graph, Log, Trace, bits, graph
from functions.input.discovery.splits import parallel_split

MAX_EFFORT = 100_000  # steps to try all activities: events to leave out, pairs to compare


def without(shown: Graph, activity: int) -> int:
    """Return the activities of the graph but one."""
    return shown.activities & ~(1 << activity)


def once_per_trace(log: Log) -> int | None:
    """Return the first activity that every trace has exactly once."""
    common: set[int] | None = None
    for trace in log:
        once = {activity for activity in trace if trace.count(activity) == 1}
        common = once if common is None else common & once
        if not common:
            return None
    return min(common) if common else None


def concurrent_activity(log: Log, shown: Graph, threshold: float) -> int | None:
    """Return the first activity without which the log can be cut; None where trying takes long."""
    count = shown.activities.bit_count()
    if count * (sum(map(len, log)) + count**2) > MAX_EFFORT:
        return None
    for activity in bits(shown.activities):
        (rest,) = parallel_split(log, [without(shown, activity)])
        left = graph(rest)
        if _can_be_cut(left) or (threshold > 0 and _can_be_cut(left.without_infrequent(threshold))):
            return activity
    return None


def repeated_log(log: Log, shown: Graph, strict: bool) -> Log | None:
    """Return the traces cut wherever they begin anew, or None if none does.

    Strictly, a beginning is an activity that starts traces right behind one that ends traces;
    else any activity that starts traces.
    """
    starts, ends = shown.start_set, shown.end_set
    pieces: Log = {}
    for trace, count in log.items():
        begin = 0
        for at in range(1, len(trace)):
            if starts >> trace[at] & 1 and (not strict or ends >> trace[at - 1] & 1):
                _add(pieces, trace[begin:at], count)
                begin = at
        _add(pieces, trace[begin:], count)
    return pieces if sum(pieces.values()) > sum(log.values()) else None


def _can_be_cut(shown: Graph) -> bool:
    cuts = (exclusive_cut, sequence_cut, parallel_cut, loop_cut)
    return any(cut(shown) for cut in cuts)


def _add(log: Log, trace: Trace, count: int) -> None:
    log[trace] = log.get(trace, 0) + count
