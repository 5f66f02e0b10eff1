"""Cumulative cash flow month by month: a line, the band of its interval, and the payback."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.language import say
from common.numerals import count
from functions.output.pictures.axis import Axis, Scale, lying, scale, upright, widest
from functions.output.pictures.svg import (
    element,
    hover,
    label,
    line,
    number,
    picture,
    rect,
    text_width,
)

WIDTH, HEAD, PLOT, FOOT = 720.0, 66.0, 280.0, 48.0
RIGHT = 20.0
TICKS = 9


@dataclass(frozen=True)
class Balance:
    """What was earned less what was spent up to the end of a month, with its interval."""

    month: int
    mean: float
    low: float
    high: float


def cash_flow(
    balances: Sequence[Balance],
    up: Axis,
    payback_months: float | None,
    *,
    key: str,
    title: str,
    description: str,
) -> str:
    """Draw the balances in the order of months; the payback is marked where there is one."""
    rows = scale([0.0, *(v for b in balances for v in (b.low, b.high, b.mean))], HEAD + PLOT, HEAD)
    left = widest(up, rows) + 14
    last = max((b.month for b in balances), default=12)
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, last + 1) if last / n <= TICKS)
    ticks = tuple(float(n) for n in range(0, last + 1, step))
    columns = Scale(0.0, float(max(last, 1)), left, WIDTH - RIGHT, ticks)
    months = Axis(say("Months after the start"), lambda value: f"{value:.0f}")
    parts = [*lying(months, columns, HEAD, HEAD + PLOT), *upright(up, rows, left, WIDTH - RIGHT)]
    parts.append(_band(balances, columns, rows))
    parts.append(_line(balances, columns, rows))
    parts += _hovered(balances, columns, rows, up)
    parts += _legend()
    if payback_months is not None and payback_months <= last:
        parts += _payback(payback_months, columns, rows)
    return picture(key, title, description, (WIDTH, HEAD + PLOT + FOOT), parts)


def _points(values: Sequence[tuple[int, float]], columns: Scale, rows: Scale) -> list[str]:
    return [f"{number(columns.at(month))},{number(rows.at(value))}" for month, value in values]


def _band(balances: Sequence[Balance], columns: Scale, rows: Scale) -> str:
    there = _points([(b.month, b.high) for b in balances], columns, rows)
    back = _points([(b.month, b.low) for b in balances], columns, rows)[::-1]
    return element("polygon", points=" ".join([*there, *back]), class_="band")


def _line(balances: Sequence[Balance], columns: Scale, rows: Scale) -> str:
    points = _points([(b.month, b.mean) for b in balances], columns, rows)
    return element("polyline", points=" ".join(points), class_="series balance")


def _hovered(balances: Sequence[Balance], columns: Scale, rows: Scale, up: Axis) -> list[str]:
    """Return a strip per month that tells its figures while the pointer rests on it."""
    half = (columns.end - columns.begin) / (columns.high - columns.low) / 2
    parts = []
    for each in balances:
        words = say(
            "Month {month}: {mean} ({low} to {high})",
            month=each.month,
            mean=up.written(each.mean),
            low=up.written(each.low),
            high=up.written(each.high),
        )
        x = columns.at(each.month)
        strip = rect(x - half, HEAD, 2 * half, PLOT, "strip")
        parts.append(
            hover(
                words, strip, element("circle", cx=x, cy=rows.at(each.mean), r=2.5, class_="spot")
            )
        )
    return parts


def _payback(months: float, columns: Scale, rows: Scale) -> list[str]:
    x = columns.at(months)
    text = say("pays back after {months} months", months=count(round(months, 1)))
    late = x + 8 + text_width(text, 11.5) > WIDTH - RIGHT
    return [
        line(x, HEAD, x, rows.at(0.0), "mark"),
        element("circle", cx=x, cy=rows.at(0.0), r=5, class_="dot recommended"),
        label(
            x + (-8 if late else 8), HEAD + 13, text, "strong haloed", "end" if late else "start"
        ),
    ]


def _legend() -> list[str]:
    expected, band = say("expected"), say("90% interval")
    x = 30 + text_width(expected, 11.5) + 26
    return [
        line(0, 12, 22, 12, "series balance"),
        label(30, 16, expected, "soft"),
        rect(x, 5, 22, 13, "band", 2),
        label(x + 30, 16, band, "soft"),
    ]
