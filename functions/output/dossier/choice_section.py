"""Why these changes: the order of roll-out, what else was possible, and what it hangs on."""

from collections.abc import Sequence

from common.language import say
from common.metric_words import metric
from common.model.portfolio import Effect, FrontPoint, Interval, RolloutStep
from common.numerals import joined
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    not_known,
    number_head,
    row_head,
    value,
    words,
)
from functions.output.dossier.flexibility_blocks import flexibility_blocks
from functions.output.dossier.results import CYCLE_TIME, Results, main_effect
from functions.output.dossier.swing_blocks import swing_blocks
from functions.output.dossier.wording import change, unit_of
from functions.output.pictures.axis import Axis
from functions.output.pictures.front import Dot, front

PREFERRED = ("one_off_cost", "cost_per_case", "added_headcount", "rework_share", "rejection_share")
LONGEST_NAME = 28  # of a dot
MOST_NAMED = 3  # titles of a set of changes


def choice(results: Results) -> Section | None:
    """Return roll-out, front, flexibility and sensitivity; nothing where none is known."""
    portfolio = results.portfolio
    blocks: list[Block] = [
        *_rollout(results, portfolio.rollout),
        *_front(results, portfolio.front),
        *flexibility_blocks(results),
        *swing_blocks(results, portfolio.sensitivity, key="sensitivity"),
    ]
    if not blocks:
        return None
    return Section("choice", say("Why these changes, and in which order"), tuple(blocks))


def _rollout(results: Results, steps: Sequence[RolloutStep]) -> list[Block]:
    if not steps:
        return []
    lead = say(
        "The order puts first what adds most beside the changes already made. What each one adds "
        "is simulated with those before it in place, so the rows add up to the whole."
    )
    rows = tuple(_step(results, number, one) for number, one in enumerate(steps, start=1))
    columns = head("#No.", "Change", "Metric", "#It adds", "#95% interval")
    return [Text(lead, "lead"), Table(say("Order of roll-out"), columns, rows)]


def _step(results: Results, number: int, one: RolloutStep) -> tuple[Cell, ...]:
    effect = main_effect(one.marginal)
    first = (Cell(str(number), numeric=True), row_head(results.redesign(one.redesign)))
    if effect is None:
        return (*first, words("–"), not_known(), not_known())
    return (*first, words(metric(effect.metric)), *_difference(results, effect))


def _difference(results: Results, effect: Effect) -> tuple[Cell, Cell]:
    ends = figures.difference_interval(effect.difference, effect.unit, results.currency)
    return (
        value(change(effect, results.currency), effect.difference.mean),
        Cell(ends, numeric=True),
    )


def _front(results: Results, points: Sequence[FrontPoint]) -> list[Block]:
    """Return what else was possible: sets of changes that no other beats in every objective."""
    if len(points) < 2:
        return []
    names = [name for name in points[0].objectives if all(name in p.objectives for p in points)]
    names.sort(key=lambda name: name != CYCLE_TIME)
    lead = say(
        "No other set of changes that was tried beats one of these {number} in every measure. "
        "Which of them is best depends on what a measure is worth; the recommended one is marked.",
        number=len(points),
    )
    blocks: list[Block] = [Text(lead)]
    across = next((name for name in PREFERRED if name in names and _varies(points, name)), None)
    if across is not None and CYCLE_TIME in names:
        blocks.append(_picture(results, points, across))
    shown = [name for name in names if _varies(points, name)]
    columns = head("Changes", *(number_head(metric(name)) for name in shown))
    rows = tuple(_point_row(results, one, shown) for one in points)
    blocks.append(Table(say("Sets of changes that none beats"), columns, rows))
    same = [_told(results, points[0], name) for name in names if name not in shown]
    if same:
        text = say("The same in all of these sets: {measures}.", measures=joined(same))
        blocks.append(Text(text, "note"))
    return blocks


def _varies(points: Sequence[FrontPoint], name: str) -> bool:
    return len({one.objectives[name].mean for one in points}) > 1


def _picture(results: Results, points: Sequence[FrontPoint], across: str) -> Picture:
    dots = [_dot(results, one, across) for one in points]
    title = say("What each set of changes brings")
    description = "; ".join(f"{dot.name}: {dot.figures}" for dot in dots)
    svg = front(
        dots,
        _axis(results, across, [dot.x for dot in dots]),
        _axis(results, CYCLE_TIME, [dot.y for dot in dots]),
        key="front",
        title=title,
        description=description,
    )
    caption = say(
        "Lower and further left is better. Numbers are those of the recommended changes; lines "
        "through a dot are 95% intervals."
    )
    return Picture(svg, title, description, caption)


def _axis(results: Results, name: str, values: Sequence[float]) -> Axis:
    if _unit(name) == "h":
        like = max(map(abs, values))
        return Axis(metric(name), lambda h: figures.duration(h, like), figures.hours_per_unit(like))
    return Axis(metric(name), lambda number: _written(results, name, number))


def _written(results: Results, name: str, number: float) -> str:
    return figures.quantity(number, _unit(name), results.currency)


def _unit(name: str) -> str | None:
    return "money" if name in ("cost_per_case", "one_off_cost") else unit_of(name, None)


def _dot(results: Results, one: FrontPoint, across: str) -> Dot:
    x, y = one.objectives[across], one.objectives[CYCLE_TIME]
    told = [_told(results, one, name) for name in (CYCLE_TIME, across)]
    return Dot(
        _short(results, one),
        x.mean,
        y.mean,
        _ends(x),
        _ends(y),
        "; ".join(told),
        recommended=one.recommended,
        as_is=not one.redesigns,
    )


def _told(results: Results, one: FrontPoint, name: str) -> str:
    return f"{metric(name)} {_written(results, name, one.objectives[name].mean)}"


def _ends(interval: Interval) -> tuple[float, float] | None:
    return (interval.low, interval.high) if interval.low < interval.high else None


def _short(results: Results, one: FrontPoint) -> str:
    """Name a set by the numbers of the recommended changes; any others are counted."""
    if not one.redesigns:
        return say("As is")
    order = list(results.portfolio.recommended)
    numbers = sorted(order.index(each) + 1 for each in one.redesigns if each in order)
    others = len(one.redesigns) - len(numbers)
    told = " + ".join(map(str, numbers))
    if others:
        rest = figures.plural(others, "other", "others")
        told = f"{told} + {rest}" if told else rest
    return told


def _point_row(results: Results, one: FrontPoint, names: Sequence[str]) -> tuple[Cell, ...]:
    text = _named(results, one)
    if one.recommended:
        text = say("{changes} (recommended)", changes=text)
    return (row_head(text), *(_mean(results, name, one.objectives[name]) for name in names))


def _named(results: Results, one: FrontPoint) -> str:
    """Name a set by the numbers of the recommended changes, and some others by their titles.

    tables.xlsx names all of them.
    """
    if not one.redesigns:
        return say("As is")
    order = list(results.portfolio.recommended)
    numbers = sorted(order.index(each) + 1 for each in one.redesigns if each in order)
    others = [results.redesign(each) for each in one.redesigns if each not in order]
    told = "; ".join(filter(None, [" + ".join(map(str, numbers)), *others[:MOST_NAMED]]))
    more = len(others) - MOST_NAMED
    return say("{items} and {more} more", items=told, more=more) if more > 0 else told


def _mean(results: Results, name: str, interval: Interval) -> Cell:
    return value(_written(results, name, interval.mean), interval.mean)
