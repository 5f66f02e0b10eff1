"""Whether to believe it: the simulation, the data and the method."""

from common.language import say, spoken, term
from common.metric_words import metric, plain_words
from common.model.portfolio import Twin
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
    words,
)
from functions.output.dossier.judgement_blocks import judged
from functions.output.dossier.results import Results
from functions.output.dossier.wording import PROVENANCE, sentence
from functions.output.pictures.bars import Bar, bars


def simulation(results: Results) -> Section | None:
    """Return whether the as-is simulation reproduces the log, and everything that was tried."""
    twin = results.portfolio.twin
    blocks: list[Block] = []
    if twin is None:
        blocks.append(
            Text(say("The process could not be simulated, so no benefit is claimed."), "lead")
        )
    else:
        blocks += _twin(results, twin)
    blocks += [Text(sentence(note), "note") for note in results.portfolio.notes]
    return Section("simulation", say("Whether the simulation can be trusted"), tuple(blocks))


def data_quality(results: Results) -> Section | None:
    """Return how complete the submission is, what misleads and what to ask for."""
    quality = results.quality
    rows = [
        Bar(
            plain_words(part.name),
            part.score,
            say(
                "{score} · weight {weight}",
                score=figures.share(part.score),
                weight=figures.grouped(part.weight, 2),
            ),
        )
        for part in quality.parts
    ]
    lead = say(
        "The data are {share} complete (read as {format}).",
        share=figures.share(quality.completeness),
        format=quality.format,
    )
    blocks: list[Block] = [Text(lead, "lead")]
    if quality.source == "text" and spoken() != "en":
        text = say(
            "Descriptions are read in English: words of another language are not understood."
        )
        blocks.append(Text(text, "note"))
    if rows:
        title = say("Completeness of the data by part")
        description = "; ".join(f"{row.name}: {row.figures}" for row in rows)
        svg = bars(rows, key="completeness", title=title, description=description)
        blocks.append(Picture(svg, title, description))
        blocks.append(
            Table(
                say("Parts of the completeness"),
                head("Part", "#Score", "#Weight", "What was found"),
                tuple(
                    (
                        row_head(plain_words(p.name)),
                        value(figures.share(p.score), p.score),
                        value(figures.grouped(p.weight, 2), p.weight),
                        words(p.note),
                    )
                    for p in quality.parts
                ),
            )
        )
    if quality.warnings:
        blocks.append(
            Table(
                say("Warnings"),
                head("What can mislead", "#How often", "For example"),
                tuple(
                    (
                        row_head(w.message),
                        value(figures.grouped(w.count), w.count)
                        if w.count is not None
                        else Cell("–", numeric=True),
                        words("; ".join(w.sample) or "–"),
                    )
                    for w in quality.warnings
                ),
            )
        )
    return Section("data_quality", say("How good the data are"), tuple(blocks))


def provenance(results: Results) -> Section | None:
    """Return every named figure of the process with where it comes from."""
    found = {**results.workflow.figures, **results.facts.figures}
    if not found:
        return None
    rows = tuple(
        (
            row_head(results.figure_name(name)),
            value(
                figures.quantity(figure.value, figure.unit, results.currency),
                figure.value,
                figure.provenance,
            ),
            words(figure.origin),
        )
        for name, figure in sorted(found.items())
    )
    lead = say(
        "Every other number of this report stands with its provenance and origin in report.json, "
        "and as a table in tables.xlsx."
    )
    table = Table(say("Figures and where they come from"), head("Figure", "#Value", "Why"), rows)
    return Section("provenance", say("Where the numbers come from"), (table, Text(lead, "note")))


def method(results: Results) -> Section | None:
    """Return how the score is made and what the labels of the numbers mean."""
    assessment = results.assessment
    score = figures.grouped(assessment.inefficiency_score, 1)
    blocks: list[Block] = [
        Text(
            say(
                "The inefficiency score is {score} of 10: {formula}",
                score=score,
                formula=sentence(assessment.formula),
            )
        ),
    ]
    if assessment.parts:
        blocks.append(_score_parts(results))
    if assessment.sensitivity:
        blocks.append(_sensitivity(results))
    labels = tuple(
        (Cell(term(p.value), provenance=p, header=True), words(term(meaning)))
        for p, meaning in PROVENANCE.items()
    )
    blocks.append(Table(say("How a number is known"), head("Label", "Meaning"), labels))
    blocks.append(Text(_basis(results), "note"))
    return Section("method", say("How this was made"), tuple(blocks))


