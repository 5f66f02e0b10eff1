"""What is decided: how often cases are turned down, where and how late."""

from common.model.measurements import Decision
from functions.output.dossier import figures
from functions.output.dossier.content import (
    UNKNOWN,
    Block,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    row_head,
    value,
)
from functions.output.dossier.results import NAME_LIMIT, Results
from functions.output.dossier.wording import plain_words
from functions.output.pictures.bars import Bar, bars
from functions.output.pictures.svg import shortened

TOP = 10


def decisions(results: Results) -> Section | None:
    """Return the decisions with the shares that they reject, most rejections first."""
    found = sorted(results.facts.decisions, key=_order)
    if not found:
        return None
    shown = found[:TOP]
    known = [one for one in found if one.rejected_share is not None]
    rows = [
        Bar(
            _name(one),
            one.rejected_share,
            f"{figures.grouped(one.rejected)} of {figures.grouped(one.decided)}"
            f" · {figures.share(one.rejected_share)}"
            if one.rejected_share is not None
            else f"{figures.grouped(one.rejected)}, share not known",
            "bar heat-3",
        )
        for one in shown
    ]
    title = "What is rejected, by decision"
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    caption = "Rejected over all decided. Decisions are found by the names of the steps."
    if len(known) < len(found):
        caption += " A share is not known where no step is named as accepting."
    if len(found) > len(shown):
        caption += f" {len(found) - len(shown)} more decisions are not shown."
    svg = bars(rows, key="decisions", title=title, description=description)
    blocks: list[Block] = [
        Text(_lead(max(known or found, key=_weight)), "lead"),
        Picture(svg, title, description, caption),
        _table(shown),
    ]
    return Section("decisions", "What is turned down", tuple(blocks))


def _order(one: Decision) -> tuple[bool, int, str]:
    return one.rejected_share is None, -one.rejected, one.name


def _weight(one: Decision) -> tuple[int, str]:
    return one.rejected, one.name


def _name(one: Decision) -> str:
    return shortened(plain_words(one.name), NAME_LIMIT)


def _lead(one: Decision) -> str:
    """Tell the decision that rejects most."""
    if not one.rejected:
        return "No decision rejects a case."
    share = f" ({figures.share(one.rejected_share)})" if one.rejected_share is not None else ""
    text = (
        f"The decision “{_name(one)}” rejects most: {figures.grouped(one.rejected)} of "
        f"{figures.grouped(one.decided)} times{share}"
    )
    if one.sent_back:
        text += f"; {figures.grouped(one.sent_back)} times the case goes on afterwards"
    if one.knocked_out:
        text += f"; {figures.plural(one.knocked_out, 'case')} ended there"
    return (
        f"{text}. The decision comes {figures.duration(one.mean_before_h)} after the case began, "
        "on average."
    )


def _table(shown: list[Decision]) -> Table:
    rows = tuple(
        (
            row_head(_name(one)),
            value(figures.grouped(one.decided), one.decided),
            value(figures.grouped(one.rejected), one.rejected),
            _share(one.rejected_share),
            value(figures.grouped(one.sent_back), one.sent_back),
            value(figures.grouped(one.knocked_out), one.knocked_out),
            value(figures.duration(one.mean_before_h), one.mean_before_h),
        )
        for one in shown
    )
    columns = head(
        "Decision",
        "#Decided",
        "#Rejected",
        "#Share",
        "#Case goes on",
        "#Case ends",
        "#Mean time before",
    )
    return Table("Decisions and rejections", columns, rows)


def _share(found: float | None) -> Cell:
    return UNKNOWN if found is None else value(figures.share(found), found)
