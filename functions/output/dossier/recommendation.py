"""What to do first: the recommended changes and what simulation says they bring."""

from collections.abc import Sequence

from common.language import say, term
from common.metric_words import lower_first, metric
from common.model.portfolio import Effect, Redesign
from common.numerals import joined
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Badge,
    Block,
    Bullets,
    Card,
    Cell,
    Link,
    Links,
    Picture,
    Section,
    Table,
    Text,
    head,
    row_head,
    value,
    words,
)
from functions.output.dossier.flexibility_blocks import lost_variants
from functions.output.dossier.links import change_anchor, finding_anchor
from functions.output.dossier.results import Results, main_effect
from functions.output.dossier.wording import change, sentence, signed_share, unchanged
from functions.output.pictures.bars import IntervalBar, interval_bars
from functions.output.pictures.svg import shortened

BRIEF = 4  # changes in a summary


def recommendation(results: Results) -> Section:
    """Return the portfolio in the order of roll-out, each change with all that is known of it."""
    cards = [_card(results, i, r) for i, r in enumerate(results.recommended, start=1)]
    return _section(results, cards)


def recommendation_in_brief(results: Results) -> Section:
    """Return the portfolio as one table."""
    rows = tuple(_brief_row(results, i, r) for i, r in enumerate(results.recommended, start=1))
    columns = head("#No.", "Change", "What changes", "#Difference", "#95% interval")
    return _section(results, [Table(say("Recommended changes, each alone"), columns, rows)])


def recommendation_summary(results: Results) -> Section:
    """Return the first changes and what all bring together, on about a page."""
    shown = results.recommended[:BRIEF]
    rows = tuple(_brief_row(results, i, r) for i, r in enumerate(shown, start=1))
    columns = head("#No.", "Change", "#Difference", "#95% interval")
    table = Table(
        say("Recommended changes, each alone"),
        columns,
        tuple((*row[:2], *row[3:]) for row in rows),
    )
    more = len(results.recommended) - len(shown)
    blocks: list[Block] = [table]
    if more:
        changes = figures.plural(more, "change")
        text = say("Told in the detailed analysis only: {changes}.", changes=changes)
        blocks.append(Text(text, "note"))
    return _section(results, blocks, BRIEF)


def recommendation_cards(results: Results) -> Section | None:
    """Return all that is known of each change, without what they bring together."""
    cards = tuple(_card(results, i, r) for i, r in enumerate(results.recommended, start=1))
    return Section("changes", say("Each change in detail"), cards) if cards else None


def _section(results: Results, changes: Sequence[Block], most: int | None = None) -> Section:
    if not results.recommended:
        return Section(
            "recommendation", say("What to do first"), (Text(_why_nothing(results), "lead"),)
        )
    portfolio = results.portfolio
    blocks: list[Block] = []
    if results.indicative:
        twin = portfolio.twin
        unproved = say("Benefits are indicative only: there is no validated simulation.")
        blocks.append(Text(unproved if twin is None else sentence(twin.reason), "warning"))
    blocks += [*lost_variants(results), *_comparison(results, most), *changes]
    saved = portfolio.hours_saved_per_year
    if saved is not None:
        blocks.append(
            Text(
                say(
                    "Per year this is {hours} case-hours of cycle time ({known}): {origin}",
                    hours=figures.count(round(saved.value)),
                    known=term(saved.provenance.value),
                    origin=lower_first(sentence(saved.origin)),
                ),
                "note",
            )
        )
    return Section("recommendation", say("What to do first"), tuple(blocks))


def _why_nothing(results: Results) -> str:
    titles = [redesign.title for redesign in results.portfolio.redesigns]
    if titles:
        return say(
            "No change is recommended: none that was simulated helps ({titles}).",
            titles="; ".join(titles),
        )
    return say("No change could be simulated with what is known about the process.")


def _brief_row(results: Results, number: int, redesign: Redesign) -> tuple[Cell, ...]:
    effect = main_effect(redesign.effects)
    unknown = Cell("–", numeric=True)
    difference, ends = unknown, unknown
    if effect is not None:
        difference = value(change(effect, results.currency), effect.difference.mean)
        interval = figures.difference_interval(effect.difference, effect.unit, results.currency)
        ends = Cell(interval, numeric=True)
    return (
        Cell(str(number), numeric=True),
        row_head(redesign.title, change_anchor(number)),
        words(sentence(redesign.description)),
        difference,
        ends,
    )


