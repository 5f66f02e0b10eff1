"""What changes do to flexibility: which cases are still handled, and which have a fast lane.

Of the kinds of flexibility that Jansen-Vullers, Loosschilder, Kleingeld and Reijers tell apart
(*Performance measures to evaluate the impact of best practices*, 2007) these are mix and routing:
which cases the process can carry out, and by which ways.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.portfolio import Flexibility
from common.numerals import joined, share
from functions.optimization.redesign.proposal import Proposal, Reach, Values
from functions.optimization.redesign.routes import Floats, Routes

HANDLED, FAST_LANE = "variants_handled_share", "fast_lane_share"
GRAIN = 0.005  # of all cases: less is no difference


@dataclass(frozen=True)
class Flexible:
    """Two shares of today's cases, each variant counted by its cases.

    ``handled``: that still get every step of their variant, from people, a machine or whatever
    takes it over. ``fast_lane``: that end as usual with a part of the usual steps, as they do
    today, or that pass a step where a change lets a part of the cases go first or past the queue.
    """

    handled: float
    fast_lane: float

    @property
    def shares(self) -> dict[str, float]:
        """The shares by the names that they have in reports."""
        return {HANDLED: self.handled, FAST_LANE: self.fast_lane}

    @property
    def missing(self) -> tuple[float, float]:
        """What is missing to all cases, in steps of half a percent: less is better."""
        handled, lane = (float(np.floor((1 - e) / GRAIN + 0.5)) for e in self.shares.values())
        return handled, lane


@dataclass(frozen=True)
class _Told:
    """A reach with the share of the cases that it is about."""

    reach: Reach
    share: float


def flexible(routes: Routes, proposals: Iterable[Proposal]) -> Flexible:
    """Return what is left of flexibility, and added to it, by changes made together.

    Of several steps in a case each is passed or lost by luck of its own, as in the simulation.
    """
    made = list(proposals)
    lost = [_Told(one.loses, one.loses.share(one.values)) for one in made if one.loses]
    lanes = [_Told(one.lane, one.lane.share(one.values)) for one in made if one.lane]
    return _flexible(routes, lost, lanes)


def _flexible(routes: Routes, lost: Iterable[_Told], lanes: Iterable[_Told]) -> Flexible:
    handled = _untouched(routes, lost)
    queued = np.where(routes.shorter, 0.0, 1.0) * _untouched(routes, lanes)
    weights = routes.weights
    return Flexible(float(weights @ handled), float(1.0 - weights @ queued))


def _untouched(routes: Routes, told: Iterable[_Told]) -> Floats:
    """Return for every route the share of its cases that none of these reach."""
    left = np.ones(routes.weights.size)
    for each in told:
        left = left * (1.0 - each.share * routes.through(each.reach.steps))
    return left


def figures(routes: Routes, proposals: Sequence[Proposal]) -> tuple[Flexibility, ...]:
    """Return both shares as they are and with changes, with how they are known."""
    before, after = flexible(routes, ()), flexible(routes, proposals)
    ends = _ends(routes, proposals)
    meaning = {
        HANDLED: say(
            "Share of the cases that get every step of their variant, whoever or whatever does it."
        ),
        FAST_LANE: say(
            "Share of the cases that end as usual with a part of the usual steps, or pass a step "
            "where a part of the cases goes first or past the queue."
        ),
    }
    supposed = {
        HANDLED: [p for one in proposals if one.loses for p in _assumed(one)],
        FAST_LANE: [p for one in proposals if one.lane for p in _assumed(one)],
    }
    found = []
    for name, value in after.shares.items():
        as_is = Figure(
            value=before.shares[name],
            unit="share",
            provenance=routes.provenance,
            origin=f"{meaning[name]} {routes.origin}",
        )
        low, high = (getattr(end, "handled" if name == HANDLED else "fast_lane") for end in ends)
        made = as_is.model_copy(update={"value": value})
        if supposed[name]:
            origin = say("{origin} Shares as the changes assume them.", origin=as_is.origin)
            assumed = {"provenance": Provenance.ASSUMED, "low": low, "high": high}
            made = made.model_copy(update={**assumed, "origin": origin})
        found.append(Flexibility(metric=name, as_is=as_is, to_be=made))
    return tuple(found)


def _assumed(proposal: Proposal) -> list[str]:
    given = proposal.parameters.items()
    return [name for name, each in given if each.provenance is Provenance.ASSUMED]


def _ends(routes: Routes, proposals: Sequence[Proposal]) -> tuple[Flexible, Flexible]:
    """Return the lowest and the highest shares that the ranges of the parameters allow."""
    lost = [_range(one, one.loses) for one in proposals if one.loses]
    lanes = [_range(one, one.lane) for one in proposals if one.lane]
    low = _flexible(routes, [high for _, high in lost], [low for low, _ in lanes])
    high = _flexible(routes, [low for low, _ in lost], [high for _, high in lanes])
    return low, high


def _range(proposal: Proposal, reach: Reach) -> tuple[_Told, _Told]:
    given = proposal.parameters
    lows = {n: each.value if each.low is None else each.low for n, each in given.items()}
    highs = {n: each.value if each.high is None else each.high for n, each in given.items()}
    ways: tuple[Values, ...] = (proposal.values, lows, highs)
    shares = [reach.share(values) for values in ways]
    return _Told(reach, min(shares)), _Told(reach, max(shares))


def losses(routes: Routes, proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """Say plainly which cases changes leave without a step of theirs; nothing where none."""
    handled = flexible(routes, proposals).handled
    if 1.0 - handled < GRAIN:
        return ()
    titles = [one.title for one in proposals if one.loses]
    return (
        say(
            "With the recommended changes fewer variants are handled than today: only {share} of "
            "the cases still get every step that they get today ({titles}). No simulated figure "
            "says what the others lack.",
            share=share(handled),
            titles=joined(titles),
        ),
    )
