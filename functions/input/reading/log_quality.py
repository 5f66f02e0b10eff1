"""How much a log can tell: completeness by parts, what is ruled out, and what to ask."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from common.language import say, term
from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, COST, RESOURCE, ROLE, START_AT
from common.model.quality import DataWarning, Quality, QualityPart, Question
from common.numerals import grouped, share
from functions.input.reading.log_questions import log_questions
from functions.input.reading.odd_cases import odd_cases
from functions.input.reading.odd_columns import odd_columns
from functions.input.reading.odd_times import future_events, odd_times
from functions.input.reading.oddities import traces_of
from functions.input.reading.outcome import Reading, merged

ENOUGH_CASES = 100  # a 95th percentile then rests on five cases
ENOUGH_WEEKS = 8.0
WEAK = 0.5  # a lower score: what is found is too little to rely on
LOST = frozenset({"missing_case_id", "missing_activity", "missing_timestamps"}) | {
    "unreadable_timestamps",
    "placeholder_timestamps",
    "start_without_complete",
}
WEIGHTS = {
    "cases": 0.2,
    "order": 0.2,
    "timestamps": 0.2,
    "start times": 0.15,
    "resources": 0.1,
    "roles": 0.05,
    "costs": 0.05,
    "period": 0.05,
}
FILLED = {
    START_AT: "{share} of events have a start time.",
    RESOURCE: "{share} of events name a resource.",
    ROLE: "{share} of events name a role.",
    COST: "{share} of events carry a cost.",
}
MISSING = {
    "cases": "Enough cases: percentiles and rare ways through the process are uncertain.",
    "start times": "Start times: processing and waiting cannot be told apart, so touch time, "
    "utilisation and queues are not measured.",
    "resources": "Resources: workload, hand-offs between people and capacity are not measured.",
    "roles": "Roles: hand-offs between roles are not measured.",
    "costs": "Costs: savings are given in time, not in money.",
    "period": "A longer period: seasonal changes cannot be seen.",
}


def log_quality(
    log: pl.DataFrame,
    format_: str,
    warnings: Sequence[DataWarning],
    questions: Sequence[Question] = (),
) -> Quality:
    """Return the quality report of a canonical log; ``questions`` of its reader come first."""
    traces = traces_of(log)
    local = any(one.code == "no_time_zone" for one in warnings)
    odd = [*odd_cases(traces), *odd_times(traces, local=local), *odd_columns(traces)]
    warnings = merged([*warnings, *odd])
    scores = _scores(log, warnings)
    parts = tuple(
        QualityPart(
            name=name,
            score=round(score, 4),
            weight=WEIGHTS[name],
            note=note,
            lack=term(MISSING[name]) if score < WEAK and name in MISSING else None,
        )
        for name, (score, note) in scores.items()
    )
    total = sum(part.score * part.weight for part in parts)
    weak = [part.name for part in parts if part.score < WEAK]
    more = log_questions(traces, weak, warnings)
    return Quality(
        source="event_log",
        format=format_,
        completeness=round(total / sum(part.weight for part in parts), 4),
        parts=parts,
        missing=tuple(part.lack for part in parts if part.lack is not None),
        questions=tuple([*questions, *more][:7]),
        warnings=warnings,
    )


def received(reading: Reading, received_at: datetime) -> Quality:
    """Return the quality report as of the submission: what the log alone cannot tell is added."""
    if reading.log is None:
        return reading.quality
    later = future_events(reading.log, received_at)
    return reading.quality.model_copy(update={"warnings": (*reading.quality.warnings, *later)})


def _scores(log: pl.DataFrame, warnings: Sequence[DataWarning]) -> dict[str, tuple[float, str]]:
    events, cases = len(log), log[CASE_ID].n_unique()
    counts = {w.code: 0 for w in warnings}
    for w in warnings:
        counts[w.code] += w.count or 0
    lost = sum(count for code, count in counts.items() if code in LOST)
    disorder = counts.get("out_of_order", 0) + counts.get("duplicate_events", 0)
    weeks = (log[COMPLETE_AT].max() - log[COMPLETE_AT].min()).total_seconds() / 604_800  # type: ignore[operator,union-attr]
    activities = log[ACTIVITY].n_unique()
    return {
        "cases": (
            min(1.0, cases / ENOUGH_CASES),
            say(
                "{cases} cases with {events} events.", cases=grouped(cases), events=grouped(events)
            ),
        ),
        "order": (
            max(0.0, 1 - disorder / events),
            say(
                "{activities} activities; {disorder} events out of order or repeated.",
                activities=activities,
                disorder=grouped(disorder),
            ),
        ),
        "timestamps": (
            events / (events + lost),
            say(
                "{lost} events could not be used for want of case, activity or time.",
                lost=grouped(lost),
            ),
        ),
        "start times": _filled(log, START_AT),
        "resources": _filled(log, RESOURCE),
        "roles": _filled(log, ROLE),
        "costs": _filled(log, COST),
        "period": (
            min(1.0, weeks / ENOUGH_WEEKS),
            say("The log covers {weeks} weeks.", weeks=grouped(weeks, 1)),
        ),
    }


def _filled(log: pl.DataFrame, column: str) -> tuple[float, str]:
    found = 0.0 if column not in log.columns else 1 - log[column].null_count() / len(log)
    return found, say(FILLED[column], share=share(found))
