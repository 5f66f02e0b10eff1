"""What to do first: the recommended changes and what simulation says they bring."""

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
from functions.output.dossier.wording import change, metric, sentence, signed_share
from functions.output.pictures.bars import IntervalBar, interval_bars
from functions.output.pictures.svg import shortened


def recommendation(results: Results) -> Section | None:
    """Return the portfolio in the order of roll-out."""
    portfolio = results.portfolio
    blocks: list[Block] = []
    if not results.recommended:
        text = (
            "Every change that was simulated brought nothing or did harm. "
            "The section on the simulation lists them."
            if portfolio.redesigns
            else "No change could be simulated with what is known about the process."
        )
        blocks.append(Text(text, "lead"))
        blocks += [Text(sentence(note), "note") for note in portfolio.notes]
        return Section("recommendation", "What to do first", tuple(blocks))
    if results.indicative:
        reason = portfolio.twin.reason if portfolio.twin else "There is no validated simulation."
        blocks.append(Text(f"Indicative only. {sentence(reason)}", "warning"))
    blocks += _comparison(results)
    blocks += [_card(results, i, r) for i, r in enumerate(results.recommended, start=1)]
    saved = portfolio.hours_saved_per_year
    if saved is not None:
        blocks.append(
            Text(
                f"Per year this is {figures.count(round(saved.value))} case-hours of cycle time "
                f"({saved.provenance.value}): {sentence(saved.origin)}",
                "note",
            )
        )
    blocks += [Text(sentence(note), "note") for note in portfolio.notes]
    return Section("recommendation", "What to do first", tuple(blocks))


def effects_table(results: Results, caption: str, effects: tuple[Effect, ...]) -> Table:
    """Return the table of metrics before and after, with the interval of the difference."""
    rows = tuple(
        (
            row_head(metric(e.metric)),
            _mean(results, e, e.as_is.mean),
            _mean(results, e, e.to_be.mean),
            value(change(e, results.currency), e.difference.mean),
            Cell(figures.difference_interval(e.difference, e.unit, results.currency), numeric=True),
        )
        for e in effects
    )
    columns = head("Metric", "#As is", "#With the change", "#Difference", "#95% interval")
    return Table(caption, columns, rows)


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
        effects_table(
            results,
            "All recommended changes together, simulated as one",
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
        badges.append(Badge("indicative", "assumed"))
    place = results.place(redesign.where)
    if place:
        badges.append(Badge(place))
    blocks: list[Text | Bullets | Table] = [Text(sentence(redesign.description))]
    if redesign.effects:
        blocks.append(
            effects_table(results, f"Simulated effect of change {number} alone", redesign.effects)
        )
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
            row_head(metric(name)),
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
