"""A labelled span of a sentence."""

from dataclasses import dataclass

LABELS = (
    "Activity",
    "Activity Data",
    "Actor",
    "Further Specification",
    "XOR Gateway",
    "AND Gateway",
    "Condition Specification",
)


@dataclass(frozen=True, order=True)
class Mention:
    """Tokens ``start`` to before ``end`` of sentence ``sentence``."""

    sentence: int
    start: int
    end: int
    label: str
