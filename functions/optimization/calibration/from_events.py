"""The twin of a log's events, with everything that must be said about it. Pure.

What the twin of facts alone (``from_log``) cannot have: people, hours, queues and concurrency,
and a judgement on cases that it has not seen.
"""

from dataclasses import dataclass

from common.model.facts import Facts
from common.model.portfolio import TwinCheck
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.calibration.twin.event_table import EventTable
from functions.optimization.calibration.twin.judgement import Judgement, held_out
from functions.optimization.calibration.twin.metrics import checked
from functions.optimization.calibration.twin.twin import Known, Twin, twin

FEW_CASES = 30  # fewer say little; they are not divided to be judged either


@dataclass(frozen=True)
class MeasuredTwin:
    """A twin, what it rests on, and how near it comes."""

    twin: Twin
    known: Known
    checks: tuple[TwinCheck, ...]  # against the cases that it was fitted on
    judgement: Judgement | None  # against cases that a twin of the earlier ones has not seen
    doubts: tuple[str, ...]  # each makes benefits indicative

    @property
    def method(self) -> str:
        """Return how it was made, for the report."""
        return self.twin.method

    @property
    def limits(self) -> tuple[str, ...]:
        """Return what cannot be changed in it, or is not known of it."""
        return self.twin.limits


def twin_of_events(table: EventTable, facts: Facts, workflow: Workflow, seed: int) -> MeasuredTwin:
    """Return the as-is twin; activities and roles are named by the ids of the workflow.

    Raises ``NotSimulableError`` where there are too many different steps.
    """
    known = known_of(facts, workflow)
    try:
        found = twin(table, known)
    except ValueError as error:
        raise NotSimulableError(
            f"The log cannot be simulated: {error}. Please group activities that are alike."
        ) from error
    doubts = found.doubts
    if table.cases < FEW_CASES:
        doubts += (f"only {table.cases} cases were observed",)
    return MeasuredTwin(
        twin=found,
        known=known,
        checks=checked(found, table, seed, known),
        judgement=held_out(table, seed) if table.cases >= 2 * FEW_CASES else None,
        doubts=doubts,
    )


def known_of(facts: Facts, workflow: Workflow) -> Known:
    """Return which activities reject, and what executions and people are known to cost."""
    return Known(
        rejecting=frozenset(facts.rejections.by_activity if facts.rejections else ()),
        cost={a.id: a.cost.value for a in workflow.activities if a.cost is not None},
        cost_per_h={
            role.id: role.cost_per_h.value for role in workflow.roles if role.cost_per_h is not None
        },
    )
