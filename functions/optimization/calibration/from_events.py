"""The twin of a log's events, with everything that must be said about it. Pure."""

from dataclasses import dataclass

from common.language import say
from common.model import portfolio
from common.model.facts import Facts
from common.model.portfolio import TwinCheck
from common.model.workflow import Workflow
from common.numerals import duration, grouped
from functions.optimization.calibration.as_is import AsIs, NotSimulableError
from functions.optimization.calibration.twin import judgement as judging
from functions.optimization.calibration.twin import metrics
from functions.optimization.calibration.twin.event_table import EventTable
from functions.optimization.calibration.twin.twin import Known, twin

FEW_CASES = 30  # fewer say little; they are not divided to be judged either
BEYOND_CHANCE = 2.0  # times the distance between halves of the later cases


@dataclass(frozen=True)
class Effort:
    """How much is simulated to check a twin against its log, and to judge it on later cases."""

    check_runs: int = metrics.RUNS
    check_cases: int = metrics.MOST_CASES
    judged_runs: int = judging.RUNS
    judged_cases: int = judging.MOST_CASES


FULL = Effort()


def twin_of_events(
    table: EventTable, facts: Facts, workflow: Workflow, seed: int, effort: Effort = FULL
) -> AsIs:
    """Return the as-is twin; activities and roles are named by the ids of the workflow.

    Raises ``NotSimulableError`` where there are too many different steps.
    """
    known = known_of(facts, workflow)
    try:
        found = twin(table, known)
    except ValueError as error:
        raise NotSimulableError(
            say(
                "The log has too many different steps to be simulated. Please group activities "
                "that are alike."
            )
        ) from error
    judgement = None
    if table.cases >= 2 * FEW_CASES:
        judgement = judging.held_out(table, seed, effort.judged_runs, effort.judged_cases)
    compared = metrics.checked(found, table, seed, known, effort.check_runs, effort.check_cases)
    doubts = [*found.doubts, *unforeseen(judgement, compared)]
    if table.cases < FEW_CASES:
        doubts.append(say("only {cases} cases were observed", cases=grouped(table.cases)))
    return AsIs(
        model=found.model,
        kind=found.kind,
        activity_of=found.activity_of,
        method=found.method,
        rejecting=known.rejecting,
        checks=compared,
        judgement=None if judgement is None else _told(judgement),
        doubts=tuple(doubts),
        limits=found.limits,
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


def unforeseen(found: judging.Judgement | None, checks: tuple[TwinCheck, ...]) -> list[str]:
    """Return a doubt where later cycle times are farther off than chance and change explain.

    What is less than the tolerance of the mean cycle time is no doubt.
    """
    if found is None:
        return []
    (cycle,) = (one for one in found.deviations if one.measure == "cycle_time_h")
    means = (one for one in checks if one.metric == "cycle_time_mean_h")
    least = max((one.tolerance * one.observed for one in means), default=0.0)
    if cycle.distance <= max(BEYOND_CHANCE * cycle.floor, cycle.change or 0.0, least):
        return []
    return [
        say(
            "a simulation of the earlier cases misses the cycle times of the later ones "
            "by {distance}, where chance makes {floor}",
            distance=duration(cycle.distance),
            floor=duration(cycle.floor),
        )
    ]


def _told(found: judging.Judgement) -> portfolio.Judgement:
    return portfolio.Judgement(
        fitted_cases=found.fitted_cases,
        judged_cases=found.judged_cases,
        distances=tuple(
            portfolio.Distance(
                measure=one.measure,
                unit="h" if one.measure.endswith("_h") else "share",
                distance=one.distance,
                floor=one.floor,
                change=one.change,
            )
            for one in found.deviations
        ),
    )
