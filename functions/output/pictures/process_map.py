"""The process map: activities as boxes, flows as lines, wide where frequent, warm where slow."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from common.language import say
from functions.output.pictures import gateways
from functions.output.pictures.flows import Flow, Pair, shown
from functions.output.pictures.gateways import MapGateway
from functions.output.pictures.lanes import lane_order, with_ends
from functions.output.pictures.layout import Box, Layout, Point, Route, layout
from functions.output.pictures.svg import (
    arrow_head,
    element,
    hover,
    label,
    number,
    picture,
    rect,
    text_width,
    wrapped,
)
from functions.output.pictures.untangling import untangled

COVERAGE = 0.95
FLOWS_PER_NODE, FEWEST = 2, 40  # beyond, nobody can follow the lines
BOX_WIDTH = 164.0
NAME_SIZE, SMALL_SIZE = 13.0, 11.5
NAME_LINES = 4
HEATS = 5  # classes heat-0 to heat-4
LEGEND_HEIGHT, LANE_HEAD = 58.0, 44.0

Change = Literal["added", "removed", "changed", "moved"]
Lines = tuple[tuple[str, ...], tuple[str, ...]]  # the name and what stands below it


@dataclass(frozen=True)
class MapNode:
    """An activity. ``small`` are the lines below its name, such as executions and role."""

    id: str
    name: str
    small: tuple[str, ...] = ()
    sends_back: bool = False
    waits: bool = False  # nobody works: time passes, or something comes from outside
    several: bool = False  # stands for several rare steps
    change: Change | None = None
    badge: str = ""  # number of the redesign that changes it


@dataclass(frozen=True)
class MapFlow:
    """A flow: its weight, what its label says, and its mean duration where that is known."""

    source: str
    target: str
    weight: float
    words: tuple[str, ...] = ()
    mean_h: float | None = None
    change: Change | None = None


@dataclass(frozen=True)
class View:
    """What a map shows of a process, and how.

    Args:
        coverage: part of all traversals that the flows drawn make up.
        bounds: upper ends of the heat classes, for the legend.
        rarer: makes the line in a box that tells how many ways from it are not drawn, and how
            often they are taken.
        most_crossings: how many crossings may stay; beyond, rare ways are left to words. None: any.
        box_width: of the boxes of activities.
        lanes: names of the lanes in which the activities stand, by activity.
    """

    key: str = "process-map"
    coverage: float = COVERAGE
    bounds: tuple[str, ...] = ()
    rarer: Callable[[int, float], str] | None = None
    lanes: Mapping[str, str] | None = None
    most_crossings: int | None = None
    box_width: float = BOX_WIDTH


@dataclass(frozen=True)
class ProcessMap:
    """The drawing, and what it leaves out."""

    svg: str
    shown_flows: int
    all_flows: int
    coverage: float
    layout: Layout
    untangled: int = 0  # rare ways that are not drawn because they would cross others


def process_map(
    nodes: Sequence[MapNode | MapGateway],
    flows: Sequence[MapFlow],
    ends: Pair,
    view: View = View(),
    *,
    title: str = "Process map",
    description: str = "",
) -> ProcessMap:
    """Draw the map."""
    plain = [Flow(f.source, f.target, f.weight) for f in flows]
    kept = shown(plain, *ends, view.coverage, max(FEWEST, FLOWS_PER_NODE * len(nodes)))
    loops = {f.source: f for f in flows if f.source == f.target}
    plan, lines, names = _planned(nodes, flows, kept, ends, view)
    before = len(kept)
    while view.most_crossings is not None and len(plan.crossed) > view.most_crossings:
        fewer = untangled(kept, plan.crossed, ends, view.most_crossings)
        if len(fewer) == len(kept):
            break
        kept = fewer
        plan, lines, names = _planned(nodes, flows, kept, ends, view)
    by_ends = {(f.source, f.target): f for f in flows}
    drawn = [by_ends[f.ends] for f in kept]
    total = sum(f.weight for f in flows)
    seen = sum(f.weight for f in (*drawn, *loops.values()))
    return ProcessMap(
        svg=picture(view.key, title, description, *_drawn(plan, nodes, drawn, lines, view, names)),
        shown_flows=len(drawn) + len(loops),
        all_flows=len(flows),
        coverage=seen / total if total else 1.0,
        layout=plan,
        untangled=before - len(kept),
    )


def _planned(
    nodes: Sequence[MapNode | MapGateway],
    flows: Sequence[MapFlow],
    kept: Sequence[Flow],
    ends: Pair,
    view: View,
) -> tuple[Layout, dict[str, Lines], tuple[str, ...]]:
    """Return where all goes, the lines of text of each box, and the names of the lanes."""
    chosen = {f.ends for f in kept}
    loops = {f.source: f for f in flows if f.source == f.target}
    left_out = _left_out(flows, chosen, view.rarer)
    lines = {
        n.id: _lines(n, loops.get(n.id), left_out.get(n.id, ""), view.box_width)
        for n in nodes
        if isinstance(n, MapNode)
    }
    words = {(f.source, f.target): f.words for f in flows}
    labels = {pair: _label_size(words[pair]) for pair in chosen}
    names, place = _lanes(view.lanes, kept)
    sizes = _sizes(nodes, lines, ends, view.box_width)
    return layout(sizes, kept, labels, ends, place), lines, names


def _sizes(
    nodes: Sequence[MapNode | MapGateway], lines: Mapping[str, Lines], ends: Pair, width: float
) -> dict[str, tuple[float, float]]:
    sizes = {n.id: gateways.size(n) for n in nodes if isinstance(n, MapGateway)}
    sizes |= {n: (width, _box_height(rows)) for n, rows in lines.items()}
    return sizes | {ends[0]: (64.0, 30.0), ends[1]: (64.0, 30.0)}


def _lanes(
    lane_of: Mapping[str, str] | None, flows: Sequence[Flow]
) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the names of the lanes from the left, and the number of each node's lane."""
    if not lane_of:
        return (), {}
    names = lane_order(lane_of, flows)
    number_of = {name: index for index, name in enumerate(names)}
    return names, {node: number_of[lane] for node, lane in with_ends(lane_of, flows).items()}


