"""Who does the work: how busy people are, and which role does which step."""

from collections import Counter

from common.model.facts import ActivityFacts
from common.model.measurements import ResourceFacts, RoleFacts
from functions.output.dossier import figures
from functions.output.dossier.content import (
    NONE,
    UNKNOWN,
    Block,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    derived,
    head,
    heat,
    row_head,
    value,
)
from functions.output.dossier.results import NAME_LIMIT, Results
from functions.output.dossier.wording import joined
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
    return Section("people", "Who does the work", tuple(blocks)) if blocks else None


def _busy(results: Results, busy: list[ResourceFacts]) -> list[Block]:
    shown = busy[:TOP_PEOPLE]
    first = busy[0]
    text = (
        f"{_person(results, first)} is the busiest: {figures.share(first.utilisation or 0.0)} of "
        f"the available time, with {figures.plural(first.executions, 'execution')}"
    )
    if len(busy) > 1:
        second = busy[1]
        text += f". Next is {_person(results, second)} with "
        text += figures.share(second.utilisation or 0.0)
    full = [one for one in busy if (one.utilisation or 0.0) >= VERY_HIGH]
    if full:
        who = figures.plural(len(full), "person or machine is", "persons or machines are")
        text += f". {who} busy for {figures.share(VERY_HIGH)} or more, where queues grow fast"
    rows = [
        Bar(
            _person(results, one),
            one.utilisation,
            f"{figures.share(one.utilisation or 0.0)} · {figures.grouped(one.executions)} times",
            _heat(one.utilisation or 0.0),
        )
        for one in shown
    ]
    title = "Utilisation"
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    more = len(results.facts.resources) - len(shown)
    caption = "Time with at least one activity in work, over the working time from the first to "
    caption += "the last. Work that this log does not hold is not in it."
    if more > 0:
        caption += f" The {len(shown)} busiest are shown, {more} more are not."
    svg = bars(rows, key="utilisation", title=title, description=description)
    table = Table(
        "Utilisation",
        head("Who", "#Utilisation", "#Busy", "#Executions", "#Cases", "#On several at once"),
        tuple(_person_row(results, one) for one in shown),
        folded=True,
    )
    return [Text(text + ".", "lead"), Picture(svg, title, description, caption), table]


def _heat(utilisation: float) -> str:
    if utilisation >= VERY_HIGH:
        return "bar heat-4"
    return "bar heat-2" if utilisation >= HIGH else "bar"


def _person(results: Results, one: ResourceFacts) -> str:
    name = shortened(one.resource, NAME_LIMIT)
    roles = [results.role(role) for role in one.roles[:2]]
    if not roles or roles == [name]:
        return name
    more = f" and {len(one.roles) - 2} more" if len(one.roles) > 2 else ""
    return f"{name} ({joined(roles)}{more})" if not more else f"{name} ({', '.join(roles)}{more})"


def _person_row(results: Results, one: ResourceFacts) -> tuple[Cell, ...]:
    return (
        row_head(_person(results, one)),
        _share(one.utilisation),
        UNKNOWN if one.busy_h is None else value(figures.duration(one.busy_h), one.busy_h),
        value(figures.grouped(one.executions), one.executions),
        value(figures.grouped(one.cases), one.cases),
        _share(one.multitasking_share),
    )


def _share(found: float | None) -> Cell:
    return UNKNOWN if found is None else value(figures.share(found), found)


def _most(results: Results, roles: tuple[RoleFacts, ...]) -> str:
    total = results.facts.events or sum(one.executions for one in roles)
    first = max(roles, key=lambda one: (one.executions, one.role))
    return (
        f"{results.role(first.role)} does most: {figures.grouped(first.executions)} of "
        f"{figures.grouped(total)} executions ({figures.share(first.executions / total)}). How "
        "busy people are is not known."
    )


def _many(resources: tuple[ResourceFacts, ...]) -> list[Block]:
    """Say of a name that stands in many roles that it may be several people's."""
    found = [one for one in resources if len(one.roles) >= MANY_ROLES][:MANY_TOLD]
    return [
        Text(
            f"“{shortened(one.resource, NAME_LIMIT)}” acts in {len(one.roles)} roles: the name may "
            "stand for several people, so names are not counted as people.",
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
            UNKNOWN if one.resources is None else value(figures.grouped(one.resources),
                                                        one.resources),
            value(figures.grouped(one.executions), one.executions),
            value(figures.grouped(one.cases), one.cases),
        ]  # fmt: skip
        rows.append((*cells, _share(one.utilisation)) if measured else tuple(cells))
    more = len(roles) - len(shown)
    caption = f"Roles, by executions ({more} more)" if more else "Roles, by executions"
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
    columns = ["Step", *(f"#{results.role(role)}" for role in kept)]
    if others:
        columns.append(f"#Other roles ({len(others)})")
    caption = "How often which role does which step"
    if len(steps) > len(shown):
        caption += f"; the {len(shown)} most frequent of {len(steps)} steps"
    single = all(len(one.roles) == 1 for one in steps)
    if single:
        caption += "; each step is done by one role only"
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
