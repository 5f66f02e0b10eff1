"""Work done twice, cases turned down, and work passed on."""

from collections import Counter, defaultdict

from common.language import say
from common.model.facts import CaseShare, Handoff
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Cell,
    Section,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
)
from functions.output.dossier.loop_blocks import loop_blocks
from functions.output.dossier.matrix_blocks import MOST_COLUMNS, Entry, Matrix, matrix_blocks
from functions.output.dossier.results import Results

TOP = 12


def repetition(results: Results) -> Section | None:
    """Return rework and rejections, and the time that such cases take."""
    kinds = [
        (say("Rework"), say("a step done more than once"), results.facts.rework),
        (say("Rejections"), say("a step that rejects the case"), results.facts.rejections),
        (
            say("Sent back"),
            say("a rejection after which the case goes on"),
            results.facts.returns,
        ),
    ]
    known = [(name, meaning, part) for name, meaning, part in kinds if part is not None]
    if not known:
        return None
    blocks: list[Block] = []
    for name, meaning, part in known:
        blocks.append(Text(f"{name} ({meaning}): {_extent(part)}", "lead"))
    blocks.append(
        Table(
            say("Cases with and without"),
            head("Kind", "#Cases", "#Share", "#Events", "#Mean cycle time with", "#Without"),
            tuple(_row(name, part) for name, _, part in known),
            folded=True,
        )
    )
    told = {say("Rework"): results.facts.reworked, say("Rejections"): results.facts.decisions}
    told[say("Sent back")] = results.facts.decisions
    for name, _, part in known:
        if part.by_activity and not told.get(name):
            blocks.append(_by_step(results, name, part))
    blocks += loop_blocks(results)
    return Section("repetition", say("Rework and rejections"), tuple(blocks))


def handoffs(results: Results) -> Section | None:
    """Return who passes work to whom: a matrix, where roles that do not fit are put together."""
    found = results.facts.handoffs
    if not found:
        return None
    lead = _handed(results, found)
    roles = sorted({r for h in found for r in (h.source_role, h.target_role)})
    blocks: list[Block] = [Text(lead, "lead"), *_matrix(results, roles, found)]
    if len(roles) > MOST_COLUMNS + 1:
        ranked = sorted(found, key=lambda h: (-h.count, h.source_role, h.target_role))
        blocks.append(_pairs(results, ranked))
    return Section("handoffs", say("Who passes work to whom"), tuple(blocks))


def _handed(results: Results, found: tuple[Handoff, ...]) -> str:
    total = say(
        "{handoffs} between roles",
        handoffs=figures.plural(sum(h.count for h in found), "hand-off"),
    )
    per_case = results.facts.handoffs_per_case
    if per_case is not None:
        total = say("{total}, {number} per case", total=total, number=figures.grouped(per_case, 1))
    slowest = max(found, key=lambda h: (h.count * h.elapsed.mean_h, h.source_role, h.target_role))
    return say(
        "{total}. Most time passes from {source} to {target}: {hours} on average, {number} times.",
        total=total,
        source=results.role(slowest.source_role),
        target=results.role(slowest.target_role),
        hours=figures.duration(slowest.elapsed.mean_h),
        number=figures.grouped(slowest.count),
    )


def _extent(part: CaseShare) -> str:
    if not part.cases:
        return say("none in the log.")
    text = say(
        "{cases}, {share} of all, with {events}.",
        cases=figures.plural(part.cases, "case"),
        share=figures.share(part.share),
        events=figures.plural(part.events, "such event"),
    )
    if part.cycle_time_with is None or part.cycle_time_without is None:
        return text
    times = say(
        "They take {longer} on average, the others {shorter}.",
        longer=figures.duration(part.cycle_time_with.mean_h),
        shorter=figures.duration(part.cycle_time_without.mean_h),
    )
    return f"{text} {times}"


