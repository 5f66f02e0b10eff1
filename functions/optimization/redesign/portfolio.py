"""From an analysed workflow to a recommendation that simulation supports."""

from dataclasses import dataclass

from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.portfolio import Effect, Portfolio, Redesign, Twin, TwinCheck
from common.model.submission import AnalysisType, Request
from common.model.workflow import Workflow
from functions.optimization.calibration.as_is import AsIs, NotSimulableError
from functions.optimization.calibration.checks import checks
from functions.optimization.calibration.from_log import twin_of_log
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.calibration.stated_routing import soundness_problem
from functions.optimization.redesign.operators import candidates
from functions.optimization.redesign.process import Process, answers
from functions.optimization.redesign.trial import Trial, effects, run_trials, select
from functions.optimization.simulation.model import Model, UnsoundModelError
from functions.optimization.simulation.outcome import Outcome
from functions.optimization.simulation.run import Laboratory, Size

WALK, WALK_QUICK = Size(replications=20, cases=1000), Size(replications=10, cases=500)
QUEUE, QUEUE_QUICK = Size(replications=20, cases=150), Size(replications=10, cases=100)
SHORT_TIME_BOX_S = 30.0  # below, even a comprehensive analysis is simulated as a quick one
MOST_NUMBERS = 600_000  # cases x steps: bounds memory for workflows of many activities
QUALITY_WITHOUT_TWIN, QUALITY_INDICATIVE = 0.2, 0.75
WEEKS_PER_YEAR = 52.0


def recommend(
    workflow: Workflow, facts: Facts, assessment: Assessment, request: Request, time_box_s: float
) -> Portfolio:
    """Return all redesigns that were tried, and those that are worth doing together.

    The amount of simulation depends on the request, never on the clock.
    """
    try:
        as_is = _as_is(workflow, facts, request.seed)
    except NotSimulableError as error:
        return _nothing(str(error))
    except UnsoundModelError as error:
        return _nothing(soundness_problem(error))
    laboratory = Laboratory(request.seed, _size(as_is.model, request, time_box_s))
    outcome = laboratory.run(as_is.model)
    twin = _twin(as_is, outcome, laboratory)
    process = Process(workflow, facts, assessment, as_is.model)
    return _portfolio(process, as_is, outcome, laboratory, twin)


def _as_is(workflow: Workflow, facts: Facts, seed: int) -> AsIs:
    if facts.source == "event_log":
        return twin_of_log(facts, workflow)
    return twin_of_statement(facts, workflow, seed)


def _nothing(needed: str) -> Portfolio:
    return Portfolio(
        notes=(f"No effect was simulated. {needed}",), quality_score=QUALITY_WITHOUT_TWIN
    )


def _size(model: Model, request: Request, time_box_s: float) -> Size:
    quick = request.analysis_type is AnalysisType.QUICK or time_box_s < SHORT_TIME_BOX_S
    full, reduced = (QUEUE, QUEUE_QUICK) if model.queues else (WALK, WALK_QUICK)
    size = reduced if quick else full
    most = MOST_NUMBERS // (size.replications * len(model.steps))
    return Size(size.replications, max(50, min(size.cases, most)))


def _twin(as_is: AsIs, outcome: Outcome, laboratory: Laboratory) -> Twin:
    compared = checks(as_is.observed, outcome)
    doubts = [*as_is.doubts, *(_miss(check) for check in compared if not check.passed)]
    if outcome.cut:
        doubts.append(f"{outcome.cut} simulated cases went round without end and were stopped")
    if doubts:
        reason = "Benefits are indicative: " + "; ".join(doubts) + "."
    else:
        reason = f"The as-is simulation reproduces all {len(compared)} observed metrics."
    return Twin(
        method=as_is.method,
        checks=compared,
        indicative=bool(doubts),
        reason=reason,
        replications=laboratory.size.replications,
        cases_per_replication=laboratory.size.cases,
        seed=laboratory.seed,
        assumptions=as_is.assumptions,
    )


def _miss(check: TwinCheck) -> str:
    return (
        f"{check.metric} is simulated as {check.simulated.mean:.4g} {check.unit} where "
        f"{check.observed:.4g} was observed ({check.relative_error:.0%} off, "
        f"tolerance {check.tolerance:.0%})"
    )


@dataclass(frozen=True)
class _Joint:
    ids: tuple[str, ...]
    effects: tuple[Effect, ...]


