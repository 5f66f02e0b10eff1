"""Processes so small that the effect of a change can be told without simulating it."""

from dataclasses import replace

from common.model.assessment import Assessment, Evidence, Finding, Place, Severity
from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.workflow import Activity as Step
from common.model.workflow import Role, Workflow
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine.distribution import Distribution, fixed
from functions.optimization.simulation.engine.model import (
    END,
    START,
    Activity,
    Arrivals,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
)
from functions.optimization.simulation.engine.simulation import Size
from tests.unit.calibration_fixture import NOTHING_FOUND

HOUR = 3600.0
SELDOM = Arrivals(interarrival=fixed(1000 * HOUR))  # nobody ever queues
SIZE = Size(replications=4, cases=500)


def step(name: str, hours: float | Distribution, *people: str, **more) -> Activity:
    times = hours if isinstance(hours, Distribution) else fixed(hours * HOUR)
    return Activity(name, times, tuple(map(Performer, people)), **more)


def in_a_row(*activities: Activity, refusing: dict[str, tuple[str, float]] | None = None) -> Model:
    """Return activities one after the other; ``refusing``: where a share goes instead."""
    flows, gateways, before = [], [], START
    for activity in activities:
        flows.append(Flow(before, activity.id))
        before = activity.id
        if refusing and activity.id in refusing:
            target, share = refusing[activity.id]
            before = f"after {activity.id}"
            gateways.append(Gateway(before, "exclusive"))
            flows += [Flow(activity.id, before), Flow(before, target, share)]
    flows.append(Flow(before, END))
    odds = {f"after {name}": 1.0 - share for name, (_, share) in (refusing or {}).items()}
    flows = [
        replace(flow, probability=odds[flow.source])
        if flow.source in odds and flow.probability is None
        else flow
        for flow in flows
    ]
    people = sorted({p.resource for a in activities for p in a.performers})
    return Model(
        activities=activities,
        gateways=tuple(gateways),
        flows=tuple(flows),
        arrivals=SELDOM,
        resources=tuple(Resource(name, group=name.rstrip("0123456789")) for name in people),
    )


def finding(*remedies: str, where: Place | None = None) -> Finding:
    return Finding(
        id="f",
        rule="r",
        framework="lean",
        principle="p",
        severity=Severity.HIGH,
        statement="s",
        where=where or Place(),
        evidence=(Evidence(metric="m", provenance=Provenance.STATED),),
        confidence=0.5,
        remedies=remedies,
    )


def asked(*remedies: str) -> Assessment:
    return NOTHING_FOUND.model_copy(update={"findings": (finding(*remedies),)})


def process_of(
    model: Model,
    *waits: str,
    asking: tuple[str, ...] = (),
    facts: Facts | None = None,
    rejecting: tuple[str, ...] = (),
    systems: tuple[str, ...] = (),
    size: Size = SIZE,
) -> Process:
    """Return the process of a model; ``waits`` are no activities of it."""
    shown = {a.id: a.id for a in model.activities if a.id not in waits}
    groups = {r.id: r.group or r.id for r in model.resources}
    roles = {a.id: groups[a.performers[0].resource] for a in model.activities if a.performers}
    workflow = Workflow(
        name="Small",
        activities=tuple(
            Step(id=name, name=name, role=roles.get(name), systems=systems) for name in shown
        ),
        flows=(),
        roles=tuple(Role(id=name, name=name) for name in sorted(set(groups.values()))),
    )
    twin = AsIs(model, "resources", shown, "-", rejecting=frozenset(rejecting))
    outcome = TwinLaboratory(twin, 1, size).outcome(model)
    stated = Facts(source="stated", provenance=Provenance.STATED, activity_count=len(shown))
    return Process(workflow, facts or stated, asked(*asking), twin, outcome)


def mean_h(process: Process, proposal: Proposal | None = None, size: Size = SIZE) -> float:
    """Return the mean cycle time of the process, or after a change of it."""
    model = process.model if proposal is None else proposal.change(process.model)
    bench = TwinLaboratory(process.twin, 1, size)
    return float(bench.outcome(model).process["cycle_time_mean_h"].mean())