def _sensitivity(results: Results) -> Table:
    rows = tuple(
        (
            row_head(metric(one.metric)),
            words(say("good end") if one.end == "good" else say("bad end")),
            value(figures.plain(one.threshold), one.threshold),
            value(_change(one.if_lower), one.if_lower),
            value(_change(one.if_higher), one.if_higher),
        )
        for one in results.assessment.sensitivity
    )
    columns = head("Metric", "End of its scale", "#Lies at", "#20% lower", "#20% higher")
    caption = say("What the score hangs on: its change if an end of a scale lay elsewhere")
    return Table(caption, columns, rows, folded=True)


def _change(difference: float) -> str:
    text = figures.grouped(difference, 2)
    return "+" + text if difference > 0 and text.strip("0.,") else text


def _score_parts(results: Results) -> Table:
    rows = tuple(
        (
            row_head(plain_words(p.name)),
            value(figures.grouped(p.score, 2), p.score) if p.known else not_known(),
            value(figures.grouped(p.weight, 2), p.weight),
            words(p.basis),
        )
        for p in results.assessment.parts
    )
    caption = say("Parts of the score: 0 is nothing wrong, 1 the end of the scale")
    return Table(caption, head("Part", "#Score", "#Weight", "Rests on"), rows)


def _twin(results: Results, twin: Twin) -> list[Block]:
    passed = sum(check.passed for check in twin.checks)
    lead = sentence(twin.reason)
    if not twin.checks:
        unseen = say("The as-is simulation could not be compared with anything observed.")
        lead = f"{unseen} {lead}"
    elif passed < len(twin.checks):
        lead = say(
            "The as-is simulation reproduces {passed} of {checks} observed figures within "
            "tolerance. {reason}",
            passed=passed,
            checks=len(twin.checks),
            reason=lead,
        )
    runs = say(
        "{replications} with {cases} each, seed {seed}. {method}",
        replications=figures.plural(twin.replications, "replication"),
        cases=figures.plural(twin.cases_per_replication, "case"),
        seed=twin.seed,
        method=sentence(twin.method),
    )
    blocks: list[Block] = [
        Text(lead, "warning" if twin.indicative else "lead"),
        Text(runs, "note"),
    ]
    if twin.checks:
        blocks.append(_checks(results, twin))
    if twin.judgement is not None:
        blocks += judged(twin.judgement)
    if twin.assumptions:
        rows = tuple(
            (
                row_head(results.figure_name(name)),
                value(figures.quantity(f.value, f.unit, results.currency), f.value, f.provenance),
                words(f.origin),
            )
            for name, f in sorted(twin.assumptions.items())
        )
        blocks.append(
            Table(say("What the simulation rests on"), head("Figure", "#Value", "Why"), rows)
        )
    return blocks


def _checks(results: Results, twin: Twin) -> Table:
    rows = tuple(
        (
            row_head(metric(c.metric)),
            value(figures.quantity(c.observed, c.unit, results.currency), c.observed),
            value(figures.quantity(c.simulated.mean, c.unit, results.currency), c.simulated.mean),
            Cell(figures.interval(c.simulated, c.unit, results.currency), numeric=True),
            value(figures.share(c.relative_error), c.relative_error),
            value(figures.share(c.tolerance), c.tolerance),
            words(say("✓ within") if c.passed else say("✗ outside")),
        )
        for c in twin.checks
    )
    columns = head(
        "Figure", "#Observed", "#Simulated", "#95% interval", "#Error", "#Tolerance", "Verdict"
    )
    return Table(say("The as-is simulation beside what was observed"), columns, rows)


def _basis(results: Results) -> str:
    facts = results.facts
    base = say("no event log")
    if facts.cases is not None and facts.events is not None:
        base = f"{figures.plural(facts.cases, 'case')}, {figures.plural(facts.events, 'event')}"
    if results.period:
        base += f", {results.period}"
    return say(
        "Basis: {base}. The same submission with seed {seed} gives the same report, byte for byte. "
        "A benefit is claimed only from simulation: as is and changed, with common random numbers "
        "and paired differences.",
        base=base,
        seed=results.request.seed,
    )
