"""What to do when: the plan in weeks, and for every change its steps, owner, risks and measures."""

from common.language import say, term
from common.metric_words import metric
from common.model.portfolio import Measure, RoadmapItem
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
from functions.output.dossier.results import Results
from functions.output.dossier.wording import sentence
from functions.output.pictures.gantt import Task, gantt

WAVES = {"quick_win": "Quick win", "project": "Project", "structural": "Structural change"}


def roadmap(results: Results) -> Section | None:
    """Return the plan with all that is known of each change; nothing without a plan."""
    items = results.portfolio.roadmap
    if not items:
        return None
    cards = [_card(results, number, one) for number, one in enumerate(items, start=1)]
    return Section("roadmap", say("What to do when"), (*_plan(results, items), *cards))


def roadmap_in_brief(results: Results) -> Section | None:
    """Return the plan without the cards."""
    items = results.portfolio.roadmap
    if not items:
        return None
    return Section("roadmap", say("What to do when"), tuple(_plan(results, items)))


def _plan(results: Results, items: tuple[RoadmapItem, ...]) -> list[Block]:
    last = max(one.begins_week + one.weeks for one in items)
    lead = say(
        "The plan takes {weeks}; {quick} of the {number} changes are quick wins.",
        weeks=figures.plural(last, "week"),
        quick=sum(one.wave == "quick_win" for one in items),
        number=len(items),
    )
    places = {one.redesign: index for index, one in enumerate(items)}
    tasks = [
        Task(
            f"{number}. {results.redesign(one.redesign)}",
            one.begins_week,
            one.weeks,
            one.wave,
            one.owner,
            _effort(results, one),
            tuple(places[each] for each in one.after if each in places),
        )
        for number, one in enumerate(items, start=1)
    ]
    title = say("Plan in weeks")
    description = "; ".join(
        f"{task.name}: {_span(one)}" for task, one in zip(tasks, items, strict=True)
    )
    used = [wave for wave in WAVES if any(one.wave == wave for one in items)]
    svg = gantt(
        tasks,
        [(wave, term(WAVES[wave])) for wave in used],
        key="roadmap",
        title=title,
        description=description,
    )
    caption = say("An arrow leads from a change to one that has to wait for it.")
    return [Text(lead, "lead"), Picture(svg, title, description, caption), _table(results, items)]


def _span(one: RoadmapItem) -> str:
    return say(
        "week {first} to {last}", first=one.begins_week + 1, last=one.begins_week + one.weeks
    )


def _effort(results: Results, one: RoadmapItem) -> str:
    return figures.quantity(one.effort_days.value, one.effort_days.unit, results.currency)


def _table(results: Results, items: tuple[RoadmapItem, ...]) -> Table:
    rows = tuple(
        (
            Cell(str(number), numeric=True),
            row_head(results.redesign(one.redesign)),
            words(term(WAVES[one.wave])),
            words(one.owner),
            words(_span(one)),
            value(_effort(results, one), one.effort_days.value, one.effort_days.provenance),
        )
        for number, one in enumerate(items, start=1)
    )
    columns = head("#No.", "Change", "Kind", "Owner", "When", "#Effort")
    return Table(say("The plan"), columns, rows)


def _card(results: Results, number: int, one: RoadmapItem) -> Card:
    badges = (
        Badge(term(WAVES[one.wave])),
        Badge(_span(one)),
        Badge(say("Owner: {owner}", owner=one.owner)),
    )
    blocks: list[Block] = []
    if one.after:
        before = "; ".join(results.redesign(each) for each in one.after)
        blocks.append(Text(say("Begins only after: {changes}.", changes=before), "note"))
    blocks.append(Text(say("Steps:"), "note"))
    blocks.append(Bullets(tuple(sentence(step) for step in one.steps)))
    if one.risks:
        blocks.append(Text(say("Watch out for:"), "note"))
        blocks.append(Bullets(tuple(sentence(risk) for risk in one.risks)))
    if one.measures:
        blocks.append(_measures(results, one.measures))
    return Card(str(number), results.redesign(one.redesign), badges, tuple(blocks))


def _measures(results: Results, measures: tuple[Measure, ...]) -> Table:
    def shown(one: Measure, number: float | None) -> Cell:
        if number is None:
            return Cell("–", numeric=True)
        return value(figures.quantity(number, one.unit, results.currency), number)

    rows = tuple(
        (
            row_head(metric(one.metric)),
            shown(one, one.today),
            shown(one, one.target),
            words(sentence(one.how)),
        )
        for one in measures
    )
    columns = head("Metric", "#Today", "#Target", "How it is read off")
    return Table(say("What shows that it succeeds"), columns, rows)
