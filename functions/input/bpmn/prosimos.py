"""Simulation parameters in the JSON format of Prosimos, checked against themselves and a model."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from pydantic import ValidationError

from common.language import say
from common.model.problem import PermanentError, ProblemPart
from common.model.quality import DataWarning
from functions.input.bpmn.model import BpmnDocument
from functions.input.bpmn.refusal import Warnings, refused, shown
from functions.input.bpmn.simulation import Distribution, SimulationParameters
from functions.input.bpmn.vocabulary import TASKS

MAX_BYTES = 32 << 20
MAX_DEPTH = 50
HALF = re.compile("[\ud800-\udfff]")
MAX_FAULTS = 20  # named at once
TYPED = {
    field.alias for field in SimulationParameters.model_fields.values() if field.alias is not None
}
CURE = "Export the parameters again, or correct them and submit again."


def read_simulation_parameters(body: bytes) -> SimulationParameters:
    """Return the parameters in a JSON document; sections that are not modelled are kept.

    Raises:
        PermanentError: no such JSON; JSON Pointers (RFC 6901) name the faults.
    """
    data = _parsed(body)
    if not isinstance(data, dict) or not TYPED & data.keys():
        raise refused(
            "invalid-parameters",
            "The file has no simulation parameters",
            "An object with sections such as 'resource_profiles' and 'task_resource_distribution' "
            f"is expected. {CURE}",
            ProblemPart(detail="none of the known sections is there", pointer=""),
        )
    sections = {key: value for key, value in data.items() if key not in TYPED}
    known = {key: value for key, value in data.items() if key in TYPED and value is not None}
    try:
        read = SimulationParameters.model_validate({**known, "sections": sections})
    except ValidationError as error:
        raise _invalid(error) from None
    return read.model_copy(update={"warnings": _doubts(read)})


def parameter_warnings(
    parameters: SimulationParameters, document: BpmnDocument
) -> tuple[DataWarning, ...]:
    """Return what parameters and model do not agree on."""
    warnings = Warnings()
    nodes = {node.id: node for process in document.processes for node in process.nodes()}
    flows = {flow.id for p in document.processes for _, s in p.scope.walk() for flow in s.flows}
    for place, identity in _mentions(parameters):
        if identity not in nodes and identity not in flows:
            text = say("The parameters name elements that the model does not have.")
            warnings.add("unknown_in_model", text, f"{place} '{shown(identity)}'")
    timed = {times.task for times in parameters.task_times}
    for node in nodes.values():
        if node.kind in TASKS and node.id not in timed:
            text = say("The parameters say nothing about the time of these tasks.")
            warnings.add("task_without_time", text, shown(node.name or node.id))
    return warnings.all()


def _parsed(body: bytes) -> Any:
    if len(body) > MAX_BYTES:
        detail = f"{len(body):,} bytes; at most {MAX_BYTES:,} are read."
        raise refused("file-too-large", "The parameters are too large", detail)
    try:
        data = json.loads(body, parse_constant=_no_number)
        _check_values(data)
        return data
    except json.JSONDecodeError as error:
        place, why = f"line {error.lineno}", error.msg
    except (ValueError, RecursionError) as error:
        place, why = "line 1", str(error)[:200]
    detail = f"{place.capitalize()}: {why}. {CURE}"
    part = ProblemPart(detail=why, pointer=place)
    raise refused("malformed-json", "The parameters are no JSON", detail, part)


def _check_values(data: Any) -> None:
    """Nesting is bounded, and half characters, which JSON can name, are no text."""
    pending = [(data, 1)]
    while pending:
        value, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise ValueError(f"values are nested deeper than {MAX_DEPTH}")
        if isinstance(value, str) and HALF.search(value):
            raise ValueError("a text has half a character (a surrogate)")
        if isinstance(value, dict | list):
            inner = (*value.keys(), *value.values()) if isinstance(value, dict) else value
            pending.extend((each, depth + 1) for each in inner)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _invalid(error: ValidationError) -> PermanentError:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    parts = tuple(
        ProblemPart(detail=fault["msg"], pointer="".join(map(_token, fault["loc"])))
        for fault in faults[:MAX_FAULTS]
    )
    more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
    return refused(
        "invalid-parameters",
        "Simulation parameters cannot be used",
        f"{shown(parts[0].pointer or '/')}: {parts[0].detail}{more}. {CURE}",
        *parts,
    )


def _token(step: int | str) -> str:
    return "/" + str(step)[:200].replace("~", "~0").replace("/", "~1")


def _doubts(parameters: SimulationParameters) -> tuple[DataWarning, ...]:
    warnings = Warnings()
    _check_references(parameters, warnings)
    for place, distribution in distributions(parameters):
        if not (distribution.named or distribution.mixture or distribution.histogram_data):
            text = say(
                "The meaning of a distribution's parameters is not certain; they are unnamed."
            )
            warnings.add("unclear_distribution", text, f"{place}: {shown(distribution.kind)}")
    for gateway in parameters.gateways:
        given = [path.probability for path in gateway.paths if path.probability is not None]
        complete = given and len(given) == len(gateway.paths)
        if complete and not math.isclose(sum(given), 1, abs_tol=0.01):
            text = say(
                "Probabilities of a gateway do not add up to 1, as those of exclusive ones must."
            )
            warnings.add("probabilities_off", text, f"{shown(gateway.gateway)}: {sum(given):g}")
    return warnings.all()


def _check_references(parameters: SimulationParameters, warnings: Warnings) -> None:
    calendars = {calendar.id for calendar in parameters.calendars}
    resources = parameters.resources()
    for resource in resources:
        if resource.calendar is not None and resource.calendar not in calendars:
            text = say("Resources name calendars that are not given.")
            warnings.add("unknown_calendar", text, shown(resource.id))
    known = {resource.id for resource in resources}
    for times in parameters.task_times:
        for time in times.resources:
            if time.resource not in known:
                text = say("Times are given for resources that are not in a profile.")
                place = say(
                    "task {task}: {resource}",
                    task=shown(times.task),
                    resource=shown(time.resource or "none"),
                )
                warnings.add("unknown_resource", text, place)


def distributions(parameters: SimulationParameters) -> Iterator[tuple[str, Distribution]]:
    """Yield every distribution with its place."""
    if parameters.arrivals is not None:
        yield "arrivals", parameters.arrivals
    for times in parameters.task_times:
        for time in times.resources:
            yield say("task {task}", task=shown(times.task)), time
    for event in parameters.event_times:
        yield say("event {event}", event=shown(event.event)), event


def _mentions(parameters: SimulationParameters) -> Iterator[tuple[str, str]]:
    for times in parameters.task_times:
        yield "task", times.task
    for event in parameters.event_times:
        yield "event", event.event
    for gateway in parameters.gateways:
        yield "gateway", gateway.gateway
        for path in gateway.paths:
            yield "flow", path.flow
