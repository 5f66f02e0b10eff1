"""What the records of an agent's attempts add up to."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, NonNegativeInt

from common.model.base import Value


class Performance(Value):
    """Attempts of one agent. A mean of nothing is absent."""

    attempts: NonNegativeInt
    success_share: float | None = Field(default=None, ge=0, le=1)
    mean_execution_time_ms: float | None = None
    p95_execution_time_ms: float | None = Field(
        default=None, description="By linear interpolation."
    )
    mean_quality_score: float | None = None


def performance(records: Sequence[dict[str, Any]]) -> Performance:
    """Return the figures of items of agent-performance-metrics."""
    times = sorted(float(item["execution_time_ms"]) for item in records)
    scores = [float(item["quality_score"]) for item in records if "quality_score" in item]
    succeeded = sum(item["status"] == "succeeded" for item in records)
    return Performance(
        attempts=len(records),
        success_share=succeeded / len(records) if records else None,
        mean_execution_time_ms=_mean(times),
        p95_execution_time_ms=_quantile(times, 0.95),
        mean_quality_score=_mean(scores),
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _quantile(ascending: Sequence[float], share: float) -> float | None:
    if not ascending:
        return None
    position = share * (len(ascending) - 1)
    below = int(position)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (position - below) * (ascending[above] - ascending[below])
