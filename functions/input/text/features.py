"""What the labeller sees of each token. A change here needs a new version and a new model.

Words, lemmas, affixes, shapes, word classes and gazetteers in a window; the noun phrase around the
token and what stands beside it; the word that opened the clause; how far the verbs are; and what
the noun does elsewhere in the document.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.input.text.behaviour import behaviour
from functions.input.text.gazetteers import gazetteer
from functions.input.text.word_classes import lemma, word_classes

FEATURES_VERSION = "1"
_VERBAL = frozenset({"VB", "VF", "VP", "V", "VS", "VED", "VING"})
_STOPS = _VERBAL | {"BE", "MODAL", "P,"}
_IN_NOUN = frozenset(
    {"DET", "ADJ", "NUM", "N", "NS", "NOM", "AGENT", "ABBR", "VN", "VA", "VGN", "PRON"}
)
_FIRST_IN_NOUN = frozenset({"DET", "PRON"})
_OPENERS = frozenset({"COND", "TIME", "WH"})
_OPENING_WORDS = frozenset({"that", "because", "since"})
_REACH = 9  # tokens to the verb before and after


@dataclass(frozen=True)
class _Sentence:
    """A sentence with what is known of each of its words."""

    words: Sequence[str]
    lower: Sequence[str]
    lemmas: Sequence[str]
    kinds: Sequence[str]
    lists: Sequence[str]
    does: Sequence[str]  # behaviour in the document, "0" where there is none
    phrases: Sequence[tuple[int, int]]  # noun phrase as (first, past the last)
    openers: Sequence[str]
    verbs_before: Sequence[int]

    def kind(self, at: int) -> str:
        """The class of the word at a place, with signs for before and after the sentence."""
        if 0 <= at < len(self.kinds):
            return self.kinds[at]
        return "^" if at < 0 else "$"


def document_features(sentences: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    """Return the features of each token of each sentence of one document."""
    classes = [word_classes(words) for words in sentences]
    does = behaviour(sentences, classes)
    found = []
    for words, kinds in zip(sentences, classes, strict=True):
        known = _known(words, kinds, does)
        found.append([_token(known, at) for at in range(len(words))])
    return found


def _known(words: Sequence[str], kinds: Sequence[str], does: dict[str, str]) -> _Sentence:
    lower = [word.lower() for word in words]
    lemmas = [lemma(word) for word in words]
    counts, total = [], 0
    for kind in kinds:
        counts.append(total)
        total += kind in _VERBAL
    return _Sentence(
        words=words,
        lower=lower,
        lemmas=lemmas,
        kinds=kinds,
        lists=[gazetteer(one) for one in lemmas],
        does=[does.get(one, "0") for one in lemmas],
        phrases=_phrases(kinds),
        openers=_openers(kinds, lower),
        verbs_before=[*counts, total],
    )


def _token(s: _Sentence, at: int) -> list[str]:
    kind, lower = s.kinds[at], s.lower[at]
    row = ["b", f"w={lower}", f"l={s.lemmas[at]}", f"k={kind}", f"g={s.lists[at]}"]
    row += [f"s3={lower[-3:]}", f"s2={lower[-2:]}", f"p3={lower[:3]}", f"sh={_shape(s.words[at])}"]
    row += [f"do={s.does[at]}", f"pos={min(at, 4)}", f"first={s.lower[0]}"]
    row += [f"op={s.openers[at]}", f"opk={s.openers[at]}|{kind}"]
    row += _verbs(s, at)
    row += _window(s, at)
    row += _classes_around(s, at)
    first, end = s.phrases[at]
    row += _inside(s, at, first, end) if end > first else _beside(s, at)
    return row


def _verbs(s: _Sentence, at: int) -> list[str]:
    kind, before = s.kinds[at], s.verbs_before[at]
    after = s.verbs_before[-1] - before - (kind in _VERBAL)
    row = [f"vb={min(before, 3)}|{kind}", f"va={min(after, 3)}|{kind}"]
    if "BE" in s.kinds[max(0, at - 3) : at]:
        row.append(f"pas|{kind}")
    earlier = range(at - 1, max(-1, at - _REACH), -1)
    last = next((s.lemmas[j] for j in earlier if s.kinds[j] in _VERBAL), "^")
    later = range(at + 1, min(len(s.kinds), at + _REACH))
    following = next((f"{s.kinds[j]}{min(j - at, 4)}" for j in later if s.kinds[j] in _STOPS), "$")
    return [*row, f"pv={last}", f"nv={following}"]


def _window(s: _Sentence, at: int) -> list[str]:
    row = []
    for d in (-3, -2, -1, 1, 2, 3):
        j = at + d
        row.append(f"k{d}={s.kind(j)}")
        if 0 <= j < len(s.words) and abs(d) <= 2:
            row += [f"w{d}={s.lower[j]}", f"l{d}={s.lemmas[j]}", f"g{d}={s.lists[j]}"]
            if abs(d) == 1:
                row.append(f"do{d}={s.does[j]}")
    if at:
        row.append(f"ww-1={s.lower[at - 1]}|{s.lower[at]}")
    if at + 1 < len(s.words):
        row.append(f"ww1={s.lower[at]}|{s.lower[at + 1]}")
    return row


def _classes_around(s: _Sentence, at: int) -> list[str]:
    two, one, here, then, after = (s.kind(at + d) for d in (-2, -1, 0, 1, 2))
    return [
        f"kk-1={one}|{here}",
        f"kk1={here}|{then}",
        f"kkk={one}|{here}|{then}",
        f"kkl={two}|{one}|{here}",
        f"kkr={here}|{then}|{after}",
    ]


def _inside(s: _Sentence, at: int, first: int, end: int) -> list[str]:
    """Of a word in a noun phrase: its head, and what stands before and after the phrase."""
    head, place = end - 1, "B" if at == first else "I"
    before = s.lower[first - 1] if first else "^"
    word_after = s.lower[end] if end < len(s.lower) else "$"
    listed, before_kind, after_kind = s.lists[head], s.kind(first - 1), s.kind(end)
    row = [
        f"c={place}",
        f"ch={s.lemmas[head]}|{place}",
        f"cg={listed}|{place}",
        f"cb={before}|{place}",
        f"cbk={before_kind}|{place}|{after_kind}",
        f"ca={after_kind}|{place}",
        f"caw={word_after}|{place}",
        f"cd={s.does[head]}|{place}|{listed}",
        f"cl={min(end - first, 5)}|{place}",
        f"chk={s.kinds[head]}|{place}",
        f"cdt={s.lower[first]}|{place}",
        f"cgb={listed}|{before_kind}|{place}",
        f"cgo={listed}|{before}|{place}",
    ]
    if before == "of" and first >= 2:
        begin, stop = s.phrases[first - 2]
        if stop > begin:
            row.append(f"of={s.lists[stop - 1]}|{s.kind(begin - 1)}|{place}")
            row.append(f"ofh={s.lemmas[stop - 1]}|{place}")
    return row


def _beside(s: _Sentence, at: int) -> list[str]:
    """Of a word between noun phrases: the heads of the phrases beside it."""
    row, kind = ["c=O"], s.kinds[at]
    first, end = s.phrases[at + 1] if at + 1 < len(s.words) else (0, 0)
    if end > first:
        row += [f"cn={s.lemmas[end - 1]}", f"cng={s.lists[end - 1]}|{kind}"]
        row += [f"cnb={s.does[end - 1]}|{kind}", f"cna={s.kind(end)}|{kind}"]
    first, end = s.phrases[at - 1] if at else (0, 0)
    if end > first:
        row += [f"cp={s.lemmas[end - 1]}", f"cpg={s.lists[end - 1]}|{kind}"]
        row.append(f"cpb={s.does[end - 1]}|{kind}")
    return row


def _phrases(kinds: Sequence[str]) -> list[tuple[int, int]]:
    """The noun phrase around each token; (at, at) where there is none."""
    found = [(at, at) for at in range(len(kinds))]
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in _IN_NOUN:
            if end > at and kinds[end] in _FIRST_IN_NOUN:
                break
            end += 1
        for inside in range(at, end):
            found[inside] = (at, end)
        at = max(end, at + 1)
    return found


def _openers(kinds: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The word that opened the clause of each token: "if", "after", "who" …; a comma closes it."""
    found, current = [], "^"
    for kind, word in zip(kinds, lower, strict=True):
        if kind in _OPENERS or word in _OPENING_WORDS:
            current = word
        elif kind == "P," and not current.startswith(","):
            current = f",{current[-5:]}"
        found.append(current)
    return found


def _shape(word: str) -> str:
    if word.isupper():
        return "X1" if len(word) == 1 else "XX"
    if word.islower():
        return "x"
    if word[:1].isupper():
        return "Xx"
    return "9" if any(character.isdigit() for character in word) else "m"
