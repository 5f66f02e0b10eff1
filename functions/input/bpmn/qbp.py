"""Parameters of BIMP inside a BPMN file: ``qbp:processSimulationInfo``, QBP schema 201212."""

import math
from typing import Any, TypeVar

from pydantic import ValidationError

from common.bpmn.namespaces import QBP
from common.bpmn.xml_tree import XmlElement
from common.language import say
from common.model.base import Value
from functions.input.bpmn.model import BpmnDocument
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.bpmn.simulation import (
    Calendar,
    Distribution,
    EventTime,
    GatewayProbabilities,
    MixturePart,
    Period,
    Resource,
    ResourceProfile,
    ResourceTime,
    SimulationParameters,
    TaskTimes,
)
from functions.input.bpmn.vocabulary import EVENTS

SHAPES = {  # kind, and the attributes that hold its parameters, in our order
    "FIXED": ("fix", ("mean",)),
    "EXPONENTIAL": ("expon", ("arg1",)),
    "NORMAL": ("norm", ("mean", "arg1")),
    "UNIFORM": ("uniform", ("arg1", "arg2")),
    "TRIANGULAR": ("triangular", ("mean", "arg1", "arg2")),
    "GAMMA": ("gamma", ("mean", "arg1")),
    "LOGNORMAL": ("lognorm", ("mean", "arg1")),
    "HISTOGRAM": ("histogram", ()),
}
V = TypeVar("V", bound=Value)


def embedded_parameters(document: BpmnDocument) -> tuple[SimulationParameters, ...]:
    """Return the parameters of each simulation that the file describes.

    A value that cannot be used is absent, and named in the warnings of its parameters.
    """
    return tuple(
        _Reader(document).read(element)
        for element in document.xml.root.walk()
        if element.local == "processSimulationInfo" and element.namespace == QBP
    )


