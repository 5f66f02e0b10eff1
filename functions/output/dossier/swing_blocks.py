"""What a result hangs on: how far each uncertain input moves it, and where it would turn."""

from collections.abc import Sequence

from common.language import say
from common.metric_words import lower_first, metric
from common.model.portfolio import Swing
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Cell,
    Picture,
    Table,
    Text,
    derived,
    head,
    row_head,
    value,
    words,
)
from functions.output.dossier.results import Results
from functions.output.pictures.axis import Axis
from functions.output.pictures.tornado import Range, tornado

MOST = 12
MONEY = frozenset({"money", "money_per_year"})


def swing_blocks(results: Results, swings: Sequence[Swing], *, key: str) -> list[Block]:
    """Return a sentence, the tornado and its table; nothing without a swing."""
    if not swings:
        return []
    shown = swings[:MOST]
    first = shown[0]
    blocks: list[Block] = [Text(_lead(results, swings)), _picture(results, shown, key)]
    more = len(swings) - len(shown)
    if more:
        inputs = figures.plural(more, "input")
        text = say("Not shown, with less influence: {inputs}.", inputs=inputs)
        blocks.append(Text(text, "note"))
    caption = say("{metric} with one input at either end", metric=metric(first.metric))
    columns = head(
        "Input", "#Used", "#Lowest", "#Highest", "#At the lowest", "#At the highest", "#Turns at"
    )
    rows = tuple(_row(results, one) for one in shown)
    return [*blocks, Table(caption, columns, rows, folded=True)]


def _lead(results: Results, swings: Sequence[Swing]) -> str:
    first = swings[0]
    text = say(
        "The result hangs most on “{input}”: between {low} and {high}, {measured} goes from "
        "{at_low} to {at_high}.",
        input=_name(results, first),
        low=_input(results, first, first.figure.low),
        high=_input(results, first, first.figure.high),
        measured=_in_text(first),
        at_low=_result(results, first, first.at_low.mean),
        at_high=_result(results, first, first.at_high.mean),
    )
    return f"{text} {_turns(results, swings)}"


def _turns(results: Results, swings: Sequence[Swing]) -> str:
    money = swings[0].unit in MONEY
    flips = [one for one in swings if one.flips_at is not None]
    if not flips and money:
        return say("Within these ranges no input alone turns gain into loss or loss into gain.")
    if not flips:
        return say("Within these ranges no input alone would make another recommendation better.")
    values = {
        "value": _input(results, flips[0], flips[0].flips_at),
        "input": _name(results, flips[0]),
    }
    if money:
        return say("It would turn to gain or loss at {value} for “{input}”.", **values)
    return say("Another recommendation would be better from {value} on for “{input}”.", **values)


def _picture(results: Results, shown: Sequence[Swing], key: str) -> Picture:
    first = shown[0]
    rows = [
        Range(
            _name(results, one),
            one.at_low.mean,
            one.at_high.mean,
            _input(results, one, one.figure.low),
            _input(results, one, one.figure.high),
            _turn(results, one),
        )
        for one in shown
    ]
    base = _base(results, first)
    title = say("What the result hangs on")
    description = "; ".join(
        say(
            "{input}: {low} gives {at_low}, {high} gives {at_high}",
            input=row.name,
            low=row.low,
            high=row.high,
            at_low=_result(results, one, one.at_low.mean),
            at_high=_result(results, one, one.at_high.mean),
        )
        for row, one in zip(rows, shown, strict=True)
    )
    axis = _axis(results, first, [base, *(v for row in rows for v in (row.at_low, row.at_high))])
    svg = tornado(rows, base, axis, key=key, title=title, description=description)
    caption = say("Each bar: one input from its low to its high end, all others as used.")
    return Picture(svg, title, description, caption)


def _axis(results: Results, one: Swing, values: Sequence[float]) -> Axis:
    if one.unit == "h":
        like = max(map(abs, values))
        return Axis(
            _measured(one),
            lambda h: figures.difference(h, one.unit, results.currency, like),
            figures.hours_per_unit(like),
        )
    return Axis(_measured(one), lambda number: _result(results, one, number))


def _measured(one: Swing) -> str:
    if one.unit in MONEY:
        return metric(one.metric)
    return say("Change: {metric}", metric=metric(one.metric))


def _in_text(one: Swing) -> str:
    name = lower_first(metric(one.metric))
    if one.unit in MONEY:
        return say("the {metric}", metric=name)
    return say("the change of the {metric}", metric=name)


def _base(results: Results, one: Swing) -> float:
    """Return the result with every input as used: what the ends move away from."""
    if one.unit in MONEY and results.portfolio.business_case is not None:
        return results.portfolio.business_case.net_present_value.value
    joint = next((e for e in results.portfolio.joint if e.metric == one.metric), None)
    if joint is not None:
        return joint.difference.mean
    return (one.at_low.mean + one.at_high.mean) / 2


def _name(results: Results, one: Swing) -> str:
    name = results.figure_name(one.input)
    if one.redesign is None:
        return name
    return say("{input} ({change})", input=name, change=results.redesign(one.redesign))


def _input(results: Results, one: Swing, number: float | None) -> str:
    if number is None:
        return say("not known")
    return figures.quantity(number, one.figure.unit, results.currency)


def _result(results: Results, one: Swing, number: float) -> str:
    if one.unit in MONEY:
        return figures.quantity(number, one.unit, results.currency)
    return figures.difference(number, one.unit, results.currency)


def _turn(results: Results, one: Swing) -> str:
    if one.flips_at is None:
        return ""
    return say("turns at {value}", value=_input(results, one, one.flips_at))


def _row(results: Results, one: Swing) -> tuple[Cell, ...]:
    def given(number: float | None) -> Cell:
        if number is None:
            return derived("–")
        return value(_input(results, one, number), number)

    return (
        row_head(_name(results, one)),
        value(_input(results, one, one.figure.value), one.figure.value, one.figure.provenance),
        given(one.figure.low),
        given(one.figure.high),
        value(_result(results, one, one.at_low.mean), one.at_low.mean),
        value(_result(results, one, one.at_high.mean), one.at_high.mean),
        given(one.flips_at) if one.flips_at is not None else words("–"),
    )
