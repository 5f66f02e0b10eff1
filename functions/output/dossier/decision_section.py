"""What is decided: how often cases are turned down, where and how late."""

from common.language import say
from common.metric_words import plain_words
from common.model.measurements import Decision
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
from functions.output.dossier.results import NAME_LIMIT, Results
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
            _extent(one),
            "bar heat-3",
        )
        for one in shown
    ]
    title = say("What is rejected, by decision")
    description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
    caption = say("Rejected over all decided. Decisions are found by the names of the steps.")
    if len(known) < len(found):
        caption += " " + say("A share is not known where no step is named as accepting.")
    if len(found) > len(shown):
        more = len(found) - len(shown)
        caption += " " + say("{more} more decisions are not shown.", more=more)
    svg = bars(rows, key="decisions", title=title, description=description)
    blocks: list[Block] = [
        Text(_lead(max(known or found, key=_weight)), "lead"),
        Picture(svg, title, description, caption),
        _table(shown),
    ]
    return Section("decisions", say("What is turned down"), tuple(blocks))


def _extent(one: Decision) -> str:
    rejected = figures.grouped(one.rejected)
    if one.rejected_share is None:
        return say("{rejected}, share not known", rejected=rejected)
    return say(
        "{rejected} of {decided} · {share}",
        rejected=rejected,
        decided=figures.grouped(one.decided),
        share=figures.share(one.rejected_share),
    )


def _order(one: Decision) -> tuple[bool, int, str]:
    return one.rejected_share is None, -one.rejected, one.name


def _weight(one: Decision) -> tuple[int, str]:
    return one.rejected, one.name


def _name(one: Decision) -> str:
    return shortened(plain_words(one.name), NAME_LIMIT)


def _lead(one: Decision) -> str:
    """Tell the decision that rejects most."""
    if not one.rejected:
        return say("No decision rejects a case.")
    share = f" ({figures.share(one.rejected_share)})" if one.rejected_share is not None else ""
    told = [
        say(
            "The decision “{decision}” rejects most: {rejected} of {decided} times{share}",
            decision=_name(one),
            rejected=figures.grouped(one.rejected),
            decided=figures.grouped(one.decided),
            share=share,
        )
    ]
    if one.sent_back:
        times = figures.grouped(one.sent_back)
        told.append(say("{times} times the case goes on afterwards", times=times))
    if one.knocked_out:
        ended = figures.plural(one.knocked_out, "case")
        told.append(say("{cases} ended there", cases=ended))
    return say(
        "{told}. The decision comes {hours} after the case began, on average.",
        told="; ".join(told),
        hours=figures.duration(one.mean_before_h),
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
    return Table(say("Decisions and rejections"), columns, rows)


def _share(found: float | None) -> Cell:
    return not_known() if found is None else value(figures.share(found), found)