def _drawn(
    plan: Layout,
    nodes: Sequence[MapNode | MapGateway],
    flows: Sequence[MapFlow],
    lines: Mapping[str, Lines],
    view: View,
    lanes: tuple[str, ...],
) -> tuple[tuple[float, float], list[str]]:
    """Return the size of the picture and what it consists of."""
    named = {n.id: n.name for n in nodes}
    ends = [node for node in plan.boxes if node not in named]
    words = (say("Start"), say("End"))
    edges, tips = _ways(plan, flows, named | dict(zip(ends, words, strict=True)))
    boxes = [
        hover(_node_told(n, lines[n.id]), _node(n, lines[n.id], plan.boxes[n.id]))
        for n in nodes
        if isinstance(n, MapNode)
    ]
    boxes += [gateways.drawn(n, plan.boxes[n.id]) for n in nodes if isinstance(n, MapGateway)]
    boxes += [_end(plan.boxes[node], word) for node, word in zip(ends, words, strict=True)]
    legend = LEGEND_HEIGHT if view.bounds else 0.0
    heads = LANE_HEAD if lanes else 0.0
    width = max(plan.width, _legend_width(view.bounds))
    shift = f"translate({number((width - plan.width) / 2)} {number(legend + heads)})"
    body = element("g", *_lane_grounds(plan, lanes), *edges, *tips, *boxes, transform=shift)
    return (width, plan.height + legend + heads), [_legend(view.bounds), body]


