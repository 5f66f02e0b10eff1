"""Rejections that no longer happen: their cases go on as accepted cases do."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from functions.optimization.simulation.markov import expected_visits
from functions.optimization.simulation.model import Model, Route, State

Chosen = Callable[[State, Route], bool]


def avert(model: Model, chosen: Chosen, share: float) -> Model:
    """Return the model in which this share of the chosen routes is taken no more.

    Only the chosen routes' part of the routing draw is divided anew, so with common random
    numbers every case that is not averted goes exactly the way it went before.
    """
    elsewhere = _alternatives(model)
    states = []
    for state in model.states:
        own = [r for r in state.routes if not model.is_rejection(state, r) and r.probability > 0]
        total = sum(route.probability for route in own)
        others = [Route(r.target, r.probability / total) for r in own] if total > 0 else []
        others = others or elsewhere.get(state.step, [])
        states.append(replace(state, routes=tuple(_divided(state, chosen, share, others))))
    return replace(model, states=tuple(states))


def _divided(state: State, chosen: Chosen, share: float, others: list[Route]) -> list[Route]:
    routes: list[Route] = []
    for route in state.routes:
        if chosen(state, route) and others:
            averted = route.probability * share
            routes += [Route(other.target, averted * other.probability) for other in others]
            routes.append(replace(route, probability=route.probability - averted))
        else:
            routes.append(route)
    return routes


def _alternatives(model: Model) -> dict[str, list[Route]]:
    """Return where accepted cases go from each step, over all pasts of a case."""
    weights: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for state, visits in zip(model.states, expected_visits(model), strict=True):
        for route in state.routes:
            if not model.is_rejection(state, route) and route.probability > 0:
                weights[state.step][route.target] += float(visits) * route.probability
    return {
        step: [Route(target, weight / sum(ways.values())) for target, weight in ways.items()]
        for step, ways in weights.items()
        if sum(ways.values()) > 0
    }
