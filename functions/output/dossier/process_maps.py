"""The process map at several levels of detail, and with the roles side by side."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from common.language import say
from common.model.facts import ActivityFacts, Facts, Transition
from common.model.routing import visits
from common.model.workflow import END, START, Activity, Workflow
from functions.output.dossier import figures
from functions.output.dossier.stated_flows import map_flows, map_gateways
from functions.output.pictures.aggregation import aggregated
from functions.output.pictures.gateways import MapGateway
from functions.output.pictures.process_map import (
    BOX_WIDTH,
    HEATS,
    MapFlow,
    MapNode,
    ProcessMap,
    View,
    heats,
    hottest,
    process_map,
)
from functions.output.pictures.svg import shortened

FEW = 20  # so many flows are drawn without leaving any out
ALL_STEPS = 60  # beyond, a map is unreadable: rare steps are put together
FREQUENT_STEPS, FREQUENT_SHARE = 24, 0.995
MOST_CROSSINGS = 10
BY_ROLE = ((15, 6), (12, 6), (10, 5), (8, 4))  # steps and lanes, until it fits beside each other
WIDEST = 1340.0  # pixels: what a desktop shows at full size
LANE_BOX = 156.0  # width of a box where lanes need the room
MAIN_STEPS, MAIN_SHARE = 9, 0.85
REST = "\0rest"
Node = MapNode | MapGateway


@dataclass(frozen=True)
class Level:
    """One view of the process map."""

    name: str
    drawn: ProcessMap
    rare_steps: int
    executions_share: float | None  # of the steps that are drawn one by one
    by_role: bool = False


@dataclass(frozen=True)
class Source:
    """What a map is drawn from."""

    workflow: Workflow
    facts: Facts
    title: str
    description: str

    @property
    def counted(self) -> bool:
        return bool(self.facts.transitions)


@dataclass(frozen=True)
class _Detail:
    """How much of a process a level shows."""

    name: str
    steps: int
    share: float
    coverage: float
    lanes: int = 0  # how many roles stand beside each other; 0: none
    crossings: int | None = None  # at most so many; beyond, rare ways are left to words


def levels(source: Source) -> list[Level]:
    """Return the views from the coarsest; where nothing is left out there is only one.

    ``default`` says with which one to begin.
    """
    whole = _Detail(say("Whole process"), ALL_STEPS, 1.0, 1.0)
    details = [
        _Detail(say("Main steps"), MAIN_STEPS, MAIN_SHARE, 0.9),
        _Detail(
            say("Frequent ways"), FREQUENT_STEPS, FREQUENT_SHARE, 0.95, crossings=MOST_CROSSINGS
        ),
        _Detail(say("Nearly all"), ALL_STEPS, 1.0, 0.97, crossings=MOST_CROSSINGS),
    ]
    if not source.counted or len(source.facts.transitions) <= FEW:
        details = [whole]
    found: dict[tuple[object, ...], Level] = {}
    for number, detail in enumerate(details):
        level = _level(source, detail, f"-{number}")
        plan = level.drawn.layout
        found.setdefault((*plan.boxes, *sorted(plan.routes)), level)
    return [*found.values(), *_by_role(source, f"-{len(details)}")]


def has_roles(source: Source) -> bool:
    """Return whether there are roles to stand beside each other."""
    return len(set(_roles(source).values())) > 1


def _by_role(source: Source, suffix: str) -> Iterator[Level]:
    """Yield the view by role with as many steps and lanes as a desktop has room for, if any."""
    if not has_roles(source):
        return
    name = say("By role")
    for steps, lanes in BY_ROLE:
        detail = _Detail(name, steps, FREQUENT_SHARE, 0.93, lanes, MOST_CROSSINGS)
        if not source.counted:  # all of it or nothing
            detail = _Detail(name, ALL_STEPS, 1.0, 1.0, lanes)
        level = _level(source, detail, suffix)
        if level.drawn.layout.width <= WIDEST:
            yield level
            return


def default(found: list[Level]) -> int:
    """Return the place of the view to begin with: that of the frequent ways."""
    names = [level.name for level in found]
    return names.index(say("Frequent ways")) if say("Frequent ways") in names else 0


def _level(source: Source, detail: _Detail, suffix: str) -> Level:
    flows = drawn_flows(source)
    gateways = [] if source.counted else map_gateways(source.workflow)
    used = {end for flow in flows for end in (flow.source, flow.target)}
    nodes: list[Node] = [
        _node(source, activity, bool(detail.lanes)) for activity in source.workflow.activities
    ]
    nodes += [gateway for gateway in gateways if gateway.id in used]
    rare, share = _rare(source, detail)
    bounds = _bounds(flows)
    if rare:
        rest = MapNode(REST, say("{number} rarer steps", number=len(rare)), several=True)
        nodes, flows = aggregated(nodes, flows, rare, rest, _words)
    view = View(
        key=f"process-map{suffix}",
        coverage=detail.coverage,
        bounds=bounds,
        rarer=_rarer if source.counted else None,
        most_crossings=detail.crossings,
        lanes=_lanes(source, rare, detail.lanes) if detail.lanes else None,
        box_width=LANE_BOX if detail.lanes else BOX_WIDTH,
    )
    drawn = process_map(
        nodes, flows, (START, END), view, title=source.title, description=source.description
    )
    return Level(detail.name, drawn, len(rare), share, bool(detail.lanes))


def _rare(source: Source, detail: _Detail) -> tuple[frozenset[str], float | None]:
    """Return the steps that are put together, and the share of executions of the others."""
    frequent: dict[str, float] = {a.activity: a.executions for a in source.facts.activities}
    if not frequent:
        frequent = visits(source.workflow) or {}
    ids = [activity.id for activity in source.workflow.activities]
    ranked = sorted(ids, key=lambda i: (-frequent.get(i, 0.0), ids.index(i)))
    total = sum(frequent.get(i, 0.0) for i in ids)
    kept, covered = 0, 0.0
    while kept < min(len(ranked), detail.steps) and covered < detail.share * total:
        covered += frequent.get(ranked[kept], 0.0)
        kept += 1
    if detail.share >= 1:
        kept = min(len(ranked), detail.steps)
    rare = frozenset(ranked[kept:]) if len(ranked) - kept > 1 else frozenset()
    return rare, covered / total if total else None


def drawn_flows(source: Source) -> list[MapFlow]:
    """Return all flows with their labels, before any is left out."""
    if not source.counted:
        return map_flows(source.workflow)
    known = {activity.id for activity in source.workflow.activities} | {START, END}
    found = [_measured(t) for t in source.facts.transitions]
    return [flow for flow in found if {flow.source, flow.target} <= known]


def _measured(transition: Transition) -> MapFlow:
    mean_h = None if transition.elapsed is None else transition.elapsed.mean_h
    words = _words(transition.count, mean_h)
    return MapFlow(transition.source, transition.target, float(transition.count), words, mean_h)


def _words(count: float, mean_h: float | None) -> tuple[str, ...]:
    words = (figures.grouped(count),)
    return words if mean_h is None else (*words, figures.short_duration(mean_h))


def _rarer(ways: int, count: float) -> str:
    if ways == 1:
        return say("… {count} on a rarer way", count=figures.grouped(count))
    return say("… {count} on {ways} rarer ways", count=figures.grouped(count), ways=ways)


def _bounds(flows: list[MapFlow]) -> tuple[str, ...]:
    """Return the legend of the heat classes; empty where no time is known."""
    top = hottest(flows)
    if not top or max(heats(flows).values(), default=0) == 0:
        return ()
    uppers = [figures.short_duration(top * (i + 1) / HEATS) for i in range(HEATS - 1)]
    return (*(say("up to {time}", time=upper) for upper in uppers), say("more"))


def _roles(source: Source) -> dict[str, str]:
    """Return the name of the role of every activity that has one."""
    names = {role.id: role.name for role in source.workflow.roles}
    return {a.id: names[a.role] for a in source.workflow.activities if a.role is not None}


def _lanes(source: Source, rare: frozenset[str], most: int) -> dict[str, str]:
    """Return the lane of every step: its role, or one that the roles with least work share.

    The rare steps that are drawn as one stand there too.
    """
    named = _roles(source)
    done = {a.activity: a.executions for a in source.facts.activities}
    totals: Counter[str] = Counter()
    for step, role in named.items():
        totals[role] += done.get(step, 1)
    fits = len(totals) + bool(rare) <= most
    kept = {role for role, _ in totals.most_common(most if fits else most - 1)}
    lanes = {REST: say("Several roles") if fits else say("Other roles")} if rare else {}
    for activity in source.workflow.activities:
        role = named.get(activity.id, say("No role"))
        if activity.id not in rare:
            lanes[activity.id] = role if role in kept else say("Other roles")
    return lanes


def _node(source: Source, activity: Activity, in_lane: bool) -> MapNode:
    facts = next((a for a in source.facts.activities if a.activity == activity.id), None)
    small = []
    if facts is not None:
        small.append(f"{figures.grouped(facts.executions)}×")
    elif activity.executions is not None:
        small.append(f"{figures.count(activity.executions.value)}×")
    small += _times(facts, activity)
    role = "" if in_lane else _roles(source).get(activity.id, "")
    return MapNode(
        id=activity.id,
        name=activity.name,
        small=(" · ".join(small), shortened(role, 80)),
        sends_back=_sends_back(source.facts, activity),
        waits=activity.kind == "wait",
    )


def _sends_back(facts: Facts, activity: Activity) -> bool:
    stated, measured = activity.rejection_share, facts.rejections
    if measured is not None and activity.id in measured.by_activity:
        return True
    return stated is not None and stated.value > 0


def _times(facts: ActivityFacts | None, activity: Activity) -> Iterator[str]:
    """Yield how long the work takes and, where no log measured the flows, the wait before it."""
    if facts is not None:
        if facts.processing is not None:
            yield say("work {time}", time=figures.short_duration(facts.processing.mean_h))
        return
    if activity.waiting_h is not None:
        yield say("wait {time}", time=figures.short_duration(activity.waiting_h.value))
    if activity.processing_h is not None:
        yield say("work {time}", time=figures.short_duration(activity.processing_h.value))
    if activity.elapsed_h is not None:
        yield say("takes {time}", time=figures.short_duration(activity.elapsed_h.value))
