"""Build the twin of a log, as large as this machine can simulate in the time."""

from common.language import say
from common.model.facts import Facts
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs, NotSimulableError
from functions.optimization.calibration.from_events import Effort, twin_of_events
from functions.optimization.calibration.twin.recency import MOST_EXECUTIONS, bounded
from functions.optimization.calibration.twin.stored import stored_event_table
from functions.optimization.simulation.engine import kernel

QUICK_EXECUTIONS = 50_000  # the latest, to fit within seconds
QUICK = Effort(check_runs=10, check_cases=2_500, judged_runs=3, judged_cases=5_000)
UNCOMPILED = Effort(check_runs=4, check_cases=300, judged_runs=1, judged_cases=500)


def twin_of_log(events: bytes, facts: Facts, workflow: Workflow, seed: int, quick: bool) -> AsIs:
    """Return the twin of a log's events; raises ``NotSimulableError``."""
    try:
        table = stored_event_table(events)
    except ValueError as error:
        raise NotSimulableError(
            say("The stored events of the log cannot be read; please submit the log again.")
        ) from error
    table = bounded(table, QUICK_EXECUTIONS if quick else MOST_EXECUTIONS)
    effort = (QUICK if quick else Effort()) if kernel.COMPILED else UNCOMPILED
    return twin_of_events(table, facts, workflow, seed, effort)
