"""All measures of one log."""

from collections.abc import Collection
from typing import Any

import polars as pl

from common.model import log_columns as columns
from common.model.facts import ActivityFacts, Facts
from common.model.figure import Provenance
from common.model.measurements import ResourceFacts, RoleFacts
from common.model.process_model import ProcessModel, ReferenceModel
from common.model.workflow import Workflow
from functions.analysis.mining.activities import activities
from functions.analysis.mining.batching import batch_facts, batches
from functions.analysis.mining.conformance import conformance, reference_conformance
from functions.analysis.mining.cycle_time import cases, cases_per_week, span
from functions.analysis.mining.decisions import decisions
from functions.analysis.mining.directly_follows import transitions
from functions.analysis.mining.drift import changes, seasons
from functions.analysis.mining.drivers import drivers
from functions.analysis.mining.durations import distribution_of
from functions.analysis.mining.executions import executions
from functions.analysis.mining.external import external_waits, outside_activities
from functions.analysis.mining.figures import (
    approval_figures,
    defect_figures,
    external_figures,
    flow_figures,
    handoff_figures,
    variety,
)
from functions.analysis.mining.flow import flow
from functions.analysis.mining.free_time import Availability, FreeTime, availability
from functions.analysis.mining.gaps import gaps
from functions.analysis.mining.handoffs import handoffs, handoffs_per_case
from functions.analysis.mining.loops import first_pass_yields, ping_pong, reworked
from functions.analysis.mining.resources import resource_facts, resource_table, role_facts
from functions.analysis.mining.rework import Defects, defects
from functions.analysis.mining.steps import Steps, steps
from functions.analysis.mining.time_parts import time_parts
from functions.analysis.mining.timetables import timetables
from functions.analysis.mining.variants import listed, variants
from functions.analysis.mining.waiting_causes import waiting_causes
from functions.analysis.mining.words import approving, rejecting
from functions.analysis.mining.working import Work, working

READ = {
    columns.CASE_ID,
    columns.ACTIVITY,
    columns.START_AT,
    columns.COMPLETE_AT,
    columns.ROLE,
    columns.RESOURCE,
}


def measured_facts(
    log: pl.DataFrame | pl.LazyFrame,
    workflow: Workflow,
    model: ProcessModel | None = None,
    reference: ReferenceModel | None = None,
) -> Facts:
    """Return what the log says about the process.

    Args:
        log: the columns of ``common.model.log_columns``, at least ``case_id``, ``activity``
            and ``complete_at``; cases in any order. Of a lazy one, attributes of cases are read
            one at a time, so that a large log needs less memory.
        workflow: gives activities and roles their ids; a name that it does not hold is
            its own id.
        model: what was discovered from the log; without it, conformance is absent.
        reference: what was submitted beside the log, likewise.

    Raises:
        PermanentError: the log has no rows.
    """
    lazy = log.lazy()
    known = [name for name in lazy.collect_schema().names() if name in READ]
    ordered = steps(lazy.select(known).collect(), workflow)
    by_case = cases(ordered)
    ways = variants(ordered)
    first_at, last_at = span(by_case)
    fit = None if model is None else conformance(ordered, ways, by_case, model)
    meant = None if reference is None else reference_conformance(ordered, ways, by_case, reference)
    work = working(ordered, by_case, workflow)
    worked = None if isinstance(work, str) else work
    follows = transitions(ordered, worked)
    faults = defects(ordered, ways, by_case, rejecting(workflow, ordered.activities))
    done = activities(ordered, ways, workflow, worked, first_pass_yields(faults))
    outside = outside_activities(done, workflow)
    passed = handoffs(ordered)
    executed_in = {each.activity: each.cases for each in done}
    zone = worked.clock.calendar.time_zone if worked else None
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
        activities=done,
        handoffs=passed,
        handoffs_per_case=handoffs_per_case(ordered, passed),
        rework=faults.rework(),
        rejections=faults.rejections(),
        returns=faults.returns(),
        figures=(
            variety(ways, follows)
            | flow_figures(by_case, follows)
            | defect_figures(faults, executed_in, approving(workflow, ordered.activities))
            | handoff_figures(ordered)
            | approval_figures(ordered, workflow, len(by_case))
            | external_figures(follows, outside)
        ),
        working_time=worked.facts(ordered) if worked else None,
        time_parts=time_parts(ordered, outside, worked.clock if worked else None),
        flow=flow(by_case, worked.clock if worked else None),
        ping_pong=ping_pong(ordered),
        timetables=timetables(ordered, zone),
        changes=changes(by_case),
        seasons=seasons(by_case, zone),
        external_waits=external_waits(follows, outside),
        drivers=drivers(lazy, ordered, by_case, faults.rejected_cases()),
        conformance=None if isinstance(fit, str) else fit,
        reference_conformance=None if isinstance(meant, str) else meant,
        **gaps(ordered, {"working_time": work, "conformance": fit, "reference_conformance": meant}),
        **_of_rework(faults, done),
        **_of_resources(ordered, by_case, workflow, worked, outside),
    )


def _of_rework(faults: Defects, done: tuple[ActivityFacts, ...]) -> dict[str, Any]:
    names = {each.activity: each.name for each in done}
    return {"reworked": reworked(faults, names), "decisions": decisions(faults, names)}


def _of_resources(
    ordered: Steps,
    by_case: pl.DataFrame,
    workflow: Workflow,
    worked: Work | None,
    outside: Collection[str],
) -> dict[str, Any]:
    """Return the facts of resources; those of batches and waiting need start times too."""
    known: dict[str, Any] = {}
    if ordered.has_starts and ordered.resources:
        first_us, last_us = by_case["first_us"].min(), by_case["last_us"].max()
        clock = worked.clock if worked else None
        there = availability(ordered, workflow, clock, int(first_us), int(last_us))  # type: ignore[arg-type]
        known["roles"], known["resources"] = _people(ordered, there)
        executed = executions(ordered)
        free = FreeTime(executed, there)
        batched = batches(executed, free)
        known["batches"] = batch_facts(ordered, executed, batched)
        known["waiting_causes"] = waiting_causes(ordered, executed, batched, free, outside)
    else:
        known["roles"], known["resources"] = _people(ordered, None)
    return known


def _people(
    ordered: Steps, there: Availability | None
) -> tuple[tuple[RoleFacts, ...], tuple[ResourceFacts, ...]]:
    table = resource_table(ordered, there)
    return role_facts(ordered, table), resource_facts(ordered, table)
