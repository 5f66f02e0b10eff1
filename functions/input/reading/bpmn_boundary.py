"""Boundary events: a timer whose time is known is a time limit, any other a way by a share."""

from collections.abc import Iterator, Mapping, Sequence

from common.language import say, term
from common.model.figure import Figure, Provenance
from common.model.workflow import END
from functions.input.bpmn.model import FlowNode
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.reading.bpmn_names import unnamed_event
from functions.input.reading.bpmn_net import Net, Way
from functions.input.reading.bpmn_timers import EXCEPTION, Timer

Why = tuple[str, str]


class Boundary:
    """Leads boundary events on from their hosts: steps, or sub-processes that are flattened.

    ``exits``: where each sub-process is left. ``paths``: the sub-processes around each node.
    ``timers``: those whose time is known.
    """

    def __init__(
        self,
        net: Net,
        warnings: Warnings,
        exits: Mapping[str, str],
        paths: Mapping[str, Sequence[str]],
        timers: Mapping[str, Timer],
    ) -> None:
        self.net = net
        self.warnings = warnings
        self._exits = exits
        self._paths = paths
        self._timers = timers
        self._limited: set[str] = set()  # steps that have a time limit

    def lead_on(self, hosts: Mapping[str, list[FlowNode]], many: set[str]) -> None:
        """Add the ways of all events, by host; ``many``: what is done for several items."""
        late = [way for host, events in hosts.items() for way in self._limits(host, events, many)]
        taken = {way.late for way in late}
        for host, events in hosts.items():
            others = [event for event in events if event.id not in taken]
            self._interrupt(host, [event for event in others if event.interrupts])
            self._accompany(host, [event for event in others if not event.interrupts])
        for way in late:  # at last, so that no gateway gets between
            if not self.net.out(way.source):
                self.net.add(Way(way.source, END))
            self.net.add(way)

    def _limits(self, host: str, events: list[FlowNode], many: set[str]) -> Iterator[Way]:
        """Yield the way that is taken when the time of a host is up, of one event at most."""
        timed = [event for event in events if event.id in self._timers]
        for event in sorted(timed, key=lambda event: not event.interrupts):
            step = self._only_step(host)
            code, words = self._unlimited(host, step, many)
            if step is None or code:
                self.warnings.add(code, words, shown(self._name(event)))
                continue
            self._limited.add(step)
            if self._timers[event.id].repeats and not event.interrupts:
                text = say("Timers that go off again and again are taken to go off once.")
                self.warnings.add("timer_once", text, shown(self._name(event)))
            yield Way(step, event.id, (event.id,), (self._name(event),), late=event.id)

    def _only_step(self, host: str) -> str | None:
        """Return the step whose time the host's timer limits; None where there are several."""
        if host not in self._exits:
            return host
        within = [node for node in self.net.kinds if host in self._paths.get(node, ())]
        kinds = [kind for node in within if (kind := self.net.kinds[node]) != "pass"]
        put_in = [g for g, near in self.net.put_in.items() if near == host or near in within]
        if kinds != ["step"] or put_in:
            return None
        return next(node for node in within if self.net.kinds[node] == "step")

    def _unlimited(self, host: str, step: str | None, many: set[str]) -> Why:
        """Return the code and words of why a timer is no time limit; two empty ones if it is."""
        if step is None:
            return "timer_of_several_steps", say(
                "These timers run while several steps of a sub-process are done, which is not "
                "simulated: how often their time is up is taken as 1 in 20, whatever the steps "
                "take, and is noticed only when the sub-process is done."
            )
        if step in self._limited:
            return "several_timers", say(
                "Steps have several timers: that which interrupts, else the first, is simulated; "
                "how often the time of these is up is taken as 1 in 20."
            )
        if {step, host, *self._paths.get(step, ())} & many:
            return "timer_of_several_items", say(
                "These timers run while a step is done for each of several items, which is not "
                "simulated: how often their time is up is taken as 1 in 20."
            )
        if self._raced(step):
            return "timer_of_an_event", say(
                "These timers run while one of several events is waited for; how often their "
                "time is up is taken as 1 in 20."
            )
        return "", ""

    def _raced(self, step: str) -> bool:
        kinds = {self.net.kinds.get(way.source) for way in self.net.into(step)}
        return "event_based" in kinds

    def _interrupt(self, host: str, events: list[FlowNode]) -> None:
        leaving = self._exits.get(host, host)
        if not events or leaving not in self.net.kinds:
            return
        if not self.net.out(leaving):
            self.net.add(Way(leaving, END))
        name = say("{host} interrupted?", host=self.net.names.get(host, term("step")))
        gateway = self.net.new_gateway(host, "exclusive", name)
        self.net.lead_out_through(leaving, gateway)
        share = min(EXCEPTION, 0.5 / len(events))
        for event in events:
            self.net.add(self._exception(gateway, event, share))

    def _accompany(self, host: str, events: list[FlowNode]) -> None:
        if not events:
            return
        name = say("during {host}", host=self.net.names.get(host, term("step")))
        gateway = self.net.new_gateway(host, "inclusive", name)
        self.net.lead_in_through(host, gateway)
        for event in events:
            self.net.add(self._exception(gateway, event, EXCEPTION))

    def _exception(self, gateway: str, event: FlowNode, share: float) -> Way:
        name = self._name(event)
        if event.trigger == "timer" and event.id not in self._timers:
            text = say(
                "These timers say no duration (none, a date or an expression), so nothing follows "
                "from it; how often their time is up is taken as 1 in 20."
            )
            self.warnings.add("timer_without_time", text, shown(name))
        elif event.id not in self._timers:
            text = say(
                "How often these events occur while a step runs is not stated; each was "
                "taken to occur 1 time in 20."
            )
            self.warnings.add("exceptions_assumed", text, shown(name))
        figure = Figure(
            value=share,
            unit="share",
            provenance=Provenance.ASSUMED,
            origin=say(
                "How often this event occurs while the step runs is not stated: taken as 1 in 20, "
                "as it is drawn as an exception."
            ),
            low=0,
            high=0.25,
        )
        return Way(gateway, event.id, flows=(event.id,), words=(name,), share=figure)

    def _name(self, event: FlowNode) -> str:
        return self.net.names.get(event.id) or unnamed_event(event.trigger)
