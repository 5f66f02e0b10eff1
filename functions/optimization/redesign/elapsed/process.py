"""What operators look at: the model with the facts and names behind it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from common.model.routing import Weights, following
from common.model.workflow import START as START_ID
from functions.optimization.redesign.described import Described
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.simulation.markov import expected_executions, expected_flows
from functions.optimization.simulation.model import Model


@dataclass(frozen=True)
class Process(Described):
    """A process model as it is, with everything known about it."""

    model: Model

    @cached_property
    def flows(self) -> dict[tuple[str, str], float]:
        """How often per case one step directly follows another."""
        return expected_flows(self.model)

    @cached_property
    def executions(self) -> dict[str, float]:
        """How often per case a step is done."""
        return expected_executions(self.model)

    @cached_property
    def measured(self) -> bool:
        """Whether times come from a log."""
        return self.facts.source == "event_log"

    @cached_property
    def rejecting(self) -> frozenset[str]:
        """Steps that stand for a rejection."""
        return frozenset(name for name, step in self.model.steps.items() if step.rejects)

    @property
    def work(self) -> tuple[str, ...]:
        """All steps, by name."""
        return tuple(sorted(name for name in self.model.steps if name != START_ID))

    @cached_property
    def _following(self) -> Weights | None:
        """What follows what, where the model shows parallel branches one after another."""
        kinds = {gateway.kind for gateway in self.workflow.gateways}
        return following(self.workflow) if kinds & {"parallel", "inclusive"} else None

    def in_order(self, flow: tuple[str, str]) -> bool:
        """Whether the second step comes after the first in the process, not in the model alone.

        A model without tokens has parallel branches in sequence: the end of one and the beginning
        of the next are no hand-over, and cannot be made parallel.
        """
        return self._following is None or self._following.get(flow[0], {}).get(flow[1], 0.0) > 0

    def reachable(self, step: str) -> frozenset[str]:
        """Return the steps that can follow, sooner or later."""
        reached: set[str] = set()
        open_steps = [step]
        while open_steps:
            source = open_steps.pop()
            for (before, after), times in self.flows.items():
                if before == source and times > 0 and after not in reached:
                    reached.add(after)
                    open_steps.append(after)
        return frozenset(reached)


def on_older_engine(**parts: Any) -> Proposal:
    """Return a proposal that changes a model of the older engine."""
    return Proposal(**parts)
