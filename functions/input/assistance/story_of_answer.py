"""A checked answer as a story: the same as the built-in reader makes of a text.

The model's part is which steps there are and in what order; all figures are read from the
sentences around its quotations by the rules for every text.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from functions.input.assistance.checking import Checked, Place
from functions.input.text.figures import Stated, figures
from functions.input.text.graph import END, START, Edge, Node, Split, in_sequence, is_sound
from functions.input.text.steps import Written, WrittenStep, detail, told_beside, trouble
from functions.input.text.story import STATED, Story

LEAST_STEPS = 2


def story_of(found: Checked, text: str, sentences: Sequence[str], title: str | None) -> Story:
    """Return the story; its steps are in the order in which the text tells them."""
    told = Story(Written(title=title))
    for sentence, steps in _by_sentence(found.places, text, sentences):
        _take(sentence, steps, told)
    _order(found, told)
    return told


def _by_sentence(
    places: Sequence[Place], text: str, sentences: Sequence[str]
) -> Iterator[tuple[str, list[Place]]]:
    """Yield every sentence with the steps whose quotation begins in it."""
    left, until = list(places), 0
    for number, sentence in enumerate(sentences):
        at = text.find(sentence[:60], until)
        until = at + len(sentence) if at >= 0 else until + len(sentence)
        last = number == len(sentences) - 1
        own = [place for place in left if place.start < until or last]
        left = [place for place in left if place not in own]
        yield sentence, own


def _take(sentence: str, steps: Sequence[Place], told: Story) -> None:
    written = told.written
    first = len(written.steps)
    for place in steps:
        step = WrittenStep(
            name=place.step.name.strip(), sentence=sentence, role=place.step.role.strip() or None
        )
        step.waiting, written.next_wait = written.next_wait, None
        written.steps.append(step)
    if len(steps) > 1 or told_beside(sentence, written):
        trouble(sentence, written)  # whose of several steps a figure is, is not guessed
        alone = None
    else:
        detail(sentence, written)
        alone = first if steps else None
    told.figures += [(one, alone) for one in figures(sentence) if one.kind in STATED]


def _order(found: Checked, told: Story) -> None:
    """Let the steps follow one another as was told, where that makes a sound process."""
    number = {place.step.id: at for at, place in enumerate(found.places)}
    edges, splits = _Order(found, number).edges()
    if is_sound(edges, len(number)):
        told.edges, told.gateways = edges, splits
    else:
        told.edges, told.gateways = in_sequence(len(number)), []
        told.unclear.append("the whole text")


class _Order:
    """Flows between steps as edges between steps and gateways."""

    def __init__(self, found: Checked, number: dict[str, int]) -> None:
        self.number = number
        self.block: dict[str, int] = {}  # of a step in a parallel block
        for at, group in enumerate(found.parallel):
            if not set(group) & set(self.block):
                self.block |= dict.fromkeys(group, at)
        self.flows = [
            (f.source, f.target, f.condition)
            for f in found.flows
            if not self._together(f.source, f.target)
        ]

    def _together(self, one: str, other: str) -> bool:
        return one in self.block and self.block[one] == self.block.get(other, -1)

    def edges(self) -> tuple[list[Edge], list[Split]]:
        """Return the edges, a gateway for every choice, a pair of gateways for every block."""
        ways: dict[Node, dict[Node, str]] = defaultdict(dict)
        for source, target, condition in self.flows:
            ways[self._leaving(source)].setdefault(self._entering(target), condition)
        edges: list[Edge] = []
        splits: list[Split] = []
        for node, targets in ways.items():
            choice = f"choice_{len(splits) + 1}"
            begin = node if len(targets) == 1 else choice
            if begin == choice:
                splits.append(Split(choice, "exclusive"))
                edges.append(Edge(node, choice))
            edges += [
                Edge(begin, target, condition or None, _share(condition))
                for target, condition in targets.items()
            ]
        for block in sorted(set(self.block.values())):
            members = [self.number[step] for step, own in self.block.items() if own == block]
            splits += [Split(f"fork_{block}", "parallel"), Split(f"join_{block}", "parallel")]
            edges += [Edge(f"fork_{block}", member) for member in members]
            edges += [Edge(member, f"join_{block}") for member in members]
        return edges, splits

    def _leaving(self, step: str) -> Node:
        return f"join_{self.block[step]}" if step in self.block else self._node(step)

    def _entering(self, step: str) -> Node:
        return f"fork_{self.block[step]}" if step in self.block else self._node(step)

    def _node(self, step: str) -> Node:
        return {"start": START, "end": END}.get(step, self.number.get(step, END))


def _share(condition: str) -> Stated | None:
    shares = [one for one in figures(condition) if one.kind == "share"]
    return shares[0] if len(shares) == 1 else None
