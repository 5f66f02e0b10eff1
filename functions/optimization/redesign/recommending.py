"""From the twin of a log's events to a recommendation."""

from collections.abc import Callable

from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.portfolio import Portfolio, Twin
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.redesign.operators.completeness import completeness_checks
from functions.optimization.redesign.operators.hours import daily_hours
from functions.optimization.redesign.operators.parallelism import parallel_pairs
from functions.optimization.redesign.operators.people import extra_people, flexible_people
from functions.optimization.redesign.operators.priorities import priorities
from functions.optimization.redesign.operators.steps import automations, empowerments
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.search.recommendation import Tried, recommendation, reliance
from functions.optimization.search.trial import run_trials
from functions.optimization.simulation.engine.simulation import Size

OPERATORS: tuple[Callable[[Process], list[Proposal]], ...] = (
    empowerments,
    completeness_checks,
    daily_hours,
    parallel_pairs,
    automations,
    priorities,
    flexible_people,
    extra_people,
)
FULL, QUICK = Size(replications=20, cases=600), Size(replications=10, cases=300)


def candidates(process: Process) -> list[Proposal]:
    """Return every redesign whose preconditions the process meets."""
    return [candidate for operator in OPERATORS for candidate in operator(process)]


def recommend_on_twin(
    twin: AsIs,
    workflow: Workflow,
    facts: Facts,
    assessment: Assessment,
    seed: int,
    size: Size = FULL,
) -> Portfolio:
    """Return all redesigns that were tried in a twin with people, and those worth doing together.

    Raises ``CannotRunError`` where the process as it is cannot be simulated.
    """
    laboratory = TwinLaboratory(twin, seed, size)
    outcome = laboratory.outcome(twin.model)
    process = Process(workflow, facts, assessment, twin, outcome)
    before = laboratory.of(outcome)
    trials, notes = run_trials(laboratory, twin.model, before, candidates(process))
    tried = Tried(before, trials, (*twin.limits, *notes))
    return recommendation(process, laboratory, twin.model, tried, _told(twin, seed, size))


def _told(twin: AsIs, seed: int, size: Size) -> Twin:
    missed = not all(check.passed for check in twin.checks)
    return Twin(
        method=twin.method,
        checks=twin.checks,
        indicative=bool(twin.doubts) or missed,
        reason=reliance(list(twin.doubts), twin.checks),
        replications=size.replications,
        cases_per_replication=size.cases or 0,
        seed=seed,
        assumptions={name: one.figure for name, one in twin.assumptions.items()},
        judgement=twin.judgement,
        limits=twin.limits,
    )
