"""Sentences that tell how things are, or how often, and no work that is done."""

import re
from collections.abc import Sequence

from functions.input.text import cues
from functions.input.text.clauses import Act
from functions.input.text.conditions import Told
from functions.input.text.figures import Stated
from functions.input.text.graph import Graph
from functions.input.text.phrases import WAIT, is_action
from functions.input.text.word_classes import base, lemma, word_classes

WORD = re.compile(r"[^\W\d_]+")
AGENT = re.compile(r"\bby (?:the|an?|our)\b", re.IGNORECASE)
EXISTS = re.compile(r"^\W*(?:(?:and|but|also|currently) )?(?:there (?:is|are)|we have|we employ)\b",
                    re.IGNORECASE)  # fmt: skip
PREDICATE = re.compile(r"\b(?:is|are|was|were|has|have|gets?|comes?)\s+(?P<what>[^,;.]{2,80})")
NEAR = 25  # characters in which a statement tells its figure
FIRST = 12


def is_statement(told: Told) -> bool:
    """Whether a sentence tells a state, a manner or a count: "Everything is typed by hand"."""
    if EXISTS.match(told.text):
        return True
    if cues.GENERAL.match(told.text) and PREDICATE.search(told.text):
        return AGENT.search(told.text) is None
    return any(one.kind == "backlog" and one.start < NEAR for one in told.figures)


def is_staff(told: Told) -> bool:
    """ "Three buyers share the work": about people, no step."""
    kinds = {one.kind for one in told.figures}
    people = [one for one in told.figures if one.kind == "people" and one.start < NEAR]
    return bool(people) and ("rate" in kinds or cues.STAFFING.search(told.text) is not None)


def state_share(told: Told, graph: Graph) -> bool:
    """Give "one in ten items is damaged" to the way that is taken "if an item is damaged"."""
    first = next((one for one in told.figures if one.kind == "share"), None)
    if first is None or first.start > FIRST or cues.REWORKED.search(told.text):
        return False
    predicate = PREDICATE.search(told.text, first.end)
    words = {lemma(word) for word in WORD.findall(predicate["what"])} if predicate else set()
    return bool(words) and graph.state_share(words, first)


def goes_back(tail: str, *, had_it: bool) -> bool:
    """ "Returned" alone may be to anybody; it goes back to who had it, or for correction."""
    again = re.search(r"\b(?:back|again|repeat\w*|over|re\w+(?:s|ed))\b", tail)
    if again and not re.search(r"\breturn|\bback (?:on|in|into)\b", tail):
        return True
    return had_it or cues.CORRECTION.search(tail) is not None


def tells_work(told: Told) -> bool:
    """Whether a sentence from which nothing was read has a verb of work."""
    if told.figures or cues.ENDS.search(told.text) or WAIT.search(told.text):
        return False
    classes = word_classes(told.sentence.words)
    pairs = zip(told.sentence.words, classes, strict=True)
    words = [word.lower() for word, kind in pairs if kind in {"VF", "VP"}]
    return is_action(told.text) or any((base(word) or "be") not in cues.NO_WORK for word in words)


def left_out(told: Told, steps: Sequence[int]) -> list[str]:
    """ "… all others by the resident": another way, of which no step was read."""
    other = cues.ELSE.match(told.text) and not cues.BACK.search(told.text)
    return [told.text[:200]] if other and not steps else []


def reworked(told: Told, share: Stated, acts: Sequence[Act]) -> int | None:
    """Return the step that "one in eight repairs has to be repeated" is about."""
    if not cues.REPETITION.search(told.text):
        return None
    nouns = [lemma(word) for word in WORD.findall(told.text[share.end : share.end + 40])[:3]]
    for at in range(len(acts) - 1, -1, -1):
        if acts[at].verb in nouns or (acts[at].head and lemma(acts[at].head) in nouns[:2]):
            return at
    return None