def effects(results: Results, caption: str, found: tuple[Effect, ...]) -> list[Text | Table]:
    """Return the metrics that change, before and after, and the names of those that do not."""
    changed = [e for e in found if not unchanged(e)]
    same = [metric(e.metric) for e in found if unchanged(e)]
    blocks: list[Text | Table] = []
    if changed:
        columns = head("Metric", "#As is", "#With the change", "#Difference", "#95% interval")
        blocks.append(Table(caption, columns, tuple(_effect_row(results, e) for e in changed)))
    if same:
        blocks.append(
            Text(
                say("Unchanged: {metrics}.", metrics=joined([lower_first(name) for name in same])),
                "note",
            )
        )
    return blocks


def _effect_row(results: Results, effect: Effect) -> tuple[Cell, ...]:
    interval = figures.difference_interval(effect.difference, effect.unit, results.currency)
    return (
        row_head(metric(effect.metric)),
        _mean(results, effect, effect.as_is.mean),
        _mean(results, effect, effect.to_be.mean),
        value(change(effect, results.currency), effect.difference.mean),
        Cell(interval, numeric=True),
    )


def _mean(results: Results, effect: Effect, mean: float) -> Cell:
    return value(figures.quantity(mean, effect.unit, results.currency), mean)


def _comparison(results: Results, most: int | None) -> list[Block]:
    joint = main_effect(results.portfolio.joint)
    if joint is None:
        return []
    rows = [_bar(results, say("As is"), joint, before=True)]
    for number, redesign in enumerate(results.recommended[:most], start=1):
        single = next((e for e in redesign.effects if e.metric == joint.metric), None)
        if single is not None and len(results.recommended) > 1:
            only = say("Only {number}: {title}", number=number, title=redesign.title)
            rows.append(_bar(results, only, single))
    together = say("All recommended changes together")
    rows.append(_bar(results, together, joint, css="bar strong"))
    name = metric(joint.metric)
    title = say("{metric}, as is and with the recommended changes", metric=name)
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    svg = interval_bars(rows, key="before-after", title=title, description=description)
    caption = say("{metric} in simulation. Whiskers are 95% confidence intervals.", metric=name)
    return [
        Picture(svg, title, description, caption),
        *effects(
            results,
            say("All recommended changes together, simulated as one"),
            results.portfolio.joint,
        ),
    ]


def _bar(
    results: Results, name: str, effect: Effect, *, before: bool = False, css: str = "bar"
) -> IntervalBar:
    side = effect.as_is if before else effect.to_be
    text = figures.quantity(side.mean, effect.unit, results.currency)
    if not before and effect.relative is not None:
        text += f" ({signed_share(effect.relative)})"
    return IntervalBar(
        shortened(name, 90),
        side.mean,
        side.low,
        side.high,
        text,
        "bar as-is" if before else css,
    )


def _card(results: Results, number: int, redesign: Redesign) -> Card:
    badges = []
    if results.indicative:
        badges.append(Badge(say("indicative"), "assumed"))
    place = results.place(redesign.where)
    if place:
        badges.append(Badge(place))
    blocks: list[Block] = [Text(sentence(redesign.description))]
    blocks += effects(
        results, say("Simulated effect of change {number} alone", number=number), redesign.effects
    )
    if redesign.parameters:
        blocks.append(_parameters(results, redesign))
    if redesign.risks:
        blocks.append(Text(say("Watch out for:"), "note"))
        blocks.append(Bullets(tuple(sentence(r) for r in redesign.risks)))
    answered = [
        Link(sentence(finding.statement), finding_anchor(place))
        for place, finding in enumerate(results.assessment.findings, start=1)
        if finding.id in set(redesign.answers)
    ]
    if answered:
        blocks.append(Text(say("Answers these findings:"), "note"))
        blocks.append(Links(tuple(answered)))
    return Card(str(number), redesign.title, tuple(badges), tuple(blocks), change_anchor(number))


def _parameters(results: Results, redesign: Redesign) -> Table:
    rows = tuple(
        (
            row_head(results.figure_name(name)),
            value(
                figures.quantity(figure.value, figure.unit, results.currency),
                figure.value,
                figure.provenance,
            ),
            words(figure.origin),
        )
        for name, figure in sorted(redesign.parameters.items())
    )
    return Table(
        say("What the simulation of this change rests on"), head("Parameter", "#Value", "Why"), rows
    )
