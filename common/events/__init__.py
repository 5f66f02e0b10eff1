"""The contracts between stages: one module per publishing stage."""

from common.events.analysis import WorkflowAnalyzed
from common.events.api import WorkflowSubmitted
from common.events.base import Event, Metadata
from common.events.failure import WorkflowFailed
from common.events.input import WorkflowParsed
from common.events.optimization import WorkflowOptimized
from common.events.output import ReportPublished

CATALOGUE: tuple[type[Event], ...] = (
    WorkflowSubmitted,
    WorkflowParsed,
    WorkflowAnalyzed,
    WorkflowOptimized,
    ReportPublished,
    WorkflowFailed,
)

__all__ = [
    "CATALOGUE",
    "Event",
    "Metadata",
    "ReportPublished",
    "WorkflowAnalyzed",
    "WorkflowFailed",
    "WorkflowOptimized",
    "WorkflowParsed",
    "WorkflowSubmitted",
]
