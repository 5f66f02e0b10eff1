"""How cases come back: to the same step, and between the same two roles."""

from common.language import say
from common.model.measurements import PingPong, Rework
from functions.output.dossier import figures
from functions.output.dossier.content import Block, Cell, Table, Text, head, row_head, value
from functions.output.dossier.results import Results
from functions.output.dossier.wording import in_cases, with_more

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
        say("straight after itself"): first.self_loops,
        say("after one other step"): first.short_loops,
        say("after several other steps"): first.long_loops,
    }
    way = max(ways, key=lambda name: ways[name])
    text = say(
        "“{step}” is done again most often: {times} times {in_cases}, mostly {way} ({number}).",
        step=results.step(first.activity),
        times=figures.grouped(times(first)),
        in_cases=in_cases(first.cases),
        way=way,
        number=figures.grouped(ways[way]),
    )
    approvals = [one for one in again if one.approval]
    if approvals:
        total = figures.plural(sum(times(one) for one in approvals), "time")
        text += " " + say("Approvals are given again {times}.", times=total)
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
    caption = say("How often a step is done again, by how the case came back")
    return Table(with_more(caption, more), columns, rows)


def _ping_pong(results: Results, one: PingPong) -> str:
    return say(
        "Work goes from {role} to {other} and straight back {times}, {in_cases}.",
        role=results.role(one.role),
        other=results.role(one.other_role),
        times=figures.plural(one.count, "time"),
        in_cases=in_cases(one.cases),
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
    caption = with_more(say("To another role and straight back"), more)
    return Table(caption, head("From", "To and back", "#Times", "#Cases"), rows, folded=True)
