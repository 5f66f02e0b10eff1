"""What is not recommended, and why: without effect, harmful, stopped, or not to be simulated."""

from common.language import say, term
from common.metric_words import plain_words
from common.model.portfolio import Advice, Redesign, Stop
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Cell,
    Section,
    Table,
    Text,
    head,
    row_head,
    value,
    words,
)
from functions.output.dossier.results import Results, main_effect
from functions.output.dossier.wording import change, sentence

GUARDS = {  # ids in framework_knowledge/guards.json
    "separation-request-approval": "Who asks does not approve",
    "separation-two-approvals": "Two pairs of eyes approve",
    "separation-two-checks": "Two pairs of eyes check",
    "separation-check-payment": "Who checks does not pay",
    "separation-stated": "Separation that the submission asks for",
    "authority": "Authority to decide",
    "mandatory-steps": "Steps that have to be",
    "mandatory-stated": "Steps that the submission asks for",
    "last-approval": "One approval at least",
    "last-check": "One check at least",
    "human-decision": "Decisions that people take",
    "data-precedence": "Data have to be there first",
    "no-look-ahead": "Nobody knows the future of a case",
    "fixed-roles": "Roles that stay as they are",
    "headcount-limit": "Limit of people",
    "budget-limit": "Limit of money",
}


def set_aside(results: Results) -> Section | None:
    """Return four lists; those without entries vanish."""
    portfolio = results.portfolio
    chosen = set(portfolio.recommended)
    rest = [one for one in portfolio.redesigns if one.id not in chosen]
    blocks: list[Block] = [
        *_helpful(results, [one for one in rest if one.verdict == "beneficial"]),
        *_tried(results, say("Without a proved effect"), rest, "no_effect"),
        *_tried(results, say("Would do harm"), rest, "harmful"),
        *_stopped(results, portfolio.stopped),
        *_advice(portfolio.advice),
    ]
    if not blocks:
        return None
    return Section("set_aside", say("What was set aside, and why"), tuple(blocks))


def _helpful(results: Results, found: list[Redesign]) -> list[Block]:
    """Return what helps alone, with what a day sooner by it would have to be worth."""
    if not found:
        return []
    caption = say("Helps alone, but beside the recommended ones not enough for its effort")
    if results.portfolio.day_worth is None:
        return _tried(results, caption, found, "beneficial")
    columns = head("Change", "What changes", "#Difference", "#95% interval", "#A day sooner costs")
    rows = tuple((*_tried_row(results, one), _day_price(results, one)) for one in found)
    return [Table(caption, columns, rows)]


def _day_price(results: Results, one: Redesign) -> Cell:
    price = one.day_price
    if price is None:
        return words(say("saves no time"))
    text = figures.money(price.value, results.currency)
    return value(text, price.value, price.provenance)


def _tried(results: Results, caption: str, rest: list[Redesign], verdict: str) -> list[Block]:
    found = [one for one in rest if one.verdict == verdict]
    if not found:
        return []
    rows = tuple(_tried_row(results, one) for one in found)
    columns = head("Change", "What changes", "#Difference", "#95% interval")
    return [Table(caption, columns, rows)]


def _tried_row(results: Results, one: Redesign) -> tuple[Cell, ...]:
    effect = main_effect(one.effects)
    first = (row_head(one.title), words(sentence(one.description)))
    if effect is None:
        return (*first, Cell("–", numeric=True), Cell("–", numeric=True))
    ends = figures.difference_interval(effect.difference, effect.unit, results.currency)
    return (
        *first,
        value(change(effect, results.currency), effect.difference.mean),
        Cell(ends, numeric=True),
    )


def _stopped(results: Results, stopped: tuple[Stop, ...]) -> list[Block]:
    if not stopped:
        return []
    lead = say(
        "These were never proposed: each would break something that has to hold. What a change "
        "would have brought is told where it was simulated."
    )
    rows = tuple(_stop_row(results, one) for one in stopped)
    columns = head("Change", "What it would break", "#It would have brought")
    return [Text(lead), Table(say("Stopped by a guard"), columns, rows)]


def _stop_row(results: Results, one: Stop) -> tuple[Cell, ...]:
    forgone = Cell("–", numeric=True)
    if one.forgone is not None:
        forgone = value(change(one.forgone, results.currency), one.forgone.difference.mean)
    place = results.place(one.where)
    title = f"{one.title} ({place})" if place and place not in one.title else one.title
    reason = f"{guard(one.guard)}: {sentence(one.reason)}"
    return (row_head(title), words(reason), forgone)


def guard(identifier: str) -> str:
    """Return what a guard protects, in words."""
    known = GUARDS.get(identifier)
    return term(known) if known else plain_words(identifier)


def _advice(advice: tuple[Advice, ...]) -> list[Block]:
    if not advice:
        return []
    lead = say("These fit a finding, but nothing is claimed for them: they were not simulated.")
    rows = tuple(
        (row_head(one.title), words(sentence(one.text)), words(sentence(one.needed)))
        for one in advice
    )
    columns = head("Advice", "What it means here", "What would have to be known")
    return [Text(lead), Table(say("Advice without a number"), columns, rows)]
