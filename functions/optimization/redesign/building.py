"""Build the twin with people, where the log and this machine allow it."""

from common.model.facts import Facts
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs, NotSimulableError
from functions.optimization.calibration.from_events import twin_of_events
from functions.optimization.calibration.twin.recency import MOST_EXECUTIONS, bounded
from functions.optimization.calibration.twin.stored import stored_event_table
from functions.optimization.simulation.engine import kernel

QUICK_EXECUTIONS = 50_000  # the latest, to fit within seconds
NOT = "People and queues were not simulated: "


def twin_with_people(
    events: bytes, facts: Facts, workflow: Workflow, seed: int, quick: bool
) -> AsIs | str | None:
    """Return the twin of events in which people can be changed; else why not, for the report.

    ``None``: the log does not say who worked from when to when, which the report says elsewhere.
    """
    try:
        table = stored_event_table(events)
    except ValueError as error:
        return f"{NOT}{error}."
    if not (table.has_starts and table.has_resources):
        return None
    if not kernel.COMPILED:
        return f"{NOT}the kernel that is fast enough is not compiled here (make kernel)."
    table = bounded(table, QUICK_EXECUTIONS if quick else MOST_EXECUTIONS)
    try:
        found = twin_of_events(table, facts, workflow, seed)
    except NotSimulableError as error:
        return f"{NOT}{error}"
    if found.kind == "resources":
        return found
    return " ".join(f"{NOT}{doubt[:1].lower()}{doubt[1:]}" for doubt in found.doubts) or None
