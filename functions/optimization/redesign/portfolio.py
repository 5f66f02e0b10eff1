"""From an analysed workflow to a recommendation that simulation supports."""

from dataclasses import replace
from typing import Any, cast

from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.portfolio import Portfolio, Twin
from common.model.submission import AnalysisType, Request
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import NotSimulableError, OlderAsIs
from functions.optimization.calibration.checks import checks
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.calibration.stated_routing import soundness_problem
from functions.optimization.redesign import recommending as on_twin
from functions.optimization.redesign.building import twin_of_log
from functions.optimization.redesign.catalogue import NO_RULES, Rules
from functions.optimization.redesign.elapsed.operators import candidates
from functions.optimization.redesign.elapsed.process import Process
from functions.optimization.search.laboratory import ElapsedLaboratory
from functions.optimization.search.plan import Plan, plan_of
from functions.optimization.search.pool import Pool
from functions.optimization.search.recommendation import Told, not_run, recommendation, reliance
from functions.optimization.search.search import search
from functions.optimization.simulation.model import Model, UnsoundModelError
from functions.optimization.simulation.outcome import Outcome
from functions.optimization.simulation.run import CannotRunError, Laboratory, Size

WALK, QUEUE = 1000, 150  # cases of a replication on the older engine
OLDER = {"walk": 0.2, "queue": 0.01}  # of the speed of the compiled engine
SHORT_TIME_BOX_S = 30.0  # below, even a comprehensive analysis is simulated as a quick one
MOST_NUMBERS = 600_000  # cases x steps: bounds memory for workflows of many activities
QUALITY_WITHOUT_TWIN = 0.2


def recommend(
    workflow: Workflow,
    facts: Facts,
    assessment: Assessment,
    request: Request,
    time_box_s: float,
    events: bytes | None = None,
    rules: Rules = NO_RULES,
) -> Portfolio:
    """Return all redesigns that were tried, and those that are worth doing together.

    ``events``: the log as ``common.model.event_arrays``. ``rules``: what no change may break.
    The amount of simulation depends on the request and the log, never on the clock.
    """
    quick = request.analysis_type is AnalysisType.QUICK or time_box_s < SHORT_TIME_BOX_S
    plan = plan_of(request.analysis_type, time_box_s)
    if facts.source != "event_log":
        return _stated(workflow, facts, assessment, request.seed, plan)
    if events is None:
        return _nothing("The events of the log were not stored; please submit the log again.")
    try:
        twin = twin_of_log(events, facts, workflow, request.seed, quick)
        return on_twin.recommend_on_twin(
            twin, workflow, facts, assessment, request.seed, plan, rules
        )
    except (NotSimulableError, CannotRunError) as error:
        return _nothing(str(error))


def _stated(
    workflow: Workflow, facts: Facts, assessment: Assessment, seed: int, plan: Plan
) -> Portfolio:
    try:
        as_is = twin_of_statement(facts, workflow, seed)
    except NotSimulableError as error:
        return _nothing(str(error))
    except UnsoundModelError as error:
        return _nothing(soundness_problem(error))
    laboratory = Laboratory(seed, _size(as_is.model, plan))
    outcome = laboratory.run(as_is.model)
    twin = _twin(as_is, outcome, laboratory)
    process = Process(workflow, facts, assessment, as_is.model)
    pool = Pool(cast(Any, as_is.model), candidates(process))  # of the older engine
    share = OLDER["queue" if as_is.model.queues else "walk"]
    plan = replace(plan, activities=share * plan.activities)
    found = search(ElapsedLaboratory(laboratory.size.cases), pool, plan, seed)
    told = Told(twin, {}, (*as_is.limits, *not_run(found)))
    return recommendation(process, found, plan, told)


def _nothing(needed: str) -> Portfolio:
    return Portfolio(
        notes=(f"No effect was simulated. {needed}",), quality_score=QUALITY_WITHOUT_TWIN
    )


def _size(model: Model, plan: Plan) -> Size:
    cases = QUEUE if model.queues else WALK
    most = MOST_NUMBERS // (plan.proof * len(model.steps))
    return Size(plan.proof, max(50, min(cases, most)))


def _twin(as_is: OlderAsIs, outcome: Outcome, laboratory: Laboratory) -> Twin:
    compared = checks(as_is.observed, outcome)
    doubts = list(as_is.doubts)
    if outcome.cut:
        doubts.append(f"{outcome.cut} simulated cases went round without end and were stopped")
    return Twin(
        method=as_is.method,
        checks=compared,
        indicative=bool(doubts) or not all(check.passed for check in compared),
        reason=reliance(doubts, compared),
        replications=laboratory.size.replications,
        cases_per_replication=laboratory.size.cases,
        seed=laboratory.seed,
        assumptions=as_is.assumptions,
    )
