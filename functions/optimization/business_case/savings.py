"""What each recommended change saves per case, by simulation, beside those before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.language import say
from common.model.portfolio import Effect, Interval, Portfolio, Redesign

ROUNDING = 1e-9  # hours or money per case: left over from adding up
NOTHING = Interval(mean=0.0, low=0.0, high=0.0)


@dataclass(frozen=True)
class Savings:
    """By id of the change what it saves of a metric, and how that is known."""

    of: dict[str, Interval]
    origin: str


def recommended(portfolio: Portfolio) -> tuple[Redesign, ...]:
    """Return the recommended changes in the order of roll-out."""
    tried = {redesign.id: redesign for redesign in portfolio.redesigns}
    return tuple(tried[name] for name in portfolio.recommended if name in tried)


def savings(portfolio: Portfolio, metric: str) -> Savings | None:
    """Return what every recommended change saves of a metric; ``None`` where it is not simulated.

    Where no roll-out was simulated the joint effect is divided as the effects of each alone.
    """
    changes = recommended(portfolio)
    steps = {step.redesign: _saved(step.marginal, metric) for step in portfolio.rollout}
    if all(steps.get(change.id) is not None for change in changes):
        found = {name: saved for name, saved in steps.items() if saved is not None}
        text = say("Simulated beside the changes rolled out before it.")
        return Savings(found, text) if changes else None
    alone = {change.id: _saved(change.effects, metric) or NOTHING for change in changes}
    joint = _saved(portfolio.joint, metric)
    if joint is not None:
        text = say("The simulated effect of all together, divided as the effects of each alone.")
        return Savings(_divided(joint, alone), text)
    if any(_saved(change.effects, metric) for change in changes):
        return Savings(alone, say("Simulated alone, not beside the others."))
    return None


def effects_of(portfolio: Portfolio, change: Redesign) -> tuple[Effect, ...]:
    """Return the effects of a change beside those before it, else of it alone."""
    for step in portfolio.rollout:
        if step.redesign == change.id:
            return step.marginal
    return change.effects


def _saved(effects: Sequence[Effect], metric: str) -> Interval | None:
    for effect in effects:
        if effect.metric == metric:
            change = effect.difference
            ends = (change.mean, change.high, change.low)
            mean, low, high = (0.0 if abs(end) < ROUNDING else -end for end in ends)
            return Interval(mean=mean, low=low, high=high)
    return None


def _divided(joint: Interval, alone: dict[str, Interval]) -> dict[str, Interval]:
    parts = {name: max(each.mean, 0.0) for name, each in alone.items()}
    total = sum(parts.values())
    shares = {name: part / total if total else 1 / len(parts) for name, part in parts.items()}
    return {
        name: Interval(mean=joint.mean * s, low=joint.low * s, high=joint.high * s)
        for name, s in shares.items()
    }
