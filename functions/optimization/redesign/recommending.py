"""From the twin of a log's events to a recommendation."""

from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.portfolio import Portfolio, Twin
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.redesign.catalogue import NO_RULES, Rules, considered
from functions.optimization.redesign.process import Process
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.search.plan import Plan, cases_of
from functions.optimization.search.pool import Pool
from functions.optimization.search.recommendation import Told, not_run, recommendation, reliance
from functions.optimization.search.search import search
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.simulation import Size

FIRST_LOOK = Size(replications=10, cases=300)  # for what operators ask of the process
UNCOMPILED = "Inner loops are not compiled on this machine (make kernel): less was simulated."


def recommend_on_twin(
    twin: AsIs,
    workflow: Workflow,
    facts: Facts,
    assessment: Assessment,
    seed: int,
    plan: Plan,
    rules: Rules = NO_RULES,
) -> Portfolio:
    """Return all redesigns that were tried in a twin with people, and those worth doing together.

    Raises ``CannotRunError`` where the process as it is cannot be simulated.
    """
    outcome = TwinLaboratory(twin, seed, FIRST_LOOK).outcome(twin.model)
    process = Process(workflow, facts, assessment, twin, outcome)
    ideas = considered(process, rules)
    pool = Pool(twin.model, ideas.proposals)
    cases = cases_of(
        plan,
        len(pool.ids),
        float(outcome.process["in_process_mean"].mean()),
        float(outcome.process["executions_per_case"].mean()),
    )
    size = Size(plan.proof, cases.measured)
    laboratory = TwinLaboratory(twin, seed, size, cases.lead)
    found = search(laboratory, pool, plan, seed)
    small = () if kernel.COMPILED else (UNCOMPILED,)
    notes = (*small, *twin.limits, *ideas.notes, *not_run(found))
    told = Told(_told(twin, seed, size), twin.assumptions, notes)
    portfolio = recommendation(process, found, plan, told)
    stopped = tuple(stop for _, stop in ideas.stopped)
    return portfolio.model_copy(update={"stopped": stopped, "advice": ideas.advice})


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
