"""Sound block-structured workflows, drawn by hypothesis or at random, and their token game."""

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import strategies as st

from common.model.figure import Figure, Provenance
from common.model.workflow import END, START, Activity, Flow, Gateway, Workflow

SHARES = st.sampled_from((0.1, 0.25, 0.5, 0.75, 0.9))
LEAF = st.just(("task",))


def _grown(inner):
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.tuples(st.just("sequence"), several),
        st.tuples(st.just("exclusive"), several, SHARES),
        st.tuples(st.just("parallel"), several),
        st.tuples(st.just("inclusive"), several, SHARES),
        st.tuples(st.just("loop"), inner, SHARES),
    )


BLOCKS = st.recursive(LEAF, _grown, max_leaves=8)


def share(value: float) -> Figure:
    return Figure(value=value, unit="share", provenance=Provenance.STATED, origin="said so")


@dataclass
class _Builder:
    activities: list[Activity] = field(default_factory=list)
    gateways: list[Gateway] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def gateway(self, kind: str) -> str:
        self.gateways.append(Gateway(id=f"g{len(self.gateways)}", kind=kind))
        return self.gateways[-1].id

    def flow(self, source: str, target: str, probability: float | None = None) -> None:
        given = None if probability is None else share(probability)
        self.flows.append(Flow(source=source, target=target, probability=given))

    def add(self, block) -> tuple[str, str]:
        """Add a block; return where it begins and ends."""
        match block:
            case ("task",):
                name = f"a{len(self.activities)}"
                self.activities.append(Activity(id=name, name=name))
                return name, name
            case ("sequence", parts):
                ends = [self.add(part) for part in parts]
                for (_, last), (first, _) in pairwise(ends):
                    self.flow(last, first)
                return ends[0][0], ends[-1][1]
            case ("loop", body, again):
                first, last = self.add(body)
                merge, split = self.gateway("exclusive"), self.gateway("exclusive")
                self.flow(merge, first)
                self.flow(last, split)
                self.flow(split, merge, again)
                out = self.gateway("exclusive")
                self.flow(split, out)
                return merge, out
            case (kind, parts, *probability):
                split, join = self.gateway(kind), self.gateway(kind)
                for number, part in enumerate(parts):
                    first, last = self.add(part)
                    given = probability[0] if probability and number == 0 else None
                    if kind == "inclusive":
                        given = 1.0 if number == 0 else probability[0]
                    self.flow(split, first, given)
                    self.flow(last, join)
                return split, join
        raise AssertionError(block)


def workflow_of(block) -> Workflow:
    builder = _Builder()
    first, last = builder.add(block)
    builder.flow(START, first)
    builder.flow(last, END)
    return Workflow(
        name="w",
        activities=tuple(builder.activities),
        gateways=tuple(builder.gateways),
        flows=tuple(builder.flows),
    )


def played(block, draws: random.Random, names: "Counter[str]", number: list[int]) -> None:
    """Count the tasks of one case; the numbering of tasks is that of ``workflow_of``."""
    match block:
        case ("task",):
            names[f"a{number[0]}"] += 1
            number[0] += 1
        case ("loop", body, again):
            begin = number[0]
            played(body, draws, names, number)
            while draws.random() < again:
                number[0] = begin
                played(body, draws, names, number)
        case (kind, parts, *probability):
            chosen = range(len(parts))
            if kind == "exclusive":
                p = probability[0]
                first = draws.random() < p
                chosen = [0 if first else draws.randrange(1, len(parts))]
            elif kind == "inclusive":
                chosen = [n for n in chosen if n == 0 or draws.random() < probability[0]]
            for index, part in enumerate(parts):
                counted = names if index in chosen else Counter()
                played(part, draws, counted, number)
