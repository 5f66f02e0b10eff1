"""The findings, most at stake first, each with its evidence."""

from collections.abc import Sequence

from common.language import say, term
from common.metric_words import metric, plain_words
from common.model.assessment import Evidence, Finding, Severity
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Badge,
    Block,
    Card,
    Cell,
    Link,
    Links,
    Section,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
    words,
)
from functions.output.dossier.links import change_anchor, finding_anchor
from functions.output.dossier.results import Results
from functions.output.dossier.wording import FRAMEWORKS, SEVERITY_TONES, sentence, unit_of

BRIEF = 4  # findings in a summary


def findings(results: Results) -> Section:
    """Return the findings in the order that the analysis gave them, with their evidence."""
    found = results.assessment.findings
    return _section(results, [_card(results, i, f) for i, f in enumerate(found, start=1)])


def findings_in_brief(results: Results) -> Section:
    """Return the findings as one table."""
    rows = tuple(
        (
            Cell(str(number), numeric=True),
            row_head(sentence(f.statement), finding_anchor(number)),
            words(term(f.severity.value)),
            value(figures.share(f.affected_share), f.affected_share)
            if f.affected_share is not None
            else not_known(),
        )
        for number, f in enumerate(results.assessment.findings[:BRIEF], start=1)
    )
    columns = head("#No.", "Finding", "Severity", "#Share of cases")
    table = Table(say("Findings, most at stake first"), columns, rows)
    more = len(results.assessment.findings) - len(rows)
    if more <= 0:
        return _section(results, [table])
    text = say(
        "Told in the detailed analysis only: {findings}.",
        findings=figures.plural(more, "finding"),
    )
    return _section(results, [table, Text(text, "note")])


def _section(results: Results, blocks: Sequence[Block]) -> Section:
    found = results.assessment.findings
    if not found:
        text = say("No rule found anything wrong with what is known about the process.")
        return Section("findings", say("What is wrong"), (Text(text, "lead"),))
    severe = sum(f.severity in {"high", "critical"} for f in found)
    lead = say(
        "{findings}, {severe} of high or critical severity.",
        findings=figures.plural(len(found), "finding"),
        severe=severe,
    )
    return Section("findings", say("What is wrong"), (Text(lead, "lead"), *blocks))


def _card(results: Results, number: int, finding: Finding) -> Card:
    badges = [
        Badge(_severity(finding.severity), SEVERITY_TONES[finding.severity]),
        Badge(f"{term(FRAMEWORKS[finding.framework])}: {plain_words(finding.principle)}"),
    ]
    place = results.place(finding.where)
    if place:
        badges.append(Badge(place))
    blocks: list[Block] = [_evidence(results, finding)]
    blocks += [
        Text(f"“{e.quote}” ({metric(e.metric)})", "note") for e in finding.evidence if e.quote
    ]
    blocks.append(Text(_extent(results, finding), "note"))
    if finding.views:
        blocks.append(_views(finding))
    answered = _answered(results, finding)
    if answered:
        blocks += [Text(say("Answered by:"), "note"), Links(answered)]
    title, anchor = sentence(finding.statement), finding_anchor(number)
    return Card(str(number), title, tuple(badges), tuple(blocks), anchor)


def _answered(results: Results, finding: Finding) -> tuple[Link, ...]:
    return tuple(
        Link(redesign.title, change_anchor(number))
        for number, redesign in enumerate(results.recommended, start=1)
        if finding.id in redesign.answers
    )


def _views(finding: Finding) -> Table:
    """Return what other rules say about the same cause."""
    rows = tuple(
        (
            row_head(f"{term(FRAMEWORKS[view.framework])}: {plain_words(view.principle)}"),
            words(sentence(view.statement)),
            words(term(view.severity.value)),
        )
        for view in finding.views
    )
    columns = head("Seen as", "Finding", "Severity")
    return Table(say("The same cause in the view of others"), columns, rows, folded=True)


def _severity(severity: Severity) -> str:
    return {
        Severity.CRITICAL: say("critical severity"),
        Severity.HIGH: say("high severity"),
        Severity.MEDIUM: say("medium severity"),
        Severity.LOW: say("low severity"),
    }[severity]


def _extent(results: Results, finding: Finding) -> str:
    parts = []
    if finding.affected_share is not None:
        share = figures.share(finding.affected_share)
        parts.append(say("Concerns {share} of the cases.", share=share))
    stake = finding.time_at_stake_h_per_year
    if stake is not None:
        parts.append(
            say(
                "At stake: {hours} of case time per year ({known}; {origin}).",
                hours=figures.duration(stake.value),
                known=term(stake.provenance.value),
                origin=stake.origin,
            )
        )
    cost = finding.cost_at_stake_per_year
    if cost is not None:
        parts.append(
            say(
                "Cost of work at stake: {cost} ({known}; {origin}).",
                cost=figures.quantity(cost.value, cost.unit, results.currency),
                known=term(cost.provenance.value),
                origin=cost.origin,
            )
        )
    parts.append(say("Confidence {share}.", share=figures.share(finding.confidence)))
    return " ".join(parts)


def _evidence(results: Results, finding: Finding) -> Table:
    rows = tuple(_evidence_row(results, evidence) for evidence in finding.evidence)
    return Table(
        say("Evidence"),
        head("Metric", "#Value", "#Compared with", "#Observations", "Known how"),
        rows,
    )


def _evidence_row(results: Results, evidence: Evidence) -> tuple[Cell, ...]:
    def shown(number: float | None) -> Cell:
        if number is None:
            return Cell("–", numeric=True)
        unit = unit_of(evidence.metric, evidence.unit)
        return value(figures.quantity(number, unit, results.currency), number)

    return (
        row_head(metric(evidence.metric)),
        shown(evidence.value) if evidence.value is not None else not_known(),
        shown(evidence.threshold),
        value(figures.count(evidence.sample), evidence.sample)
        if evidence.sample is not None
        else Cell("–", numeric=True),
        Cell(term(evidence.provenance.value), provenance=evidence.provenance),
    )
