"""Twins of stated workflows, and what they do."""

from common.model.workflow import Activity, Flow, Gateway, Workflow
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.load import load, visits
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.calibration_fixture import stated, stated_facts_of

SIZE = Size(replications=10, cases=400)
UNTIMED = dict.fromkeys(("submit", "check", "approve", "book"), (None, None))
WEEKLY = {"cases_per_week": stated(48.0, "per_week")}


def twin(workflow, **facts):
    return twin_of_statement(stated_facts_of(workflow, **facts), workflow, seed=1)


def simulated(model, metric="cycle_time_mean_h"):
    return float(simulate(model, SIZE, seed=5).process[metric].mean())


def often(model, node):
    """How often a case comes to a node."""
    compiled = compile_model(model)
    return float(visits(compiled)[compiled.graph.names.index(node)])


def plain(*flows, gateways=(), **activities):
    return Workflow(
        name="plain",
        activities=tuple(Activity(id=n, name=n, **given) for n, given in activities.items()),
        gateways=tuple(Gateway(id=name, kind=kind) for name, kind in gateways),
        flows=tuple(Flow(source=f[0], target=f[1], probability=f[2]) for f in flows),
    )


def utilisation(model):
    return load(compile_model(model)).by_resource
