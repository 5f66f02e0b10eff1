"""What flows into what among the mentions of a document, as PET draws it.

An activity flows into the next node; a gateway into its condition, the condition into the first
activity of its way; the ends of all ways of a decision flow into what follows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.input.text.mentions import Mention
from functions.input.text.relations import ELSE, Relation, Sentence, condition, contrary

FLOWING = ("Activity", "XOR Gateway", "AND Gateway", "Condition Specification")


@dataclass
class _Decision:
    """The ways that were told of a decision so far."""

    sentence: int
    condition: list[str]
    before: list[Mention]
    ends: list[Mention] = field(default_factory=list)


def flow_relations(sentences: Sequence[Sentence]) -> list[Relation]:
    """Return the flows of a document, by the order in which it tells them."""
    found: list[Relation] = []
    last: list[Mention] = []
    open_: _Decision | None = None
    for at, sentence in enumerate(sentences):
        gated = sentence.of("XOR Gateway")
        if open_ is not None and not gated and sentence.of("Activity"):
            last = [*open_.ends, *last]
            open_ = None
        for node in sentence.of(*FLOWING):
            if node.label == "XOR Gateway" and _between_ways(sentence, node, last):
                found, last, open_ = _either_or(found, node, last[0], at)
                continue
            if node.label == "XOR Gateway":
                told = condition(sentence, node)
                other = sentence.words[node.start].lower() in ELSE
                if open_ is not None and (other or contrary(open_.condition, told)):
                    open_.ends += last
                    open_.condition = told or open_.condition
                else:
                    if open_ is not None:
                        last = [*open_.ends, *last]
                    found += [Relation("flow", one, node) for one in last]
                    open_ = _Decision(at, told, last)
                last = [node]
                continue
            found += [Relation("flow", one, node) for one in last]
            last = [node]
    return found


def _between_ways(sentence: Sentence, gateway: Mention, last: Sequence[Mention]) -> bool:
    """ "rejects the order or accepts it": the first way stands before the gateway."""
    word = sentence.words[gateway.start].lower()
    return (
        word == "or"
        and len(last) == 1
        and last[0].label == "Activity"
        and last[0].sentence == gateway.sentence
    )


def _either_or(
    found: list[Relation], gateway: Mention, first: Mention, at: int
) -> tuple[list[Relation], list[Mention], _Decision]:
    into = [r.source for r in found if r.target == first]
    kept = [r for r in found if r.target != first]
    kept += [Relation("flow", source, gateway) for source in into]
    kept.append(Relation("flow", gateway, first))
    return kept, [gateway], _Decision(at, [], into, [first])
