"""Some cases of the log, evenly over the time, as they are drawn one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.model.event_arrays import unpacked

MOST_CASES = 160
MOST_EVENTS = 60  # of one case


@dataclass(frozen=True)
class SampledCase:
    """The completions of a case in their order: seconds since 1970, and the activity."""

    events: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class CaseSample:
    """Cases by the time of their first event. ``all_cases``: of which they are a sample."""

    cases: tuple[SampledCase, ...]
    all_cases: int


def case_sample(body: bytes) -> CaseSample:
    """Return every n-th case by its begin: the same events always give the same sample.

    ``body`` is an archive of ``common.model.event_arrays``. Raises ``ValueError`` for others.
    """
    columns, names = unpacked(body, ("case", "activity", "end_s"))
    case, activity, end_s = (columns[name] for name in ("case", "activity", "end_s"))
    begins: dict[int, float] = {}
    for code, at in zip(case, end_s, strict=True):
        if at == at and at < begins.get(int(code), float("inf")):  # noqa: PLR0124 - NaN
            begins[int(code)] = at
    ordered = sorted(begins, key=lambda code: (begins[code], code))
    chosen = _evenly(ordered)
    events: dict[int, list[tuple[float, str]]] = {code: [] for code in chosen}
    for code, name, at in zip(case, activity, end_s, strict=True):
        if int(code) in events and at == at:  # noqa: PLR0124 - NaN
            events[int(code)].append((at, names["activities"][int(name)]))
    cases = tuple(
        SampledCase(tuple(sorted(events[code], key=lambda event: event[0])[:MOST_EVENTS]))
        for code in chosen
    )
    return CaseSample(cases, len(ordered))


def _evenly(ordered: Sequence[int]) -> list[int]:
    if len(ordered) <= MOST_CASES:
        return list(ordered)
    step = (len(ordered) - 1) / (MOST_CASES - 1)
    return [ordered[round(step * n)] for n in range(MOST_CASES)]
