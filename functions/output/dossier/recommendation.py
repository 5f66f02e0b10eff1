"""What to do first: the recommended changes and what simulation says they bring."""

from collections.abc import Sequence

from common.model.portfolio import Effect, Redesign
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Badge,
    Block,
    Bullets,
    Card,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    row_head,
    value,
    words,
)
from functions.output.dossier.results import Results, main_effect
from functions.output.dossier.wording import (
    change,
    joined,
    metric,
    sentence,
    signed_share,
    unchanged,
)
from functions.output.pictures.bars import IntervalBar, interval_bars
from functions.output.pictures.svg import shortened

TITLE = "What to do first"


def recommendation(results: Results) -> Section:
    """Return the portfolio in the order of roll-out, each change with all that is known of it."""
    cards = [_card(results, i, r) for i, r in enumerate(results.recommended, start=1)]
    return _section(results, cards)


def recommendation_in_brief(results: Results) -> Section:
    """Return the portfolio as one table."""
    rows = tuple(_brief_row(results, i, r) for i, r in enumerate(results.recommended, start=1))
    columns = head("#No.", "Change", "What changes", "#Difference", "#95% interval")
    return _section(results, [Table("Recommended changes, each alone", columns, rows)])


def _section(results: Results, changes: Sequence[Block]) -> Section:
    if not results.recommended:
        return Section("recommendation", TITLE, (Text(_why_nothing(results), "lead"),))
    portfolio = results.portfolio
    blocks: list[Block] = []
    if results.indicative:
        reason = portfolio.twin.reason if portfolio.twin else "There is no validated simulation."
        prefix = "" if "indicative" in reason else "Benefits are indicative only. "
        blocks.append(Text(prefix + sentence(reason), "warning"))
    blocks += [*_comparison(results), *changes]
    saved = portfolio.hours_saved_per_year
    if saved is not None:
        blocks.append(
            Text(
                f"Per year this is {figures.count(round(saved.value))} case-hours of cycle time "
                f"({saved.provenance.value}): {sentence(saved.origin)}",
                "note",
            )
        )
    return Section("recommendation", TITLE, tuple(blocks))


def _why_nothing(results: Results) -> str:
    titles = [redesign.title for redesign in results.portfolio.redesigns]
    if titles:
        return f"No change is recommended: none that was simulated helps ({'; '.join(titles)})."
    return "No change could be simulated with what is known about the process."


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
        row_head(redesign.title),
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
        blocks.append(Text(f"Unchanged: {joined(same).lower()}.", "note"))
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


def _comparison(results: Results) -> list[Block]:
    joint = main_effect(results.portfolio.joint)
    if joint is None:
        return []
    rows = [_bar(results, "As is", joint, before=True)]
    for number, redesign in enumerate(results.recommended, start=1):
        single = next((e for e in redesign.effects if e.metric == joint.metric), None)
        if single is not None and len(results.recommended) > 1:
            rows.append(_bar(results, f"Only {number}: {redesign.title}", single))
    rows.append(_bar(results, "All recommended changes together", joint, css="bar strong"))
    name = metric(joint.metric)
    title = f"{name}, as is and with the recommended changes"
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    svg = interval_bars(rows, key="before-after", title=title, description=description)
    caption = f"{name} in simulation. Whiskers are 95% confidence intervals."
    return [
        Picture(svg, title, description, caption),
        *effects(
            results, "All recommended changes together, simulated as one", results.portfolio.joint
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
        badges.append(Badge("indicative", "assumed"))
    place = results.place(redesign.where)
    if place:
        badges.append(Badge(place))
    blocks: list[Text | Bullets | Table] = [Text(sentence(redesign.description))]
    blocks += effects(results, f"Simulated effect of change {number} alone", redesign.effects)
    if redesign.parameters:
        blocks.append(_parameters(results, redesign))
    if redesign.risks:
        blocks.append(Text("Watch out for:", "note"))
        blocks.append(Bullets(tuple(sentence(r) for r in redesign.risks)))
    answered = [f.statement for f in results.assessment.findings if f.id in set(redesign.answers)]
    if answered:
        blocks.append(Text("Answers these findings:", "note"))
        blocks.append(Bullets(tuple(sentence(s) for s in answered)))
    return Card(str(number), redesign.title, tuple(badges), tuple(blocks))


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
        "What the simulation of this change rests on", head("Parameter", "#Value", "Why"), rows
    )
