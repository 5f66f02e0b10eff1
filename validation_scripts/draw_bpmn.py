"""Draws BPMN files as they are laid out (BPMN DI), as SVG, to look at them.

Usage: python -m validation_scripts.draw_bpmn model.bpmn … [--to folder]
With chromium on the path a PNG is made beside each SVG.
"""

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from common.bpmn.bounds import Bounds
from common.bpmn.lettering import LINE_HEIGHT, wrapped
from functions.input.bpmn.model import BpmnDocument, Diagram, Edge
from functions.input.bpmn.reader import read_bpmn

STYLE = """
text { font: 12px Arial, Helvetica, sans-serif; fill: #222; }
.shape { fill: var(--fill, #fff); stroke: var(--stroke, #333); stroke-width: 1.5; }
.task { fill: var(--fill, #eef4fb); } .end { stroke-width: 3.5; }
.mark { fill: none; stroke: #333; stroke-width: 3; }
.flow { fill: none; stroke: #555; stroke-width: 1.3; marker-end: url(#tip); }
.label { fill: #a23b00; }
"""
TIP = (
    '<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 1 10 5 0 9z" fill="#555"/></marker>'
)
BORDER = 40


def svg(document: BpmnDocument) -> str:
    """Return the first diagram as SVG."""
    diagram = document.diagrams[0]
    kinds, names = {}, {}
    for process in document.processes:
        for node in process.nodes():
            kinds[node.id], names[node.id] = node.kind, node.name or ""
        for _, scope in process.scope.walk():
            names |= {flow.id: flow.name or "" for flow in scope.flows}
            names |= {note.id: note.text for note in scope.artifacts.annotations}
    fills = {
        one.get("bpmnElement"): (one.get("bioc:fill"), one.get("bioc:stroke"))
        for one in document.xml.root.walk()
        if one.local == "BPMNShape"
    }
    width, height = _extent(diagram)
    parts = [part for edge in diagram.edges for part in _edge(edge, names)]
    for shape in diagram.shapes:
        if shape.bounds is not None and shape.element is not None:
            kind, name = kinds.get(shape.element, "note"), names[shape.element]
            style = _style(fills.get(shape.element))
            parts += [f"<g {style}>", *_shape(kind, name, shape.bounds), "</g>"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f"<style>{STYLE}</style><defs>{TIP}</defs>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>'
    )


def _extent(diagram: Diagram) -> tuple[int, int]:
    boxes = [shape.bounds for shape in diagram.shapes if shape.bounds is not None]
    points = [point for edge in diagram.edges for point in edge.waypoints]
    right = max([box.x + box.width for box in boxes] + [x for x, _ in points])
    bottom = max([box.y + box.height for box in boxes] + [y for _, y in points])
    return int(right) + BORDER, int(bottom) + BORDER


def _edge(edge: Edge, names: dict[str, str]) -> Iterator[str]:
    points = " ".join(f"{x:g},{y:g}" for x, y in edge.waypoints)
    yield f'<polyline class="flow" points="{points}"/>'
    name = names.get(edge.element or "", "")
    if name and edge.label is not None:
        yield _text(edge.label.x, edge.label.y + 11, name, "label", "start")


def _style(colours: tuple[str | None, str | None] | None) -> str:
    if colours is None or None in colours:
        return ""
    return f'style="--fill:{colours[0]};--stroke:{colours[1]}"'


def _shape(kind: str, name: str, box: Bounds) -> Iterator[str]:
    x, y = box.x + box.width / 2, box.y + box.height / 2
    if kind.endswith("Gateway"):
        across, down = box.width / 2, box.height / 2
        corners = f"{x},{box.y} {x + across},{y} {x},{y + down} {box.x},{y}"
        yield f'<polygon class="shape" points="{corners}"/>'
        cross = {"exclusiveGateway": "M-8-8 8 8M8-8-8 8", "parallelGateway": "M0-12V12M-12 0H12"}
        yield f'<path class="mark" transform="translate({x} {y})" d="{cross.get(kind, "")}"/>'
    elif kind.endswith("Event"):
        css = "shape end" if kind == "endEvent" else "shape"
        yield f'<circle class="{css}" cx="{x}" cy="{y}" r="{box.width / 2}"/>'
    else:
        size = f'width="{box.width:g}" height="{box.height:g}"'
        yield f'<rect class="shape task" x="{box.x:g}" y="{box.y:g}" {size} rx="8"/>'
        lines = [line for part in name.split("\n") for line in wrapped(part)]
        top = y - (len(lines) - 1) * LINE_HEIGHT / 2 + 4
        for at, line in enumerate(lines):
            yield _text(x, top + at * LINE_HEIGHT, line, "name", "middle")


def _text(x: float, y: float, text: str, css: str, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{css}" text-anchor="{anchor}">{escape(text)}</text>'


def _png(source: Path, width: int, height: int) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        return
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(  # noqa: S603 - a fixed command
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                f"--screenshot={source.with_suffix('.png')}",
                str(source),
            ],
            check=True,
            capture_output=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=Path())
    arguments = parser.parse_args()
    for path in arguments.files:
        document = read_bpmn(path.read_bytes())
        target = arguments.to / f"{path.stem}.svg"
        target.write_text(svg(document), encoding="utf-8")
        _png(target, *_extent(document.diagrams[0]))
        print(target)


if __name__ == "__main__":
    main()
