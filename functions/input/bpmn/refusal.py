"""How this package refuses a document, and how it collects what it tolerated."""

from common.model.problem import PermanentError, ProblemPart, problem
from common.model.quality import DataWarning

SAMPLE = 5  # places named per warning
SHOWN = 80  # characters of a name or reference in a message


def refused(kind: str, title: str, detail: str, *parts: ProblemPart) -> PermanentError:
    """Return the error that refuses a document; each part names its place."""
    return PermanentError(problem(kind, title, detail, errors=parts))


def shown(text: str) -> str:
    """Return text of the document as it may stand in a message: one short line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


class Warnings:
    """Warnings by their code, in the order in which they first occurred."""

    def __init__(self) -> None:
        self._messages: dict[str, str] = {}
        self._places: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def add(self, code: str, message: str, place: str) -> None:
        """Note one more place where this was met."""
        self._messages.setdefault(code, message)
        self._counts[code] = self._counts.get(code, 0) + 1
        places = self._places.setdefault(code, [])
        if len(places) < SAMPLE:
            places.append(place[:200])

    def all(self) -> tuple[DataWarning, ...]:
        """Return one warning per code, each with at most five places."""
        return tuple(
            DataWarning(
                code=code,
                message=message,
                count=self._counts[code],
                sample=tuple(self._places[code]),
            )
            for code, message in self._messages.items()
        )
