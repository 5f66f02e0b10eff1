"""What names and roles of steps say, whatever the process is simulated with."""

import re
from abc import abstractmethod
from dataclasses import dataclass

from common.model.assessment import Assessment, Place
from common.model.facts import Facts
from common.model.workflow import Workflow

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
class Described:
    """A process as it was described and measured."""

    workflow: Workflow
    facts: Facts
    assessment: Assessment

    @property
    @abstractmethod
    def rejecting(self) -> frozenset[str]:
        """Steps that stand for a rejection."""

    def name(self, step: str) -> str:
        """Return what people call a step."""
        return next((a.name for a in self.workflow.activities if a.id == step), step)

    def says(self, step: str, beginnings: tuple[str, ...]) -> bool:
        """Whether a word of a step's name begins so."""
        return has_word(self.name(step), beginnings)

    def role(self, step: str) -> str | None:
        """Return the role that mostly does a step, if known."""
        stated = next((a.role for a in self.workflow.activities if a.id == step), None)
        if stated is not None:
            return stated
        roles = next((a.roles for a in self.facts.activities if a.activity == step), {})
        return min(roles, key=lambda role: (-roles[role], role)) if roles else None

    def approves(self, step: str) -> bool:
        """Whether a step looks like an approval, by its name."""
        return step not in self.rejecting and has_word(self.name(step), APPROVAL_WORDS)

    def checks(self, step: str) -> bool:
        """Whether a step looks like an approval or a check, by its name."""
        looks = has_word(self.name(step), CHECK_WORDS) and step not in self.rejecting
        return looks or self.approves(step)

    def protected(self, step: str) -> bool:
        """Whether a step may not be removed: payment, law, audit, a final decision."""
        return has_word(self.name(step), PROTECTED_WORDS)

    def external(self, step: str) -> bool:
        """Whether a step waits for something outside: by its name or role, or by the facts.

        A wait that is a step of its own is always for something outside: a message, a date.
        """
        if any(a.id == step and a.kind == "wait" for a in self.workflow.activities):
            return True
        if any(wait.target == step for wait in self.facts.external_waits or ()):
            return True
        return has_word(f"{self.name(step)} {self.role(step) or ''}", EXTERNAL_WORDS)


def has_word(name: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word of the name begins so: "sign" begins "Sign off", but not "Design"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return any(word.startswith(beginnings) for word in re.findall(r"[^\W_]+", spaced.lower()))


def answers(
    assessment: Assessment,
    heuristic: str | None,
    where: Place,
    steps: frozenset[str],
    roles: set[str],
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
