"""Names of metrics, and sentences that several sections share."""

from common.language import say, spoken, term
from common.model.assessment import Severity
from common.model.figure import Provenance
from common.model.portfolio import Effect
from functions.output.dossier import figures

METRICS = {
    "cycle_time_mean_h": "Mean cycle time",
    "cycle_time_median_h": "Median cycle time",
    "cycle_time_p90_h": "Cycle time, 90th percentile",
    "cycle_time_p95_h": "Cycle time, 95th percentile",
    "rework_share": "Cases with rework",
    "rejection_share": "Cases with a rejection",
    "cost_per_case": "Cost per case",
    "cases_per_week": "Cases per week",
    "handoffs_per_case": "Hand-offs per case",
    "first_pass_yield": "First-pass yield",
    "events_per_case": "Steps per case",
    "sent_back_share": "Cases sent back",
    "rejected_share": "Cases with a rejection",
    "constraint_share": "Share of all time at the longest queue",
    "transition_elapsed_share": "Share of all time between the two steps",
    "transition_elapsed_mean_h": "Mean time between the two steps",
    "handover_elapsed_share": "Share of all time in the hand-over",
    "handover_elapsed_mean_h": "Mean time of the hand-over",
    "external_elapsed_share": "Share of all time outside the organisation",
    "slowest_tenth_time_share": "Share of all time in the slowest tenth of cases",
    "cycle_time_spread": "95th percentile over median of the cycle time",
    "many_approvals_share": "Cases with many approvals",
    "rejection_lateness": "Part of the cycle time before the first rejection",
    "time_before_rejection_h": "Time before the first rejection",
    "rejecting_step_share": "Cases that the step sends back",
    "turned_down_event_share": "Steps spent on cases that are turned down",
    "process_cycle_efficiency": "Process cycle efficiency (work over cycle time)",
    "waiting_share": "Share of the cycle time spent waiting",
    "waiting_mean_h": "Mean wait",
    "role_work_share": "Share of the work done by the role",
    "approval_levels": "Levels of approval",
    "backlog_weeks": "Backlog in weeks",
    "backlog_growth_weeks": "Growth of the backlog in weeks of arrivals",
    "backlog_growth_ratio": "Backlog late over early",
    "batching_share": "Part of the cycle time: waiting for a batch",
    "contention_share": "Part of the cycle time: waiting behind earlier cases",
    "prioritisation_share": "Part of the cycle time: waiting behind later cases",
    "unavailability_share": "Part of the cycle time: waiting for who is not at work",
    "extraneous_share": "Part of the cycle time: waiting for what the log does not show",
    "cause_mean_h": "Mean wait before the step",
    "timetable_share": "Share of all time before a step with a timetable",
    "timetable_mean_h": "Mean time before the step with a timetable",
    "role_utilisation": "Utilisation of the role",
    "utilisation_gap": "Utilisation of the busiest role above that of the least used",
    "cycle_time_tail_h": "95th percentile above the median of the cycle time",
    "cycle_time_change": "Cycle time after the change over that before",
    "cycle_time_added_h": "Cycle time added by the change",
    "season_ratio": "Cycle time of the slowest month over that of a usual one",
    "ping_pong_share": "Cases that go to another role and straight back",
    "repeated_approval_share": "Cases approved more than once by the same step",
    "rolled_throughput_yield": "Rolled throughput yield",
    "knock_out_lateness": "Part of the cycle time before the decision",
    "knocked_out_share": "Cases that the decision ends",
    "slow_type_effect": "Effect on the cycle time (Cliff's delta)",
    "rejected_type_excess": "Rejected above all others",
    "deviating_share": "Cases that depart from the submitted model",
    "sigma_level": "Sigma level",
    "takt_load": "Work per case over the takt",
    "cycle_time_h": "Cycle time",
    "elapsed_mean_h": "Mean time until the next step",
    "approvals_per_case": "Approvals per case",
    "waiting_for_people_h": "Waiting for people who are busy",
    "waiting_for_shift_h": "Waiting for working hours",
    "waiting_for_batch_h": "Waiting for a batch",
    "waiting_at_door_h": "Waiting to be admitted",
    "on_time_share": "Cases in time",
    "throughput_per_h": "Cases completed per hour",
    "abandonments_per_case": "Abandonments per case",
    "executions_per_case": "Executions per case",
    "sent_back_per_case": "Sent back per case",
    "added_headcount": "Additional people",
    "one_off_cost": "Cost once",
    "busiest_utilisation": "Utilisation of the busiest",
    "working_h_per_week": "Working hours per week",
    "waiting_h": "Waiting",
    "processing_h": "Work",
    "resting_share": "Share of the cycle time in which nothing is done",
    "wasted_event_share": "Steps that are repeated or in vain",
    "systems": "Systems that cases pass through",
    "cases": "Cases",
    "net_present_value": "Net present value",
}
PARAMETERS = {  # of redesigns
    "automated_share": "Done by rules",
    "check_h": "Time for the check",
    "compliance": "Cases that keep the limit",
    "count": "Number",
    "days_per_week": "Working days per week",
    "days_per_week_today": "Working days per week today",
    "effectiveness": "Rejections that are prevented",
    "exempt_share": "Cases that need it no longer",
    "limit_h": "Time limit",
    "other_order_share": "Cases in the other order",
    "period_h": "Interval",
    "queue_h": "Wait in the queue",
    "rejection_rate": "Cases that are rejected",
    "sequence_share": "Cases in this order",
    "share": "Share",
    "time_at_step_h": "Time at the step",
    "times_as_often": "Times as often",
    "utilisation": "Utilisation",
    "utilisation_busy": "Utilisation of the busy group",
    "utilisation_calm": "Utilisation of the calm group",
    "cases_per_year": "Cases per year",
    "discount_rate": "Discount rate",
    "one_off": "One-off cost",
    "running_per_year": "Running cost per year",
    "benefit_per_year": "Benefit per year",
    "effort_days": "Effort",
    "wait_h": "Wait",
    "averted_share": "Refusals that are averted",
    "batch_share": "Part of the wait that is for a batch",
    "beyond": "Cost beyond the people's days",
    "buffered_share": "Part of the wait that a buffer spares",
    "combined_share": "Part that falls away when combined",
    "day_rate_factor": "Day rate over the cost of the work",
    "days": "Effort",
    "delegated_share": "Cases that are delegated",
    "effort_first_h": "Effort of the first check",
    "effort_second_h": "Effort of the second check",
    "exceptional_share": "Cases that are exceptions",
    "faster_share": "How much faster the work gets",
    "first_part_share": "First part of the work",
    "gap_share": "Time spent asking for what is missing",
    "hourly_rate": "Cost of an hour of work",
    "kind_share": "Cases of this kind",
    "lookup_h": "Time to look something up",
    "moved_h": "Work that moves",
    "moved_share": "Work that whoever hands in does",
    "needing_share": "Cases that need the step",
    "omitted_share": "Cases that do without the step",
    "outside_h": "Time outside",
    "promised_h": "Time that is promised",
    "recurring_share": "Cases that recur",
    "refused_share": "Cases that are refused",
    "rejections_per_case": "Rejections per case",
    "rest_h": "Wait before the step",
    "rest_saved_share": "Part of the wait that falls away",
    "running": "Effort per year to keep it going",
    "saved_share": "Part of the work that is spared",
    "simple_share": "Cases that are simple",
    "slower_share": "How much slower others get",
    "sorting_h": "Time to sort a case",
    "spared_work_h": "Work that is spared",
    "transfer_share": "Part of the wait that is transport of data",
    "trusted_share": "Cases that are trusted",
    "typing_share": "Work that is typing elsewhere",
    "urgent_share": "Cases that are urgent",
    "elapsed_h": "Time until the next step",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TERMS = (  # parts of the score and of the completeness, as plain_words gives them
    "Time",
    "Cost",
    "Quality",
    "Flexibility",
    "Flow",
    "Cases",
    "Case ids",
    "Order",
    "Timestamps",
    "Start times",
    "Resources",
    "Roles",
    "Costs",
    "Period",
    "Steps",
    "Processing times",
    "Waiting or cycle time",
    "Volume",
    "Headcounts",
    "Rejections",
)
UNIT_SUFFIXES = ("_h", "_s", "_share", "_per_week")
FRAMEWORKS = {
    "lean": "Lean",
    "agile": "Agile",
    "operating_model": "Operating model",
    "constraints": "Theory of constraints",
}
SEVERITY_TONES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "high",
    Severity.MEDIUM: "medium",
    Severity.LOW: "low",
}
PROVENANCE = {
    Provenance.MEASURED: "computed from the event log",
    Provenance.STATED: "said by whoever submitted the process",
    Provenance.INFERRED: "derived from measured or stated figures by a rule that is named",
    Provenance.ASSUMED: "a default with its reason; not known about this process",
}


