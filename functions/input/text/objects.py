"""What an activity works on and who does it, where verbs share an object or a subject."""

from collections.abc import Sequence
from typing import Literal

from functions.input.text.mentions import Mention
from functions.input.text.relations import BE, Relation, Sentence, is_passive
from functions.input.text.word_classes import IRREGULAR

LINKS = frozenset({"and", "or", "then", ","})
BETWEEN = frozenset({"will", "must", "can", "has", "have", "to", "then", "also", "finally"})
PRONOUNS = frozenset({"us", "me", "you", "him", "her", "them"})


def continues(sentence: Sentence, verb: Mention) -> Literal["passive", "active"] | None:
    """Tell how a verb without a subject of its own goes on with the verb before it."""
    verbs = [one for one in sentence.of("Activity") if one.end <= verb.start]
    if not verbs:
        return None
    at, passive = verb.start, False
    while at > verbs[-1].end:
        word = sentence.words[at - 1].lower()
        if word not in BE | BETWEEN and not word.endswith("ly"):
            break
        passive = passive or word in BE
        at -= 1
    if at == verb.start and at == verbs[-1].end:
        return None
    linked = at > 0 and sentence.words[at - 1].lower() in LINKS
    if not linked and "then" not in sentence.between(at, verb.start):
        return None
    word = sentence.words[verb.start].lower()
    participle = word.endswith("ed") or (word in IRREGULAR and not word.endswith("s"))
    if participle and (passive or _in_passive(sentence, verbs[-1])):
        return "passive"
    return None if passive or participle else "active"


def _in_passive(sentence: Sentence, verb: Mention) -> bool:
    return is_passive(sentence, verb) or continues(sentence, verb) == "passive"


def by_whom(sentence: Sentence, verb: Mention) -> list[Mention]:
    """Return who is named with "by" right after a passive verb."""
    actors = [one for one in sentence.of("Actor") if verb.end < one.start <= verb.end + 3]
    return [one for one in actors if "by" in sentence.between(verb.end, one.start)][:1]


def objects(sentence: Sentence, verb: Mention, data: Sequence[Mention]) -> list[Mention]:
    """Return what a verb works on, the likeliest first.

    Passive verbs follow their subject, active ones come before their object, and "us" in "sends
    us a ticket" is no object.
    """
    named = [m for m in data if sentence.words[m.start].lower() not in PRONOUNS] or list(data)
    if is_passive(sentence, verb):
        clause = [m for m in named if "," not in sentence.between(m.end, verb.start)]
        return sorted(clause or named, key=lambda m: (m.start > verb.start, -m.start))
    after = [m for m in named if m.start >= verb.end]
    return after + [m for m in named if m not in after]


def objects_before(related: Sequence[Relation], verb: Mention) -> list[Mention]:
    """Return what the verb before this one worked on."""
    uses = [one for one in related if one.kind == "uses" and one.source.start < verb.start]
    last = max((one.source for one in uses), default=None)
    return [one.target for one in uses if one.source == last]
