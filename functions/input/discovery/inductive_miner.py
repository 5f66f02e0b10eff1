"""The inductive miner, infrequent variant (IMf): a log to a process tree.

Sources: Leemans, Fahland, van der Aalst, *Discovering Block-Structured Process Models from Event
Logs – A Constructive Approach* (2013) and *… Containing Infrequent Behaviour* (2014); fall-throughs
as in Leemans, *Robust Process Mining with Guarantees* (2017), section 6.1.
"""

from collections.abc import Callable, Mapping

from common.process_tree.tree import (
    SILENT,
    Tree,
    exclusive,
    leaf,
    loop,
    parallel,
    sequence,
    simplified,
)
from functions.input.discovery.cuts import exclusive_cut, loop_cut, parallel_cut, sequence_cut
from functions.input.discovery.fall_throughs import (
    concurrent_activity,
    once_per_trace,
    repeated_log,
    without,
)
from functions.input.discovery.graph import Graph, Log, bits, graph
from functions.input.discovery.splits import (
    exclusive_split,
    loop_split,
    parallel_split,
    sequence_split,
)

CUTS: tuple[tuple[Callable[[Graph], list[int]], Callable[[Log, list[int]], list[Log]]], ...] = (
    (exclusive_cut, exclusive_split),
    (sequence_cut, sequence_split),
    (parallel_cut, parallel_split),
    (loop_cut, loop_split),
)
OPERATORS = (exclusive, sequence, parallel)


def inductive_tree(variants: Mapping[tuple[str, ...], int], noise_threshold: float) -> Tree:
    """Return the process tree of distinct traces with their number of cases.

    ``noise_threshold`` is the share of the strongest alternative below which a way counts as
    noise; with 0, the tree allows every trace. Every activity stands in one leaf at most.
    """
    names = sorted({name for variant in variants for name in variant})
    number = {name: at for at, name in enumerate(names)}
    log = {tuple(number[name] for name in variant): n for variant, n in sorted(variants.items())}
    return simplified(_Miner(names, noise_threshold).tree(log))


class _Miner:
    def __init__(self, names: list[str], threshold: float) -> None:
        self._names = names
        self._threshold = threshold

    def tree(self, log: Log) -> Tree:
        cases = sum(log.values())
        empty = log.get((), 0)
        if empty == cases:
            return SILENT
        if empty:
            rest = self.tree({trace: count for trace, count in log.items() if trace})
            return rest if empty < self._threshold * cases else exclusive(SILENT, rest)
        shown = graph(log)
        if shown.activities.bit_count() == 1:
            return self._single(log, cases)
        return self._cut(log, shown) or self._fall_through(log, shown)

    def _single(self, log: Log, cases: int) -> Tree:
        """One activity: done once, unless it is too often repeated."""
        (activity,) = {trace[0] for trace in log}
        once = log.get((activity,), 0)
        done = leaf(self._names[activity])
        repeated = once < cases and cases - once >= self._threshold * cases
        return loop(done, SILENT) if repeated else done

    def _cut(self, log: Log, shown: Graph) -> Tree | None:
        """Cut the graph as it is, else without what is infrequent."""
        found = self._cut_graph(log, shown)
        if found is None and self._threshold > 0:
            found = self._cut_graph(log, shown.without_infrequent(self._threshold))
        return found

    def _cut_graph(self, log: Log, shown: Graph) -> Tree | None:
        for at, (cut, split) in enumerate(CUTS):
            parts = cut(shown)
            if parts:
                children = [self.tree(part) for part in split(log, parts)]
                if at < len(OPERATORS):
                    return OPERATORS[at](*children)
                return loop(children[0], exclusive(*children[1:]))
        return None

    def _fall_through(self, log: Log, shown: Graph) -> Tree:
        """Something that allows the log, the most telling first."""
        activity = once_per_trace(log)
        if activity is None:
            activity = concurrent_activity(log, shown, self._threshold)
        if activity is not None:
            alone, rest = parallel_split(log, [1 << activity, without(shown, activity)])
            return parallel(self.tree(alone), self.tree(rest))
        for strict in (True, False):
            pieces = repeated_log(log, shown, strict)
            if pieces is not None:
                return loop(self.tree(pieces), SILENT)
        leaves = (leaf(self._names[a]) for a in bits(shown.activities))
        return exclusive(SILENT, loop(exclusive(*leaves), SILENT))
