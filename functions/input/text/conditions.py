"""The conditions and the clauses of time of a sentence, and where each begins and ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from functions.input.text import cues
from functions.input.text.figures import Stated
from functions.input.text.mentions import Mention
from functions.input.text.relations import Sentence
from functions.input.text.tokens import Token
from functions.input.text.word_classes import word_class

OPENERS = ((cues.ELSE, True), (cues.SHARE_OPENER, False), (cues.SOMETIMES, False))
FIRST = 12  # characters before the share that a sentence begins with
BREAK = re.compile(r"[,;](?=\s|$)|\bthen\b", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """A sentence with its tokens, mentions and figures; places are characters of ``text``."""

    text: str
    tokens: tuple[Token, ...]
    sentence: Sentence
    figures: tuple[Stated, ...] = ()

    def chars(self, mention: Mention) -> tuple[int, int]:
        """Return where a mention begins and ends in the text."""
        return self.tokens[mention.start].start, self.tokens[mention.end - 1].end


@dataclass(frozen=True)
class Condition:
    """Where a way of a decision begins, in the words of the sentence."""

    start: int
    end: int
    words: str | None
    other: bool = False  # "otherwise"
    share: Stated | None = None


@dataclass(frozen=True)
class Subordinate:
    """A clause of time such as "after the form is checked"."""

    start: int
    end: int
    opener: str
    leads: bool  # it stands before what it is subordinate to


def conditions(told: Told) -> list[Condition]:
    """Return the conditions of a sentence, in order."""
    found: list[Condition] = []
    for pattern, other in OPENERS:
        if match := pattern.match(told.text):
            end = match.end() if other else _stated_until(told.text, match)
            words = None if other else told.text[:end].strip(" ,;")
            found.append(Condition(match.start(), end, words, other, _share(told, 0, end)))
            break
    found = found or _of_some(told)
    for match in cues.LATER_ELSE.finditer(told.text):
        found.append(Condition(match.start(), match.end(), None, other=True))
    for match in cues.IF.finditer(told.text):
        if _opens(told.text, match, found):
            found.append(_after_else(_condition(told, match), found))
    return _with_share(told, sorted(found, key=lambda one: one.start))


def _of_some(told: Told) -> list[Condition]:
    """ "Orders over €10,000 …", "For urgent orders, …", "12% of the orders …"."""
    for pattern in (cues.OVER, cues.FOR):
        if match := pattern.match(told.text):
            share = _share(told, 0, match.end())
            return [Condition(0, match.end(), match["what"], share=share)]
    part = _part_of(told)
    return [part] if part else []


def _part_of(told: Told) -> Condition | None:
    """ "About 12% of the invoices are blocked": only these are."""
    first = next((one for one in told.figures if one.kind == "share"), None)
    verbs = told.sentence.of("Activity")
    if first is None or first.start > FIRST or not verbs:
        return None
    match = cues.PART_OF.match(told.text, first.end - (3 if first.quote.endswith(" of") else 0))
    if match is None or told.chars(verbs[0])[0] < match.end():
        return None
    return Condition(0, match.end(), told.text[: match.end()].strip(), share=first)


def _stated_until(text: str, match: re.Match[str]) -> int:
    """ "Sometimes the goods are damaged; …": the clause before the semicolon is the condition."""
    semicolon = text.find(";", match.end())
    return match.end() if semicolon < 0 else semicolon


def _opens(text: str, match: re.Match[str], found: Sequence[Condition]) -> bool:
    """Whether a word such as "if" opens a condition of its own."""
    inside = any(one.end > match.start() for one in found if not one.other)
    first_only = match.group().lower() in {"should", "where"} and match.start() > 0
    return not inside and not first_only and not text[match.end() :].lower().startswith(" not,")


def _after_else(one: Condition, found: list[Condition]) -> Condition:
    """ "Otherwise, if …" is one condition, of another way of the same decision."""
    joined = next((o for o in found if o.other and 0 <= one.start - o.end <= 3), None)
    if joined is None:
        return one
    found.remove(joined)
    return replace(one, start=joined.start, other=True)


def _with_share(told: Told, found: list[Condition]) -> list[Condition]:
    """ "…, which happens in one of eight cases": how often the only condition holds."""
    shares = [one for one in told.figures if one.kind == "share"]
    if len(found) != 1 or len(shares) != 1 or found[0].other or found[0].share is not None:
        return found
    lead = told.text[max(0, shares[0].start - 40) : shares[0].start].lower()
    happens = re.search(r"\b(?:happens|occurs|is so|the case|applies|true)\b", lead)
    return [replace(found[0], share=shares[0])] if happens else found


def _condition(told: Told, match: re.Match[str]) -> Condition:
    text = told.text
    leads = _leads(text, match.start())
    end = _clause_end(told, match.end()) if leads else until_mark(text, match.end())
    words = text[match.end() : end].strip(" ,;.")
    if match.group().lower() == "unless":
        words = f"not: {words}"
    start = match.start()
    if not leads:
        start = _main_clause(told, match.start())
    return Condition(start, end, words or None, share=_share(told, match.start(), end))


def _leads(text: str, at: int) -> bool:
    """Whether a clause that begins here stands before what depends on it."""
    before = text[:at].rstrip().lower()
    return not before or before.endswith((",", ";", ":", "(", " and", " but", " or", " then", "-"))


def _main_clause(told: Told, at: int) -> int:
    """The place before the activity that a condition after it is about."""
    verbs = [m for m in told.sentence.of("Activity") if told.chars(m)[1] <= at]
    return told.chars(verbs[-1])[0] - 1 if verbs else at


def until_mark(text: str, at: int) -> int:
    """Return where the text ends or a mark parts its clauses."""
    match = re.compile(r"[,;.]\s|$").search(text, at)
    return match.start() if match else len(text)


def _clause_end(told: Told, at: int) -> int:
    """Where a leading clause ends: at its comma, else where its labelled span or subject says."""
    labelled = [m for m in told.sentence.of("Condition Specification") if told.chars(m)[1] > at]
    if match := BREAK.search(told.text, at):
        end = told.chars(labelled[0])[1] if labelled else match.start()
        between = (m for m in told.sentence.of("Activity") if end <= told.chars(m)[0])
        early = any(told.chars(m)[0] < match.start() for m in between)
        return end if early else match.start()
    if labelled and told.chars(labelled[0])[1] < len(told.text) - 2:
        return told.chars(labelled[0])[1]
    if (begin := _second_subject(told, at)) is not None:
        return begin
    verbs = told.sentence.of("Activity")
    later = [m for m in verbs if told.chars(m)[0] > at]
    if not later:
        return len(told.text)
    last = later[-1]
    actors = [a for a in told.sentence.of("Actor") if a.end <= last.start]
    begins = [told.chars(a)[0] for a in actors if told.chars(a)[0] > at + 4]
    return begins[-1] if begins else told.chars(last)[0]


def _second_subject(told: Told, at: int) -> int | None:
    """ "If the request is approved a notification is sent": where the main clause begins."""
    words = told.sentence.words
    for mention in told.sentence.of("Actor", "Activity Data")[:20]:
        begin = told.chars(mention)[0]
        if begin < at + 3 or mention.start == 0:
            continue
        before, earlier = words[mention.start - 1], words[max(0, mention.start - 3) : mention.start]
        kind = word_class(before)
        passive = kind in {"VED", "ADJ"} and any(word_class(word) == "BE" for word in earlier)
        if passive or kind in {"N", "NS", "NOM", "ADV"}:
            return begin
    return None


def _share(told: Told, start: int, end: int) -> Stated | None:
    inside = [f for f in told.figures if f.kind == "share" and start <= f.start < end]
    return inside[0] if inside else None


def clauses_of_time(told: Told, known: Sequence[Condition]) -> list[Subordinate]:
    """Return the clauses of time that are no conditions, in order."""
    found: list[Subordinate] = []
    for match in cues.TEMPORAL.finditer(told.text):
        if any(one.start <= match.start() < one.end for one in known):
            continue
        if any(one.start <= match.start() < one.end for one in found):
            continue
        leads = _leads(told.text, match.start())
        if leads and BREAK.search(told.text, match.end()) is None:
            continue
        end = _clause_end(told, match.end()) if leads else until_mark(told.text, match.end())
        found.append(Subordinate(match.start(), end, match.group().lower(), leads))
    return found
