"""What went wrong, in the words of RFC 9457 (problem details)."""

from pydantic import Field

from common.model.base import Value

TYPES = "https://wfo.dev/problems/"  # a name, not a page


class ProblemPart(Value):
    """One of several faults, with its place in the submitted document."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON Pointer (RFC 6901), or 'line 7'.")


class Problem(Value):
    """Says what is wrong, where, and what to do about it."""

    type: str = Field(pattern=r"^https://")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str | None = None
    errors: tuple[ProblemPart, ...] = ()


class PermanentError(Exception):
    """The input can never work, however often it is tried: carries the problem for its sender."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def problem(
    kind: str, title: str, detail: str, *, status: int = 422, errors: tuple[ProblemPart, ...] = ()
) -> Problem:
    """Return a problem whose ``type`` is named ``kind``, such as ``unreadable-log``."""
    return Problem(type=TYPES + kind, title=title, status=status, detail=detail, errors=errors)
