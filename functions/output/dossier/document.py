"""The whole document, ready to be rendered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from common.language import say, spoken
from common.metric_words import lower_first, plain_words
from common.model.submission import OutputFormat
from common.numerals import joined
from functions.output.dossier import figures
from functions.output.dossier.content import Document, EditionLink, Section
from functions.output.dossier.editions import SECTIONS, Builder, stem, title_of
from functions.output.dossier.links import Elsewhere, anchors, resolved, target
from functions.output.dossier.results import Results
from functions.output.dossier.summary import key_figures, score_text, verdict
from functions.output.pictures.scale import Part, score_scale
from functions.output.pictures.svg import shortened

TITLE_LIMIT = 160
Drawn = dict[Builder, Section | None]


def document(
    results: Results, edition: OutputFormat | None = None, drawn: Drawn | None = None
) -> Document:
    """Return an edition, by default the one asked for; sections without data vanish.

    ``drawn`` keeps the sections for the next edition of the same results: none is built twice.
    """
    edition = edition or results.request.output_format
    score = results.assessment.inefficiency_score
    drawn = {} if drawn is None else drawn
    sections = tuple(_built(results, SECTIONS[edition], drawn))
    detailed = _detailed(results, drawn)
    title = say("Inefficiency score")
    parts = [
        Part(
            plain_words(p.name),
            p.score if p.known else None,
            f"{figures.grouped(p.score, 2)} × {figures.grouped(p.weight, 2)}"
            if p.known
            else say("not known"),
        )
        for p in results.assessment.parts
    ]
    text = say(
        "{score} of 10, where 10 is as bad as the scale goes. Score × weight: {parts}",
        score=score_text(score),
        parts="; ".join(f"{part.name} {part.figures}" for part in parts),
    )
    return Document(
        title=shortened(results.workflow.name, TITLE_LIMIT),
        edition=title_of(edition),
        language=spoken(),
        verdict=tuple(
            replace(one, target=target(one.target, anchors(sections), detailed))
            for one in verdict(results)
        ),
        score=score,
        score_text=score_text(score),
        score_note=_score_note(results),
        score_picture=score_scale(score, parts, key="score", title=title, description=text),
        key_figures=key_figures(results),
        sections=resolved(sections, detailed),
        editions=tuple(
            EditionLink(title_of(other), stem(other, results.request.output_format))
            for other in OutputFormat
            if other is not edition
        ),
    )


def _detailed(results: Results, drawn: Drawn) -> Elsewhere:
    edition = OutputFormat.DETAILED_ANALYSIS
    ids = anchors(tuple(_built(results, SECTIONS[edition], drawn)))
    return Elsewhere(stem(edition, results.request.output_format), ids)


def _built(results: Results, builders: Sequence[Builder], drawn: Drawn) -> Iterator[Section]:
    for build in builders:
        if build not in drawn:
            drawn[build] = build(results)
        section = drawn[build]
        if section is not None:
            yield section


def _score_note(results: Results) -> str:
    known = [p for p in results.assessment.parts if p.known]
    unknown = [lower_first(plain_words(p.name)) for p in results.assessment.parts if not p.known]
    note = ""
    if known:
        worst = max(known, key=lambda p: (p.score * p.weight, p.name))
        note = say("{part} weighs most in it.", part=plain_words(worst.name))
    if unknown:
        note += " " + say("Not known, and so not counted: {parts}.", parts=joined(unknown))
    return note.strip()
