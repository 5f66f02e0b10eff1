"""What a change may not break: guards as data (framework_knowledge/guards.json), and their rulings.

A proposal says what it touches; every guard looks at that alone, whatever operator made it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from pydantic import Field, ValidationError

from common.language import say
from common.model.base import Value
from common.model.limits import NO_LIMITS, Limits
from common.model.portfolio import Stop
from common.numerals import exact, joined
from functions.optimization.redesign.described import has_word
from functions.optimization.redesign.precedence import Precedence, precedence
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal

Touched = Literal[
    "one_hand", "reassigns", "removes", "automates", "reorders", "routes_on", "reduces",
    "added_headcount", "one_off",
]  # fmt: skip
By = Literal[
    "pair", "stated_pairs", "step", "stated_steps", "last_approval", "last_of_several", "order",
    "attribute", "stated_roles", "limit",
]  # fmt: skip


class GuardError(ValueError):
    """The file of guards is missing or malformed."""


class Sign(Value):
    """How a step is recognised: by its kind, a word of its name or the first one."""

    kind: Literal["approval", "check"] | None = None
    words: tuple[str, ...] = ()
    first_word: tuple[str, ...] = ()

    def fits(self, process: Process, step: str) -> bool:
        """Whether a step has this sign."""
        if self.kind == "approval" and process.approves(step):
            return True
        if self.kind == "check" and process.checks(step):
            return True
        name = process.name(step)
        if self.words and has_word(name, self.words):
            return True
        return bool(self.first_word) and name.lower().startswith(self.first_word)


class Guard(Value):
    """One thing that a change may not break."""

    id: str
    protects: str
    by: By
    stops: tuple[Touched, ...] = Field(min_length=1)
    first: Sign | None = None
    second: Sign | None = None
    step: Sign | None = None
    reason: str
    sources: tuple[str, ...] = ()


class _Guards(Value):
    about: str
    guards: tuple[Guard, ...]


def guards_of(files: Mapping[str, bytes]) -> tuple[Guard, ...]:
    """Return the guards of the knowledge base; raises ``GuardError``."""
    try:
        return _Guards.from_json(files["guards.json"]).guards
    except KeyError:
        raise GuardError("framework_knowledge lacks guards.json") from None
    except (ValidationError, json.JSONDecodeError) as error:
        raise GuardError(f"guards.json is malformed: {error}") from error


@dataclass(frozen=True)
class Guarding:
    """The guards of one process, with the limits that its organisation states."""

    process: Process
    guards: tuple[Guard, ...]
    limits: Limits = NO_LIMITS

    def ruling(self, proposal: Proposal) -> Proposal | Stop:
        """Return why a proposal is stopped; else the proposal, with what is to be confirmed."""
        for guard in self.guards:
            for reason in RECOGNISED_BY[guard.by](self, guard, proposal):
                return Stop(
                    operator=proposal.operator,
                    heuristic=proposal.heuristic,
                    title=proposal.title,
                    where=proposal.where,
                    guard=guard.id,
                    reason=reason,
                )
        doubts = [
            say(
                "It must be confirmed that {second} does not need the result of {first}.",
                first=self.process.name(first),
                second=self.process.name(second),
            )
            for first, second in proposal.touches.reorders
            if not precedence(self.process, first, second).certain
        ]
        return replace(proposal, risks=(*doubts, *proposal.risks)) if doubts else proposal

    @cached_property
    def kept_apart(self) -> frozenset[tuple[str, str]]:
        """The pairs of steps that no one hand may do both of: by law of the guards, or stated."""
        return frozenset(
            pair
            for guard in self.guards
            if guard.by in ("pair", "stated_pairs")
            for pair in self.pairs_of(guard)
        )

    @cached_property
    def held(self) -> frozenset[str]:
        """The steps that may not go to others."""
        return frozenset(
            step
            for guard in self.guards
            if "reassigns" in guard.stops and guard.by == "step" and guard.step is not None
            for step in self.process.activities
            if guard.step.fits(self.process, step)
        )

    def pairs_of(self, guard: Guard) -> tuple[tuple[str, str], ...]:
        """Return the pairs of steps that one guard keeps apart, in the order of their ids."""
        if guard.id not in self._pairs:
            made = _stated_apart if guard.by == "stated_pairs" else _apart_by_signs
            self._pairs[guard.id] = tuple(made(self, guard))
        return self._pairs[guard.id]

    @cached_property
    def _pairs(self) -> dict[str, tuple[tuple[str, str], ...]]:
        return {}

    def _step(self, named: str) -> str | None:
        """Return the step that somebody means by a name or an id."""
        wanted = named.strip().lower()
        for step in self.process.activities:
            if wanted in (step.lower(), self.process.name(step).lower()):
                return step
        return None

    def _role(self, named: str) -> str | None:
        wanted = named.strip().lower()
        for group in self.process.groups:
            if wanted in (group.lower(), self.process.group_name(group).lower()):
                return group
        return None

    @property
    def not_understood(self) -> tuple[str, ...]:
        """What to tell about limits that name no step or role of the process."""
        pairs = self.limits.separation_of_duties
        steps = (*self.limits.mandatory_steps, *(each for pair in pairs for each in pair))
        unknown = [each for each in steps if self._step(each) is None]
        unknown += [each for each in self.limits.fixed_roles if self._role(each) is None]
        return tuple(
            say("organization_context names “{name}”, which is no step or role here.", name=name)
            for name in dict.fromkeys(unknown)
        )


Recogniser = Callable[[Guarding, Guard, Proposal], Iterator[str]]


def apart(process: Process, one: str, other: str) -> bool:
    """Whether different people do two steps today: by those who do them, else by their roles."""
    hands = process.performers(one), process.performers(other)
    if all(hands):
        return not hands[0] & hands[1]
    roles = process.role(one), process.role(other)
    return None not in roles and roles[0] != roles[1]


def _apart_by_signs(guarding: Guarding, guard: Guard) -> Iterator[tuple[str, str]]:
    process, first, second = guarding.process, guard.first, guard.second
    if first is None or second is None:
        return
    firsts = [each for each in process.activities if first.fits(process, each)]
    seconds = [each for each in process.activities if second.fits(process, each)]
    for one in firsts:
        for other in seconds:
            if one != other and apart(process, one, other):
                yield one, other


def _stated_apart(guarding: Guarding, guard: Guard) -> Iterator[tuple[str, str]]:
    del guard
    for pair in guarding.limits.separation_of_duties:
        one, other = map(guarding._step, pair)
        if one is not None and other is not None:
            yield one, other


def _in_one_hand(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    for hand in proposal.touches.one_hand:
        for one, other in guarding.pairs_of(guard):
            if one in hand and other in hand:
                yield _both(guarding.process, guard, one, other)


def _both(process: Process, guard: Guard, one: str, other: str) -> str:
    return say(guard.reason, first=process.name(one), second=process.name(other))


def _steps(guard: Guard, proposal: Proposal) -> list[str]:
    kinds = {
        "removes": proposal.touches.removes,
        "automates": proposal.touches.automates,
        "reassigns": proposal.touches.reassigns,
    }
    return sorted({step for kind in guard.stops for step in kinds.get(kind, ())})


def _signs(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    for step in _steps(guard, proposal):
        if guard.step is not None and guard.step.fits(guarding.process, step):
            yield say(guard.reason, step=guarding.process.name(step))


def _stated_steps(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    stated = {guarding._step(each) for each in guarding.limits.mandatory_steps}
    for step in _steps(guard, proposal):
        if step in stated:
            yield say(guard.reason, step=guarding.process.name(step))


def _last_approval(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    process = guarding.process
    approvals = {each for each in process.activities if process.approves(each)}
    removed = approvals & set(_steps(guard, proposal))
    if removed and removed == approvals:
        yield say(guard.reason, step=joined([process.name(each) for each in sorted(removed)]))


def _last_of_several(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    process, removed = guarding.process, set(_steps(guard, proposal))
    if guard.step is None or len(removed) < 2:  # of one alone, whether it may go is its own affair
        return
    several = {each for each in process.activities if guard.step.fits(process, each)}
    if len(several) > 1 and several <= removed:
        names = sorted(process.name(each) for each in several)
        yield say(guard.reason, steps=joined(names))


def _order(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    process = guarding.process
    for first, second in proposal.touches.reorders:
        known: Precedence = precedence(process, first, second)
        if known.needed:
            yield say(
                guard.reason,
                first=process.name(first),
                second=process.name(second),
                evidence=known.evidence,
            )


def _attribute(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    known = {attribute.name for attribute in guarding.process.model.attributes}
    known |= {driver.attribute for driver in guarding.process.facts.drivers}
    for attribute, step in proposal.touches.routes_on:
        if attribute not in known:
            yield say(guard.reason, attribute=attribute, step=guarding.process.name(step))


def _stated_roles(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    fixed = {guarding._role(each) for each in guarding.limits.fixed_roles}
    for role in sorted(proposal.touches.reduces):
        if role in fixed:
            yield say(guard.reason, role=guarding.process.group_name(role))


def _limit(guarding: Guarding, guard: Guard, proposal: Proposal) -> Iterator[str]:
    limits = guarding.limits
    most = {"added_headcount": limits.max_added_headcount, "one_off": limits.budget}
    for name in guard.stops:
        added, limit = proposal.parameters.get(name), most.get(name)
        if added is not None and limit is not None and added.value > limit:
            yield say(guard.reason, added=exact(added.value), limit=exact(limit))


RECOGNISED_BY: dict[By, Recogniser] = {
    "pair": _in_one_hand,
    "stated_pairs": _in_one_hand,
    "step": _signs,
    "stated_steps": _stated_steps,
    "last_approval": _last_approval,
    "last_of_several": _last_of_several,
    "order": _order,
    "attribute": _attribute,
    "stated_roles": _stated_roles,
    "limit": _limit,
}
