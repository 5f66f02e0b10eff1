"""Sentences that hold several statements, apart: each is then read by itself.

"There are 150 requests a week, four buyers work on them, and there is a backlog of 60" tells three
things, and a number belongs to its own. No pattern nests one repetition in another.
"""

import re
from collections.abc import Iterable

from functions.input.text import cues
from functions.input.text.figures import Stated, figures
from functions.input.text.word_classes import word_class

LINK = re.compile(r"(?:\s*[,;]\s+(?:(?:and|but|while)\s+)?|\s+and\s+)(?=[\w€$£])", re.IGNORECASE)
THERE = re.compile(r"there (?:is|are)\b", re.IGNORECASE)
ALONGSIDE = re.compile(
    r"\s*,?\s+and,?\s+(?=(?:at the same time|in parallel|meanwhile|simultaneously|concurrently)\b)",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"\s*[,;]\s+(?:and\s+|but\s+|while\s+)?(?=(?:for )?(?:all (?:the )?others?|the (?:rest|others)|"
    r"others|(?:small|larg|low|high|cheap|simpl)er ones?|in the (?:latter|former|other) case|"
    r"everything (?:else|below|above))\b)",
    re.IGNORECASE,
)
REACH = 25  # characters to the number that a statement begins with
COUNTS = frozenset({"people", "backlog", "share"})


def apart(sentences: Iterable[str]) -> list[str]:
    """Return sentences with their independent statements apart, in order."""
    return [part for sentence in sentences for part in _parts(sentence)]


def _parts(sentence: str) -> list[str]:
    cuts = sorted({*_others(sentence), *_alongside(sentence), *_statements(sentence)})
    found, begin = [], 0
    for end, following in cuts:
        if end <= begin:
            continue
        found.append(sentence[begin:end].strip())
        begin = following
    return [*found, sentence[begin:].strip()]


def _others(sentence: str) -> list[tuple[int, int]]:
    """ "…; all others are released by the team leader"."""
    return [(match.start(), match.end()) for match in OTHERS.finditer(sentence)]


def _alongside(sentence: str) -> list[tuple[int, int]]:
    """ "… and at the same time accounting checks the invoice", with a subject of its own."""
    found = []
    for match in ALONGSIDE.finditer(sentence):
        cue = cues.PARALLEL.match(sentence, match.end())
        words = sentence[cue.end() if cue else match.end() :].strip(" ,").split()[:2]
        kind = word_class(words[0]) if words else "PREP"
        subject = kind == "DET" or (len(words) > 1 and word_class(words[1]) in {"VS", "V", "NS"})
        if subject and kind not in {"PREP", "TO", "VS", "VED"}:
            found.append((match.start(), match.end()))
    return found


def _statements(sentence: str) -> list[tuple[int, int]]:
    """ "… , four buyers work on them, and there is a backlog of 60": each a clause of its own."""
    told = figures(sentence)
    links = list(LINK.finditer(sentence))
    if not told or not links or cues.IF.match(sentence):
        return []
    ends = [*(link.start() for link in links[1:]), len(sentence)]
    return [
        (link.start(), link.end())
        for link, end in zip(links, ends, strict=True)
        if _is_statement(sentence[link.end() : end], link.end(), told)
    ]


def _is_statement(clause: str, begin: int, told: Iterable[Stated]) -> bool:
    inside = [one for one in told if begin <= one.start < begin + len(clause)]
    if not inside:
        return False
    if THERE.match(clause):
        return True
    first = inside[0]
    opens = first.kind in COUNTS and first.start - begin <= REACH
    verbs = (
        cues.STAFFING.search(clause) or cues.REWORKED.search(clause) or cues.STANDS.search(clause)
    )
    return opens and verbs is not None