def _ways(
    plan: Layout, flows: Sequence[MapFlow], names: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return the lines, the heaviest on top, and their labels."""
    heat = heats(flows)
    heaviest = max((f.weight for f in flows), default=1.0) or 1.0
    edges, tips = [], []
    for flow in sorted(flows, key=lambda f: f.weight):
        route = plan.routes[flow.source, flow.target]
        css = f"heat-{heat[flow.source, flow.target]}" + (" back" if route.back else "")
        css += f" {flow.change}" if flow.change else ""
        thickness = 1.2 + 6.0 * (flow.weight / heaviest) ** 0.6
        ends = " → ".join(names.get(end) or "·" for end in (flow.source, flow.target))
        words = f"{ends}: {' · '.join(flow.words)}" if flow.words else ends
        edges.append(hover(words, _edge(route, css, thickness)))
        tips.append(_label(route.label, flow.words))
    return edges, tips


def _lane_grounds(plan: Layout, lanes: tuple[str, ...]) -> list[str]:
    parts = []
    for index, (name, left) in enumerate(zip(lanes, plan.borders, strict=False)):
        width = plan.borders[index + 1] - left
        css = "lane odd" if index % 2 else "lane"
        parts.append(rect(left, -LANE_HEAD, width, plan.height + LANE_HEAD, css))
        rows = wrapped(name, width - 16, 12, 2)
        parts += [
            label(left + width / 2, 16 - LANE_HEAD + 15 * row, text, "lane-name", "middle")
            for row, text in enumerate(rows)
        ]
    return parts


def heats(flows: Sequence[MapFlow]) -> dict[Pair, int]:
    """Return the heat class of each flow: equal steps of the mean up to ``hottest``."""
    top = hottest(flows)
    return {
        (f.source, f.target): 0
        if not f.mean_h or not top
        else min(int(f.mean_h / top * HEATS), HEATS - 1)
        for f in flows
    }


def hottest(flows: Sequence[MapFlow]) -> float:
    """Return the mean that nine of ten timed traversals do not exceed: outliers set no scale."""
    timed = sorted((f.mean_h, f.weight) for f in flows if f.mean_h is not None)
    if len({mean for mean, _ in timed}) < 3:
        return 0.0  # too few to compare
    total = sum(weight for _, weight in timed)
    passed = 0.0
    for mean, weight in timed:
        passed += weight
        if passed >= 0.9 * total:
            return mean
    return 0.0


def _left_out(
    flows: Sequence[MapFlow], kept: Collection[Pair], rarer: Callable[[int, float], str] | None
) -> dict[str, str]:
    """Return, by source, the line about the ways that are not drawn."""
    if rarer is None:
        return {}
    weights: dict[str, list[float]] = {}
    for flow in flows:
        if flow.source != flow.target and (flow.source, flow.target) not in kept:
            weights.setdefault(flow.source, []).append(flow.weight)
    return {source: rarer(len(found), sum(found)) for source, found in weights.items()}


def _lines(node: MapNode, loop: MapFlow | None, left_out: str, width: float) -> Lines:
    name = wrapped(node.name, width - 20, NAME_SIZE, NAME_LINES)
    small = [wrapped(s, width - 24, SMALL_SIZE, 1)[0] for s in node.small if s.strip()]
    if loop is not None:
        small.append(wrapped("↻ " + " · ".join(loop.words), width - 24, SMALL_SIZE, 1)[0])
    if left_out:
        small.append(wrapped(left_out, width - 16, SMALL_SIZE, 1)[0])
    return name, tuple(small)


def _box_height(lines: Lines) -> float:
    return 18.0 + 16.0 * len(lines[0]) + 15.0 * len(lines[1])


def _label_size(words: tuple[str, ...]) -> tuple[float, float]:
    widest = max((text_width(w, SMALL_SIZE) for w in words), default=0.0)
    return widest + 10.0, 14.0 * len(words) + 4.0


def _edge(route: Route, css: str, width: float) -> str:
    points = list(route.points[::-1] if route.back else route.points)
    down = not route.back
    size = 6.0 + 1.1 * width
    tip = points[-1]
    back = -size if down else size
    points[-1] = (tip[0], tip[1] + back)
    path = element("path", d=_curve(points), class_=f"flow {css}", stroke_width=width, fill="none")
    return path + arrow_head(*tip, down, size, f"tip {css}")


def _curve(points: Sequence[Point]) -> str:
    """Return a path through the points: upright within layers, curved between them."""
    x, y = points[0]
    parts = [f"M{number(x)} {number(y)}"]
    for index, (nx, ny) in enumerate(points[1:]):
        if index % 2 == 0:  # within a layer the line keeps to its slot
            parts.append(f"L{number(nx)} {number(ny)}")
        else:
            middle = number((y + ny) / 2)
            parts.append(f"C{number(x)} {middle} {number(nx)} {middle} {number(nx)} {number(ny)}")
        x, y = nx, ny
    return "".join(parts)


def _label(box: Box, words: tuple[str, ...]) -> str:
    if not words:
        return ""
    rows = [
        label(
            box.centre, box.y + 13 + 14 * index, word, "strong" if index == 0 else "soft", "middle"
        )
        for index, word in enumerate(words)
    ]
    return rect(box.x, box.y, box.width, box.height, "halo", 4) + "".join(rows)


def _node(node: MapNode, lines: Lines, box: Box) -> str:
    css = "node sends-back" if node.sends_back else "node waits" if node.waits else "node"
    css += f" {node.change}" if node.change else ""
    parts = [rect(box.x, box.y, box.width, box.height, css, 8)]
    if node.several:  # a second sheet looks out behind the first
        parts.insert(0, rect(box.x + 4, box.y - 4, box.width - 8, box.height, "node several", 8))
    y = box.y + 8.0
    for row in lines[0]:
        y += 16.0
        parts.append(label(box.centre, y - 2, row, "name", "middle"))
    for row in lines[1]:
        y += 15.0
        parts.append(label(box.centre, y - 1, row, "soft", "middle"))
    if node.badge:
        x, width = box.x + box.width - 12, max(20.0, text_width(node.badge, SMALL_SIZE) + 10)
        badge = rect(x - width / 2, box.y - 7, width, 18, f"badge {node.change or ''}".strip(), 9)
        parts += [badge, label(x, box.y + 6, node.badge, "on-end badge-text", "middle")]
    return "".join(parts)


def _node_told(node: MapNode, lines: Lines) -> str:
    """Return all that a box says, with its name in full."""
    more = lines[1][sum(bool(text.strip()) for text in node.small) :]
    return " · ".join((node.name, *(text for text in node.small if text.strip()), *more))


def _end(box: Box, word: str) -> str:
    return rect(box.x, box.y, box.width, box.height, "end", box.height / 2) + label(
        box.centre, box.y + box.height / 2 + 4.5, word, "on-end", "middle"
    )


def _legend_width(bounds: tuple[str, ...]) -> float:
    return 24 + sum(40 + text_width(bound, SMALL_SIZE) for bound in bounds) if bounds else 0.0


def _legend(bounds: tuple[str, ...]) -> str:
    if not bounds:
        return ""
    parts = [label(12, 20, say("Mean time of a flow"), "soft")]
    x = 12.0
    for index, bound in enumerate(bounds):
        parts.append(rect(x, 30, 20, 8, f"swatch heat-{index}", 2))
        parts.append(label(x + 26, 38, bound, "soft"))
        x += 40 + text_width(bound, SMALL_SIZE)
    return "".join(parts)
