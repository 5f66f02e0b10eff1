"""The process of the small office, its twin, and what its operators propose within the guards."""

from dataclasses import replace
from functools import cache

from common.model.limits import NO_LIMITS, Limits
from common.model.portfolio import Stop
from common.model.submission import AnalysisType, Request
from common.model.workflow import Activity as Step
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.redesign.building import twin_of_log
from functions.optimization.redesign.catalogue import Operator, Rules
from functions.optimization.redesign.guards import Guarding, guards_of
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine.simulation import Size
from tests.paths import ROOT
from tests.unit.calibration_fixture import NOTHING_FOUND
from tests.unit.staffed_fixture import WORKFLOW, claims, events_of, facts

GUARDS = guards_of({"guards.json": (ROOT / "framework_knowledge" / "guards.json").read_bytes()})
RULES = Rules(GUARDS)
SIZE = Size(replications=8, cases=300)
QUICK = Request(analysis_type=AnalysisType.QUICK, seed=3)


@cache
def measured() -> AsIs:
    return twin_of_log(events_of(claims()), facts(), WORKFLOW, seed=3, quick=True)


@cache
def laboratory() -> TwinLaboratory:
    return TwinLaboratory(measured(), 3, SIZE)


@cache
def process() -> Process:
    outcome = laboratory().outcome(measured().model)
    return Process(WORKFLOW, facts(), NOTHING_FOUND, measured(), outcome)


def known_as(**names: str) -> Process:
    """Return the process with other names of its steps, by the first word of their ids."""
    steps = tuple(
        Step(id=a.id, name=names.get(a.id.split()[0], a.name), role=a.role)
        for a in WORKFLOW.activities
    )
    return replace(process(), workflow=WORKFLOW.model_copy(update={"activities": steps}))


def mean_h(model) -> float:
    return float(laboratory().metrics(model)["cycle_time_mean_h"].mean())


def rejecting(share: float) -> Process:
    """Return the process in which "Complete claim" stands for a rejection of so many checks."""
    twin = measured()
    flows = tuple(
        flow
        if flow.probability is None
        else replace(flow, probability=share if flow.target == "Complete claim" else 1 - share)
        for flow in twin.model.flows
    )
    model = replace(twin.model, flows=flows)
    changed = replace(twin, model=model, rejecting=frozenset({"Complete claim"}))
    named = known_as(Check="Approve claim", Decide="Approve payment")
    outcome = TwinLaboratory(changed, 3, SIZE).outcome(changed.model)
    return replace(named, twin=changed, outcome=outcome)


def rulings(
    operator: Operator, process: Process, limits: Limits = NO_LIMITS
) -> list[Proposal | Stop]:
    guarding = Guarding(process, GUARDS, limits)
    return [guarding.ruling(each) for each in operator(process)]


def allowed(operator: Operator, process: Process) -> list[Proposal]:
    """Return what an operator proposes and no guard stops."""
    return [each for each in rulings(operator, process) if isinstance(each, Proposal)]


def stops(operator: Operator, process: Process, limits: Limits = NO_LIMITS) -> list[Stop]:
    return [each for each in rulings(operator, process, limits) if isinstance(each, Stop)]
