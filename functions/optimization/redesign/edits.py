"""Changes of what is done and by whom. Ids stay, so what a change leaves alone meets its luck.

Changes of the order of steps are in ``graph``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from functions.optimization.redesign.graph import waits_before
from functions.optimization.simulation.engine.distribution import (
    Distribution,
    empirical,
    fixed,
)
from functions.optimization.simulation.engine.model import (
    Activity,
    Attribute,
    Flow,
    Gateway,
    Model,
    Performer,
)
from functions.optimization.simulation.engine.quantiles import strata

FIRST = 1_000.0  # priority of what is taken along: above all that cases have
Times = Callable[[Distribution], Distribution]


def scaled(given: Distribution, factor: float) -> Distribution:
    """Return the times multiplied by a factor; the same distribution for 1."""
    if factor == 1.0:
        return given
    if factor <= 0.0:
        return fixed(0.0)
    return replace(
        given,
        mean_s=given.mean_s * factor,
        standard_deviation_s=given.standard_deviation_s * factor,
        minimum_s=given.minimum_s * factor,
        maximum_s=given.maximum_s * factor,
        mode_s=given.mode_s * factor,
        scale_s=given.scale_s * factor,
        values_s=tuple(value * factor for value in given.values_s),
    )


def with_times(model: Model, nodes: Collection[str], times: Times) -> Model:
    """Return the model with other durations of some nodes, whoever does them."""
    return replace(
        model,
        activities=tuple(_timed(a, times) if a.id in nodes else a for a in model.activities),
    )


def _timed(activity: Activity, times: Times) -> Activity:
    performers = tuple(
        p if p.duration is None else replace(p, duration=times(p.duration))
        for p in activity.performers
    )
    return replace(activity, duration=times(activity.duration), performers=performers)


def shortened(model: Model, nodes: Collection[str], share: float) -> Model:
    """Return the model in which some nodes take less time by a share."""
    return with_times(model, nodes, lambda times: scaled(times, 1.0 - share))


def done_by(model: Model, nodes: Collection[str], people: Collection[str]) -> Model:
    """Return the model in which only these people do some nodes, as fast as they do today."""

    def given(activity: Activity) -> Activity:
        own = {p.resource: p for p in activity.performers}
        performers = tuple(own.get(name, Performer(name)) for name in sorted(people))
        return replace(activity, performers=performers)

    changed = tuple(given(a) if a.id in nodes and people else a for a in model.activities)
    return replace(model, activities=changed)


def performers_of(model: Model, nodes: Collection[str]) -> frozenset[str]:
    """Return who does some nodes."""
    return frozenset(p.resource for a in model.activities if a.id in nodes for p in a.performers)


class Saved(NamedTuple):
    """Shares that fall away where one person goes on with a case."""

    work_share: float
    rest_share: float


def taken_along(
    model: Model,
    shown: Mapping[str, str],
    first: str,
    second: str,
    saved: Saved,
) -> Model:
    """Return the model in which whoever does the first activity does the second too.

    The second is taken before all else that waits. A share of the rest between is saved, because
    nothing is handed over, and a share of its work, because nobody has to read the case again.
    """
    people = performers_of(model, {first})
    if not people:
        return model
    model = shortened(model, waits(model, shown, second), saved.rest_share)
    model = done_by(shortened(model, {second}, saved.work_share), {second}, people)
    activity = model.activity(second)
    return model.with_activity(replace(activity, priority=activity.priority + FIRST))


def waits(model: Model, shown: Mapping[str, str], node: str) -> frozenset[str]:
    """Return the waits that lead to a node and to nothing else."""
    activities = {activity.id for activity in model.activities}
    return (waits_before(model, shown, node) - {node}) & activities


def head(model: Model, shown: Mapping[str, str], node: str) -> str | None:
    """Return the one node by which cases come to a node and its waits; ``None``: several."""
    behind = waits_before(model, shown, node)
    heads = {f.target for f in model.flows if f.target in behind and f.source not in behind}
    return heads.pop() if len(heads) == 1 else None


def moved_before(model: Model, shown: Mapping[str, str], node: str, target: str) -> Model:
    """Return the model in which an activity, with its waits, is done before another's waits.

    The same model where either can be come to in several ways, or does not lead on in one.
    """
    own, theirs = head(model, shown, node), head(model, shown, target)
    behind = waits_before(model, shown, node)
    if own is None or theirs is None or theirs in behind or own == theirs:
        return model
    (onward,) = model.ways_out[node]
    flows = []
    for flow in model.flows:
        if flow is onward:
            flows.append(replace(flow, target=theirs))
        elif flow.target == own and flow.source not in behind:
            flows.append(replace(flow, target=onward.target))
        elif flow.target == theirs and flow.source not in waits_before(model, shown, target):
            flows.append(replace(flow, target=own))
        else:
            flows.append(flow)
    return replace(model, flows=tuple(flows))


def by_size(
    model: Model,
    node: str,
    small_share: float,
    tag: str,
    change: Callable[[Activity, bool], Activity],
) -> Model:
    """Return the model in which small executions of an activity are told from large ones.

    The small ones are the given share that takes least time; their copy is new, the activity of
    the old id takes the large ones. ``change`` makes what is done of each (small: True).
    """
    sort, meet = f"{tag}: which {node}", f"{tag}: after {node}"
    if not 0.0 < small_share < 1.0 or any(gateway.id == sort for gateway in model.gateways):
        return model
    activity = model.activity(node)
    small = change(replace(_timed(activity, lambda t: _part(t, small_share, True)),
                           id=f"{tag}: small {node}"), True)  # fmt: skip
    large = change(_timed(activity, lambda t: _part(t, small_share, False)), False)
    (out,) = model.ways_out[node]
    flows = [
        replace(f, target=sort) if f.target == node else replace(f, source=meet) if f is out else f
        for f in model.flows
    ]
    flows += [Flow(sort, small.id, small_share), Flow(sort, node, 1.0 - small_share)]
    flows += [Flow(small.id, meet), Flow(node, meet)]
    return replace(
        model.with_activity(large),
        activities=(*model.with_activity(large).activities, small),
        gateways=(*model.gateways, Gateway(sort, "exclusive"), Gateway(meet, "exclusive")),
        flows=tuple(flows),
    )


def _part(given: Distribution, small_share: float, small: bool) -> Distribution:
    values = strata(given)
    if len(values) < 2:
        return given
    cut = min(max(round(small_share * len(values)), 1), len(values) - 1)
    return empirical(values[:cut] if small else values[cut:])


def limited(given: Distribution, limit_s: float, share: float) -> Distribution:
    """Return times of which a share is cut off at a limit."""
    if share <= 0.0:
        return given
    values = strata(given)
    weight = 1.0 / len(values)
    return empirical(
        (*values, *(min(value, limit_s) for value in values)),
        (weight * (1.0 - share),) * len(values) + (weight * share,) * len(values),
    )


def with_attribute(model: Model, attribute: Attribute) -> Model:
    """Return the model whose cases have one more attribute."""
    if any(each.name == attribute.name for each in model.attributes):
        return model
    return replace(model, attributes=(*model.attributes, attribute))
