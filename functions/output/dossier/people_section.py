"""Who does the work: how busy people are, and which role does which step."""

from collections import Counter

from common.language import say
from common.model.facts import ActivityFacts
from common.model.measurements import ResourceFacts, RoleFacts
from common.numerals import joined
from functions.output.dossier import figures
from functions.output.dossier.content import (
    NONE,
    Block,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    derived,
    head,
    heat,
    not_known,
    number_head,
    row_head,
    value,
)
from functions.output.dossier.results import NAME_LIMIT, Results
from functions.output.dossier.wording import with_more
from functions.output.pictures.bars import Bar, bars
from functions.output.pictures.svg import shortened

TOP_PEOPLE, TOP_ROLES = 8, 12
MATRIX_STEPS, MATRIX_ROLES = 15, 6
MANY_ROLES, MANY_TOLD = 4, 3
HIGH, VERY_HIGH = 0.7, 0.85  # utilisation from which on queues grow fast


def people(results: Results) -> Section | None:
    """Return utilisation, the roles, and the steps by role; nothing where no role is known."""
    facts = results.facts
    blocks: list[Block] = []
    busy = [one for one in facts.resources if one.utilisation is not None]
    busy.sort(key=lambda one: (-(one.utilisation or 0.0), one.resource))
    if busy:
        blocks += _busy(results, busy)
    if facts.roles:
        if not busy:
            blocks.append(Text(_most(results, facts.roles), "lead"))
        blocks.append(_roles(results, facts.roles))
        blocks += _many(facts.resources)
    matrix = _steps_by_role(results)
    if matrix is not None:
        blocks.append(matrix)
    return Section("people", say("Who does the work"), tuple(blocks)) if blocks else None


def _busy(results: Results, busy: list[ResourceFacts]) -> list[Block]:
    shown = busy[:TOP_PEOPLE]
    text = _busiest(results, busy)
    rows = [
        Bar(
            _person(results, one),
            one.utilisation,
            say(
                "{share} · {number} times",
                share=figures.share(one.utilisation or 0.0),
                number=figures.grouped(one.executions),
            ),
            _heat(one.utilisation or 0.0),
        )
        for one in shown
    ]
    title = say("Utilisation")
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    more = len(results.facts.resources) - len(shown)
    caption = say(
        "Time with at least one activity in work, over the working time from the first to the "
        "last. Work that this log does not hold is not in it."
    )
    if more > 0:
        caption += " " + say(
            "The {shown} busiest are shown, {more} more are not.", shown=len(shown), more=more
        )
    svg = bars(rows, key="utilisation", title=title, description=description)
    table = Table(
        say("Utilisation"),
        head("Who", "#Utilisation", "#Busy", "#Executions", "#Cases", "#On several at once"),
        tuple(_person_row(results, one) for one in shown),
        folded=True,
    )
    return [Text(text, "lead"), Picture(svg, title, description, caption), table]


def _busiest(results: Results, busy: list[ResourceFacts]) -> str:
    first = busy[0]
    told = [
        say(
            "{person} is the busiest: {share} of the available time, with {executions}.",
            person=_person(results, first),
            share=figures.share(first.utilisation or 0.0),
            executions=figures.plural(first.executions, "execution"),
        )
    ]
    if len(busy) > 1:
        second = busy[1]
        told.append(
            say(
                "Next is {person} with {share}.",
                person=_person(results, second),
                share=figures.share(second.utilisation or 0.0),
            )
        )
    full = [one for one in busy if (one.utilisation or 0.0) >= VERY_HIGH]
    if full:
        told.append(
            say(
                "Busy for {share} or more, where queues grow fast: {who}.",
                share=figures.share(VERY_HIGH),
                who=figures.plural(len(full), "person or machine", "persons or machines"),
            )
        )
    return " ".join(told)


def _heat(utilisation: float) -> str:
    if utilisation >= VERY_HIGH:
        return "bar heat-4"
    return "bar heat-2" if utilisation >= HIGH else "bar"


def _person(results: Results, one: ResourceFacts) -> str:
    name = shortened(one.resource, NAME_LIMIT)
    roles = [results.role(role) for role in one.roles[:2]]
    if not roles or roles == [name]:
        return name
    more = len(one.roles) - len(roles)
    if more:
        listed = say("{items} and {more} more", items=", ".join(roles), more=more)
        return f"{name} ({listed})"
    return f"{name} ({joined(roles)})"


