"""What reading a submission gives, and how it says that it cannot."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from common.model.problem import PermanentError, ProblemPart, problem
from common.model.quality import DataWarning, Quality
from common.model.workflow import Workflow

SAMPLE = 5  # places named per warning


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
    parts = () if place is None else (ProblemPart(detail=what or title, pointer=place),)
    return PermanentError(problem(kind, title, detail, errors=parts))


def warning(
    code: str, message: str, count: int | None = None, sample: Sequence[str] = ()
) -> DataWarning:
    """Return a warning that names at most five places."""
    shown = tuple(str(place)[:200] for place in sample[:SAMPLE])
    return DataWarning(code=code, message=message, count=count, sample=shown)
