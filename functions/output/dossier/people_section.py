"""Who does the work: how busy people are, and which role does which step."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from common.language import say
from common.model.facts import ActivityFacts
from common.model.measurements import ResourceFacts, RoleFacts
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
    row_head,
    value,
)
from functions.output.dossier.matrix_blocks import (
    MOST_COLUMNS,
    MOST_ROWS,
    Entry,
    Matrix,
    matrix_blocks,
)
from functions.output.dossier.results import NAME_LIMIT, Results
from functions.output.dossier.wording import with_more
from functions.output.pictures.bars import Bar, bars
from functions.output.pictures.svg import shortened

T = TypeVar("T")

TOP_PEOPLE, TOP_ROLES = 8, 12
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
    blocks += _steps_by_role(results)
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


def _steps_by_role(results: Results) -> list[Block]:
    """Return how often which role does which step; what does not fit is put together."""
    steps = [one for one in results.facts.activities if one.roles]
    steps.sort(key=lambda one: (-one.executions, one.activity))
    totals: Counter[str] = Counter()
    for one in steps:
        totals.update(one.roles)
    kept, others = _fitting(sorted(totals, key=lambda role: (-totals[role], role)), MOST_COLUMNS)
    shown, rarer = _fitting(steps, MOST_ROWS)
    rows = [(results.step(one.activity), one.roles) for one in shown]
    if rarer:
        rest: Counter[str] = Counter()
        for one in rarer:
            rest.update(one.roles)
        rows.append((say("{number} rarer steps", number=len(rarer)), rest))
    columns = [(results.role(role), [role]) for role in kept]
    if others:
        columns.append((say("Other roles ({number})", number=len(others)), others))
    entries = {
        (row, column): _done(step, roles, name, group, len(rarer) > 0 and row == len(shown))
        for row, (step, roles) in enumerate(rows)
        for column, (name, group) in enumerate(columns)
        if any(roles.get(role) for role in group)
    }
    return matrix_blocks(
        Matrix(
            key="steps-by-role",
            title=say("How often which role does which step"),
            caption=_matrix_caption(steps, len(rarer), len(others)),
            corner=say("Step ↓ · role →"),
            row_word="Step",
            rows=tuple(name for name, _ in rows),
            columns=tuple(name for name, _ in columns),
            entries=entries,
        )
    )


def _fitting(ranked: Sequence[T], most: int) -> tuple[list[T], list[T]]:
    """Return what is shown one by one, and what is put together: never a single one."""
    if len(ranked) <= most + 1:
        return list(ranked), []
    return list(ranked[:most]), list(ranked[most:])


def _done(
    step: str, roles: Mapping[str, int], name: str, group: Sequence[str], summed: bool
) -> Entry:
    number = sum(roles.get(role, 0) for role in group)
    total = sum(roles.values())
    told = say(
        "{step}, {role}: {number} of {total} executions ({share})",
        step=step,
        role=name,
        number=figures.grouped(number),
        total=figures.grouped(total),
        share=figures.share(number / total),
    )
    return Entry(number, told, made=summed or len(group) > 1)


def _matrix_caption(steps: Sequence[ActivityFacts], rarer: int, others: int) -> str:
    told = []
    if all(len(one.roles) == 1 for one in steps):
        told.append(say("Each step is done by one role only."))
    if rarer:
        told.append(say("{number} rarer steps are put together as one row.", number=rarer))
    if others:
        told.append(
            say("{number} roles that do less are put together as one column.", number=others)
        )
    return " ".join(told)
