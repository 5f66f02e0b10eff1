"""All measures of one log."""

import polars as pl

from common.model.facts import Facts, Transition
from common.model.figure import Figure, Provenance, Unit
from common.model.workflow import END, START, Workflow
from functions.analysis.mining.activities import activities
from functions.analysis.mining.approvals import approvals
from functions.analysis.mining.cycle_time import cases, cases_per_week, slowest_tenth_share, span
from functions.analysis.mining.directly_follows import transitions
from functions.analysis.mining.durations import distribution_of, sum_h
from functions.analysis.mining.handoffs import handoffs, handoffs_per_case
from functions.analysis.mining.rework import Defects, defects
from functions.analysis.mining.steps import Steps, steps
from functions.analysis.mining.variants import Variants, covering, listed, variants
from functions.analysis.mining.words import approving, rejecting
from functions.analysis.mining.working import working


def measured_facts(log: pl.DataFrame, workflow: Workflow) -> Facts:
    """Return what the log says about the process.

    Args:
        log: the columns of ``common.model.log_columns``, at least ``case_id``, ``activity``
            and ``complete_at``; cases in any order.
        workflow: gives activities and roles their ids; a name that it does not hold is
            its own id.

    Raises:
        PermanentError: the log has no rows.
    """
    ordered = steps(log, workflow)
    by_case = cases(ordered)
    ways = variants(ordered)
    first_at, last_at = span(by_case)
    work = working(ordered, by_case, workflow)
    worked = None if isinstance(work, str) else work
    follows = transitions(ordered, worked)
    faults = defects(ordered, ways, by_case, rejecting(workflow, ordered.activities))
    passed = handoffs(ordered)
    figures = (
        _variety(ways, follows)
        | _flow(by_case, follows)
        | _defects(faults, ordered.events.height)
        | _approval_figures(ordered, workflow, len(by_case))
    )
    return Facts(
        source="event_log",
        provenance=Provenance.MEASURED,
        cases=len(by_case),
        events=ordered.events.height,
        activity_count=len(ordered.activities),
        variant_count=ways.frame.height,
        first_at=first_at,
        last_at=last_at,
        cases_per_week=cases_per_week(by_case),
        has_start_times=ordered.has_starts,
        cycle_time=distribution_of(by_case["cycle_us"]),
        variants=listed(ordered, ways, by_case),
        transitions=follows,
        activities=activities(ordered, ways, workflow, worked),
        handoffs=passed,
        handoffs_per_case=handoffs_per_case(ordered, passed),
        rework=faults.rework(),
        rejections=faults.rejections(),
        returns=faults.returns(),
        figures=figures,
        working_time=worked and worked.facts(ordered),
        not_known={"working_time": work} if isinstance(work, str) else {},
    )


def _measured(value: float, unit: Unit, origin: str) -> Figure:
    return Figure(value=value, unit=unit, provenance=Provenance.MEASURED, origin=origin)


def _variety(ways: Variants, follows: tuple[Transition, ...]) -> dict[str, Figure]:
    pairs = [each for each in follows if each.source != START and each.target != END]
    cases = ways.frame["cases"]
    return {
        "directly_follows_pairs": _measured(
            len(pairs), "count", "distinct pairs of directly following activities"
        ),
        "variants_covering_80pct": _measured(
            covering(ways, 0.8), "count", "most frequent variants that hold 80% of the cases"
        ),
        "singleton_variants": _measured(
            int((cases == 1).sum()), "count", "variants that exactly one case took"
        ),
        "top_variant_share": _measured(
            int(cases[0]) / int(cases.sum()),
            "share",
            "cases of the most frequent variant over all cases",
        ),
    }


def _flow(by_case: pl.DataFrame, follows: tuple[Transition, ...]) -> dict[str, Figure]:
    events = int(by_case["events"].sum())
    figures = {
        "events_per_case": _measured(events / len(by_case), "count", "events over cases"),
        "total_transition_h": _measured(
            sum(each.total_h or 0.0 for each in follows),
            "h",
            "sum of the time between directly following completions",
        ),
    }
    slow = slowest_tenth_share(by_case)
    if slow is not None:
        figures["slowest_tenth_time_share"] = _measured(
            slow, "share", "cycle time of the cases above the 90th percentile over that of all"
        )
    first_at, last_at = span(by_case)
    span_h = (last_at - first_at).total_seconds() / 3600
    if span_h > 0:
        open_cases = sum_h(by_case["cycle_us"]) / span_h
        figures["open_cases"] = _measured(
            open_cases, "count", "mean number of open cases: sum of cycle times over the log's span"
        )
    return figures


def _defects(faults: Defects, events: int) -> dict[str, Figure]:
    once, cases = faults.first_pass(), faults.cases.height
    figures = {
        "first_pass_yield": _measured(
            once / cases,
            "share",
            f"{once} of {cases} cases that repeat nothing and are never sent back",
        ),
        "wasted_event_share": _measured(
            faults.wasted_events() / events,
            "share",
            "events that repeat an activity of their case or send it back, over all events",
        ),
    }
    return figures | _rejection_figures(faults, events)


def _rejection_figures(faults: Defects, events: int) -> dict[str, Figure]:
    late = faults.before_rejection()
    if late is None:
        return {}
    basis = f"{late.cases} cases with a rejection"
    down = faults.turned_down()
    return {
        "time_before_rejection_h": _measured(
            late.mean_h, "h", f"mean time until the first rejection in {basis}"
        ),
        "time_before_rejection_share": _measured(
            late.share, "share", f"time until the first rejection over cycle time in {basis}"
        ),
        "events_before_rejection_share": _measured(
            late.effort_share, "share", f"events up to the first rejection over events in {basis}"
        ),
        "turned_down_share": _measured(
            down.height / faults.cases.height, "share", "cases that end with a rejection"
        ),
        "turned_down_event_share": _measured(
            int(down["events"].sum()) / events, "share", "events of cases that end with a rejection"
        ),
        "turned_down_h": _measured(
            sum_h(down["cycle_us"]),
            "h",
            "sum of the cycle times of cases that end with a rejection",
        ),
    }


def _approval_figures(ordered: Steps, workflow: Workflow, case_count: int) -> dict[str, Figure]:
    passed = approvals(ordered, approving(workflow, ordered.activities))
    if passed is None:
        return {}
    basis = "approving roles, or approving steps where roles are not known"
    return {
        "approval_levels": _measured(
            passed.levels_per_case,
            "count",
            f"different {basis}: mean over {passed.approved_cases} cases with an approval",
        ),
        "many_approvals_share": _measured(
            passed.many_cases / case_count, "share", f"cases with three or more {basis}"
        ),
        "later_approvals_h": _measured(
            passed.later_h, "h", "elapsed time before the third and further level of approval"
        ),
    }
