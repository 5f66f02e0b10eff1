"""A BPMN process and what is said beside it to the canonical workflow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.flow_analysis import following_nodes
from common.model.quality import DataWarning
from common.model.workflow import END, START, Activity, Flow, Gateway, Role, TimeLimit, Workflow
from common.numerals import exact
from functions.input.bpmn.model import FlowNode
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.bpmn.simulation import SimulationParameters
from functions.input.reading.bpmn_flow import is_wait, shares_of
from functions.input.reading.bpmn_net import Net, Way, inferred
from functions.input.reading.bpmn_staffing import Staffing
from functions.input.reading.bpmn_steps import StepReader
from functions.input.reading.bpmn_timers import Timer, timer_of, with_late
from functions.input.reading.bpmn_times import mean_h, times_of
from functions.input.reading.names import unique_ids
from functions.input.reading.stated import clean, stated


@dataclass
class Assembly:
    """Everything that a workflow is made of; ``ids`` are those of the canonical workflow."""

    net: Net
    nodes: Mapping[str, FlowNode]  # of the model
    reader: StepReader
    parameters: SimulationParameters | None
    staffing: Staffing | None
    timers: Mapping[str, Timer] = field(default_factory=dict)  # of time limits, by event
    warnings: Warnings = field(default_factory=Warnings)

    def __post_init__(self) -> None:
        self._order = [node for node in following_nodes(_graph(self.net), START) if node != START]
        self._names = dict(self._step_names())
        gateways = [node for node in self._order if self.net.kinds.get(node, "step") != "step"]
        labels = self._names | {node: self._label(node) for node in gateways}
        numbered = _numbered({node: labels[node] for node in self._order if node in labels})
        ids = unique_ids(numbered.values(), "step")
        self.ids = {node: ids[label] for node, label in numbered.items()} | {START: START, END: END}
        self._roles = {role.id: role for role in self.staffing.roles} if self.staffing else {}
        self._probabilities = dict(self._given())

    def workflow(self, name: str) -> Workflow:
        """Return the workflow, without figures about the whole."""
        activities = tuple(self._limited(node) for node in self._names)
        staffing = self.staffing
        return Workflow(
            name=name,
            activities=activities,
            gateways=tuple(self._gateways()),
            flows=tuple(self._flows(dict(zip(self._names, activities, strict=True)))),
            roles=tuple(self._roles.values()),
            calendars=staffing.calendars if staffing else (),
            resources=staffing.resources if staffing else (),
            performances=tuple(
                performance.model_copy(update={"activity": self.ids[task]})
                for task, done in (staffing.performances if staffing else {}).items()
                for performance in done
                if task in self._names
            ),
            arrivals=staffing.arrivals if staffing else None,
        )

    def told(self) -> tuple[DataWarning, ...]:
        """Return what was assumed or left out on the way."""
        staffing = self.staffing.warnings.all() if self.staffing else ()
        return (*staffing, *self.reader.warnings.all(), *self.warnings.all())

    def _step_names(self) -> Iterator[tuple[str, str]]:
        steps = [node for node in self._order if self.net.kinds.get(node) == "step"]
        named = _numbered({node: self.reader.name(self.nodes[node]) for node in steps})
        yield from named.items()

    def _label(self, gateway: str) -> str:
        name = self.net.names.get(gateway, "")
        kind = self.net.kinds[gateway].replace("_", "-")
        return f"{name} {kind}" if name else f"{kind} gateway"

    def _activity(self, step: str) -> Activity:
        node = self.nodes[step]
        timed = bool(self.staffing and step in self.staffing.performances)
        common = {
            "id": self.ids[step],
            "name": self._names[step],
            "systems": self.reader.systems(node),
            "notes": self.reader.notes(node),
            "instances": self.reader.repetition.instances(node),
        }
        if is_wait(node) and not timed:
            return Activity.model_validate(common | {"kind": "wait"} | self._wait(node))
        return Activity.model_validate(common | self._work(step))

    def _limited(self, step: str) -> Activity:
        activity = self._activity(step)
        for way in self.net.out(step):
            if way.late:
                timer = self.timers[way.late]
                limit = TimeLimit(
                    after_h=timer.mean_h,
                    after=None if timer.times.family == "fixed" else timer.times,
                    to=self.ids[way.target],
                    breaks_off=self.nodes[way.late].interrupts,
                )
                return activity.model_copy(update={"time_limit": limit})
        return activity

    def _work(self, step: str) -> dict[str, object]:
        role = self.staffing.role_of(step) if self.staffing else None
        found: dict[str, object] = {"role": role.id if role else self._drawn_role(step)}
        if self.parameters is None or self.staffing is None:
            return found
        source = self.staffing.source
        mean = self.staffing.mean_of(step)
        done = self.staffing.performances.get(step, ())
        if mean is not None:
            text = say(
                "{source} parameters: mean over {done} resources of task '{step}'",
                source=source,
                done=len(done),
                step=step,
            )
            if len(done) == 1:
                text = done[0].duration.origin
                found["processing"] = done[0].duration
            found["processing_h"] = stated(mean, "h", text)
        else:
            for times in self.parameters.task_times:
                one = times_of(
                    times.resources[0],
                    say("{source} parameters: task '{step}'", source=source, step=step),
                )
                if times.task == step and one is not None and not times.resources[0].resource:
                    found |= {"processing": one}
                    found["processing_h"] = stated(mean_h(one), "h", one.origin)
        if step in self.parameters.fixed_costs:
            cost = self.parameters.fixed_costs[step]
            found["cost"] = stated(
                cost,
                "money",
                say("{source} parameters: fixed cost of '{step}'", source=source, step=step),
            )
        return found

    def _drawn_role(self, step: str) -> str | None:
        """The role of a lane or pool, made on first use; the same name is the same role."""
        name = self.reader.role(self.nodes[step])
        if name is None:
            return None
        for role in self._roles.values():
            if role.name.casefold() == name.casefold():
                return role.id
        taken = [*(role.name for role in self._roles.values()), name]
        identity = unique_ids(taken, "role")[name]
        self._roles[identity] = Role(id=identity, name=name)
        return identity

    def _wait(self, node: FlowNode) -> dict[str, object]:
        """How long the wait takes: by the parameters, else by its timer."""
        timer = timer_of(node, self.parameters, self.staffing.source if self.staffing else "")
        return {"waiting_h": timer.mean_h, "waiting": timer.times} if timer else {}

    def _gateways(self) -> Iterator[Gateway]:
        for node in self._order:
            kind = self.net.kinds.get(node, "step")
            if kind != "step":
                name = self.net.names.get(node)
                yield Gateway.model_validate({"id": self.ids[node], "kind": kind, "name": name})

    def _given(self) -> Iterator[tuple[str, Figure]]:
        """Yield the stated probability of each sequence flow."""
        if self.parameters is None or self.staffing is None:
            return
        for gateway in self.parameters.gateways:
            for path in gateway.paths:
                if path.probability is not None:
                    origin = say(
                        "{source} parameters: gateway {gateway}, flow {flow}",
                        source=self.staffing.source,
                        gateway=gateway.gateway,
                        flow=path.flow,
                    )
                    yield path.flow, stated(path.probability, "share", origin)

    def _flows(self, activities: Mapping[str, Activity]) -> Iterator[Flow]:
        for node in (START, *self._order):
            if node == END:
                continue
            shares = shares_of(self.net, node)
            kind = self.net.kinds.get(node, "step")
            if len(shares) > 1 and kind != "parallel":
                for way in shares:
                    shares[way] = self._probabilities.get(_first(way)) or shares[way]
            if kind not in ("parallel", "inclusive"):
                shares = self._completed(node, shares)
            late = [way for way in self.net.out(node) if way.late]
            if late:
                shares = with_late(activities[node], shares, late[0])
            yield from self._merged(node, shares, kind)

    def _completed(self, node: str, shares: dict[Way, Figure | None]) -> dict[Way, Figure | None]:
        """Of ways of which one is taken, shares add up to 1."""
        known = {way: figure for way, figure in shares.items() if figure is not None}
        total = sum(figure.value for figure in known.values())
        missing = [way for way in shares if way not in known]
        if len(missing) == 1 and known and total <= 1 + 1e-9:
            return shares | {
                missing[0]: inferred(max(0.0, 1 - total), say("what other ways leave"))
            }
        if missing or abs(total - 1) <= 1e-6 or total <= 0:
            return shares
        place = self.net.names.get(node, node)
        text = say("Probabilities of the ways on do not add up to 1; they were scaled.")
        self.warnings.add("probabilities_scaled", text, f"{shown(place)}: {total:g}")
        rule = say("scaled from a sum of {total}; ", total=exact(total))
        return {
            way: figure.model_copy(
                update={
                    "value": figure.value / total,
                    "provenance": Provenance.INFERRED,
                    "origin": (rule + figure.origin)[:500],
                }
            )
            for way, figure in known.items()
        }

    def _merged(self, node: str, shares: dict[Way, Figure | None], kind: str) -> Iterator[Flow]:
        """Yield a flow per target; ways to the same one, such as two ends, become one."""
        by_target: dict[str, list[Way]] = {}
        for way in shares:
            by_target.setdefault(way.target, []).append(way)
        for target, ways in by_target.items():
            probability = _together([shares[way] for way in ways], kind)
            words = dict.fromkeys(text for way in ways for text in _said(way, len(shares) > 1))
            yield Flow(
                source=self.ids[node],
                target=self.ids[target],
                probability=probability,
                condition="; ".join(words)[:500] or None,
            )


def _graph(net: Net) -> dict[str, dict[str, float]]:
    graph: dict[str, dict[str, float]] = {}
    for way in net.ways():
        graph.setdefault(way.source, {})[way.target] = 1.0
    return graph


def _numbered(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names told apart: 'Check', 'Check (2)'."""
    taken: set[str] = set()
    apart: dict[str, str] = {}
    for node, name in names.items():
        different, number = name, 1
        while different.casefold() in taken:
            number += 1
            different = f"{name[:480]} ({number})"
        taken.add(different.casefold())
        apart[node] = different
    return apart


def _first(way: Way) -> str:
    return way.flows[0] if way.flows else ""


def _said(way: Way, divides: bool) -> tuple[str, ...]:
    """What is said about when the way is taken; the name of an end stands for a missing label."""
    if way.words or not divides:
        return way.words
    ending = clean(way.ending, 300)
    return (ending,) if ending else ("otherwise",) if way.is_default else ()


def _together(figures: list[Figure | None], kind: str) -> Figure | None:
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(figures):
        return None
    if len(known) == 1:
        return known[0]
    if kind == "parallel":
        return known[0]
    value = sum(figure.value for figure in known)
    if kind == "inclusive":
        value = min(1.0, value)
    return inferred(
        min(1.0, value), say("{known} ways to the same place together", known=len(known))
    )
