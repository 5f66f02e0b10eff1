"""How long the timers of a BPMN model run: by simulation parameters, else by what is drawn."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp

from common.language import say
from common.model.distribution import Distribution
from common.model.figure import Figure, Provenance
from common.model.workflow import Activity
from functions.input.bpmn.model import FlowNode, Scope
from functions.input.bpmn.simulation import SimulationParameters
from functions.input.reading.bpmn_net import Way, inferred
from functions.input.reading.bpmn_times import fixed, mean_h, times_of
from functions.input.reading.stated import clean, stated
from functions.input.reading.values import MAX_HOURS

HOURS = {"Y": 8766.0, "Mo": 730.5, "W": 168.0, "D": 24.0, "H": 1.0, "M": 1 / 60, "S": 1 / 3600}
NUMBER = r"(\d{1,9}(?:[.,]\d{1,9})?)"
DURATION = re.compile(
    rf"^(?:R\d*/)?P(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}W)?(?:{NUMBER}D)?"
    rf"(?:T(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?$"
)
EXCEPTION = 0.05  # share of an event that may interrupt a step, where nothing is known
LEAST, MOST = 0.001, 0.999  # so that no way is drawn as never taken


@dataclass(frozen=True)
class Timer:
    """The time until an event occurs; ``repeats``: again and again, as drawn."""

    mean_h: Figure
    times: Distribution
    repeats: bool = False


def duration_h(expression: str) -> float | None:
    """Return the hours of an ISO 8601 duration or repeated interval; None for anything else.

    A year counts as 365.25 days, a month as a twelfth of it.
    """
    found = DURATION.match(expression.strip())
    if found is None or not any(found.groups()):
        return None
    parts = (float(part.replace(",", ".")) if part else 0.0 for part in found.groups())
    hours = sum(n * unit for n, unit in zip(parts, HOURS.values(), strict=True))
    return hours if hours <= MAX_HOURS else None


def timer_of(node: FlowNode, parameters: SimulationParameters | None, source: str) -> Timer | None:
    """Return the time until an event; None where it is not said, a date or an expression."""
    for event in parameters.event_times if parameters else ():
        if event.event == node.id:
            origin = say(
                "{source} parameters: event_distribution of '{id}'", source=source, id=node.id
            )
            times = times_of(event, origin)
            if times is not None:
                rule = say("mean of the {family} in {origin}", family=times.family, origin=origin)
                return Timer(stated(mean_h(times), "h", rule), times)
    for definition in node.event_definitions:
        if definition.kind == "timer" and definition.expression and definition.timer != "date":
            hours = duration_h(definition.expression)
            if hours is not None:
                origin = say(
                    "timer '{name}': {expression}",
                    name=clean(node.name or node.id, 200),
                    expression=definition.expression,
                )
                mean = stated(hours, "h", origin)
                repeats = definition.timer == "cycle"
                return Timer(mean, fixed(hours, mean.origin), repeats)
    return None


def boundary_timers(
    nodes: Iterable[FlowNode], parameters: SimulationParameters | None, source: str
) -> dict[str, Timer]:
    """Return the timers on the boundaries of activities whose time is known, by event."""
    found = {}
    for node in nodes:
        timer = timer_of(node, parameters, source) if node.attached_to else None
        if timer is not None:
            found[node.id] = timer
    return found


def with_late(
    activity: Activity, shares: Mapping[Way, Figure | None], late: Way
) -> dict[Way, Figure | None]:
    """Return the shares of the ways out of an activity with that of its time limit.

    That one is an estimate for what is drawn before anything is simulated: as if all of the
    activity's time were exponential, without what people are waited for.
    """
    limit = activity.time_limit
    known = (activity.processing_h, activity.waiting_h, activity.elapsed_h)
    mean = sum(figure.value for figure in known if figure is not None)
    share = EXCEPTION
    origin = say("How often the time is up follows from the simulation; drawn as 1 in 20.")
    if limit is not None and mean > 0:
        share = min(MOST, max(LEAST, exp(-limit.after_h.value / mean)))
        origin = say(
            "How often the time is up follows from the simulation; drawn as if the time of the "
            "step were exponential, without waiting for people."
        )
    figure = Figure(
        value=share, unit="share", provenance=Provenance.ASSUMED, origin=origin, low=0, high=1
    )
    if limit is not None and limit.breaks_off:
        rest = inferred(1 - share, say("what other ways leave"))
        shares = {way: _scaled(each, rest) for way, each in shares.items()}
    return {**shares, late: figure}


def _scaled(given: Figure | None, rest: Figure) -> Figure | None:
    return given and given.model_copy(update={**dict(rest), "value": given.value * rest.value})


def interval_of(scope: Scope) -> tuple[FlowNode, float] | None:
    """Return the start that a timer triggers again and again, and its hours, if it is the only."""
    starts = [node for node in scope.nodes if node.kind == "startEvent"]
    if len(starts) == 1:
        for definition in starts[0].event_definitions:
            if definition.timer == "cycle" and definition.expression:
                hours = duration_h(definition.expression)
                if hours:
                    return starts[0], hours
    return None
