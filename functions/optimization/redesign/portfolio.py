"""From an analysed workflow to a recommendation that simulation supports."""

from dataclasses import dataclass
from math import inf

from common.language import say
from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.limits import Limits
from common.model.portfolio import Portfolio, Twin
from common.model.submission import AnalysisType, Request
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs, NotSimulableError
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.redesign.building import twin_of_log
from functions.optimization.redesign.catalogue import NO_RULES, Rules, considered
from functions.optimization.redesign.guards import Guarding
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.routes import Routes, routes_of_log, routes_of_twin
from functions.optimization.redesign.together import Together
from functions.optimization.search.laboratory import TwinLaboratory, busiest
from functions.optimization.search.plan import (
    SHORT_TIME_BOX_S,
    Cases,
    FirstLook,
    Plan,
    cases_of,
    plan_of,
)
from functions.optimization.search.pool import Most, Pool
from functions.optimization.search.recommendation import (
    Told,
    not_run,
    recommendation,
    reliance,
)
from functions.optimization.search.search import search
from functions.optimization.search.stopping import forgone, stopped_together
from functions.optimization.search.worth import FREE, Worth
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.simulation import Size

FIRST_LOOK = Size(replications=10, cases=300)  # for what operators ask of the process
UNCOMPILED = "Inner loops are not compiled on this machine (make kernel): less was simulated."
QUALITY_WITHOUT_TWIN = 0.2


@dataclass(frozen=True)
class Analysed:
    """What the analysis says; ``events``: the log as ``common.model.event_arrays``."""

    workflow: Workflow
    facts: Facts
    assessment: Assessment
    events: bytes | None = None


def recommend(
    workflow: Workflow,
    facts: Facts,
    assessment: Assessment,
    request: Request,
    time_box_s: float,
    events: bytes | None = None,
    rules: Rules = NO_RULES,
) -> Portfolio:
    """Return all redesigns that were tried, and those that are worth doing together."""
    given = Analysed(workflow, facts, assessment, events)
    return worked_out(given, request, time_box_s, rules).portfolio


@dataclass(frozen=True)
class WorkedOut:
    """A portfolio, and the process that its redesigns were tried in; ``None``: not simulated."""

    portfolio: Portfolio
    process: Process | None


def worked_out(
    given: Analysed, request: Request, time_box_s: float, rules: Rules, worth: Worth = FREE
) -> WorkedOut:
    """Return the portfolio with what it was made from. ``rules``: what no change may break.

    ``worth``: what changes bring and take; without it they are chosen by cycle time alone.

    The amount of simulation depends on the request and the log, never on the clock.
    """
    quick = request.analysis_type is AnalysisType.QUICK or time_box_s < SHORT_TIME_BOX_S
    plan = plan_of(request.analysis_type, time_box_s)
    try:
        twin = as_is(given, request.seed, quick)
        return recommended(given, twin, Aim(request.seed, plan, worth), rules)
    except (NotSimulableError, CannotRunError) as error:
        notes = (say("No effect was simulated. {error}", error=error),)
        return WorkedOut(Portfolio(notes=notes, quality_score=QUALITY_WITHOUT_TWIN), None)


def as_is(given: Analysed, seed: int, quick: bool) -> AsIs:
    """Return the twin; raises ``NotSimulableError``."""
    if given.facts.source != "event_log":
        return twin_of_statement(given.facts, given.workflow, seed)
    if given.events is None:
        raise NotSimulableError(
            say("The events of the log were not stored; please submit the log again.")
        )
    return twin_of_log(given.events, given.facts, given.workflow, seed, quick)


@dataclass(frozen=True)
class Aim:
    """How the search goes: its luck, its size, and what changes are worth."""

    seed: int
    plan: Plan
    worth: Worth


def recommended(given: Analysed, twin: AsIs, aim: Aim, rules: Rules) -> WorkedOut:
    """Return what the operators propose within the guards, searched and proved.

    Raises ``CannotRunError`` where the process as it is cannot be simulated.
    """
    seed, plan = aim.seed, aim.plan
    outcome = TwinLaboratory(twin, seed, FIRST_LOOK).outcome(twin.model)
    process = Process(given.workflow, given.facts, given.assessment, twin, outcome)
    ideas = considered(process, rules)
    together = Together(Guarding(process, rules.guards, rules.limits))
    routes = _routes(given, twin, seed)
    pool = Pool(twin.model, ideas.proposals, _most(rules.limits), aim.worth, routes, together)
    cases = _cases(process, plan, len(ideas.proposals))
    size = Size(plan.proof, cases.measured)
    found = search(TwinLaboratory(twin, seed, size, cases.lead, cases.tail), pool, plan, seed)
    small = () if kernel.COMPILED else (UNCOMPILED,)
    notes = (*small, *twin.limits, *ideas.notes, *not_run(found))
    told = Told(_told(twin, seed, size), twin.assumptions, notes)
    portfolio = recommendation(process, found, plan, told)
    stopped = (*forgone(found, ideas.stopped), *stopped_together(found))
    update = {"stopped": stopped, "advice": ideas.advice}
    return WorkedOut(portfolio.model_copy(update=update), process)


def _routes(given: Analysed, twin: AsIs, seed: int) -> Routes | None:
    """Return the steps of today's cases: measured where there is a log."""
    return routes_of_twin(twin, seed) if given.events is None else routes_of_log(given.events)


def _most(limits: Limits) -> Most:
    heads, once = limits.max_added_headcount, limits.budget
    return Most(inf if heads is None else heads, inf if once is None else once)


def _cases(process: Process, plan: Plan, changes: int) -> Cases:
    """Return how many cases are simulated at a time; every node that a case comes to takes time."""
    visited = sum(process.visits(activity.id) for activity in process.model.activities)
    in_process = float(process.outcome.process["in_process_mean"].mean())
    return cases_of(plan, changes, FirstLook(in_process, visited, busiest(process.model)))


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
