"""What reading a submission gives, and how it says that it cannot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from common.model.problem import PermanentError, ProblemPart, problem
from common.model.quality import DataWarning, Quality
from common.model.workflow import Workflow

SAMPLE = 5  # places named per warning
MAX_DETAIL = 2_000
# Control characters, halves of surrogate pairs, and what turns the direction of the text around.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Reading:
    """The canonical workflow, the judgement of its data and, where there is one, the log."""

    workflow: Workflow
    quality: Quality
    log: pl.DataFrame | None = None


def unreadable(
    kind: str, title: str, detail: str, place: str | None = None, what: str | None = None
) -> PermanentError:
    """Return the error that refuses a document; ``place`` is a JSON pointer or 'line 7'."""
    parts: tuple[ProblemPart, ...] = ()
    if place is not None:
        parts = (ProblemPart(detail=printable(what or title), pointer=printable(place)),)
    return PermanentError(problem(kind, title, printable(detail), errors=parts))


def printable(text: str, limit: int = MAX_DETAIL) -> str:
    """Return a quotation of the input that can be stored as UTF-8 and shown in a terminal."""
    return UNPRINTABLE.sub("\ufffd", text[:limit])


def warning(
    code: str, message: str, count: int | None = None, sample: Sequence[str] = ()
) -> DataWarning:
    """Return a warning that names at most five places."""
    shown = tuple(printable(str(place), 200) for place in sample[:SAMPLE])
    return DataWarning(code=code, message=printable(message), count=count, sample=shown)


def merged(warnings: Sequence[DataWarning]) -> tuple[DataWarning, ...]:
    """Warnings of the same kind and words become one, with their places together."""
    found: dict[tuple[str, str], DataWarning] = {}
    for one in warnings:
        key = (one.code, one.message)
        if key in found:
            before = found[key]
            count = (before.count or 0) + (one.count or 0)
            sample = (*before.sample, *one.sample)[:5]
            found[key] = before.model_copy(update={"count": count, "sample": sample})
        else:
            found[key] = one
    return tuple(found.values())
