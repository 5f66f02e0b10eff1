"""How labelled mentions of one document belong together, by word order: no model.

The relations are those of PET: an activity uses data, has a performer, a recipient and further
specifications; gateways that speak of the same decision; and what flows into what.
Source: Bellan et al., "PET: an annotated dataset for process extraction", 2022.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from functions.input.text.mentions import Mention
from functions.input.text.word_classes import lemma

_BE = "is are was were be been being gets get got"
BE = frozenset(_BE.split())
_TOWARDS = "to with for at from"
TOWARDS = frozenset(_TOWARDS.split())
_LINKS = "and or then also , both either again"
LINKS = frozenset(_LINKS.split())
_ELSE = "otherwise else or"
ELSE = frozenset(_ELSE.split())


@dataclass(frozen=True)
class Relation:
    """``source`` stands in this relation to ``target``."""

    kind: str
    source: Mention
    target: Mention


@dataclass(frozen=True)
class Sentence:
    """Tokens with their mentions, in order."""

    words: tuple[str, ...]
    mentions: tuple[Mention, ...]

    def of(self, *labels: str) -> list[Mention]:
        """Return the mentions with one of these labels, in order."""
        return [one for one in self.mentions if one.label in labels]

    def between(self, first: int, last: int) -> list[str]:
        """Return the words from one place to before another, in lower case."""
        return [word.lower() for word in self.words[first:last]]


def is_passive(sentence: Sentence, activity: Mention) -> bool:
    """Whether a form of "be" stands shortly before an activity that ends like a participle."""
    before = sentence.between(max(0, activity.start - 4), activity.start)
    verb = sentence.words[activity.start].lower()
    if not before or verb.endswith("ing"):
        return False
    for word in reversed(before):
        if word in BE:
            return True
        if word in {",", "to", "by"}:
            return False
    return _after_passive(sentence, activity)


def _after_passive(sentence: Sentence, activity: Mention) -> bool:
    """ "is checked and sent": the second is passive too."""
    verbs = sentence.of("Activity")
    at = verbs.index(activity) if activity in verbs else 0
    if at == 0:
        return False
    gap = sentence.between(verbs[at - 1].end, activity.start)
    close = all(word in LINKS or word.endswith("ly") for word in gap) and len(gap) <= 4
    ending = sentence.words[activity.start].lower()
    participle = ending.endswith(("ed", "en", "t", "id", "de"))
    return bool(gap) and close and participle and is_passive(sentence, verbs[at - 1])


def sentence_relations(sentence: Sentence) -> list[Relation]:
    """Return who does what with what for whom, within one sentence."""
    found: list[Relation] = []
    verbs = sentence.of("Activity")
    if not verbs:
        return found
    for data in sentence.of("Activity Data"):
        verb = _owner(sentence, verbs, data)
        found += [Relation("uses", one, data) for one in _coordinated(sentence, verbs, verb, data)]
    for detail in sentence.of("Further Specification"):
        before = [verb for verb in verbs if verb.end <= detail.start]
        found.append(Relation("further specification", before[-1] if before else verbs[0], detail))
    for at, verb in enumerate(verbs):
        found += _people(sentence, verbs, at, verb)
    return found


def _owner(sentence: Sentence, verbs: Sequence[Mention], data: Mention) -> Mention:
    before = [verb for verb in verbs if verb.end <= data.start]
    after = [verb for verb in verbs if verb.start >= data.end]
    if not before:
        return after[0]
    if not after:
        return before[-1]
    gap = sentence.between(data.end, after[0].start)
    if not is_passive(sentence, after[0]) or len(gap) > 8 or "," in gap:
        return before[-1]
    lead = sentence.between(before[-1].end, data.start)
    own = bool({",", "and", "then", "or", ";"} & set(lead)) or is_passive(sentence, before[-1])
    return after[0] if own and not (set(gap) - BE) & {"who", "which", "and"} else before[-1]


def _coordinated(
    sentence: Sentence, verbs: Sequence[Mention], verb: Mention, data: Mention
) -> list[Mention]:
    """ "prepares and sends the offer" is two activities with one object."""
    found = [verb]
    if data.start >= verb.end:
        at = verbs.index(verb)
        while at and _close(sentence, verbs[at - 1], verbs[at]):
            at -= 1
            found.append(verbs[at])
    else:
        at = verbs.index(verb)
        while at + 1 < len(verbs) and _close(sentence, verbs[at], verbs[at + 1]):
            at += 1
            found.append(verbs[at])
    return found


def _close(sentence: Sentence, first: Mention, second: Mention) -> bool:
    gap = sentence.between(first.end, second.start)
    links = LINKS | BE
    return 0 < len(gap) <= 4 and all(word in links or word.endswith("ly") for word in gap)


def _people(sentence: Sentence, verbs: Sequence[Mention], at: int, verb: Mention) -> list[Relation]:
    passive = is_passive(sentence, verb)
    until = verbs[at + 1].start if at + 1 < len(verbs) else len(sentence.words)
    after = [r for r in sentence.of("Actor") if verb.end <= r.start < until]
    found = []
    performer = _agent(sentence, verbs, at, after) if passive else subject(sentence, verbs, verb)
    if performer is not None:
        gets = lemma(sentence.words[verb.start]) == "receive"
        kind = "actor recipient" if gets else "actor performer"
        found.append(Relation(kind, verb, performer))
    for actor in after:
        if actor != performer and not _is_subject_of(sentence, verbs, at, actor):
            found.append(Relation("actor recipient", verb, actor))
    if passive and not any(r.kind == "actor recipient" for r in found):
        told = _told(sentence, verbs, at, verb)
        found += [Relation("actor recipient", verb, told)] if told else []
    return found


def _agent(
    sentence: Sentence, verbs: Sequence[Mention], at: int, after: Sequence[Mention]
) -> Mention | None:
    """Return who stands after "by"; "received by the clerk and opened" has one agent for both."""
    agents = [r for r in after if "by" in sentence.between(max(0, r.start - 1), r.start)]
    if agents or at == 0 or not is_passive(sentence, verbs[at - 1]):
        return agents[0] if agents else None
    between = [
        r for r in sentence.of("Actor") if verbs[at - 1].end <= r.start and r.end <= verbs[at].start
    ]
    gap = sentence.between(verbs[at - 1].end, verbs[at].start)
    return _agent(sentence, verbs, at - 1, between) if "and" in gap or "," in gap else None


def _is_subject_of(sentence: Sentence, verbs: Sequence[Mention], at: int, actor: Mention) -> bool:
    """Whether an actor between two activities is the subject of the second."""
    if at + 1 >= len(verbs):
        return False
    following = verbs[at + 1]
    if subject(sentence, verbs, following) != actor and not _told_by(sentence, following, actor):
        return False
    before = sentence.between(max(0, actor.start - 1), actor.start)
    return not (set(before) & TOWARDS)


def _told_by(sentence: Sentence, verb: Mention, actor: Mention) -> bool:
    gap = sentence.between(actor.end, verb.start)
    return is_passive(sentence, verb) and len(gap) <= 3 and bool(set(gap) & BE)


def subject(sentence: Sentence, verbs: Sequence[Mention], verb: Mention) -> Mention | None:
    """Return the actor that is the subject of an activity in the active voice."""
    for actor in reversed([r for r in sentence.of("Actor") if r.end <= verb.start]):
        lead = sentence.between(max(0, actor.start - 1), actor.start)
        direct = any(one.end == actor.start for one in verbs)
        relative = sentence.words[actor.start].lower() in {"who", "which", "that"}
        if relative or not (direct or set(lead) & {"to", "by", "from", "of", "for", "with"}):
            return actor
    return None


def _told(sentence: Sentence, verbs: Sequence[Mention], at: int, verb: Mention) -> Mention | None:
    """ "The claimant is informed": who is told stands before the passive."""
    begin = verbs[at - 1].end if at else 0
    before = [r for r in sentence.of("Actor") if begin <= r.start and r.end <= verb.start]
    data = [d for d in sentence.of("Activity Data") if begin <= d.start and d.end <= verb.start]
    if not before or (data and data[-1].start > before[-1].start):
        return None
    lead = sentence.between(max(0, before[-1].start - 1), before[-1].start)
    return None if set(lead) & {"by", "of", "from"} else before[-1]


def same_gateways(sentences: Sequence[Sentence]) -> list[Relation]:
    """Return pairs of gateway mentions that tell ways of one decision."""
    found = []
    gates = [(i, g) for i, s in enumerate(sentences) for g in s.of("XOR Gateway")]
    for (i, first), (j, second) in pairwise(gates):
        if j - i > 2:
            continue
        word = sentences[j].words[second.start].lower()
        earlier = condition(sentences[i], first)
        later = condition(sentences[j], second)
        if word in ELSE or contrary(earlier, later):
            found.append(Relation("same gateway", first, second))
    return found


def condition(sentence: Sentence, gateway: Mention) -> list[str]:
    """Return the lemmas of the condition that follows a gateway."""
    after = [c for c in sentence.of("Condition Specification") if c.start >= gateway.end]
    if not after:
        return []
    return [lemma(word) for word in sentence.words[after[0].start : after[0].end]]


_STOP = "the a an is are be been has have it this that of to and or in on by for any"
STOP = frozenset(_STOP.split())
_NEGATIONS = "not no never without none"
NEGATIONS = frozenset(_NEGATIONS.split())
OPPOSITES = (
    ("accept", "reject"), ("approve", "reject"), ("approve", "decline"), ("accept", "decline"),
    ("positive", "negative"), ("complete", "incomplete"), ("correct", "incorrect"),
    ("valid", "invalid"), ("available", "unavailable"), ("grant", "refuse"), ("pass", "fail"),
    ("confirm", "reject"), ("below", "above"), ("less", "more"), ("small", "large"),
    ("low", "high"), ("ok", "wrong"), ("approve", "deny"), ("under", "over"),
)  # fmt: skip


def contrary(earlier: Sequence[str], later: Sequence[str]) -> bool:
    """Whether two conditions speak of the same thing with a different outcome."""
    first, second = set(earlier) - STOP, set(later) - STOP
    if not first or not second:
        return False
    if len(second) <= 3 and second & NEGATIONS and not second - NEGATIONS - {"so", "case"}:
        return True
    negated = bool(first & NEGATIONS) != bool(second & NEGATIONS)
    shared = (first & second) - NEGATIONS
    opposed = any(
        (a in first and b in second) or (b in first and a in second) for a, b in OPPOSITES
    )
    prefixed = any(
        {f"un{word}", f"in{word}"} & first or word.removeprefix("un") in first - {word}
        for word in second
    )
    if opposed or prefixed:
        return True
    return bool(shared) and (negated or len(shared) >= 2 or len(shared) * 2 >= len(first))
