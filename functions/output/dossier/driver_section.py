"""What slow and rejected cases have in common: effects in plain words, and what they are not."""

import re

from common.language import say
from common.model.measurements import Driver
from common.numerals import joined
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
from functions.output.dossier.wording import with_more
from functions.output.pictures.svg import shortened

RANGE = re.compile(
    r"(above )?(-?[0-9]{1,15}(?:\.[0-9]{1,15})?) to (-?[0-9]{1,15}(?:\.[0-9]{1,15})?)"
)
TOLD, LISTED = 5, 20
MEDIUM, LARGE = 0.33, 0.474  # Cliff's delta; Romano et al. (2006)


def drivers(results: Results) -> Section | None:
    """Return the attributes of cases that go with slow or rejected ones."""
    found = results.facts.drivers
    if not found:
        return None
    told = _distinct(found)[:TOLD]
    sentences = tuple(_sentence(one) for one in told)
    worst = max(one.adjusted_p for one in found)
    chance = say(
        "Chance alone hardly explains any of these ({p} each, after correction for all "
        "comparisons).",
        p=figures.p_value(worst).replace("=", "≤"),
    )
    if len(told) < len(found):
        more = figures.plural(len(found) - len(told), "more comparison")
        chance += " " + say("{more} in the table.", more=more)
    caveat = say(
        "These go together; none is shown to be a cause. Something that the log does not hold may "
        "be behind both."
    )
    blocks: list[Block] = [
        Bullets(sentences),
        Text(chance, "note"),
        Text(caveat, "warning"),
        _table(found),
    ]
    return Section("drivers", say("What slow and rejected cases have in common"), tuple(blocks))


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
    text = _rejected(one) if one.outcome == "rejection" else _slower(one)
    if one.confounded_with:
        with_it = joined([_named(name) for name in one.confounded_with[:3]])
        text += " " + say(
            "It nearly always comes along with {others}, which may be what matters.", others=with_it
        )
    return text


def _rejected(one: Driver) -> str:
    values = {
        "what": _what(one),
        "cases": figures.plural(one.cases, "case"),
        "share": figures.share(one.with_value),
        "others": figures.share(one.without_value),
    }
    if one.effect > 0:
        return say(
            "Cases with {what} ({cases}) are rejected more often: {share}, all others {others}.",
            **values,
        )
    return say(
        "Cases with {what} ({cases}) are rejected less often: {share}, all others {others}.",
        **values,
    )


def _slower(one: Driver) -> str:
    like = max(one.with_value, one.without_value)
    values = {
        "what": _what(one),
        "cases": figures.plural(one.cases, "case"),
        "hours": figures.duration(one.with_value, like),
        "others": figures.duration(one.without_value, like),
        "times": figures.grouped((1 + abs(one.effect)) * 50),
        "effect": _size(one.effect),
    }
    if one.effect > 0:
        return say(
            "Cases with {what} ({cases}) are slower: median {hours}, of all others {others}. Of "
            "two cases, one with it and one without, the one with it is slower about {times} times "
            "in 100: {effect}.",
            **values,
        )
    return say(
        "Cases with {what} ({cases}) are faster: median {hours}, of all others {others}. Of two "
        "cases, one with it and one without, the one with it is faster about {times} times in 100: "
        "{effect}.",
        **values,
    )


def _what(one: Driver) -> str:
    """Return ``“amount” above 87.10, up to 3,293`` for a range, ``“region”: North`` for a value."""
    name = _named(one.attribute)
    numbers = RANGE.fullmatch(one.value)
    if numbers is None:
        return f"{name}: {shortened(one.value, NAME_LIMIT)}"
    low, high = (figures.quantity(float(numbers[i]), None) for i in (2, 3))
    if numbers[1]:
        return say("{name} above {low}, up to {high}", name=name, low=low, high=high)
    return say("{name} from {low} to {high}", name=name, low=low, high=high)


def _named(attribute: str) -> str:
    return say("“{name}”", name=shortened(attribute.replace("_", " "), NAME_LIMIT))


def _size(effect: float) -> str:
    size = abs(effect)
    if size >= LARGE:
        return say("a large effect")
    return say("a medium effect") if size >= MEDIUM else say("a small effect")


def _table(found: tuple[Driver, ...]) -> Table:
    more = len(found) - LISTED
    caption = say(
        "Attributes that go with slow or rejected cases; effect: Cliff's delta of cycle times, "
        "difference of the shares of rejections"
    )
    columns = head(
        "Attribute", "Outcome", "#Cases", "#With it", "#All others", "#Effect", "#Adjusted p"
    )
    rows = tuple(_row(one) for one in found[:LISTED])
    return Table(with_more(caption, more), columns, rows, folded=True)


def _row(one: Driver) -> tuple[Cell, ...]:
    if one.outcome == "rejection":
        outcome, effect = say("rejected"), figures.difference(one.effect, "share")
        levels = [figures.share(v) for v in (one.with_value, one.without_value)]
    else:
        outcome = say("median cycle time")
        effect = ("+" if one.effect > 0 else "") + figures.grouped(one.effect, 2)
        levels = [figures.duration(v) for v in (one.with_value, one.without_value)]
    return (
        row_head(_what(one)),
        words(outcome),
        value(figures.grouped(one.cases), one.cases),
        value(levels[0], one.with_value),
        value(levels[1], one.without_value),
        value(effect, one.effect),
        value(
            figures.p_value(one.adjusted_p).removeprefix("p ").removeprefix("= "), one.adjusted_p
        ),
    )
