"""What is not known, why, and which data would settle it: in one list."""

from common.language import say, term
from common.metric_words import capital, lower_first, plain_words
from common.model.facts import Remedy
from common.model.quality import QualityPart
from common.numerals import joined
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Bullets,
    Cell,
    Section,
    Table,
    Text,
    head,
    row_head,
    words,
)
from functions.output.dossier.results import NAME_LIMIT, Results
from functions.output.dossier.wording import sentence
from functions.output.pictures.svg import shortened

FIELDS = {
    "working_time": "times in working hours",
    "time_parts": "how cycle time divides into work and waiting",
    "batches": "what is done in batches",
    "waiting_causes": "why cases wait",
    "utilisation": "how busy people are",
    "resources": "what each person does",
    "roles": "what each role does",
    "handoffs": "hand-offs between roles",
    "ping_pong": "work that goes to and fro",
    "conformance": "how cases differ from a model",
    "reference_conformance": "how cases differ from the submitted model",
}
REMEDIES: dict[Remedy, str] = {
    "start_times": "The time at which each step was started",
    "resources": "Who did each step: a name or a number that stands for it",
    "roles": "The role or department of whoever did each step",
    "times_of_day": "Time stamps with the time of day",
    "longer_period": "A longer period of the same log",
}
ABOUT = {  # what questions are about, by the part of the data that they complete
    "volume": ("cases_per_week",),
    "headcounts": ("headcount",),
    "processing times": ("processing_h",),
    "waiting or cycle time": ("cycle_time_h", "waiting_h"),
    "roles": ("roles", "role"),
    "rejections": ("rejection_share",),
    "costs": ("costs", "cost_per_h"),
    "period": ("cases",),
}
BRIEF = 4


def unknown(results: Results) -> Section | None:
    """Return every gap with its reason and remedy, then the questions that would tell most."""
    blocks: list[Block] = []
    gaps = _gaps(results)
    if gaps:
        columns = head("Not known", "Why, or what follows", "What would settle it")
        rows = tuple((row_head(what), words(why), words(remedy)) for what, why, remedy in gaps)
        blocks.append(
            Table(say("What is not known, and which data would settle it"), columns, rows)
        )
    remarks = _remarks(results)
    if remarks:
        blocks.append(Bullets(remarks))
    if results.quality.questions:
        blocks.append(_questions(results, len(results.quality.questions)))
    return Section("unknown", say("What we do not know"), tuple(blocks)) if blocks else None


def unknown_in_brief(results: Results) -> Section | None:
    """Return the first gaps in one line each, and the first questions."""
    told = [f"{what}: {lower_first(why)}" for what, why, _ in _gaps(results)]
    told += _remarks(results)
    blocks: list[Block] = [Bullets(tuple(told[:BRIEF]))] if told else []
    if len(told) > BRIEF:
        more = figures.plural(len(told) - BRIEF, "more gap")
        text = say("{more}: see the detailed analysis.", more=more)
        blocks.append(Text(text, "note"))
    if results.quality.questions:
        blocks.append(_questions(results, BRIEF // 2))
    return Section("unknown", say("What we do not know"), tuple(blocks)) if blocks else None


def _gaps(results: Results) -> list[tuple[str, str, str]]:
    """Return what is not known, why and what would settle it: one row per reason."""
    facts = results.facts
    by_reason: dict[str, list[str]] = {}
    for field in sorted(facts.not_known):
        by_reason.setdefault(facts.not_known[field], []).append(field)
    rows = []
    for reason, fields in by_reason.items():
        remedies = dict.fromkeys(facts.settled_by[f] for f in fields if f in facts.settled_by)
        settled = "; ".join(term(REMEDIES[remedy]) for remedy in remedies) or "–"
        what = capital(joined([_field(field) for field in fields]))
        rows.append((what, sentence(capital(reason)), settled))
    for part in _lacking(results):
        _, _, why = (part.lack or "").partition(": ")
        rows.append((plain_words(part.name), sentence(capital(why)), _question(results, part)))
    return rows


def _lacking(results: Results) -> list[QualityPart]:
    """Return the parts of the data that are missing and that no reason in the facts is about."""
    told = {remedy.replace("_", " ") for remedy in results.facts.settled_by.values()}
    return [p for p in results.quality.parts if p.lack is not None and p.name not in told]


def _remarks(results: Results) -> tuple[str, ...]:
    """Return what has no row of its own, each once."""
    rows = {part.lack for part in results.quality.parts}
    missing = [text for text in results.quality.missing if text not in rows]
    return tuple(dict.fromkeys(map(sentence, (*missing, *results.assessment.notes))))


def _question(results: Results, part: QualityPart) -> str:
    """Name the question about the same data."""
    for number, one in enumerate(results.quality.questions, start=1):
        if one.about in ABOUT.get(part.name, (part.name,)):
            return say("An answer to question {number} below", number=number)
    return "–"


def _field(name: str) -> str:
    return term(FIELDS[name]) if name in FIELDS else lower_first(plain_words(name))


def _questions(results: Results, most: int) -> Table:
    rows = tuple(
        (
            Cell(str(number), numeric=True),
            row_head(one.text),
            words(shortened(capital(one.unlocks or "–"), NAME_LIMIT * 2)),
        )
        for number, one in enumerate(results.quality.questions[:most], start=1)
    )
    columns = head("#No.", "Question", "The answer unlocks")
    return Table(say("Answers that would tell most"), columns, rows)