def metric(name: str) -> str:
    """Return a metric's name in words; unknown names lose their unit and underscores."""
    known = METRICS.get(name) or PARAMETERS.get(name)
    if known:
        return term(known)
    for suffix in UNIT_SUFFIXES:
        name = name.removesuffix(suffix)
    return plain_words(name)


def unit_of(name: str, unit: str | None) -> str | None:
    """Return the unit that is given or, where none is, the one that the metric's name ends in."""
    if unit is None and name.endswith("_utilisation"):
        return "share"
    if unit is not None or not name.endswith(UNIT_SUFFIXES):
        return unit
    return next((u for u in ("share", "per_week", "h") if name.endswith(f"_{u}")), None)


def plain_words(identifier: str) -> str:
    """Return an identifier such as ``parallelise_checks`` as words."""
    text = identifier.replace("_", " ").replace("-", " ").strip()
    return term(text[:1].upper() + text[1:])


def unchanged(effect: Effect) -> bool:
    """Return whether an effect is no difference at the precision that is shown."""
    if effect.relative is not None:
        return abs(effect.relative) < 0.0005
    return abs(effect.difference.mean) < 1e-9


def change(effect: Effect, currency: str | None) -> str:
    """Return what an effect does: ``−2.1 days (−19.2%)``."""
    like = figures.widest(effect.difference)
    difference = figures.difference(effect.difference.mean, effect.unit, currency, like)
    if effect.relative is None or effect.unit == "share":
        return difference
    return f"{difference} ({signed_share(effect.relative)})"


def signed_share(value: float) -> str:
    text = figures.share(value)
    return "+" + text if value > 0 and text[0].isdigit() else text


def relative_interval(effect: Effect) -> tuple[float, float] | None:
    """Return the interval of the difference over the as-is mean; None where that is zero."""
    if not effect.as_is.mean:
        return None
    low, high = (v / effect.as_is.mean for v in (effect.difference.low, effect.difference.high))
    return (low, high) if low <= high else (high, low)


def counted(number: int) -> str:
    """Return a small number as a word, as in running text."""
    return term(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def with_more(caption: str, more: int) -> str:
    """Return a caption that says how many rows a table leaves out."""
    return say("{caption} ({more} more)", caption=caption, more=more) if more > 0 else caption


def in_cases(number: int) -> str:
    """Return ``in 125 cases``; other languages decline the noun."""
    if number == 1:
        return say("in 1 case")
    return say("in {number} cases", number=figures.count(number))


def capital(text: str) -> str:
    """Return the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return the text as it goes on within a sentence; German nouns keep their capital."""
    return text if spoken() == "de" else text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends a sentence already."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else text + "."
