"""From the twin of a log's events to a recommendation."""

from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.portfolio import Portfolio, Twin
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.redesign.catalogue import NO_RULES, Rules, considered
from functions.optimization.redesign.process import Process
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.search.recommendation import Tried, recommendation, reliance
from functions.optimization.search.trial import run_trials
from functions.optimization.simulation.engine.simulation import Size

FULL, QUICK = Size(replications=20, cases=600), Size(replications=10, cases=300)


def recommend_on_twin(
    twin: AsIs,
    workflow: Workflow,
    facts: Facts,
    assessment: Assessment,
    seed: int,
    size: Size = FULL,
    rules: Rules = NO_RULES,
) -> Portfolio:
    """Return all redesigns that were tried in a twin with people, and those worth doing together.

    Raises ``CannotRunError`` where the process as it is cannot be simulated.
    """
    laboratory = TwinLaboratory(twin, seed, size)
    outcome = laboratory.outcome(twin.model)
    process = Process(workflow, facts, assessment, twin, outcome)
    before = laboratory.of(outcome)
    ideas = considered(process, rules)
    trials, notes = run_trials(laboratory, twin.model, before, list(ideas.proposals))
    tried = Tried(before, trials, (*twin.limits, *ideas.notes, *notes))
    found = recommendation(process, laboratory, twin.model, tried, _told(twin, seed, size))
    return found.model_copy(update={"stopped": tuple(stop for _, stop in ideas.stopped)})


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
