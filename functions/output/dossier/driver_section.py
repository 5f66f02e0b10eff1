"""What slow and rejected cases have in common: effects in plain words, and what they are not."""

import re

from common.model.measurements import Driver
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Bullets,
    Cell,
    Section,
    Table,
    Text,
    head,
    row_head,
    value,
    words,
)
from functions.output.dossier.results import NAME_LIMIT, Results
from functions.output.dossier.wording import joined, p_words
from functions.output.pictures.svg import shortened

RANGE = re.compile(
    r"(above )?(-?[0-9]{1,15}(?:\.[0-9]{1,15})?) to (-?[0-9]{1,15}(?:\.[0-9]{1,15})?)"
)
TOLD, LISTED = 5, 20
MEDIUM, LARGE = 0.33, 0.474  # Cliff's delta; Romano et al. (2006)
CAVEAT = (
    "These go together; none is shown to be a cause. Something that the log does not hold may be "
    "behind both."
)


def drivers(results: Results) -> Section | None:
    """Return the attributes of cases that go with slow or rejected ones."""
    found = results.facts.drivers
    if not found:
        return None
    told = _distinct(found)[:TOLD]
    sentences = tuple(_sentence(one) for one in told)
    worst = max(one.adjusted_p for one in found)
    chance = (
        "Chance alone hardly explains any of these "
        f"({p_words(worst).replace('=', '≤')} each, after correction for all comparisons)."
    )
    if len(told) < len(found):
        chance += f" {figures.plural(len(found) - len(told), 'more comparison')} in the table."
    blocks: list[Block] = [
        Bullets(sentences),
        Text(chance, "note"),
        Text(CAVEAT, "warning"),
        _table(found),
    ]
    return Section("drivers", "What slow and rejected cases have in common", tuple(blocks))


def _distinct(found: tuple[Driver, ...]) -> list[Driver]:
    """Leave out what nearly always comes along with something stronger."""
    kept: list[Driver] = []
    for one in found:
        if not any(
            other.outcome == one.outcome and other.attribute in one.confounded_with
            for other in kept
        ):
            kept.append(one)
    return kept


def _sentence(one: Driver) -> str:
    cases = f"Cases with {_what(one)} ({figures.plural(one.cases, 'case')})"
    if one.outcome == "rejection":
        text = (
            f"{cases} are rejected {_more(one)} often: {figures.share(one.with_value)}, all others "
            f"{figures.share(one.without_value)}"
        )
    else:
        slower = "slower" if one.effect > 0 else "faster"
        like = max(one.with_value, one.without_value)
        text = (
            f"{cases} are {slower}: median {figures.duration(one.with_value, like)}, of all others "
            f"{figures.duration(one.without_value, like)}. Of two cases, one with it and one "
            f"without, the one with it is {slower} about "
            f"{figures.grouped((1 + abs(one.effect)) * 50)} times in 100: a {_size(one.effect)} "
            "effect"
        )
    text += "."
    if one.confounded_with:
        with_it = joined([_named(name) for name in one.confounded_with[:3]])
        text += f" It nearly always comes along with {with_it}, which may be what matters."
    return text


def _what(one: Driver) -> str:
    """Return ``“amount” above 87.10, up to 3,293`` for a range, ``“region”: North`` for a value."""
    name = _named(one.attribute)
    numbers = RANGE.fullmatch(one.value)
    if numbers is None:
        return f"{name}: {shortened(one.value, NAME_LIMIT)}"
    low, high = (figures.quantity(float(numbers[i]), None) for i in (2, 3))
    return f"{name} above {low}, up to {high}" if numbers[1] else f"{name} from {low} to {high}"


def _named(attribute: str) -> str:
    return f"“{shortened(attribute.replace('_', ' '), NAME_LIMIT)}”"


def _more(one: Driver) -> str:
    return "more" if one.effect > 0 else "less"


def _size(effect: float) -> str:
    size = abs(effect)
    return "large" if size >= LARGE else "medium" if size >= MEDIUM else "small"


def _table(found: tuple[Driver, ...]) -> Table:
    more = len(found) - LISTED
    caption = "Attributes that go with slow or rejected cases"
    columns = head(
        "Attribute", "Outcome", "#Cases", "#With it", "#All others", "#Effect", "#Adjusted p"
    )
    rows = tuple(_row(one) for one in found[:LISTED])
    note = "effect: Cliff's delta of cycle times, difference of the shares of rejections"
    caption = f"{caption}; {note}"
    return Table(f"{caption} ({more} more)" if more > 0 else caption, columns, rows, folded=True)


def _row(one: Driver) -> tuple[Cell, ...]:
    if one.outcome == "rejection":
        outcome, effect = "rejected", figures.difference(one.effect, "share")
        levels = [figures.share(v) for v in (one.with_value, one.without_value)]
    else:
        outcome = "median cycle time"
        effect = ("+" if one.effect > 0 else "") + figures.grouped(one.effect, 2)
        levels = [figures.duration(v) for v in (one.with_value, one.without_value)]
    return (
        row_head(_what(one)),
        words(outcome),
        value(figures.grouped(one.cases), one.cases),
        value(levels[0], one.with_value),
        value(levels[1], one.without_value),
        value(effect, one.effect),
        value(p_words(one.adjusted_p).removeprefix("p ").removeprefix("= "), one.adjusted_p),
    )
