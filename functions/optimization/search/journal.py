"""What was simulated already, kept so that an interrupted search goes on instead of anew."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from functions.optimization.search.effects import Metrics
from functions.optimization.search.pool import Changes

EVERY = 5_000_000.0  # activities between two times of keeping: some seconds of work
Key = tuple[str, Changes]  # sample and set of changes


@dataclass
class Journal:
    """Results of a search. ``store`` keeps them outside, ``stored`` is what it kept last.

    A search asks for the same simulations in the same order whenever it is begun: those that an
    interrupted one has done are answered from here, and it ends as if nothing had happened.
    """

    store: Callable[[bytes], None] | None = None
    stored: bytes | None = None
    results: dict[Key, Metrics] = field(default_factory=dict)
    refused: dict[Key, str] = field(default_factory=dict)
    _about: str = ""
    _kept_at: float = 0.0

    def begin(self, about: str) -> None:
        """Begin a search about something: what was kept about anything else is left aside."""
        self._about = sha256(about.encode()).hexdigest()
        kept = json.loads(self.stored) if self.stored else {}
        if kept.get("about") != self._about:
            return
        for sample, changes, metrics in kept["results"]:
            self.results[sample, tuple(changes)] = {
                name: np.array(values, dtype=np.float64) for name, values in metrics.items()
            }
        for sample, changes, reason in kept["refused"]:
            self.refused[sample, tuple(changes)] = reason

    def keep(self, spent: float) -> None:
        """Store all results, if much was simulated since the last time."""
        if self.store is not None and spent - self._kept_at >= EVERY:
            self._kept_at = spent
            self.store(self._bytes())

    def _bytes(self) -> bytes:
        results = [
            [sample, changes, {name: values.tolist() for name, values in metrics.items()}]
            for (sample, changes), metrics in self.results.items()
        ]
        refused = [[sample, changes, why] for (sample, changes), why in self.refused.items()]
        kept = {"about": self._about, "results": results, "refused": refused}
        return json.dumps(kept).encode()


_open: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def resuming(journal: Journal) -> Iterator[None]:
    """Let the search that is begun within go on from a journal, and keep its progress there."""
    token = _open.set(journal)
    try:
        yield
    finally:
        _open.reset(token)


def open_journal() -> Journal:
    """Return the journal of the search that is begun now; a new one where none is to be kept."""
    return _open.get() or Journal()