def _person_row(results: Results, one: ResourceFacts) -> tuple[Cell, ...]:
    return (
        row_head(_person(results, one)),
        _share(one.utilisation),
        not_known() if one.busy_h is None else value(figures.duration(one.busy_h), one.busy_h),
        value(figures.grouped(one.executions), one.executions),
        value(figures.grouped(one.cases), one.cases),
        _share(one.multitasking_share),
    )


def _share(found: float | None) -> Cell:
    return not_known() if found is None else value(figures.share(found), found)


def _most(results: Results, roles: tuple[RoleFacts, ...]) -> str:
    total = results.facts.events or sum(one.executions for one in roles)
    first = max(roles, key=lambda one: (one.executions, one.role))
    return say(
        "{role} does most: {number} of {total} executions ({share}). How busy people are is not "
        "known.",
        role=results.role(first.role),
        number=figures.grouped(first.executions),
        total=figures.grouped(total),
        share=figures.share(first.executions / total),
    )


def _many(resources: tuple[ResourceFacts, ...]) -> list[Block]:
    """Say of a name that stands in many roles that it may be several people's."""
    found = [one for one in resources if len(one.roles) >= MANY_ROLES][:MANY_TOLD]
    return [
        Text(
            say(
                "“{name}” acts in {number} roles: the name may stand for several people, so names "
                "are not counted as people.",
                name=shortened(one.resource, NAME_LIMIT),
                number=len(one.roles),
            ),
            "note",
        )
        for one in found
    ]


def _roles(results: Results, roles: tuple[RoleFacts, ...]) -> Table:
    shown = roles[:TOP_ROLES]
    measured = any(one.utilisation is not None for one in roles)
    columns = ["Role", "#Names in the log", "#Executions", "#Cases"]
    rows = []
    for one in shown:
        cells = [
            row_head(results.role(one.role)),
            not_known() if one.resources is None else value(figures.grouped(one.resources),
                                                        one.resources),
            value(figures.grouped(one.executions), one.executions),
            value(figures.grouped(one.cases), one.cases),
        ]  # fmt: skip
        rows.append((*cells, _share(one.utilisation)) if measured else tuple(cells))
    more = len(roles) - len(shown)
    caption = with_more(say("Roles, by executions"), more)
    return Table(caption, head(*columns, *(["#Utilisation"] if measured else [])), tuple(rows))


def _steps_by_role(results: Results) -> Table | None:
    """Return how often which role does which step; what does not fit is put together."""
    steps = [one for one in results.facts.activities if one.roles]
    if not steps:
        return None
    steps.sort(key=lambda one: (-one.executions, one.activity))
    totals: Counter[str] = Counter()
    for one in steps:
        totals.update(one.roles)
    ranked = sorted(totals, key=lambda role: (-totals[role], role))
    kept = ranked if len(ranked) <= MATRIX_ROLES + 1 else ranked[:MATRIX_ROLES]
    others = [role for role in ranked if role not in kept]
    shown = steps[:MATRIX_STEPS]
    largest = max(max(one.roles.values()) for one in shown)
    rows = tuple(_matrix_row(results, one, kept, others, largest) for one in shown)
    columns: list[str | Cell] = ["Step", *(number_head(results.role(role)) for role in kept)]
    if others:
        columns.append(number_head(say("Other roles ({number})", number=len(others))))
    caption = say("How often which role does which step")
    if len(steps) > len(shown):
        caption = say(
            "{caption}; the {shown} most frequent of {all} steps",
            caption=caption,
            shown=len(shown),
            all=len(steps),
        )
    single = all(len(one.roles) == 1 for one in steps)
    if single:
        caption = say("{caption}; each step is done by one role only", caption=caption)
    return Table(caption, head(*columns), rows, folded=single)


def _matrix_row(
    results: Results, one: ActivityFacts, kept: list[str], others: list[str], largest: int
) -> tuple[Cell, ...]:

    def cell(role: str) -> Cell:
        n = one.roles.get(role)
        return value(figures.grouped(n), n, heat=heat(n, largest)) if n else NONE

    cells = [cell(role) for role in kept]
    if others:
        rest = sum(one.roles.get(role, 0) for role in others)
        cells.append(derived(figures.grouped(rest), heat=heat(rest, largest)) if rest else NONE)
    return (row_head(results.step(one.activity)), *cells)
