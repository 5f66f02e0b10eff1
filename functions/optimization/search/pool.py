"""Sets of changes: which there are, which can stand together, and the model that they make."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import inf

from common.model.portfolio import Stop
from functions.optimization.redesign.flexibility import Flexible, flexible
from functions.optimization.redesign.proposal import Proposal, assumed
from functions.optimization.redesign.routes import Routes
from functions.optimization.redesign.together import Together
from functions.optimization.search.worth import FREE, Worth
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.model import Model

Changes = tuple[str, ...]  # ids of proposals, ascending; none: the process as it is
AS_IS: Changes = ()
HEADS = "added_headcount"  # parameter: people that a change adds
ONE_OFF = "one_off"  # parameter: what it costs once


@dataclass(frozen=True)
class Most:
    """What all changes together may add and cost once."""

    heads: float = inf
    one_off: float = inf


NO_LIMIT = Most()


class Pool:
    """All proposals by id, and the same ones with other values where these may be chosen.

    A set of changes is one model, whoever asks and in whichever order the proposals were listed:
    they are made in the order of the ids of their proposals. ``worth`` says what they bring and
    take, ``routes`` which steps today's cases take, ``together`` what changes that are allowed
    alone may not do together; ``None``: not known.
    """

    def __init__(
        self,
        model: Model,
        proposals: Iterable[Proposal],
        most: Most = NO_LIMIT,
        worth: Worth = FREE,
        routes: Routes | None = None,
        together: Together | None = None,
    ) -> None:
        self.model, self.most, self.worth = model, most, worth
        self.routes, self.together = routes, together
        self.proposals: dict[str, Proposal] = {}
        self.origin: dict[str, str] = {}
        self._what_if: set[str] = set()
        self._prices: dict[str, tuple[float, float]] = {}
        self._made: dict[str, str] = {}
        self._flexible: dict[Changes, Flexible] = {}
        for each in sorted(proposals, key=lambda one: one.id):
            self._add(each.id, each.id, each)
            for parameter, value in _choices(each):
                if parameter == HEADS and value > most.heads:
                    continue
                self._add(
                    f"{each.id}@{parameter}={value:g}", each.id, each.with_value(parameter, value)
                )
        self._alone: dict[str, Model | None] = {}
        self._compatible: dict[tuple[str, str], bool] = {}
        self._stops: dict[Changes, Stop | None] = {}
        self._built: tuple[Changes, Model] = ((), model)  # the last one

    def _add(self, identifier: str, origin: str, proposal: Proposal) -> None:
        self.proposals[identifier] = proposal
        self.origin[identifier] = origin

    def what_if(self, origin: str, condition: str, proposal: Proposal) -> str:
        """Return the id of a proposal under a condition: it can be simulated, but not chosen.

        With the origin "" it is a condition of the process itself, and made first.
        """
        identifier = f"{origin}?{condition}"
        self._add(identifier, origin, proposal)
        self._what_if.add(identifier)
        return identifier

    @property
    def ids(self) -> tuple[str, ...]:
        """All proposals that can be chosen."""
        return tuple(sorted(set(self.proposals) - self._what_if))

    def made(self, changes: Changes) -> Changes:
        """Return what the model of a set is made of: each change with its values.

        Pools that differ only in what they assume make many sets alike: one result serves all.
        """
        return tuple(sorted(self._made_of(each) for each in changes))

    def _made_of(self, identifier: str) -> str:
        if identifier not in self._made:
            origin, values = self.origin[identifier], self.proposals[identifier].values
            told = ",".join(f"{name}={values[name]!r}" for name in sorted(values))
            self._made[identifier] = f"{origin}@{told}" if origin else identifier
        return self._made[identifier]

    def model_of(self, changes: Changes) -> Model:
        """Return the model with these changes.

        Raises ``CannotRunError`` where one of them cannot be made, does nothing beside others, or
        where a guard stops the set.
        """
        model = self._model_of(changes)
        if (stop := self.stop(changes)) is not None:
            raise CannotRunError(f"{'+'.join(changes)}: {stop.reason}")
        return model

    def stop(self, changes: Changes) -> Stop | None:
        """Return why changes, each allowed alone, may not be made together; ``None``: they may."""
        if self.together is None or len(changes) < 2 or self._what_if.intersection(changes):
            return None
        if changes not in self._stops:
            proposals = {each: self.proposals[each] for each in changes}
            try:
                self._stops[changes] = self.together.stop(proposals, self._make)
            except CannotRunError:  # there is nothing to stop
                self._stops[changes] = None
        return self._stops[changes]

    def beyond(self, changes: Changes) -> Stop | None:
        """Return which limit of people or money a set breaks; ``None``: none."""
        if self.together is None or self.allowed(changes):
            return None
        sums = {HEADS: self.heads(changes), ONE_OFF: self.one_off(changes)}
        added = {
            name: assumed(value, value, value, "count" if name == HEADS else "money", "Sum.")
            for name, value in sums.items()
        }
        return self.together.beyond({each: self.proposals[each] for each in changes}, added)

    def _make(self, identifiers: Collection[str]) -> Model:
        """Return the model of changes that are being judged; those alone and the last are kept."""
        changes = tuple(sorted(identifiers))
        if len(changes) == 1:
            (identifier,) = changes
            model = self._of(identifier)
            if model is None:
                raise CannotRunError(f"{identifier} cannot be made")
            return model
        if self._built[0] != changes:
            self._built = changes, self._model_of(changes)
        return self._built[1]

    def _model_of(self, changes: Changes) -> Model:
        model = self.model
        for identifier in sorted(changes, key=lambda each: (self.origin[each], each)):
            changed = self._changed(model, identifier)
            if changed == model and len(changes) > 1 and identifier not in self._what_if:
                raise CannotRunError(f"{identifier} changes nothing beside the others")
            model = changed
        self._built = changes, model
        return model

    def _changed(self, model: Model, identifier: str) -> Model:
        try:
            return self.proposals[identifier].change(model)
        except (LookupError, ValueError, StopIteration) as error:
            raise CannotRunError(f"{identifier} cannot be made: {error}") from error

    def with_(self, changes: Changes, identifier: str) -> Changes | None:
        """Return the set with one more change, ``None`` where one of the others stands against it.

        Of one change only one value is made; the other values are left out for it.
        """
        others = tuple(each for each in changes if self.origin[each] != self.origin[identifier])
        if identifier in changes or not all(self.compatible(identifier, each) for each in others):
            return None
        changed = tuple(sorted((*others, identifier)))
        return changed if self.allowed(changed) else None

    def allowed(self, changes: Changes) -> bool:
        """Whether a set adds no more people, and costs no more once, than all together may."""
        return self.heads(changes) <= self.most.heads and self.one_off(changes) <= self.most.one_off

    def one_off(self, changes: Changes) -> float:
        """Return what it costs once to put a set in place."""
        return sum(self._priced(each)[1] for each in changes)

    def price(self, changes: Changes) -> float:
        """Return what a set takes per case, in the unit of its worth."""
        return sum(self._priced(each)[0] for each in changes)

    def _priced(self, identifier: str) -> tuple[float, float]:
        if identifier not in self._prices:
            proposal = self.proposals[identifier]
            self._prices[identifier] = self.worth.price(proposal), self.worth.one_off(proposal)
        return self._prices[identifier]

    def careful(self) -> "Pool":
        """Return the same changes, by the same ids, with assumptions at their unfavourable ends."""
        own = [each for name, each in self.proposals.items() if self.origin[name] == name]
        careful = [each.cautious() for each in own]
        return Pool(self.model, careful, self.most, self.worth, self.routes, self.together)

    def cautious(self, identifier: str) -> str:
        """Return the id under which a change can be simulated with those ends, beside others."""
        proposal = self.proposals[identifier]
        if not proposal.unfavourable:
            return identifier
        condition = f"{identifier} cautious"
        return self.what_if(self.origin[identifier], condition, proposal.cautious())

    def heads(self, changes: Changes) -> float:
        """Return how many people a set adds, as the parameters of its changes say."""
        parameters = (self.proposals[each].parameters for each in changes)
        return float(sum(found[HEADS].value for found in parameters if HEADS in found))

    def flexible(self, changes: Changes) -> Flexible | None:
        """Return what a set leaves of flexibility; ``None`` where the routes are not known."""
        if self.routes is None:
            return None
        shaping = tuple(each for each in changes if self._shapes(each))
        if shaping not in self._flexible:
            made = [self.proposals[each] for each in shaping]
            self._flexible[shaping] = flexible(self.routes, made)
        return self._flexible[shaping]

    def _shapes(self, identifier: str) -> bool:
        proposal = self.proposals[identifier]
        return proposal.loses is not None or proposal.lane is not None

    def inflexible(self, changes: Changes) -> tuple[float, ...]:
        """Return how much a set lacks of flexibility, as an objective: less is better."""
        found = self.flexible(changes)
        return () if found is None else found.missing

    def compatible(self, one: str, other: str) -> bool:
        """Whether neither of two changes prevents or undoes the other, or takes the same away, and
        no guard stops both together."""
        first, second = sorted((one, other), key=lambda each: (self.origin[each], each))
        if (first, second) not in self._compatible:
            self._compatible[first, second] = self._can_stand_together(first, second)
        return self._compatible[first, second]

    def _can_stand_together(self, first: str, second: str) -> bool:
        if self.origin[first] == self.origin[second] or self._same_removed(first, second):
            return False
        if not self.allowed((first, second)):
            return False
        try:
            alone = self._of(first), self._of(second)
            both = None if alone[0] is None else self._changed(alone[0], second)
        except CannotRunError:
            return False
        if both is None or both in alone:
            return False
        changes = tuple(sorted((first, second)))
        self._built = changes, both
        return self.stop(changes) is None

    def _same_removed(self, first: str, second: str) -> bool:
        removed = [self.proposals[each].touches.removes for each in (first, second)]
        return bool(removed[0] & removed[1])

    def _of(self, identifier: str) -> Model | None:
        if identifier not in self._alone:
            try:
                self._alone[identifier] = self._changed(self.model, identifier)
            except CannotRunError:
                self._alone[identifier] = None
        return self._alone[identifier]


def _choices(proposal: Proposal) -> list[tuple[str, float]]:
    """Return the other values of parameters, one parameter at a time."""
    return [
        (parameter, value)
        for parameter in sorted(proposal.choices)
        for value in sorted(set(proposal.choices[parameter]))
        if value != proposal.parameters[parameter].value
    ]
