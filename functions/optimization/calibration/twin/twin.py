"""From an event table to a model that behaves like the process that wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Literal

import numpy as np

from common.language import say, term
from common.numerals import grouped, joined
from functions.optimization.calibration.twin.arrivals import (
    Interarrival,
    Rates,
    Way,
    arrivals,
    calendar_of,
)
from functions.optimization.calibration.twin.assembly import Assembly, Graph
from functions.optimization.calibration.twin.calendars import Week
from functions.optimization.calibration.twin.clocks import Clock, clock_of
from functions.optimization.calibration.twin.control_flow import control_flow
from functions.optimization.calibration.twin.delays import Delays, delays, elapsed
from functions.optimization.calibration.twin.event_table import EventTable, Floats
from functions.optimization.calibration.twin.performance import (
    Times,
    Worker,
    hours_of,
    times_of,
    work,
    workers,
)
from functions.optimization.calibration.twin.recency import bounded, recent
from functions.optimization.calibration.twin.working_time import HOUR_S, working_time
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.load import load
from functions.optimization.simulation.engine.model import (
    UNLIMITED,
    Activity,
    Model,
    Performer,
    Resource,
)

Kind = Literal["resources", "elapsed"]
ELAPSED_LIMIT = (
    "The log does not say who worked from when to when: waiting and work are one elapsed time, "
    "and changes of staffing, working hours or priorities cannot be simulated in this twin."
)
NO_QUEUES = (
    "Cases do not influence each other in this twin: it shows no effect of a change on queues."
)


@dataclass(frozen=True)
class Twin:
    """A model of a log, and how to read its runs as a log again."""

    model: Model
    kind: Kind
    activity_of: dict[str, str]  # by node; waits are no activities of the log
    clock: Clock
    way: Way
    workers: tuple[Worker, ...]
    waits: Delays
    cases: int  # the latest, on which it was fitted
    doubts: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """Return how it was made, in one or two sentences for the report."""
        arrivals_text = say("as often as in each hour of the week")
        if isinstance(self.way, Interarrival):
            family = self.way.distribution.family
            arrivals_text = say(
                "at {family} intervals within the hours in which cases come", family=term(family)
            )
        if self.kind == "elapsed":
            return say(
                "Twin of elapsed times of the latest {cases} cases: routing by as many "
                "past steps as foretell the next one, times from the log counted in the "
                "hours in which each activity happens; cases come {arrivals_text}.",
                cases=grouped(self.cases),
                arrivals_text=arrivals_text,
            )
        delays_text = (
            say("{waits} external delays", waits=len(self.waits.waits))
            if self.waits.waits
            else say("no delays")
        )
        return say(
            "Event-driven twin of the latest {cases} cases: {workers} people in the "
            "hours in which they were seen at work, work times measured within these "
            "hours, concurrency where executions overlap, {delays_text} that neither "
            "hours nor queues explain; cases come {arrivals_text}.",
            cases=grouped(self.cases),
            workers=len(self.workers),
            delays_text=delays_text,
            arrivals_text=arrivals_text,
        )

    @property
    def limits(self) -> tuple[str, ...]:
        """Return what cannot be changed in it, or is not known of it."""
        found: tuple[str, ...] = ()
        if self.kind == "elapsed":
            found = (say(ELAPSED_LIMIT), say(NO_QUEUES))
        several = [worker.name for worker in self.workers if worker.amount > 1]
        if several:
            names = joined([*several[:5], *([term("others")] if len(several) > 5 else [])])
            found += (
                say(
                    "Several things at once are done by {names}, each as fast as alone.",
                    names=names,
                ),
            )
        clock = self.clock
        if clock.recorded_in != "UTC":
            found += (
                say(
                    "The log's times were recorded by a clock that is changed as in "
                    "{recorded_in}, while people work by one that is not: its hours are "
                    "those of winter.",
                    recorded_in=term(clock.recorded_in),
                ),
            )
        zone = clock.zone if clock.model_in == "UTC" else clock.model_in
        if zone != "UTC":
            found += (
                say(
                    "People work by clocks that are changed as in {zone}; the log does "
                    "not show whether it is there.",
                    zone=term(zone),
                ),
            )
        return found

    def starting(self, recorded_s: float) -> Model:
        """Return the model whose first case comes about when a log's first case came."""
        first = float(self.clock.instants(np.array([recorded_s]))[0])
        if isinstance(self.way, Rates):
            begin = np.floor(first / HOUR_S) * HOUR_S
            ways = self.way.arrivals(float(begin))
        else:
            begin, ways = _one_gap_before(self.way, first), self.way.arrivals()
        at = datetime.fromtimestamp(float(begin), UTC)
        return replace(self.model, arrivals=ways, starts_at=at)


