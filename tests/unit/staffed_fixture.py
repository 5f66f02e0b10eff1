"""Claims of a small office, simulated from a known model, as the stages before would tell them."""

from array import array
from functools import cache

from common.model.event_arrays import packed
from common.model.facts import Facts, Transition
from common.model.figure import Provenance
from common.model.staffing import Calendar, Shift
from common.model.workflow import Activity as Step
from common.model.workflow import Role, Workflow
from functions.optimization.calibration.twin.event_table import EventTable
from functions.optimization.simulation.engine import distribution as times
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
from tests.unit.twin_fixture import HOUR, run_of

OFFICE = Calendar(
    id="office",
    time_zone="UTC",
    shifts=tuple(Shift(weekday=day, begins_s=8 * HOUR, ends_s=16 * HOUR) for day in range(5)),
)
MONDAYS = Calendar(
    id="mondays",
    time_zone="UTC",
    shifts=(Shift(weekday=0, begins_s=9 * HOUR, ends_s=15 * HOUR),),
)


def done_by(name: str, hours: float, *people: str) -> Activity:
    return Activity(name, times.exponential(hours * HOUR), tuple(map(Performer, people)))


CLAIMS = Model(
    activities=(
        done_by("Check claim", 0.5, "Ann"),
        done_by("Complete claim", 0.5, "Customer"),
        done_by("Decide claim", 1.7, "Bob"),
        done_by("Pay claim", 0.05, "Transfer"),
    ),
    gateways=(Gateway("begin", "exclusive"), Gateway("checked", "exclusive")),
    flows=(
        Flow(START, "begin"),
        Flow("begin", "Check claim"),
        Flow("Check claim", "checked"),
        Flow("checked", "Complete claim", 0.3),
        Flow("checked", "Decide claim", 0.7),
        Flow("Complete claim", "begin"),
        Flow("Decide claim", "Pay claim"),
        Flow("Pay claim", END),
    ),
    arrivals=Arrivals(interarrival=times.exponential(2 * HOUR), calendar="office"),
    resources=(
        Resource("Ann", calendar="office"),
        Resource("Bob", calendar="office"),
        Resource("Customer", calendar="office"),
        Resource("Transfer", calendar="mondays"),
    ),
    calendars=(OFFICE, MONDAYS),
)
ROLES = {
    "Ann": "Clerk",
    "Bob": "Adjuster",
    "Customer": "Customer",
    "Transfer": "Cashier",
}
WORKFLOW = Workflow(
    name="Claims",
    activities=tuple(
        Step(id=one.id, name=one.id, role=ROLES[one.performers[0].resource])
        for one in CLAIMS.activities
    ),
    flows=(),
    roles=tuple(Role(id=name, name=name) for name in sorted(ROLES.values())),
)


def facts(*transitions: Transition) -> Facts:
    return Facts(
        source="event_log",
        provenance=Provenance.MEASURED,
        activity_count=4,
        transitions=transitions,
    )


@cache
def claims(cases: int = 500) -> EventTable:
    """Return a log of the office; what is done names who did it."""
    return run_of(CLAIMS, cases, seed=5)


def events_of(table: EventTable, starts: bool = True) -> bytes:
    """Return a log as the stage before hands it on."""
    roles = sorted(set(ROLES.values()))
    people = table.resource.tolist()
    columns = {
        "case": array("q", table.case.tolist()),
        "activity": array("q", table.activity.tolist()),
        "resource": array("q", people),
        "role": array("q", [roles.index(ROLES[table.resources[who]]) for who in people]),
        "end_s": array("d", table.end_s.tolist()),
    }
    if starts:
        columns["start_s"] = array("d", table.start_s.tolist())
    names = {"activities": table.activities, "resources": table.resources, "roles": roles}
    return packed(columns, names)
