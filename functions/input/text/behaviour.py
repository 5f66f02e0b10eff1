"""What a noun does in a document: subjects act, objects are acted on."""

from collections import Counter
from collections.abc import Sequence

from functions.input.text.word_classes import lemma

_FINITE = frozenset({"VF", "MODAL"})
_ADVERB = frozenset({"ORDER", "ADV"})
_GOVERNS = frozenset({"VF", "VB", "VP"})


def behaviour(
    sentences: Sequence[Sequence[str]], classes: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Return per lemma A (always acts), a (mostly), S or s (is acted on), "=" (both)."""
    acts: Counter[str] = Counter()
    suffers: Counter[str] = Counter()
    for words, kinds in zip(sentences, classes, strict=True):
        for at, word in enumerate(words):
            key = lemma(word)
            acts[key] += _acts(words, kinds, at)
            suffers[key] += _suffers(kinds, at)
    keys = [key for key in acts.keys() | suffers.keys() if acts[key] + suffers[key]]
    return {key: _code(acts[key], suffers[key]) for key in keys}


def _acts(words: Sequence[str], kinds: Sequence[str], at: int) -> int:
    """How many signs there are that the word is a subject or an agent."""
    following = kinds[at + 1] if at + 1 < len(kinds) else "$"
    second = kinds[at + 2] if at + 2 < len(kinds) else "$"
    subject = following in _FINITE or (following in _ADVERB and second == "VF")
    agent = at >= 2 and words[at - 1].lower() == "by"
    article = at >= 2 and words[at - 2].lower() == "by" and kinds[at - 1] == "DET"
    return subject + agent + article


def _suffers(kinds: Sequence[str], at: int) -> int:
    passive = at + 1 < len(kinds) and kinds[at + 1] == "BE"
    before = kinds[max(0, at - 3) : at]
    direct = any(kind in _GOVERNS for kind in before) and "TO" not in before
    return passive + direct


def _code(acts: int, suffers: int) -> str:
    if acts == suffers:
        return "="
    if acts > suffers:
        return "A" if acts >= 2 and suffers == 0 else "a"
    return "S" if suffers >= 2 and acts == 0 else "s"
