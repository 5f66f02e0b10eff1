"""The order that a text tells, as flows and gateways of the canonical workflow."""

from collections.abc import Sequence

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.quality import Question
from common.model.workflow import END, START, Flow, Gateway
from functions.input.reading.stated import clean, stated
from functions.input.text.graph import Edge, Node, Split


def gateways(splits: Sequence[Split], ids: Sequence[str]) -> tuple[Gateway, ...]:
    """Return the gateways, under ids that no step has."""
    names = _names(splits, ids)
    return tuple(Gateway(id=names[split.id], kind=split.kind) for split in splits)


def flows(
    edges: Sequence[Edge], splits: Sequence[Split], ids: Sequence[str]
) -> tuple[tuple[Flow, ...], tuple[Question, ...]]:
    """Return the flows with the shares that are stated, and what to ask about the others.

    Args:
        ids: The id of each step, by its number.
    """
    names = _names(splits, ids)
    parallel = {split.id for split in splits if split.kind == "parallel"}
    found, questions = [], []
    for source in dict.fromkeys(edge.source for edge in edges):
        ways = _apart([edge for edge in edges if edge.source == source])
        shares = _shares(ways, together=source in parallel)
        if None in shares and any(share is None for share in shares):
            questions.append(_question(ways))
        found += [
            Flow(
                source=_id(way.source, names, ids),
                target=_id(way.target, names, ids),
                probability=share,
                condition=clean(way.condition, 500) if way.condition else None,
            )
            for way, share in zip(ways, shares, strict=True)
        ]
    return tuple(found), tuple(questions)


def _names(splits: Sequence[Split], ids: Sequence[str]) -> dict[str, str]:
    taken, names = {START, END, *ids}, {}
    for split in splits:
        name = split.id
        while name in taken:
            name += "_"
        taken.add(name)
        names[split.id] = name
    return names


def _id(node: Node, names: dict[str, str], ids: Sequence[str]) -> str:
    return ids[node] if isinstance(node, int) else names.get(node, node)


def _apart(ways: Sequence[Edge]) -> list[Edge]:
    """Ways to the same place are one way."""
    found: dict[Node, Edge] = {}
    for way in ways:
        found.setdefault(way.target, way)
    return list(found.values())


def _shares(ways: Sequence[Edge], *, together: bool) -> list[Figure | None]:
    if together or len(ways) == 1:
        rule = say(
            "all parallel ways are taken" if together else "the only step that is said to follow"
        )
        return [_inferred(1.0, rule)] * len(ways)
    found = [
        None if way.share is None else stated(way.share.value, "share", f'"{way.share.quote}"')
        for way in ways
    ]
    total = sum(share.value for share in found if share is not None)
    unknown = [at for at, share in enumerate(found) if share is None]
    if total > 1.0001 or (not unknown and total < 0.9999):
        return [None] * len(ways)
    if len(unknown) == 1 and total > 0:
        found[unknown[0]] = _inferred(1 - total, say("what the other ways on leave"))
    return found


def _inferred(value: float, rule: str) -> Figure:
    return Figure(value=value, unit="share", provenance=Provenance.INFERRED, origin=rule)


def _question(ways: Sequence[Edge]) -> Question:
    told = next((way.condition for way in ways if way.condition and not way.implied), None)
    words = clean(told or say("this way is taken"), 120)
    text = say('In what share of cases is it so: "{words}"?', words=words)
    return Question(about=f"share of cases: {words}", text=text)