def _one_gap_before(way: Interarrival, first_s: float) -> float:
    """Return the instant from which the mean time between cases leads to the first one."""
    gap = way.distribution.untruncated_mean_s()
    back = first_s - 4 * 7 * 86_400 - gap * 168 / way.week.hours
    hours = working_time(way.week.calendar("arrivals"), back, first_s)
    wanted = float(hours.worked(np.array([first_s]))[0]) - gap
    shift = int(np.searchsorted(hours.before_s, wanted, side="right")) - 1
    return float(hours.begins_s[shift] + wanted - hours.before_s[shift])


@dataclass(frozen=True)
class Known:
    """What is known about a process besides its log, by names of activities and roles."""

    rejecting: frozenset[str] = frozenset()  # activities that turn cases down or send them back
    cost: Mapping[str, float] = field(default_factory=dict)  # per execution of an activity
    cost_per_h: Mapping[str, float] = field(default_factory=dict)  # of the people of a role


NOTHING = Known()


def twin(recorded: EventTable, known: Known = NOTHING) -> Twin:
    """Return a model fitted to a log.

    Where the log says who did what from when to when, people, their hours and queues are
    simulated; otherwise, and where these people could not do what is asked for in their hours,
    elapsed times are. Raises ``ValueError`` where there are too many different steps.
    """
    recorded = bounded(recorded)
    if not (recorded.has_starts and recorded.has_resources):
        return _fitted(recorded, known, staffed=False)
    found = _fitted(recorded, known, staffed=True)
    busiest = load(compile_model(found.model))
    if busiest is None or busiest.at_least < 1:
        return found
    doubt = say(
        "The hours in which {resources} were seen at work cannot hold what the log says "
        "they did: queues cannot be simulated from it.",
        resources=joined(list(busiest.resources)),
    )
    return replace(_fitted(recorded, known, staffed=False), doubts=(doubt,))


def _fitted(recorded: EventTable, known: Known, staffed: bool) -> Twin:
    clock = clock_of(np.concatenate((recorded.start_s, recorded.end_s)))
    if not staffed:
        clock = clock.kept_local()
    everything = replace(
        recorded,
        start_s=clock.instants(recorded.start_s),
        end_s=clock.instants(recorded.end_s),
        enabled_s=_known_instants(clock, recorded),
    )
    way = arrivals(np.sort(everything.arrivals_s()), clock.zone)
    table = recent(everything)
    flow = control_flow(table)
    people = workers(table, clock, flow.ready_s) if staffed else ()
    hours = hours_of(people, float(table.start_s.min()), float(table.end_s.max()))
    waits = delays(table, flow, people, hours) if staffed else elapsed(table, flow, clock.zone)
    spent = work(table, hours)
    works = {a: times_of(table, spent, a) for a in np.unique(table.activity).tolist()}
    make = partial(_activity, table, works, known, staffed)
    graph = Assembly(table, flow, waits, make).graph()
    found = Twin(
        model=_model(graph, people, waits, way, known),
        kind="resources" if staffed else "elapsed",
        activity_of=graph.activity_of,
        clock=clock,
        way=way,
        workers=people,
        waits=waits,
        cases=table.cases,
    )
    first = clock.recorded(table.arrivals_s()[:1])
    return replace(found, model=found.starting(float(first[0])))


def _known_instants(clock: Clock, table: EventTable) -> Floats:
    enabled = table.enabled_s.copy()
    known = np.isfinite(enabled)
    enabled[known] = clock.instants(enabled[known])
    return enabled


def _activity(
    table: EventTable,
    works: dict[int, Times],
    known: Known,
    staffed: bool,
    node: str,
    activity: int,
) -> Activity:
    own, name = works[activity], table.activities[activity]
    performers = tuple(Performer(table.resources[who], own.own.get(who)) for who in own.performers)
    return Activity(
        node,
        own.common,
        performers=performers if staffed else (),
        cost=known.cost.get(name),
        rejects=name in known.rejecting,
        counts_as=name,
    )


def _model(
    graph: Graph, people: tuple[Worker, ...], waits: Delays, way: Way, known: Known
) -> Model:
    names: dict[tuple[bytes, tuple[object, ...]], str] = {}
    calendars = list(calendar_of(way))
    resources = []

    def hours(week: Week, name: str) -> str:
        key = (week.open.tobytes(), week.holidays)
        if key not in names:
            names[key] = name
            calendars.append(week.calendar(name))
        return names[key]

    for person in people:
        calendar = hours(person.week, f"hours of {person.name}")
        resources.append(
            Resource(
                person.name,
                person.amount,
                calendar,
                known.cost_per_h.get(person.group),
                person.group,
            )
        )
    for name, week in sorted(waits.weeks.items()):
        resources.append(Resource(name, UNLIMITED, hours(week, name), 0.0))
    return Model(
        activities=tuple(graph.activities),
        gateways=tuple(graph.gateways),
        flows=tuple(graph.flows),
        arrivals=way.arrivals() if isinstance(way, Interarrival) else way.arrivals(0.0),
        resources=tuple(resources),
        calendars=tuple(calendars),
    )
