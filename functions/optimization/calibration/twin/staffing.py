"""What a twin knows about people, hours and arrivals, in the terms of the canonical workflow."""

from dataclasses import dataclass
from math import isfinite

from common.language import term
from common.model import distribution as canonical
from common.model.figure import Figure, Provenance
from common.model.staffing import Arrivals, Calendar, Performance, Resource
from functions.optimization.calibration.twin.arrivals import Interarrival
from functions.optimization.calibration.twin.twin import Twin
from functions.optimization.calibration.twin.working_time import HOUR_S
from functions.optimization.simulation.engine.distribution import Distribution

MEASURED_WORK = "Start to completion in the log, within the hours in which the resource works."
FITTED_WORK = "Fitted to start to completion in the log, within the hours of the resource."
FITTED_ARRIVALS = "Fitted to the times between the first events of cases, within these hours."
COST = "The cost per hour that is known of the role."


@dataclass(frozen=True)
class Staffing:
    """Parts of a workflow that a log showed; empty where the twin knows no people."""

    calendars: tuple[Calendar, ...]
    resources: tuple[Resource, ...]
    performances: tuple[Performance, ...]
    arrivals: Arrivals | None  # absent where cases come at rates that change with the hour


def staffing(twin: Twin, roles: frozenset[str] = frozenset()) -> Staffing:
    """Return what was discovered; ``roles`` are the ids of the workflow, as named in the log."""
    groups = {worker.name: worker.group for worker in twin.workers}
    resources = tuple(
        Resource(
            id=one.id,
            name=one.id,
            role=groups[one.id] if groups[one.id] in roles else None,
            amount=one.amount,
            cost_per_h=_cost(one.cost_per_h),
            calendar=one.calendar,
        )
        for one in twin.model.resources
        if one.id in groups
    )
    arrivals = None
    if isinstance(twin.way, Interarrival):
        given = twin.model.arrivals
        interarrival = in_hours(twin.way.distribution, term(FITTED_ARRIVALS))
        arrivals = Arrivals(interarrival=interarrival, calendar=given.calendar)
    used = {one.calendar for one in resources} | {arrivals.calendar if arrivals else None}
    calendars = (one for one in twin.model.calendars if one.id in used)
    if twin.clock.model_in != "UTC":  # the model's clock is that of an unknown place
        calendars = (one.model_copy(update={"time_zone": None}) for one in calendars)
    return Staffing(
        calendars=tuple(calendars),
        resources=resources,
        performances=_performances(twin, frozenset(groups)),
        arrivals=arrivals,
    )


def _performances(twin: Twin, people: frozenset[str]) -> tuple[Performance, ...]:
    """Return who takes how long, once for every activity, however many nodes stand for it."""
    found: dict[tuple[str, str], Performance] = {}
    for node in twin.model.activities:
        activity = twin.activity_of.get(node.id)
        for performer in node.performers if activity is not None else ():
            if activity is None or performer.resource not in people:
                continue
            spent = performer.duration or node.duration
            origin = term(MEASURED_WORK if spent.family == "empirical" else FITTED_WORK)
            found.setdefault(
                (activity, performer.resource),
                Performance(
                    activity=activity,
                    resource=performer.resource,
                    duration=in_hours(spent, origin),
                ),
            )
    return tuple(found[key] for key in sorted(found))


def _cost(per_h: float | None) -> Figure | None:
    if per_h is None:
        return None
    return Figure(
        value=per_h, unit="money_per_h", provenance=Provenance.INFERRED, origin=term(COST)
    )


def in_hours(given: Distribution, origin: str) -> canonical.Distribution:
    """Return a distribution of the engine in the canonical terms; fitted ones are inferred."""
    needed = canonical.NEEDED[given.family]
    figures = {
        "mean_h": given.mean_s / HOUR_S,
        "standard_deviation_h": given.standard_deviation_s / HOUR_S,
        "mode_h": given.mode_s / HOUR_S,
        "scale_h": given.scale_s / HOUR_S,
        "shape": given.shape,
    }
    measured = given.family == "empirical"
    return canonical.Distribution(
        family=given.family,
        **{name: value for name, value in figures.items() if name in needed},
        minimum_h=given.minimum_s / HOUR_S
        if given.minimum_s > 0 or "minimum_h" in needed
        else None,
        maximum_h=given.maximum_s / HOUR_S if isfinite(given.maximum_s) else None,
        values_h=tuple(value / HOUR_S for value in given.values_s),
        weights=given.weights,
        provenance=Provenance.MEASURED if measured else Provenance.INFERRED,
        origin=origin,
    )
