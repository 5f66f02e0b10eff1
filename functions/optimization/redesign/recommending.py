"""From the twin of a log's events to a recommendation."""

from collections.abc import Callable

from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.portfolio import Distance, Judgement, Portfolio, Twin
from common.model.workflow import Workflow
from functions.optimization.calibration.from_events import MeasuredTwin
from functions.optimization.calibration.twin import judgement as judging
from functions.optimization.redesign.operators.completeness import completeness_checks
from functions.optimization.redesign.operators.hours import daily_hours
from functions.optimization.redesign.operators.parallelism import parallel_pairs
from functions.optimization.redesign.operators.people import extra_people, flexible_people
from functions.optimization.redesign.operators.priorities import priorities
from functions.optimization.redesign.operators.steps import automations, empowerments
from functions.optimization.redesign.process import StaffedProcess
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.search.recommendation import Tried, recommendation, reliance
from functions.optimization.search.trial import run_trials
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.simulation import Size

OPERATORS: tuple[Callable[[StaffedProcess], list[Proposal[Model]]], ...] = (
    empowerments,
    completeness_checks,
    daily_hours,
    parallel_pairs,
    automations,
    priorities,
    flexible_people,
    extra_people,
)
BEYOND_CHANCE = 2.0  # times the distance between halves of the later cases
FULL, QUICK = Size(replications=20, cases=600), Size(replications=10, cases=300)


def candidates(process: StaffedProcess) -> list[Proposal[Model]]:
    """Return every redesign whose preconditions the process meets."""
    return [candidate for operator in OPERATORS for candidate in operator(process)]


def recommend_on_twin(
    measured: MeasuredTwin,
    workflow: Workflow,
    facts: Facts,
    assessment: Assessment,
    seed: int,
    size: Size = FULL,
) -> Portfolio:
    """Return all redesigns that were tried in a twin with people, and those worth doing together.

    Raises ``CannotRunError`` where the process as it is cannot be simulated.
    """
    model = measured.twin.model
    laboratory = TwinLaboratory(measured.twin, seed, size)
    outcome = laboratory.outcome(model)
    process = StaffedProcess(workflow, facts, assessment, measured.twin, measured.known, outcome)
    before = laboratory.of(outcome)
    trials, notes = run_trials(laboratory, model, before, candidates(process))
    tried = Tried(before, trials, (*measured.limits, *notes))
    return recommendation(process, laboratory, model, tried, _twin(measured, seed, size))


def _twin(measured: MeasuredTwin, seed: int, size: Size) -> Twin:
    doubts = [*measured.doubts, *unforeseen(measured.judgement)]
    missed = not all(check.passed for check in measured.checks)
    return Twin(
        method=measured.method,
        checks=measured.checks,
        indicative=bool(doubts) or missed,
        reason=reliance(doubts, measured.checks),
        replications=size.replications,
        cases_per_replication=size.cases or 0,
        seed=seed,
        judgement=None if measured.judgement is None else _judgement(measured.judgement),
        limits=measured.limits,
    )


def unforeseen(found: judging.Judgement | None) -> list[str]:
    """Return a doubt where later cycle times are farther off than chance and change explain."""
    if found is None:
        return []
    (cycle,) = (one for one in found.deviations if one.measure == "cycle_time_h")
    if cycle.distance <= max(BEYOND_CHANCE * cycle.floor, cycle.change or 0.0):
        return []
    return [
        f"a simulation of the earlier cases misses the cycle times of the later ones by "
        f"{cycle.distance:.3g} h, where chance makes {cycle.floor:.3g} h"
    ]


def _judgement(found: judging.Judgement) -> Judgement:
    return Judgement(
        fitted_cases=found.fitted_cases,
        judged_cases=found.judged_cases,
        distances=tuple(
            Distance(
                measure=one.measure,
                unit="h" if one.measure.endswith("_h") else "share",
                distance=one.distance,
                floor=one.floor,
                change=one.change,
            )
            for one in found.deviations
        ),
    )
