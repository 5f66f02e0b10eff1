"""Processes of a log without people, and stated ones, whose changes are simulated."""

from functools import cache

from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.redesign.building import twin_of_log
from functions.optimization.redesign.process import Process
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine.simulation import Size
from tests.unit.calibration_fixture import (
    CLAIM_ROLES,
    NOTHING_FOUND,
    claims,
    events_of_cases,
    facts_of,
    stated_facts_of,
    workflow_of,
)

SIZE = Size(replications=12, cases=400)


def of_twin(workflow, facts, twin):
    outcome = TwinLaboratory(twin, 1, SIZE).outcome(twin.model)
    return Process(workflow, facts, NOTHING_FOUND, twin, outcome)


def measured_process(cases, roles=CLAIM_ROLES, workflow=None):
    facts = facts_of(cases, roles)
    workflow = workflow or workflow_of(facts)
    events = events_of_cases(cases, roles)
    return of_twin(workflow, facts, twin_of_log(events, facts, workflow, 1, quick=True))


@cache
def claims_process():
    return measured_process(claims())


def stated_process(workflow, **fields):
    facts = stated_facts_of(workflow, **fields)
    return of_twin(workflow, facts, twin_of_statement(facts, workflow, seed=1))


def metrics(process, model):
    return TwinLaboratory(process.twin, 1, SIZE).metrics(model)


def mean_h(process, model):
    return float(metrics(process, model)["cycle_time_mean_h"].mean())
