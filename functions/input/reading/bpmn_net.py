"""Ways between the nodes of a BPMN process, and how nodes without work are taken out of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.workflow import END, START


@dataclass(frozen=True)
class Way:
    """A way from node to node; ``flows`` are the sequence flows it was made of."""

    source: str
    target: str
    flows: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # what the model says about when it is taken
    ending: str = ""  # name of the end event it leads to
    share: Figure | None = None
    conditional: bool = False
    is_default: bool = False
    late: str = ""  # the boundary timer that leads here when its time is up


@dataclass
class Net:
    """Nodes by kind and the ways between them; only ``pass`` nodes are taken out.

    Kinds are ``step``, ``pass`` and those of ``Gateway``.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    put_in: dict[str, str] = field(default_factory=dict)  # gateways not drawn: what they are at
    _out: dict[str, list[Way]] = field(default_factory=dict)
    _into: dict[str, list[Way]] = field(default_factory=dict)

    def add(self, way: Way) -> None:
        self._out.setdefault(way.source, []).append(way)
        self._into.setdefault(way.target, []).append(way)

    def remove(self, way: Way) -> None:
        self._out[way.source].remove(way)
        self._into[way.target].remove(way)

    def out(self, node: str) -> list[Way]:
        """Return the ways out of the node, in the order of the file."""
        return list(self._out.get(node, ()))

    def into(self, node: str) -> list[Way]:
        return list(self._into.get(node, ()))

    def ways(self) -> Iterator[Way]:
        for listed in self._out.values():
            yield from listed

    def new_gateway(self, near: str, kind: str, name: str = "") -> str:
        """Add a gateway that the model does not draw; its id cannot be one of the file."""
        gateway = f"{near} {kind} {len(self.kinds)}"
        self.kinds[gateway] = kind
        self.put_in[gateway] = near
        if name:
            self.names[gateway] = name
        return gateway

    def lead_out_through(self, node: str, gateway: str) -> None:
        """Let the gateway have the ways out of the node, and the node lead to it alone."""
        for way in self.out(node):
            self.remove(way)
            self.add(replace(way, source=gateway))
        self.add(Way(node, gateway))

    def lead_in_through(self, node: str, gateway: str) -> None:
        """Let the gateway have the ways into the node, and lead to it."""
        for way in self.into(node):
            self.remove(way)
            self.add(replace(way, target=gateway))
        self.add(
            Way(gateway, node, share=inferred(1, say("always taken, whatever happens beside it")))
        )

    def take_out(self, nodes: Iterable[str]) -> None:
        """Join the ways into each node with its one way out; a dead end is an end."""
        for node in nodes:
            onward = self.out(node)
            if not onward:
                onward = [Way(node, END, ending=self.names.get(node, ""))]
                self.add(onward[0])
            self.remove(onward[0])
            for way in self.into(node):
                self.remove(way)
                if onward[0].target != node:  # else nothing ever leaves it
                    self.add(_joined(way, onward[0]))
            del self.kinds[node]

    def keep_reachable(self) -> list[str]:
        """Drop what the start does not lead to; return the nodes dropped."""
        reached, pending = {START}, [START]
        while pending:
            for way in self.out(pending.pop()):
                if way.target not in reached:
                    reached.add(way.target)
                    pending.append(way.target)
        dropped = [node for node in self.kinds if node not in reached]
        for node in dropped:
            for way in self.out(node):
                self.remove(way)
            for way in self.into(node):
                self.remove(way)
            del self.kinds[node]
        return dropped


def inferred(value: float, rule: str) -> Figure:
    """Return a share that follows from the model."""
    return Figure(value=value, unit="share", provenance=Provenance.INFERRED, origin=rule)


def _joined(first: Way, then: Way) -> Way:
    words = (*first.words, *then.words)
    return Way(
        first.source,
        then.target,
        flows=first.flows + then.flows,
        words=tuple(dict.fromkeys(words)),
        ending=then.ending or first.ending,
        share=first.share,
        conditional=first.conditional,
        is_default=first.is_default,
        late=first.late,
    )
