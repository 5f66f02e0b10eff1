"""How good the layout of process maps is: crossings, overlaps and bends, counted on real processes.

Usage: python -m validation_scripts.layout_quality file.xes.gz model.bpmn …
Prints one line per map. Lines are taken as they are drawn, their curves cut into short pieces.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from common.model.artifact import Artifact
from common.model.submission import Submission
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.stated import stated_facts
from functions.input.reading.submission import read
from functions.output.dossier.process_maps import Source, levels
from functions.output.pictures.layout import Box, Layout, Point, Route

PIECES = 13  # of a curve between two layers; odd, so that no corner lies in its middle


@dataclass(frozen=True)
class Quality:
    """Counts on one map; nothing may overlap, crossings and bends are only to be few."""

    nodes: int
    flows: int
    crossings: int
    node_overlaps: int  # boxes of nodes with each other
    label_overlaps: int  # labels with each other and with nodes
    lines_on_nodes: int
    lines_on_labels: int  # of other lines
    bends: int
    width: float
    height: float

    @property
    def overlaps(self) -> int:
        return self.node_overlaps + self.label_overlaps + self.lines_on_nodes + self.lines_on_labels


def quality(plan: Layout) -> Quality:
    """Count what disturbs on a map."""
    lines = {pair: list(_flattened(route.points)) for pair, route in plan.routes.items()}
    labels = {p: r.label for p, r in plan.routes.items() if r.label.width and r.label.height}
    nodes = plan.boxes
    return Quality(
        nodes=len(nodes),
        flows=len(lines),
        crossings=_crossings(list(lines.values())),
        node_overlaps=sum(a.overlaps(b) for a, b in combinations(nodes.values(), 2)),
        label_overlaps=sum(a.overlaps(b) for a, b in combinations(labels.values(), 2))
        + sum(label.overlaps(node) for label in labels.values() for node in nodes.values()),
        lines_on_nodes=sum(
            _enters(line, box)
            for pair, line in lines.items()
            for node, box in nodes.items()
            if node not in pair
        ),
        lines_on_labels=sum(
            _enters(line, box)
            for pair, line in lines.items()
            for other, box in labels.items()
            if other != pair
        ),
        bends=sum(_bends(route) for route in plan.routes.values()),
        width=plan.width,
        height=plan.height,
    )


def _flattened(points: Sequence[Point]) -> Iterator[Point]:
    """Yield points along the line: upright within layers, a cubic curve between them."""
    yield points[0]
    for index, ((x, y), (nx, ny)) in enumerate(pairwise(points)):
        if index % 2 == 1:
            for piece in range(1, PIECES):
                t = piece / PIECES
                across = t * t * (3 - 2 * t)
                down = 1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t**3
                yield x + (nx - x) * across, y + (ny - y) * down
        yield nx, ny


def _crossings(lines: Sequence[Sequence[Point]]) -> int:
    """Return how often two different lines cross: their pieces are passed from the top down."""
    pieces = [
        (min(a[1], b[1]), max(a[1], b[1]), line, a, b)
        for line, points in enumerate(lines)
        for a, b in pairwise(points)
    ]
    pieces.sort(key=lambda piece: piece[:3])
    found = 0
    open_pieces: list[tuple[float, float, int, Point, Point]] = []
    for piece in pieces:
        top, _, line, a, b = piece
        open_pieces = [other for other in open_pieces if other[1] >= top]
        found += sum(
            other[2] != line and _near(a, b, other[3], other[4]) and _cross(a, b, *other[3:])
            for other in open_pieces
        )
        open_pieces.append(piece)
    return found


def _near(a: Point, b: Point, c: Point, d: Point) -> bool:
    return max(min(a[0], b[0]), min(c[0], d[0])) <= min(max(a[0], b[0]), max(c[0], d[0]))


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Return whether two pieces cross; a corner exactly on the other counts with one side only."""

    def left(p: Point, q: Point, r: Point) -> bool:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]) >= 0

    return left(a, b, c) != left(a, b, d) and left(c, d, a) != left(c, d, b)


def _enters(line: Sequence[Point], box: Box) -> bool:
    if line[0][1] > box.y + box.height or line[-1][1] < box.y:
        return False
    return any(
        box.overlaps(Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])))
        for a, b in pairwise(line)
    )


def _bends(route: Route) -> int:
    """Return at how many passages between layers the line does not go straight down."""
    return sum(
        abs(a[0] - b[0]) > 1 for a, b in zip(route.points[1::2], route.points[2::2], strict=False)
    )


def maps(path: Path) -> Iterator[tuple[str, Layout]]:
    """Yield the name and the layout of every view of the process map of a file."""
    body = path.read_bytes()
    if path.suffix == ".bpmn":
        reading = read(Submission(workflow_data=body.decode()), None)
    else:
        digest = hashlib.sha256(body).hexdigest()
        file = Artifact(key=path.name, sha256=digest, size_bytes=len(body))
        reading = read(Submission(file=file, filename=path.name), body)
    workflow = reading.workflow
    log = reading.log
    facts = stated_facts(workflow) if log is None else measured_facts(log, workflow)
    for level in levels(Source(workflow, facts, path.stem, "")):
        yield level.name, level.drawn.layout


def main() -> None:
    total = 0
    for name in sys.argv[1:]:
        for view, plan in maps(Path(name)):
            found = quality(plan)
            total += found.crossings
            print(
                f"{Path(name).name:32} {view:14} {found.nodes:3} nodes {found.flows:3} flows "
                f"{found.crossings:3} crossings {found.overlaps:2} overlaps {found.bends:3} bends "
                f"{found.width:5.0f} x {found.height:.0f}"
            )
    print(f"{total} crossings")


if __name__ == "__main__":
    main()
