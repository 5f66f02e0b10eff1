"""Figures of the whole process, each with the sentence that explains it."""

from collections.abc import Collection

import polars as pl

from common.language import say
from common.model.facts import Transition
from common.model.figure import Figure, Provenance, Unit
from common.model.workflow import END, START, Workflow
from common.numerals import grouped
from functions.analysis.mining.approvals import approvals
from functions.analysis.mining.cycle_time import slowest_tenth_share, span
from functions.analysis.mining.durations import sum_h
from functions.analysis.mining.loops import rolled_throughput_yield
from functions.analysis.mining.rework import Defects
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.variants import Variants, covering
from functions.analysis.mining.words import approving


def measured(value: float, unit: Unit, origin: str) -> Figure:
    """Return a figure that the log gives."""
    return Figure(value=value, unit=unit, provenance=Provenance.MEASURED, origin=origin)


def variety(ways: Variants, follows: tuple[Transition, ...]) -> dict[str, Figure]:
    """Return how different the ways of the cases are."""
    pairs = [each for each in follows if each.source != START and each.target != END]
    cases = ways.frame["cases"]
    return {
        "directly_follows_pairs": measured(
            len(pairs), "count", say("distinct pairs of directly following activities")
        ),
        "variants_covering_80pct": measured(
            covering(ways, 0.8), "count", say("most frequent variants that hold 80% of the cases")
        ),
        "singleton_variants": measured(
            int((cases == 1).sum()), "count", say("variants that exactly one case took")
        ),
        "top_variant_share": measured(
            int(cases[0]) / int(cases.sum()),
            "share",
            say("cases of the most frequent variant over all cases"),
        ),
    }


def flow_figures(by_case: pl.DataFrame, follows: tuple[Transition, ...]) -> dict[str, Figure]:
    """Return how much time and how many events there are."""
    events = int(by_case["events"].sum())
    figures = {
        "events_per_case": measured(events / len(by_case), "count", say("events over cases")),
        "most_events_per_case": measured(
            int(by_case["events"].max()),  # type: ignore[arg-type]
            "count",
            say("events of the longest case"),
        ),
        "total_transition_h": measured(
            sum(each.total_h or 0.0 for each in follows),
            "h",
            say("sum of the time between directly following completions"),
        ),
    }
    slow = slowest_tenth_share(by_case)
    if slow is not None:
        figures["slowest_tenth_time_share"] = measured(
            slow, "share", say("cycle time of the cases above the 90th percentile over that of all")
        )
    first_at, last_at = span(by_case)
    span_h = (last_at - first_at).total_seconds() / 3600
    if span_h > 0:
        open_cases = sum_h(by_case["cycle_us"]) / span_h
        figures["open_cases"] = measured(
            open_cases,
            "count",
            say("mean number of open cases: sum of cycle times over the log's span"),
        )
    return figures


def defect_figures(
    faults: Defects, executed_in: dict[str, int], approving_ids: Collection[str]
) -> dict[str, Figure]:
    """Return how much is done again, sent back or turned down."""
    events, once, cases = (
        faults.steps.events.height,
        faults.first_pass(),
        faults.cases.height,
    )
    figures = {
        "first_pass_yield": measured(
            once / cases,
            "share",
            say(
                "{once} of {cases} cases that repeat nothing and are never sent back",
                once=grouped(once),
                cases=grouped(cases),
            ),
        ),
        "repeated_approval_share": measured(
            faults.cases_that_repeat(approving_ids) / cases,
            "share",
            say("cases in which an activity that approves is done more than once"),
        ),
        "rolled_throughput_yield": measured(
            rolled_throughput_yield(faults, executed_in),
            "share",
            say("product over the activities of the share of cases that do not fail at them"),
        ),
        "wasted_event_share": measured(
            faults.wasted_events() / events,
            "share",
            say("events that repeat an activity of their case or send it back, over all events"),
        ),
    }
    return figures | _rejection_figures(faults, events)


def _rejection_figures(faults: Defects, events: int) -> dict[str, Figure]:
    late = faults.before_rejection()
    if late is None:
        return {}
    basis = say("{cases} cases with a rejection", cases=grouped(late.cases))
    down = faults.turned_down()
    return {
        "time_before_rejection_h": measured(
            late.mean_h, "h", say("mean time until the first rejection in {basis}", basis=basis)
        ),
        "time_before_rejection_share": measured(
            late.share,
            "share",
            say("time until the first rejection over cycle time in {basis}", basis=basis),
        ),
        "events_before_rejection_share": measured(
            late.effort_share,
            "share",
            say("events up to the first rejection over events in {basis}", basis=basis),
        ),
        "turned_down_share": measured(
            down.height / faults.cases.height, "share", say("cases that end with a rejection")
        ),
        "turned_down_event_share": measured(
            int(down["events"].sum()) / events,
            "share",
            say("events of cases that end with a rejection"),
        ),
        "turned_down_h": measured(
            sum_h(down["cycle_us"]),
            "h",
            say("sum of the cycle times of cases that end with a rejection"),
        ),
    }


def handoff_figures(ordered: Steps) -> dict[str, Figure]:
    """Return how often work passes between people."""
    if not ordered.resources:
        return {}
    resource = pl.col("resource")
    passed = (resource != resource.shift(-1)) & pl.col("elapsed_us").is_not_null()
    changes = int(ordered.events.select(passed.sum()).item())
    return {
        "resource_handoffs_per_case": measured(
            changes / len(ordered.first_rows), "count", say("changes of resource within a case")
        )
    }


def approval_figures(ordered: Steps, workflow: Workflow, case_count: int) -> dict[str, Figure]:
    """Return how many approvals cases pass."""
    passed = approvals(ordered, approving(workflow, ordered.activities))
    if passed is None:
        return {}
    return {
        "approval_levels": measured(
            passed.levels_per_case,
            "count",
            say(
                "different approving roles, or approving steps where roles are not "
                "known: mean over {approved_cases} cases with an approval",
                approved_cases=grouped(passed.approved_cases),
            ),
        ),
        "many_approvals_share": measured(
            passed.many_cases / case_count,
            "share",
            say(
                "cases with three or more approving roles, or approving steps where "
                "roles are not known"
            ),
        ),
        "later_approvals_h": measured(
            passed.later_h, "h", say("elapsed time before the third and further level of approval")
        ),
    }


def external_figures(
    follows: tuple[Transition, ...], outside: Collection[str]
) -> dict[str, Figure]:
    """Return how much of the time between completions is the turn of somebody outside."""
    total_h = sum(each.total_h or 0.0 for each in follows)
    if not total_h:
        return {}
    outside_h = sum(each.total_h or 0.0 for each in follows if each.target in outside)
    cases = sum(each.count for each in follows if each.source == START)
    return {
        "external_wait_share": Figure(
            value=outside_h / total_h,
            unit="share",
            provenance=Provenance.INFERRED,
            origin=say(
                "time before activities that come from outside, judged by names and "
                "roles, over all time between completions"
            ),
        ),
        "inside_h": Figure(
            value=(total_h - outside_h) / cases,
            unit="h",
            provenance=Provenance.INFERRED,
            origin=say(
                "mean time of a case between its completions, without that before "
                "activities that come from outside, judged by names and roles"
            ),
        ),
    }
