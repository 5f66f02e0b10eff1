"""How cases come back: to the same step, and between the same two roles."""

from common.model.measurements import PingPong, Rework
from functions.output.dossier import figures
from functions.output.dossier.content import Block, Cell, Table, Text, head, row_head, value
from functions.output.dossier.results import Results

TOP = 6


def loop_blocks(results: Results) -> list[Block]:
    """Return the steps that are done again and the roles that pass work to and fro."""
    again, to_and_fro = results.facts.reworked, results.facts.ping_pong
    blocks: list[Block] = []
    if again:
        blocks += [Text(_lead(results, again)), _loops(results, again)]
    if to_and_fro:
        blocks += [Text(_ping_pong(results, to_and_fro[0])), _pairs(results, to_and_fro)]
    return blocks


def times(one: Rework) -> int:
    return one.self_loops + one.short_loops + one.long_loops


def _lead(results: Results, again: tuple[Rework, ...]) -> str:
    first = max(again, key=lambda one: (times(one), one.activity))
    ways = {
        "straight after itself": first.self_loops,
        "after one other step": first.short_loops,
        "after several other steps": first.long_loops,
    }
    way = max(ways, key=lambda name: ways[name])
    number = figures.grouped(times(first))
    text = (
        f"“{results.step(first.activity)}” is done again most often: {number} times in "
        f"{figures.plural(first.cases, 'case')}, mostly {way} "
        f"({figures.grouped(ways[way])})."
    )
    approvals = [one for one in again if one.approval]
    if approvals:
        total = sum(times(one) for one in approvals)
        text += f" Approvals are given again {figures.plural(total, 'time')}."
    return text


def _loops(results: Results, again: tuple[Rework, ...]) -> Table:
    rows = tuple(
        (
            row_head(results.step(one.activity)),
            *(
                value(figures.grouped(n), n) if n else Cell("–", numeric=True)
                for n in (one.self_loops, one.short_loops, one.long_loops)
            ),
            value(figures.grouped(one.cases), one.cases),
        )
        for one in again[:TOP]
    )
    columns = head("Step", "#Straight after itself", "#After one other", "#After several", "#Cases")
    more = len(again) - len(rows)
    caption = "How often a step is done again, by how the case came back"
    return Table(
        f"{caption} ({figures.plural(more, 'more step')})" if more else caption, columns, rows
    )


def _ping_pong(results: Results, one: PingPong) -> str:
    role, other = results.role(one.role), results.role(one.other_role)
    return (
        f"Work goes from {role} to {other} and straight back "
        f"{figures.plural(one.count, 'time')}, in {figures.plural(one.cases, 'case')}."
    )


def _pairs(results: Results, found: tuple[PingPong, ...]) -> Table:
    rows = tuple(
        (
            row_head(results.role(one.role)),
            Cell(results.role(one.other_role)),
            value(figures.grouped(one.count), one.count),
            value(figures.grouped(one.cases), one.cases),
        )
        for one in found[:TOP]
    )
    more = len(found) - len(rows)
    caption = "To another role and straight back"
    caption = f"{caption} ({figures.plural(more, 'more pair')})" if more else caption
    return Table(caption, head("From", "To and back", "#Times", "#Cases"), rows, folded=True)
