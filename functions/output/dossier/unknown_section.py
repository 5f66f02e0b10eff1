"""What is not known, why, and which data would settle it: in one list."""

from common.language import say, term
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
from functions.output.dossier.wording import capital, lower_first, plain_words, sentence
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
SETTLED_BY = (  # a word of the reason, and what to ask for
    ("start times", "The time at which each step was started"),
    ("resource", "Who did each step: a name or a number that stands for it"),
    ("roles", "The role or department of whoever did each step"),
    ("times of day", "Time stamps with the time of day"),
    ("too few events", "A longer period of the same log"),
)
BRIEF = 4
LONGEST_NAME = 40


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
    by_reason: dict[str, list[str]] = {}
    for field, reason in sorted(results.facts.not_known.items()):
        by_reason.setdefault(reason, []).append(_field(field))
    rows = []
    for reason, fields in by_reason.items():
        remedies = [term(remedy) for word, remedy in SETTLED_BY if term(word) in reason]
        rows.append(
            (capital(joined(fields)), sentence(capital(reason)), "; ".join(remedies) or "–")
        )
    for text in _untold(results, results.quality.missing):
        what, _, why = text.partition(": ")
        if _names_a_gap(what, why):
            rows.append((what, sentence(capital(why)), _question(results, what)))
    return rows


def _remarks(results: Results) -> tuple[str, ...]:
    """Return what the other stages tell of gaps that has no row of its own, each once."""
    missing = [
        text
        for text in _untold(results, results.quality.missing)
        if not _names_a_gap(*text.partition(": ")[::2])
    ]
    notes = _untold(results, results.assessment.notes)
    return tuple(dict.fromkeys(map(sentence, (*missing, *notes))))


def _untold(results: Results, texts: tuple[str, ...]) -> list[str]:
    """Return the texts that are about other data than the reasons in the facts."""
    told = [
        word
        for word, _ in SETTLED_BY
        if any(term(word) in reason for reason in results.facts.not_known.values())
    ]
    return [text for text in texts if not any(term(word) in text.lower() for word in told)]


def _names_a_gap(what: str, why: str) -> bool:
    return bool(why) and len(what) <= LONGEST_NAME


def _question(results: Results, what: str) -> str:
    """Name the question about the same data: its first word is the same, but for a plural s."""
    for number, one in enumerate(results.quality.questions, start=1):
        if _first_word(one.about) == _first_word(what):
            return say("An answer to question {number} below", number=number)
    return "–"


def _first_word(text: str) -> str:
    return (text.lower().replace("_", " ").split() or [""])[0].rstrip("s")


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