def _row(name: str, part: CaseShare) -> tuple[Cell, ...]:
    times = [
        value(figures.duration(d.mean_h), d.mean_h) if d is not None else not_known()
        for d in (part.cycle_time_with, part.cycle_time_without)
    ]
    return (
        row_head(name),
        value(figures.grouped(part.cases), part.cases),
        value(figures.share(part.share), part.share),
        value(figures.grouped(part.events), part.events),
        *times,
    )


def _by_step(results: Results, name: str, part: CaseShare) -> Table:
    ranked = sorted(part.by_activity.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
    rows = tuple(
        (row_head(results.step(activity)), value(figures.grouped(events), events))
        for activity, events in ranked
    )
    return Table(
        say("{kind} by step", kind=name), head("Step", "#Events"), rows, folded=len(rows) > 6
    )


def _matrix(results: Results, roles: list[str], found: tuple[Handoff, ...]) -> list[Block]:
    """Return counts and mean times by giving and taking role; roles that do not fit are one."""
    kept = roles
    caption = say(
        "A cell tells how often work goes from the role of its row to that of its column, and the "
        "mean time until the next step is done."
    )
    if len(roles) > MOST_COLUMNS + 1:
        totals: Counter[str] = Counter()
        for handoff in found:
            totals.update({handoff.source_role: handoff.count})
            totals.update({handoff.target_role: handoff.count})
        kept = sorted(roles, key=lambda role: (-totals[role], role))[:MOST_COLUMNS]
        caption += " " + say(
            "The {number} roles with fewest hand-offs are put together as “Others”.",
            number=len(roles) - len(kept),
        )
    counts, hours = _sums(found, frozenset(kept))
    shown: list[str | None] = [*kept, *([None] if len(kept) < len(roles) else [])]
    names = [say("Others") if role is None else results.role(role) for role in shown]
    pairs = {
        (row, column): (source, target)
        for row, source in enumerate(shown)
        for column, target in enumerate(shown)
        if counts[source, target]
    }
    entries = {
        place: _handed_over(
            names[place[0]], names[place[1]], counts[pair], hours[pair], None in pair
        )
        for place, pair in pairs.items()
    }
    return matrix_blocks(
        Matrix(
            key="handoffs",
            title=say("Hand-offs: how many, and the mean time until the next step is done"),
            caption=caption,
            corner=say("From ↓ · to →"),
            row_word="From \\ to",
            rows=tuple(names),
            columns=tuple(names),
            entries=entries,
        )
    )


def _handed_over(source: str, target: str, count: int, hours: float, summed: bool) -> Entry:
    mean = figures.short_duration(hours / count)
    told = say(
        "From {source} to {target}: {handoffs}, {time} on average",
        source=source,
        target=target,
        handoffs=figures.plural(count, "hand-off"),
        time=mean,
    )
    return Entry(count, told, small=mean, made=summed)


def _sums(
    found: tuple[Handoff, ...], kept: frozenset[str]
) -> tuple[Counter[tuple[str | None, str | None]], dict[tuple[str | None, str | None], float]]:
    """Return hand-offs and their hours by pair of roles; None stands for those not kept."""
    counts: Counter[tuple[str | None, str | None]] = Counter()
    hours: dict[tuple[str | None, str | None], float] = defaultdict(float)
    for handoff in found:
        source = handoff.source_role if handoff.source_role in kept else None
        target = handoff.target_role if handoff.target_role in kept else None
        counts[source, target] += handoff.count
        hours[source, target] += handoff.count * handoff.elapsed.mean_h
    return counts, hours


def _pairs(results: Results, ranked: list[Handoff]) -> Table:
    rows = tuple(
        (
            row_head(results.role(h.source_role)),
            Cell(results.role(h.target_role)),
            value(figures.grouped(h.count), h.count),
            value(figures.duration(h.elapsed.mean_h), h.elapsed.mean_h),
            value(figures.duration(h.elapsed.median_h), h.elapsed.median_h),
        )
        for h in ranked[:TOP]
    )
    caption = say("Most frequent hand-offs between roles")
    return Table(caption, head("From", "To", "#Count", "#Mean time", "#Median"), rows, folded=True)
