"""From an analysed workflow to a recommendation that simulation supports."""

from typing import Any, cast

from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.portfolio import Portfolio, Twin
from common.model.submission import AnalysisType, Request
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs, NotSimulableError, OlderAsIs
from functions.optimization.calibration.checks import checks
from functions.optimization.calibration.from_log import twin_of_log
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.calibration.stated_routing import soundness_problem
from functions.optimization.redesign import recommending as on_twin
from functions.optimization.redesign.building import twin_with_people
from functions.optimization.redesign.catalogue import NO_RULES, Rules
from functions.optimization.redesign.elapsed.operators import candidates
from functions.optimization.redesign.elapsed.process import Process
from functions.optimization.search.recommendation import Tried, recommendation, reliance
from functions.optimization.search.trial import run_trials
from functions.optimization.simulation.model import Model, UnsoundModelError
from functions.optimization.simulation.outcome import Outcome
from functions.optimization.simulation.run import CannotRunError, Laboratory, Size

WALK, WALK_QUICK = Size(replications=20, cases=1000), Size(replications=10, cases=500)
QUEUE, QUEUE_QUICK = Size(replications=20, cases=150), Size(replications=10, cases=100)
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

    ``events``: the log as ``common.model.event_arrays``. Where they say who worked from when to
    when, people and queues are simulated. The amount of simulation depends on the request and the
    log, never on the clock. ``rules``: what no change may break.
    """
    quick = request.analysis_type is AnalysisType.QUICK or time_box_s < SHORT_TIME_BOX_S
    notes: tuple[str, ...] = ()
    if events is not None:
        measured = twin_with_people(events, facts, workflow, request.seed, quick)
        if isinstance(measured, AsIs):
            size = on_twin.QUICK if quick else on_twin.FULL
            try:
                return on_twin.recommend_on_twin(
                    measured, workflow, facts, assessment, request.seed, size, rules
                )
            except CannotRunError as error:
                notes = (f"People and queues were not simulated: {error}.",)
        elif measured is not None:
            notes = (measured,)
    found = _without_people(workflow, facts, assessment, request.seed, quick)
    return found.model_copy(update={"notes": (*notes, *found.notes)})


def _without_people(
    workflow: Workflow, facts: Facts, assessment: Assessment, seed: int, quick: bool
) -> Portfolio:
    try:
        as_is = _as_is(workflow, facts, seed)
    except NotSimulableError as error:
        return _nothing(str(error))
    except UnsoundModelError as error:
        return _nothing(soundness_problem(error))
    laboratory = Laboratory(seed, _size(as_is.model, quick))
    outcome = laboratory.run(as_is.model)
    twin = _twin(as_is, outcome, laboratory)
    process = Process(workflow, facts, assessment, as_is.model)
    before = outcome.metrics()
    bench, model = cast(Any, laboratory), cast(Any, as_is.model)  # of the older engine
    trials, notes = run_trials(bench, model, before, candidates(process))
    tried = Tried(before, trials, (*as_is.limits, *notes))
    return recommendation(process, bench, model, tried, twin)


def _as_is(workflow: Workflow, facts: Facts, seed: int) -> OlderAsIs:
    if facts.source == "event_log":
        return twin_of_log(facts, workflow)
    return twin_of_statement(facts, workflow, seed)


def _nothing(needed: str) -> Portfolio:
    return Portfolio(
        notes=(f"No effect was simulated. {needed}",), quality_score=QUALITY_WITHOUT_TWIN
    )


def _size(model: Model, quick: bool) -> Size:
    full, reduced = (QUEUE, QUEUE_QUICK) if model.queues else (WALK, WALK_QUICK)
    size = reduced if quick else full
    most = MOST_NUMBERS // (size.replications * len(model.steps))
    return Size(size.replications, max(50, min(size.cases, most)))


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
