"""What the engine simulates: activities and gateways, cases that come, people who work.

Times are seconds, instants of the model's clock are seconds from ``starts_at``. Two models that
name a thing alike meet the same luck for it, so keep the ids of what a change leaves alone.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal, Self

from common.model.staffing import Calendar
from functions.optimization.simulation.engine.distribution import Distribution

START, END = "start", "end"
UNLIMITED = 1_000_000  # people or machines: nobody ever waits for one of so many
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
Discipline = Literal["first_come", "oldest_case", "due_date", "shortest"]


@dataclass(frozen=True)
class Condition:
    """A comparison of a case's attribute. Texts can only be compared for (in)equality."""

    attribute: str
    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    value: float | str


@dataclass(frozen=True)
class Attribute:
    """Something a case has from its arrival on: ``values`` with ``weights``, or a number.

    ``distribution`` gives any number that is at least 0; seconds are only its usual unit.
    """

    name: str
    values: tuple[float | str, ...] = ()
    weights: tuple[float, ...] = ()
    distribution: Distribution | None = None


@dataclass(frozen=True)
class Flow:
    """``target`` follows ``source``.

    Where ways part, either every flow has a ``probability`` (of exclusive and event-based
    gateways they add up to 1; of inclusive ones each is for itself), or ``conditions`` that must
    all hold: the first flow whose conditions hold is taken (inclusive: every such flow), and one
    without any is the default.
    """

    source: str
    target: str
    probability: float | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Gateway:
    """Where ways part or meet; takes no time. ``event_based``: the wait that ends first wins."""

    id: str
    kind: Literal["exclusive", "parallel", "inclusive", "event_based"]
    luck_of: str | None = None  # as of an activity


@dataclass(frozen=True)
class Resource:
    """A person or machine, or ``amount`` of them that are alike."""

    id: str
    amount: int = 1  # UNLIMITED: always enough, so the calendar limits when, not how much
    calendar: str | None = None  # absent: always there
    cost_per_h: float | None = None  # of work; absent: not known
    group: str | None = None  # role or team, for what is reported of all its members together


@dataclass(frozen=True)
class Performer:
    """Who can do an activity, and how long that takes them: the activity's own if absent."""

    resource: str
    duration: Distribution | None = None


@dataclass(frozen=True)
class Batching:
    """Executions wait and are started together, by one performer.

    A batch is released as soon as ``size`` have come, the first has waited ``longest_wait_s``,
    none has come for ``quiet_s``, or at the beginning of a shift of the calendar ``release``;
    what is left when nothing else happens any more is released too. ``sequential``: one after
    the other; ``parallel``: all in the time of one. ``time_shares``: (from this size on, share of
    the time of one execution), ascending.
    """

    size: int | None = None
    longest_wait_s: float | None = None
    quiet_s: float | None = None
    release: str | None = None
    kind: Literal["sequential", "parallel"] = "sequential"
    time_shares: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class TimeLimit:
    """What happens where an activity is not done ``after`` its case came to it: a boundary timer.

    ``breaks_off``: waiting or begun, it ends there, and the case goes on at ``to``. Otherwise it
    goes on, and something else begins at ``to`` beside it, once. ``since``: the wait before it,
    with the same limit, which is part of the time.
    """

    after: Distribution
    to: str
    breaks_off: bool = True
    since: str | None = None


@dataclass(frozen=True)
class Activity:
    """A kind of work, or of waiting (no performers), that takes ``duration``.

    One of ``performers`` does it, and one of each group in ``assisted_by`` is taken up as long.
    ``interruptible``: work rests outside the performer's shifts; otherwise it is finished in
    overtime. ``setup`` comes on top where the performer did another activity before.
    ``patience``: who has not been started by then leaves the queue for ``abandons_to``.
    ``instances``: as many executions per visit, side by side or ``in_turn``. Of waits alone:
    ``hours``, the calendar within which their time passes, and ``resumes``, the calendar with
    whose next shift they end (the next working day, a fixed hour).

    Executions of activities with the same ``counts_as`` are repeats of each other. Absent: work
    counts as itself, and a wait as nothing, which is also what "" says. ``luck_of``: draws what
    the node of that id would, for a copy of which a case comes to one or the other.
    """

    id: str
    duration: Distribution
    performers: tuple[Performer, ...] = ()
    assisted_by: tuple[tuple[str, ...], ...] = ()
    interruptible: bool = True
    cost: float | None = None  # per execution, beside the performer's hours
    priority: float = 0.0  # higher goes first; added to the case's
    setup: Distribution | None = None
    batching: Batching | None = None
    patience: Distribution | None = None
    abandons_to: str = END
    instances: int = 1
    in_turn: bool = False
    rejects: bool = False  # an execution turns the case down or sends it back
    counts_as: str | None = None
    luck_of: str | None = None
    time_limit: TimeLimit | None = None
    hours: str | None = None
    resumes: str | None = None


@dataclass(frozen=True)
class Arrivals:
    """How cases come: exactly one of the ways.

    ``interarrival``: times between cases, counted within ``calendar`` where there is one.
    ``rates_per_h``: a Poisson process with rates that repeat, each for ``rate_period_s`` from
    ``starts_at`` on (168 rates of an hour: a week). ``at_s``: exactly then. ``population``: as
    many cases from the start, and a new one for every one that ends.
    """

    interarrival: Distribution | None = None
    calendar: str | None = None
    rates_per_h: tuple[float, ...] = ()
    rate_period_s: float = 3600.0
    at_s: tuple[float, ...] = ()
    population: int | None = None


class Ways(dict[str, list[Flow]]):
    """Flows by the node that they leave."""

    def __missing__(self, node: str) -> list[Flow]:
        return []


@dataclass(frozen=True)
class Model:
    """A process that can be simulated. Change it by making a new one.

    Flows lead from ``start`` to one of ``ends`` (ids; a case's outcome is the end that its last
    token reached). Of several waiting executions goes first: the highest priority, then by
    ``discipline``, then who came first. ``wip_cap``: more cases than this wait at the door.
    """

    activities: tuple[Activity, ...]
    flows: tuple[Flow, ...]
    arrivals: Arrivals
    gateways: tuple[Gateway, ...] = ()
    resources: tuple[Resource, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    ends: tuple[str, ...] = (END,)
    discipline: Discipline = "first_come"
    priority_attribute: str | None = None  # a number: higher goes first
    due_after: Distribution | None = None  # from arrival to the due date
    wip_cap: int | None = None
    starts_at: datetime = MONDAY

    @cached_property
    def ways_out(self) -> Ways:
        """The flows that leave each node; none where it has none."""
        found = Ways()
        for flow in self.flows:
            found.setdefault(flow.source, []).append(flow)
        return found

    def with_activity(self, activity: Activity) -> Self:
        """Return the model with this activity instead of the one of the same id."""
        changed = tuple(activity if a.id == activity.id else a for a in self.activities)
        return replace(self, activities=changed)

    def with_resource(self, resource: Resource) -> Self:
        """Return the model with this resource instead of the one of the same id."""
        changed = tuple(resource if r.id == resource.id else r for r in self.resources)
        return replace(self, resources=changed)

    def activity(self, activity_id: str) -> Activity:
        """Return the activity with this id; raises ``KeyError``."""
        for activity in self.activities:
            if activity.id == activity_id:
                return activity
        raise KeyError(activity_id)
