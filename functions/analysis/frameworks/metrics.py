"""The metrics that rules may name."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from functions.analysis.frameworks import metrics_causes as causes
from functions.analysis.frameworks import metrics_load as load
from functions.analysis.frameworks import metrics_loops as loops
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
_CAUSE = ("step", "role", "mean", "part", "cycle", "clock", "batch")
_CASES = ("share", "number", "most", "delay")

METRICS: dict[str, Metric] = {
    "transition_elapsed_share": Metric(
        time.transition_elapsed_share, "share", (*_PLACE, "source", "target", "p95", "times")
    ),
    "transition_elapsed_mean_h": Metric(time.transition_elapsed_mean_h, "h"),
    "external_elapsed_share": Metric(
        time.external_elapsed_share, "share", (*_PLACE, "source", "target", "p95", "times")
    ),
    "waiting_share": Metric(time.waiting_share, "share", (*_PLACE, "step", "clock")),
    "waiting_mean_h": Metric(time.waiting_mean_h, "h"),
    "constraint_share": Metric(time.constraint_share, "share", _PLACE),
    "resting_share": Metric(time.resting_share, "share"),
    "process_cycle_efficiency": Metric(
        time.process_cycle_efficiency, "share", ("processing", "span", "share", "clock")
    ),
    "cycle_time_spread": Metric(
        time.cycle_time_spread, "ratio", ("median", "p95", "ratio", "clock")
    ),
    "cycle_time_tail_h": Metric(time.cycle_time_tail_h, "h"),
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
    "deviating_share": Metric(
        quality.deviating_share, "share", ("share", "model", "fitness", "most")
    ),
    "sigma_level": Metric(quality.sigma_level, "score", ("value", "dpmo")),
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
    "contention_share": Metric(causes.contention_share, "share", _CAUSE),
    "prioritisation_share": Metric(causes.prioritisation_share, "share", _CAUSE),
    "unavailability_share": Metric(causes.unavailability_share, "share", _CAUSE),
    "batching_share": Metric(causes.batching_share, "share", _CAUSE),
    "extraneous_share": Metric(causes.extraneous_share, "share", _CAUSE),
    "cause_mean_h": Metric(causes.cause_mean_h, "h"),
    "timetable_share": Metric(
        causes.timetable_share, "share", ("step", "role", "at", "held", "mean", "share")
    ),
    "timetable_mean_h": Metric(causes.timetable_mean_h, "h"),
    "role_utilisation": Metric(
        load.role_utilisation, "share", ("role", "share", "people", "times")
    ),
    "takt_load": Metric(
        load.takt_load, "ratio", ("role", "people", "work", "takt", "share", "weekly")
    ),
    "utilisation_gap": Metric(
        load.utilisation_gap,
        "share",
        ("role", "share", "people", "other", "other_share", "other_people"),
    ),
    "backlog_growth_weeks": Metric(
        load.backlog_growth_weeks, "weeks", ("early", "late", "weeks", "from", "until")
    ),
    "backlog_growth_ratio": Metric(load.backlog_growth_ratio, "ratio"),
    "cycle_time_change": Metric(
        load.cycle_time_change, "ratio", ("at", "before", "after", "ratio", "p")
    ),
    "cycle_time_added_h": Metric(load.cycle_time_added_h, "h"),
    "season_ratio": Metric(load.season_ratio, "ratio", ("month", "slow", "usual")),
    "ping_pong_share": Metric(loops.ping_pong_share, "share", ("role", "other", "share", "cases")),
    "repeated_approval_share": Metric(loops.repeated_approval_share, "share", ("share", "most")),
    "rolled_throughput_yield": Metric(loops.rolled_throughput_yield, "share", ("share",)),
    "knock_out_lateness": Metric(
        loops.knock_out_lateness,
        "ratio",
        ("decision", "ended", "cases", "decided", "before", "share"),
    ),
    "knocked_out_share": Metric(loops.knocked_out_share, "share"),
    "slow_type_effect": Metric(
        loops.slow_type_effect, "ratio", ("kind", "cases", "along", "with", "without")
    ),
    "rejected_type_excess": Metric(
        loops.rejected_type_excess, "share", ("kind", "cases", "along", "with", "without")
    ),
}


def measured(subject: Subject) -> dict[str, tuple[Observation, ...]]:
    """Return all observations by metric."""
    return {name: tuple(metric.measure(subject)) for name, metric in METRICS.items()}
