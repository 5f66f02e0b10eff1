"""The metrics that rules may name."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from functions.analysis.frameworks import metrics_organisation as organisation
from functions.analysis.frameworks import metrics_quality as quality
from functions.analysis.frameworks import metrics_time as time
from functions.analysis.frameworks.subject import Observation, Subject

Measure = Callable[[Subject], Iterator[Observation]]

ALWAYS = ("process", "period")  # words that every statement may use


class Metric(NamedTuple):
    """How a metric is taken, its unit, and the words it offers to the statement of a rule."""

    measure: Measure
    unit: str
    words: tuple[str, ...] = ()


_PLACE = ("place", "role", "mean", "share", "caveat")
_CASES = ("share", "number", "most", "delay")

METRICS: dict[str, Metric] = {
    "transition_elapsed_share": Metric(
        time.transition_elapsed_share, "share", (*_PLACE, "source", "target", "p95", "times")
    ),
    "transition_elapsed_mean_h": Metric(time.transition_elapsed_mean_h, "h"),
    "external_elapsed_share": Metric(
        time.external_elapsed_share, "share", (*_PLACE, "source", "target", "p95", "times")
    ),
    "waiting_share": Metric(time.waiting_share, "share", (*_PLACE, "step")),
    "waiting_mean_h": Metric(time.waiting_mean_h, "h"),
    "constraint_share": Metric(time.constraint_share, "share", _PLACE),
    "resting_share": Metric(time.resting_share, "share"),
    "process_cycle_efficiency": Metric(
        time.process_cycle_efficiency, "share", ("processing", "cycle", "share")
    ),
    "cycle_time_spread": Metric(time.cycle_time_spread, "ratio", ("median", "p95", "ratio")),
    "slowest_tenth_time_share": Metric(time.slowest_tenth_time_share, "share", ("share", "p90")),
    "cycle_time_median_h": Metric(time.cycle_time_median_h, "h"),
    "cases": Metric(time.cases, "count"),
    "sent_back_share": Metric(quality.sent_back_share, "share", _CASES),
    "rejected_share": Metric(quality.rejected_share, "share"),
    "turned_down_event_share": Metric(
        quality.turned_down_event_share, "share", ("share", "cases", "mean")
    ),
    "rework_share": Metric(quality.rework_share, "share", _CASES),
    "rejecting_step_share": Metric(
        quality.rejecting_step_share, "share", ("step", "role", "per_hundred")
    ),
    "first_pass_yield": Metric(quality.first_pass_yield, "share", ("share", "failed")),
    "wasted_event_share": Metric(quality.wasted_event_share, "share", ("share",)),
    "rejection_lateness": Metric(
        quality.rejection_lateness, "ratio", ("share", "usual", "before", "affected")
    ),
    "time_before_rejection_h": Metric(quality.time_before_rejection_h, "h"),
    "handoffs_per_case": Metric(organisation.handoffs_per_case, "count", ("value", "most")),
    "handover_elapsed_share": Metric(
        organisation.handover_elapsed_share, "share", ("role", "share", "mean", "times", "caveat")
    ),
    "handover_elapsed_mean_h": Metric(organisation.handover_elapsed_mean_h, "h"),
    "many_approvals_share": Metric(organisation.many_approvals_share, "share", ("share", "by")),
    "approval_levels": Metric(organisation.approval_levels, "count", ("value", "by")),
    "role_work_share": Metric(
        organisation.role_work_share, "share", ("role", "share", "unit", "times")
    ),
    "systems": Metric(organisation.systems, "count", ("value",)),
    "backlog_weeks": Metric(organisation.backlog_weeks, "weeks", ("open", "weeks", "weekly")),
}


def measured(subject: Subject) -> dict[str, tuple[Observation, ...]]:
    """Return all observations by metric."""
    return {name: tuple(metric.measure(subject)) for name, metric in METRICS.items()}