def _portfolio(
    process: Process, as_is: AsIs, outcome: Outcome, laboratory: Laboratory, twin: Twin
) -> Portfolio:
    before = outcome.metrics()
    tried, notes = run_trials(laboratory, as_is.model, before, candidates(process))
    chosen, after = select(laboratory, as_is.model, before, tried)
    joint = _Joint(
        tuple(candidate.id for candidate in chosen), effects(before, after) if chosen else ()
    )
    redesigns = [_redesign(process, trial, effects(before, trial.metrics)) for trial in tried]
    redesigns.sort(key=lambda redesign: (redesign.effects[0].difference.mean, redesign.id))
    return Portfolio(
        twin=twin,
        redesigns=tuple(redesigns),
        recommended=joint.ids,
        joint=joint.effects,
        hours_saved_per_year=_hours_saved(process, joint.effects),
        notes=(*as_is.limits, *notes, *_notes(tried, joint)),
        quality_score=_quality(twin),
    )


def _redesign(process: Process, trial: Trial, effects: tuple[Effect, ...]) -> Redesign:
    candidate = trial.candidate
    roles = {process.role(step) for step in candidate.steps} | {candidate.where.role}
    risks = candidate.risks
    if trial.cautious_h is not None:
        risks = (
            f"With every assumption at its unfavourable end the mean cycle time changes by "
            f"{trial.cautious_h:+.3g} h instead of {effects[0].difference.mean:+.3g} h.",
            *risks,
        )
    return Redesign(
        id=candidate.id,
        operator=candidate.operator,
        heuristic=candidate.heuristic,
        title=candidate.title,
        description=candidate.description,
        where=candidate.where,
        parameters=candidate.parameters,
        answers=answers(
            process.assessment,
            candidate.heuristic,
            candidate.where,
            candidate.steps,
            {role for role in roles if role is not None},
        ),
        effects=effects,
        verdict=trial.verdict,
        risks=risks,
    )


def _hours_saved(process: Process, joint: tuple[Effect, ...]) -> Figure | None:
    per_year = _cases_per_year(process)
    if not joint or per_year is None:
        return None
    difference = joint[0].difference
    return Figure(
        value=-difference.mean * per_year.value,
        unit="h",
        provenance=Provenance.INFERRED,
        origin=f"Mean simulated saving per case times {per_year.value:.0f} cases per year "
        f"({per_year.provenance.value}); range from the 95% interval of the saving.",
        low=-difference.high * per_year.value,
        high=-difference.low * per_year.value,
    )


def _cases_per_year(process: Process) -> Figure | None:
    figures = process.workflow.figures
    per_week = process.facts.cases_per_week or figures.get("cases_per_week")
    if per_week is None:
        return figures.get("cases_per_year")
    return per_week.model_copy(update={"value": per_week.value * WEEKS_PER_YEAR})


def _notes(tried: list[Trial], joint: _Joint) -> list[str]:
    if not tried:
        return ["No redesign's preconditions are met by what is known about this process."]
    notes = [
        f"{len(tried)} redesigns were simulated against the as-is model with common random "
        "numbers. Intervals are 95% Student intervals of paired differences; a verdict needs the "
        f"interval of the mean cycle time at {1 - 0.05 / len(tried):.2%} confidence (Bonferroni) "
        "to exclude zero."
    ]
    idle = [t.candidate.title for t in tried if t.verdict == "no_effect"]
    if idle:
        notes.append("Tried without effect on the cycle time: " + "; ".join(idle) + ".")
    harmful = [t.candidate.title for t in tried if t.verdict == "harmful"]
    if harmful:
        notes.append("Tried and found to make cases slower: " + "; ".join(harmful) + ".")
    redundant = [
        t.candidate.title
        for t in tried
        if t.verdict == "beneficial" and t.candidate.id not in joint.ids
    ]
    if redundant:
        notes.append(
            "Less than half a percent of further gain beside the recommended ones: "
            + "; ".join(redundant)
            + "."
        )
    return notes


def _quality(twin: Twin) -> float:
    """Share of checks passed; at most 0.75 where benefits are indicative."""
    if not twin.checks:
        return QUALITY_INDICATIVE if not twin.indicative else 0.5
    passed = sum(check.passed for check in twin.checks) / len(twin.checks)
    return passed * (QUALITY_INDICATIVE if twin.indicative else 1.0)
