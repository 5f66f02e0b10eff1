"""What to ask the submitter of a log, in their own words, the most valuable first.

First what makes every time wrong, then what simulation needs (starts, people), then what tells
waste from noise, then what turns hours into money, then what only makes figures more certain.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

import polars as pl

from common.language import say, term
from common.model.log_columns import ACTIVITY, RESOURCE, ROLE
from common.model.quality import DataWarning, Question
from common.numerals import joined
from functions.input.reading.event_log import NOBODY
from functions.input.reading.oddities import Traces

SHOWN = 4  # names per question
Text = Callable[[Traces, DataWarning | None], str]


def log_questions(
    traces: Traces, weak: Collection[str], warnings: Sequence[DataWarning]
) -> list[Question]:
    """Return the questions that the weak parts of the quality and the warnings raise."""
    told: Mapping[str, DataWarning] = {one.code: one for one in reversed(warnings)}
    return [
        Question(about=about, text=text(traces, told.get(reason)), unlocks=term(unlocks))
        for reason, about, text, unlocks in ASKED
        if reason in weak or reason in told
    ]


def _date_format(traces: Traces, warning: DataWarning | None) -> str:
    return say("Are the dates written day first (31/01/2026)? They were read so.")


def _time_zone(traces: Traces, warning: DataWarning | None) -> str:
    return say("In which time zone are the timestamps? They were read as UTC.")


def _clocks(traces: Traces, warning: DataWarning | None) -> str:
    return say("In which time zone do people work? The clock changes there show in the times.")


def _placeholders(traces: Traces, warning: DataWarning | None) -> str:
    return say("What do the placeholder dates mean: not yet done, or not recorded?")


def _start_times(traces: Traces, warning: DataWarning | None) -> str:
    """Names the steps before which most time passes: there the split matters most."""
    waits = traces.events.group_by("activity").agg(pl.col("since").sum())
    long = waits.filter(pl.col("since") > 0).sort("since", "activity", descending=[True, False])
    names = traces.activities["name"].gather(long["activity"].head(SHOWN)).to_list()
    if not names:
        return say("Can the log be exported with the time at which each step was started?")
    return say(
        "Can the log be exported with the time at which each step was started, above all {names}?",
        names=_named(names),
    )


def _resources(traces: Traces, warning: DataWarning | None) -> str:
    if RESOURCE not in traces.log.columns:
        return say("Can the log be exported with who carried out each step?")
    nobody = traces.log.filter(pl.col(RESOURCE).is_null())
    return say(
        "Who carries out {nobody}? Most of the events name nobody.",
        nobody=_named(_frequent(nobody, ACTIVITY)),
    )


def _nobody(traces: Traces, warning: DataWarning | None) -> str:
    sample = warning.sample if warning else ()
    return say("Who carries out the steps whose role is given as {sample}?", sample=_named(sample))


def _alike(traces: Traces, warning: DataWarning | None) -> str:
    pairs = warning.sample[:2] if warning else ()
    return say("Are these the same step: {pairs}?", pairs="; ".join(pairs))


def _noise(traces: Traces, warning: DataWarning | None) -> str:
    return say(
        "Is this work, or a note of a system that can be left out: {warning}?",
        warning=_listed(warning),
    )


def _incomplete(traces: Traces, warning: DataWarning | None) -> str:
    return say("Are cases finished that stop after: {warning}?", warning=_listed(warning))


def _reused(traces: Traces, warning: DataWarning | None) -> str:
    return say("Does one id stand for several cases, as in {warning}?", warning=_listed(warning))


def _dates(traces: Traces, warning: DataWarning | None) -> str:
    return say("Is the time of day recorded somewhere for: {warning}?", warning=_listed(warning))


def _batches(traces: Traces, warning: DataWarning | None) -> str:
    return say(
        "When is the work done that is recorded in batches: {warning}?", warning=_listed(warning)
    )


def _costs(traces: Traces, warning: DataWarning | None) -> str:
    roles = _frequent(traces.log, ROLE) if ROLE in traces.log.columns else []
    if not roles:
        return say("What does an hour of work cost for each role?")
    return say("What does an hour of work cost for {roles}?", roles=_named(roles))


def _roles(traces: Traces, warning: DataWarning | None) -> str:
    people = _frequent(traces.log, RESOURCE) if RESOURCE in traces.log.columns else []
    whom = say(", such as {people},", people=_named(people)) if people else ""
    return say("To which role or department does each person{whom} belong?", whom=whom)


def _cases(traces: Traces, warning: DataWarning | None) -> str:
    return say("Can a longer period be exported, with at least 100 cases?")


# What raises the question, what it is about, its words, and what the answer makes possible.
ASKED: tuple[tuple[str, str, Text, str], ...] = (
    ("ambiguous_dates", "date format", _date_format, "every time in the report"),
    ("no_time_zone", "time zone", _time_zone, "working hours, calendars and service levels"),
    ("clock_changes", "clock changes", _clocks, "working hours and calendars"),
    ("placeholder_timestamps", "timestamps", _placeholders, "the events that were left out"),
    ("start times", "start times", _start_times, "touch time, utilisation and simulated queues"),
    ("similar_activities", "activity names", _alike, "the right model, rework and variants"),
    ("resources", "resources", _resources, "workload, hand-offs, capacity and bottlenecks"),
    ("system_noise", "system steps", _noise, "the number of steps and hand-offs of real work"),
    ("incomplete_cases", "incomplete cases", _incomplete, "cycle times and the abandoned share"),
    ("costs", "costs", _costs, "savings in money and the payback of every change"),
    ("roles", "roles", _roles, "hand-offs between roles and the operating model"),
    ("placeholder_roles", "unknown roles", _nobody, "hand-offs and workload of all roles"),
    ("reused_case_ids", "case ids", _reused, "cycle times without pauses between cases"),
    ("date_only_timestamps", "time of day", _dates, "waiting and order within a day"),
    ("recorded_in_batches", "batches", _batches, "the waiting before these steps"),
    ("cases", "cases", _cases, "percentiles and rare ways through the process"),
)


def _frequent(log: pl.DataFrame, column: str) -> list[str]:
    """The most frequent values that name somebody."""
    from_log = log.select(pl.col(column).alias("name")).drop_nulls()
    counts = from_log.group_by("name").len().sort("len", "name", descending=[True, False])
    names = counts["name"].head(SHOWN + len(NOBODY)).to_list()
    return [name for name in names if name.lower() not in NOBODY][:SHOWN]


def _named(names: Sequence[str]) -> str:
    shown = [f"'{name[:80]}'" for name in names[:SHOWN]]
    return joined(shown)


def _listed(warning: DataWarning | None) -> str:
    return ", ".join(warning.sample[:SHOWN]) if warning else ""
