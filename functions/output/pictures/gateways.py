"""Gateways on a map: a flat hexagon with the sign of BPMN for how ways are taken."""

from dataclasses import dataclass
from typing import Literal

from functions.output.pictures.layout import Box
from functions.output.pictures.svg import element, label, line, number, wrapped

WIDTH, WIDTH_NAMED = 96.0, 156.0
CORNER = 12.0  # by how much the sides are slanted
NAME_SIZE, NAME_LINES, LINE_HEIGHT = 11.5, 2, 15.0
SIGN = 6.0  # half of the sign's width
SIGN_HEIGHT = 24.0
KEY = {
    "exclusive": "× one of the ways",
    "parallel": "+ all ways at once",
    "inclusive": "○ one or more ways",
    "event_based": "◎ the way of what happens first",
}
Kind = Literal["exclusive", "parallel", "inclusive", "event_based"]


@dataclass(frozen=True)
class MapGateway:
    """Where ways part or meet."""

    id: str
    kind: Kind
    name: str = ""
    change: str = ""  # class of what becomes of it, such as added


def size(gateway: MapGateway) -> tuple[float, float]:
    """Return width and height of the gateway on the map."""
    rows = _rows(gateway)
    return (WIDTH_NAMED if rows else WIDTH), SIGN_HEIGHT + LINE_HEIGHT * len(rows)


def drawn(gateway: MapGateway, box: Box) -> str:
    """Return the gateway as SVG."""
    left, right, top, bottom = box.x, box.x + box.width, box.y, box.y + box.height
    middle = (top + bottom) / 2
    corners = (
        (left, middle), (left + CORNER, top), (right - CORNER, top),
        (right, middle), (right - CORNER, bottom), (left + CORNER, bottom),
    )  # fmt: skip
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    parts = [element("polygon", points=points, class_=f"node gateway {gateway.change}".strip())]
    parts.append(_sign(gateway.kind, box.centre, top + SIGN_HEIGHT / 2))
    for index, row in enumerate(_rows(gateway)):
        y = top + SIGN_HEIGHT + LINE_HEIGHT * (index + 0.6)
        parts.append(label(box.centre, y, row, "soft", "middle"))
    return "".join(parts)


def _rows(gateway: MapGateway) -> tuple[str, ...]:
    if not gateway.name.strip():
        return ()
    return wrapped(gateway.name, WIDTH_NAMED - 2 * CORNER, NAME_SIZE, NAME_LINES)


def _sign(kind: Kind, x: float, y: float) -> str:
    match kind:
        case "exclusive":
            return line(x - SIGN, y - SIGN, x + SIGN, y + SIGN, "sign") + line(
                x - SIGN, y + SIGN, x + SIGN, y - SIGN, "sign"
            )
        case "parallel":
            return line(x - SIGN, y, x + SIGN, y, "sign") + line(x, y - SIGN, x, y + SIGN, "sign")
        case "inclusive":
            return element("circle", cx=x, cy=y, r=SIGN, class_="sign")
        case "event_based":
            outer = element("circle", cx=x, cy=y, r=SIGN + 2, class_="sign")
            return outer + element("circle", cx=x, cy=y, r=SIGN - 2, class_="sign")