class _Reader:
    """Reads one description, collecting what cannot be used."""

    def __init__(self, document: BpmnDocument) -> None:
        self.warnings = Warnings()
        self._kinds = {n.id: n.kind for p in document.processes for n in p.nodes()}
        self._sources = {
            flow.id: flow.source
            for process in document.processes
            for _, scope in process.scope.walk()
            for flow in scope.flows
        }

    def read(self, info: XmlElement) -> SimulationParameters:
        """Return the parameters."""
        tables = _all(info, "timetables", "timetable")
        calendars = tuple(c for c in map(self._calendar, tables) if c)
        default = next((t.get("id") for t in tables if t.get("default") in ("true", "1")), None)
        arrivals = next((e for e in info.elements() if _is(e, "arrivalRateDistribution")), None)
        elements = _all(info, "elements", "element")
        cases = self._number(info, "processInstances")
        return SimulationParameters(
            source="bimp",
            arrivals=self._distribution(Distribution, arrivals) if arrivals is not None else None,
            arrival_calendar=next((c.periods for c in calendars if c.id == default), ()),
            profiles=tuple(p for p in map(self._profile, _all(info, "resources", "resource")) if p),
            calendars=calendars,
            task_times=tuple(t for t in map(self._task, elements) if t),
            event_times=tuple(t for t in map(self._event, elements) if t),
            gateways=self._gateways(info),
            cases=int(cases) if cases is not None and 0 <= cases < 1e15 else None,
            starts_at=info.get("startDateTime") or None,
            currency=info.get("currency") or None,
            fixed_costs=self._costs(elements),
            warnings=self.warnings.all(),
        )

    def _calendar(self, table: XmlElement) -> Calendar | None:
        named = {"id": table.get("id"), "name": table.get("name")}
        return self._valid(Calendar, table, **named, periods=self._periods(table))

    def _periods(self, table: XmlElement) -> tuple[Period, ...]:
        found = (
            self._valid(
                Period,
                rule,
                first_day=rule.get("fromWeekDay"),
                last_day=rule.get("toWeekDay") or rule.get("fromWeekDay"),
                begins_s=(rule.get("fromTime") or "").partition("+")[0].removesuffix("Z"),
                ends_s=(rule.get("toTime") or "").partition("+")[0].removesuffix("Z"),
            )
            for rule in _all(table, "rules", "rule")
        )
        return tuple(period for period in found if period)

    def _profile(self, element: XmlElement) -> ResourceProfile | None:
        amount = self._number(element, "totalAmount")
        resource = self._valid(
            Resource,
            element,
            id=element.get("id"),
            name=element.get("name"),
            amount=1 if amount is None else amount,
            cost_per_h=self._number(element, "costPerHour"),
            calendar=element.get("timetableId"),
        )
        if resource is None:
            return None
        return ResourceProfile(id=resource.id, name=resource.name, resources=(resource,))

    def _task(self, element: XmlElement) -> TaskTimes | None:
        task = element.get("elementId")
        duration = next((e for e in element.elements() if _is(e, "durationDistribution")), None)
        if duration is None or self._kinds.get(task or "") in EVENTS:
            return None
        ids = [e.text.strip() for e in _all(element, "resourceIds", "resourceId")]
        given: list[str | None] = [identity for identity in ids if identity]
        found = (
            self._distribution(ResourceTime, duration, resource=identity)
            for identity in given or [None]
        )
        times = tuple(time for time in found if time)
        return self._valid(TaskTimes, element, task=task, resources=times) if times else None

    def _event(self, element: XmlElement) -> EventTime | None:
        event = element.get("elementId") or ""
        duration = next((e for e in element.elements() if _is(e, "durationDistribution")), None)
        if duration is None or self._kinds.get(event) not in EVENTS:
            return None
        return self._distribution(EventTime, duration, event=event)

    def _distribution(self, model: type[V], element: XmlElement, **more: Any) -> V | None:
        kind, names = SHAPES.get((element.get("type") or "").upper(), (None, ()))
        values = [self._number(element, name) for name in names]
        if kind == "expon" and not values[0]:  # some writers give the mean as such
            values = [self._number(element, "mean")]
        if kind is None or None in values:
            self._unusable(element)
            return None
        mixture = tuple(
            part
            for bin_ in _all(element, "histogramDataBins", "histogramData")
            if (part := self._part(bin_))
        )
        return self._valid(model, element, kind=kind, values=values, mixture=mixture, **more)

    def _part(self, bin_: XmlElement) -> MixturePart | None:
        inner = next((e for e in bin_.elements() if _is(e, "distribution")), None)
        distribution = self._distribution(Distribution, inner) if inner is not None else None
        percent = self._number(bin_, "probability")
        if distribution is None or percent is None:
            self._unusable(bin_)
            return None
        share = percent / 100
        return self._valid(MixturePart, bin_, probability=share, distribution=distribution)

    def _gateways(self, info: XmlElement) -> tuple[GatewayProbabilities, ...]:
        paths: dict[str, list[dict[str, Any]]] = {}
        for flow in _all(info, "sequenceFlows", "sequenceFlow"):
            identity = flow.get("elementId") or ""
            gateway = self._sources.get(identity)
            share = self._number(flow, "executionProbability")
            if gateway is None or (share is not None and not 0 <= share <= 1):
                self._unusable(flow)
            elif share is not None:
                paths.setdefault(gateway, []).append({"flow": identity, "probability": share})
        return tuple(
            GatewayProbabilities.model_validate({"gateway": gateway, "paths": listed})
            for gateway, listed in paths.items()
        )

    def _costs(self, elements: list[XmlElement]) -> dict[str, float]:
        found = {e.get("elementId") or "": self._number(e, "fixedCost") for e in elements}
        return {task: cost for task, cost in found.items() if task and cost}

    def _number(self, element: XmlElement, name: str) -> float | None:
        """Return a finite number; BIMP writes NaN for what does not apply."""
        written = (element.get(name) or "").strip()
        try:
            value = float(written) if written else math.nan
        except ValueError:
            self._unusable(element)
            return None
        return value if math.isfinite(value) else None

    def _valid(self, model: type[V], element: XmlElement, **fields: Any) -> V | None:
        try:
            return model.model_validate(fields)
        except ValidationError:
            self._unusable(element)
            return None

    def _unusable(self, element: XmlElement) -> None:
        text = say("Simulation parameters in the model cannot be used; they were left out.")
        identity = shown(element.get("id") or element.get("elementId") or "")
        place = say(
            "line {line}: {local} {identity}",
            line=element.line,
            local=element.local,
            identity=identity,
        ).strip()
        self.warnings.add("unusable_parameter", text, place)


def _is(element: XmlElement, local: str) -> bool:
    return element.local == local and element.namespace == QBP


def _all(parent: XmlElement, outer: str, inner: str) -> list[XmlElement]:
    return [e for o in parent.elements() if _is(o, outer) for e in o.elements() if _is(e, inner)]
