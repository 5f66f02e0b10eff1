"""Changes made together: judged by the guards that judge each alone.

Only what several changes bring about together is judged here; what one of them does alone the
guards have seen.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cached_property

from common.language import say
from common.model.assessment import Place
from common.model.figure import Figure
from common.model.portfolio import Stop
from functions.optimization.redesign.duties import Doers, Pair, doers, in_one_hand, orders
from functions.optimization.redesign.guards import Guarding
from functions.optimization.redesign.proposal import NOTHING, Proposal, Touches
from functions.optimization.simulation.engine.model import Model

Making = Callable[[Collection[str]], Model]  # of the model with some changes, by their ids
Changes = Mapping[str, Proposal]  # by id


class Together:
    """The guards of one process, for sets of its changes. Remembers what each change does alone."""

    def __init__(self, guarding: Guarding) -> None:
        self.guarding = guarding
        self._doers_alone: dict[str, Doers] = {}
        self._orders_known: dict[tuple[str, ...], frozenset[Pair]] = {}  # after changes

    def stop(self, changes: Changes, make: Making) -> Stop | None:
        """Return why changes, each allowed alone, may not be made together; ``None``: they may.

        A model is looked at only where several changes move duties, or several the order of steps.
        """
        touches = self._touches(changes, make)
        return None if touches == NOTHING else self._ruling(changes, _joint(changes, touches))

    def beyond(self, changes: Changes, added: Mapping[str, Figure]) -> Stop | None:
        """Return which limit changes break that add up to so much; ``None``: none."""
        return self._ruling(changes, replace(_joint(changes, NOTHING), parameters=dict(added)))

    def _ruling(self, changes: Changes, joint: Proposal) -> Stop | None:
        ruled = self.guarding.ruling(joint)
        if isinstance(ruled, Proposal):
            return None
        return ruled.model_copy(update={"redesigns": tuple(sorted(changes))})

    def _touches(self, changes: Changes, make: Making) -> Touches:
        one_hand, reassigns = self._hands(changes, make)
        return Touches(
            removes=_removed(changes),
            one_hand=one_hand,
            reassigns=reassigns,
            reorders=self._reordered(changes, make),
        )

    def _hands(
        self, changes: Changes, make: Making
    ) -> tuple[tuple[frozenset[str], ...], frozenset[str]]:
        """Return the pairs of duties that come into one hand, and those that others get."""
        alone = [self._alone(each, make) for each in sorted(changes)]
        if sum(found != self._today for found in alone) < 2:
            return (), frozenset()
        model, pairs = make(changes), self.guarding.kept_apart
        found = self._doers(model)
        known = in_one_hand(self._today, pairs).union(*(in_one_hand(e, pairs) for e in alone))
        one_hand = tuple(frozenset(pair) for pair in sorted(in_one_hand(found, pairs) - known))
        groups = {person.id: person.group or person.id for person in model.resources}
        reassigned = frozenset(
            step
            for step in self.guarding.held
            if _groups(found[step], groups)
            - _groups(self._today[step].union(*(each[step] for each in alone)), groups)
        )
        return one_hand, reassigned

    def _reordered(self, changes: Changes, make: Making) -> tuple[Pair, ...]:
        """Return the steps that no longer wait for each other, as none of the changes says."""
        moving = tuple(sorted(each for each in changes if changes[each].touches.reorders))
        if len(moving) < 2:
            return ()
        kept = self._orders_today
        for each in moving:
            kept &= self._orders_after((each,), make)
        return tuple(sorted(kept - self._orders_after(moving, make)))

    def _orders_after(self, moving: tuple[str, ...], make: Making) -> frozenset[Pair]:
        if moving not in self._orders_known:
            self._orders_known[moving] = self._orders(make(moving))
        return self._orders_known[moving]

    def _alone(self, identifier: str, make: Making) -> Doers:
        if identifier not in self._doers_alone:
            self._doers_alone[identifier] = self._doers(make((identifier,)))
        return self._doers_alone[identifier]

    @cached_property
    def _today(self) -> Doers:
        return self._doers(self.guarding.process.model)

    @cached_property
    def _orders_today(self) -> frozenset[Pair]:
        return self._orders(self.guarding.process.model)

    def _doers(self, model: Model) -> Doers:
        guarding = self.guarding
        steps = guarding.held.union(*guarding.kept_apart)
        return doers(model, guarding.process.shown, steps)

    def _orders(self, model: Model) -> frozenset[Pair]:
        return orders(model, self.guarding.process.shown)


def _groups(people: frozenset[str], groups: Mapping[str, str]) -> frozenset[str]:
    """Return the groups of people: a new colleague is nobody else than who is there."""
    return frozenset(groups.get(person, person) for person in people)


def _removed(changes: Changes) -> frozenset[str]:
    """Return all steps that some cases go without, where several changes leave out some."""
    removed = [each.touches.removes for each in changes.values() if each.touches.removes]
    return frozenset().union(*removed) if len(removed) > 1 else frozenset()


def _joint(changes: Changes, touches: Touches) -> Proposal:
    titles = [changes[each].title for each in sorted(changes)]
    title = titles[0]
    for each in titles[1:]:
        title = say("{one}, together with: {other}", one=title, other=each)
    return Proposal(
        operator="together",
        heuristic=None,
        place="+".join(sorted(changes)),
        title=title,
        description="",
        where=Place(),
        steps=frozenset(),
        edit=lambda model, _: model,
        touches=touches,
    )
