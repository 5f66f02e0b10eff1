"""What operators look at: the model with the facts and names behind it."""

import re
from dataclasses import dataclass
from functools import cached_property

from common.model.assessment import Assessment, Place
from common.model.facts import Facts
from common.model.routing import Weights, following
from common.model.workflow import START as START_ID
from common.model.workflow import Workflow
from functions.optimization.simulation.markov import expected_executions, expected_flows
from functions.optimization.simulation.model import Model

# Beginnings of words in the names of steps and roles.
APPROVAL_WORDS = ("approv", "authori", "sign", "confirm", "endors")
CHECK_WORDS = ("check", "review", "verif")
PROTECTED_WORDS = (
    *("final", "pay", "legal", "law", "audit", "complian", "regulat", "contract", "fraud"),
    *("safety", "security", "tax", "medical", "clinical", "aml", "laundering", "kyc", "sanction"),
)
EXTERNAL_WORDS = (
    *("employee", "applicant", "requester", "customer", "client", "citizen", "patient"),
    *("student", "supplier", "vendor", "traveler", "traveller", "external"),
)


@dataclass(frozen=True)
class Process:
    """A process model as it is, with everything known about it."""

    workflow: Workflow
    facts: Facts
    assessment: Assessment
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

    @property
    def rejecting(self) -> frozenset[str]:
        """Steps that stand for a rejection."""
        return frozenset(name for name, step in self.model.steps.items() if step.rejects)

    @property
    def work(self) -> tuple[str, ...]:
        """All steps, by name."""
        return tuple(sorted(name for name in self.model.steps if name != START_ID))

    def name(self, step: str) -> str:
        """Return what people call a step."""
        return next((a.name for a in self.workflow.activities if a.id == step), step)

    def role(self, step: str) -> str | None:
        """Return the role that mostly does a step, if known."""
        stated = next((a.role for a in self.workflow.activities if a.id == step), None)
        if stated is not None:
            return stated
        roles = next((a.roles for a in self.facts.activities if a.activity == step), {})
        return min(roles, key=lambda role: (-roles[role], role)) if roles else None

    def approves(self, step: str) -> bool:
        """Whether a step looks like an approval, by its name."""
        return not self.model.steps[step].rejects and has_word(self.name(step), APPROVAL_WORDS)

    def checks(self, step: str) -> bool:
        """Whether a step looks like an approval or a check, by its name."""
        looks = has_word(self.name(step), CHECK_WORDS) and not self.model.steps[step].rejects
        return looks or self.approves(step)

    def protected(self, step: str) -> bool:
        """Whether a step may not be removed: payment, law, audit, a final decision."""
        return has_word(self.name(step), PROTECTED_WORDS)

    def external(self, step: str) -> bool:
        """Whether someone outside the organisation's control does a step, by name or role.

        A wait that is a step of its own is always for something outside: a message, a date.
        """
        if any(a.id == step and a.kind == "wait" for a in self.workflow.activities):
            return True
        return has_word(f"{self.name(step)} {self.role(step) or ''}", EXTERNAL_WORDS)

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


def has_word(name: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word of the name begins so: "sign" begins "Sign off", but not "Design"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return any(word.startswith(beginnings) for word in re.findall(r"[^\W_]+", spaced.lower()))


def answers(
    assessment: Assessment, heuristic: str, where: Place, steps: frozenset[str], roles: set[str]
) -> tuple[str, ...]:
    """Return the ids of findings that a redesign answers.

    These name its heuristic as a remedy at a place that it touches, or are about exactly the
    transition that it changes.
    """
    return tuple(
        finding.id
        for finding in assessment.findings
        if (heuristic in finding.remedies and _touches(finding.where, where, steps, roles))
        or (finding.where.flow is not None and finding.where.flow == where.flow)
    )


def _touches(place: Place, where: Place, steps: frozenset[str], roles: set[str]) -> bool:
    if place.flow is not None:
        return place.flow[1] in steps if where.flow is None else place.flow == where.flow
    if place.activity is not None:
        return place.activity in steps
    return place.role is None or place.role in roles
