"""What follows what: a Markov chain of variable memory over the steps of cases.

A step is an activity, or a block of concurrent branches. How much of the past decides the next
step is as long as the data can tell: a longer memory is kept where it raises the likelihood by
more than chance does (context trees; Rissanen 1983, Bühlmann and Wyner, "Variable length Markov
chains", Annals of Statistics 27, 1999).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np

from functions.optimization.calibration.twin.concurrency import Block, blocks_of_case, concurrent
from functions.optimization.calibration.twin.event_table import EventTable, Floats, Ints

MEMORY = 6  # steps of the past at most
MOST_STATES = 1_500
GAIN = 3.0  # in log-likelihood per parameter: by chance once in 70 contexts

START: Block = ()
END: Block = ((),)
Context = tuple[Block, ...]  # the last steps, the latest last
Counts = dict[Context, Counter[Block]]


@dataclass(frozen=True)
class ControlFlow:
    """States with the counts of what came next, and how instances came to be ready.

    ``ready_s`` is, per instance, when what it follows had ended (NaN for what begins a case);
    ``step_before`` and ``step`` are the numbers of its step and the one before in ``steps``.
    """

    counts: Counts  # by state; every state is a context, the empty step is the start
    steps: tuple[Block, ...]
    step: Ints
    step_before: Ints
    ready_s: Floats

    def after(self, context: Context, step: Block) -> Context:
        """Return the state in which a case is that was in ``context`` and does ``step``."""
        past = (*context, step)
        return next(past[i:] for i in range(len(past)) if past[i:] in self.counts)


def control_flow(table: EventTable) -> ControlFlow:
    """Return the steps of the cases and what decides their order."""
    beside = concurrent(table)
    number: dict[Block, int] = {START: 0}
    size = table.case.size
    step, before = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    ready = np.full(size, np.nan)
    paths: Counter[Context] = Counter()
    for variant, begins in _variants(table).items():
        path, previous, since = [START], 0, np.full(begins.size, np.nan)
        for branches in blocks_of_case(variant, beside):
            block = tuple(sorted(tuple(variant[p] for p in branch) for branch in branches))
            current = number.setdefault(block, len(number))
            for branch in branches:
                place = begins[:, None] + np.array(branch)  # by case and step of the branch
                step[place], before[place] = current, previous
                ready[place[:, 0]] = since
                ready[place[:, 1:]] = table.end_s[place[:, :-1]]
            block_ends = table.end_s[begins[:, None] + np.concatenate(branches)]
            since = block_ends.max(axis=1)
            path.append(block)
            previous = current
        paths[(*path, END)] += begins.size
    return ControlFlow(
        counts=_states(paths),
        steps=tuple(number),
        step=step,
        step_before=before,
        ready_s=ready,
    )


def _variants(table: EventTable) -> dict[tuple[int, ...], Ints]:
    """Return where the cases of each variant begin, in the order in which variants come first."""
    found = defaultdict[tuple[int, ...], list[int]](list)
    activities = table.activity.tolist()
    for begin, end in pairwise([*table.first_of_case.tolist(), len(activities)]):
        found[tuple(activities[begin:end])].append(begin)
    return {variant: np.array(begins) for variant, begins in found.items()}


def _states(paths: Counter[Context]) -> Counts:
    """Return the contexts worth telling apart, with as long a memory as keeps the model small."""
    for memory in range(MEMORY, 0, -1):
        counts = _counted(paths, memory)
        kept = _closed(_kept(counts, memory))
        if len(kept) <= MOST_STATES:
            return _counted_by_state(paths, kept)
    raise ValueError("too many different steps to simulate")


def _counted(paths: Counter[Context], memory: int) -> Counts:
    counts: Counts = defaultdict(Counter)
    for path, cases in paths.items():
        for position in range(1, len(path)):
            for length in range(1, min(memory, position) + 1):
                counts[path[position - length : position]][path[position]] += cases
    return counts


def _kept(counts: Counts, memory: int) -> set[Context]:
    """Return the contexts that foretell the next step better than the shorter ones do."""
    kept: set[Context] = {context for context in counts if len(context) == 1}
    for length in range(memory, 1, -1):
        for context, following in counts.items():
            if len(context) != length or context in kept:
                continue
            shorter = counts[context[1:]]
            gain = sum(
                n * log(n / following.total() * shorter.total() / shorter[step])
                for step, n in following.items()
            )
            if gain > GAIN * max(1, len(shorter) - 1):
                kept |= {context[i:] for i in range(length)}
    return kept


def _closed(kept: set[Context]) -> set[Context]:
    """Add the beginnings of contexts, so that a state is known from the last one and a step."""
    closed = set(kept)
    for context in kept:
        for end in range(1, len(context)):
            closed |= {context[i:end] for i in range(end)}
    return closed


def _counted_by_state(paths: Counter[Context], states: set[Context]) -> Counts:
    longest = max(len(state) for state in states)
    counts: Counts = defaultdict(Counter)
    for path, cases in sorted(paths.items()):
        for position in range(1, len(path)):
            state = next(
                path[begin:position]
                for begin in range(max(0, position - longest), position)
                if path[begin:position] in states
            )
            counts[state][path[position]] += cases
    return dict(counts)
