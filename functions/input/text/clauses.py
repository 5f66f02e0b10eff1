"""One sentence as activities and conditions, in the order in which they happen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from functions.input.text import cues
from functions.input.text.conditions import (
    Condition,
    Told,
    clauses_of_time,
    conditions,
    until_mark,
)
from functions.input.text.gazetteers import ACTORS
from functions.input.text.mentions import Mention
from functions.input.text.naming import PARTICLES, Cast, imperative, spelt
from functions.input.text.objects import by_whom, continues, objects, objects_before
from functions.input.text.phrases import is_action, name_and_role
from functions.input.text.relations import (
    Relation,
    Sentence,
    is_passive,
    sentence_relations,
)
from functions.input.text.steps import CLAUSE_END
from functions.input.text.word_classes import base, word_class

_TELLING = "inform notify tell ask call contact advise remind pay reimburse"
TELLING = frozenset(_TELLING.split())
ENDS_SUBJECT = frozenset(
    {"PREP", "TO", "CC", "COND", "TIME", "WH", "MODAL", "BE", "HAVE", "DO", "NOT", "PRON"}
)
NO_VERB = frozenset({"DET", "PRON", "PREP", "TO", "CC", "BE", "HAVE", "MODAL", "WH", "NUM"})
NOMINAL = {
    "approval": "Approve", "review": "Review", "signoff": "Sign", "signature": "Sign",
    "decision": "Decide", "inspection": "Inspect", "verification": "Verify",
    "confirmation": "Confirm", "authorisation": "Authorise", "payment": "Pay",
}  # fmt: skip
AND = re.compile(r"\sand\s")


@dataclass(frozen=True)
class Act:
    """An activity that a sentence tells."""

    start: int
    end: int
    name: str
    role: str | None
    recipient: str | None = None
    verb: str = ""
    head: str = ""  # the last word of what is worked on


@dataclass
class Clauses:
    """What one sentence tells."""

    acts: list[Act] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    earlier: list[Act] = field(default_factory=list)  # told in a clause of time
    later: list[Act] = field(default_factory=list)  # told in "before …", which stands first
    opener: str = ""


def clauses(told: Told, cast: Cast) -> Clauses:
    """Return what a sentence tells; ``cast`` resolves its pronouns and remembers who acted."""
    known = conditions(told)
    for one in known:
        about = cues.SUBJECT.match(one.words or "")
        cast.thing = f"the {about['what'].lower()}" if about else cast.thing
        over = cues.OVER.match(told.text) if one.start == 0 else None
        cast.thing = f"the {over['what'].split()[0].lower()}" if over else cast.thing
    times = clauses_of_time(told, known)
    found = Clauses(conditions=known)
    for act in _merged(told, _acts(told, cast, known)):
        clause = next((time for time in times if time.start <= act.start < time.end), None)
        if clause is None:
            found.acts.append(act)
            continue
        found.opener = clause.opener
        if clause.opener == "before" and clause.leads:
            found.later.append(act)
        elif clause.opener in {"before", "while"}:
            found.acts.append(act)
        elif clause.opener not in {"until", "since"}:
            found.earlier.append(act)
    return found


def _acts(told: Told, cast: Cast, known: Sequence[Condition]) -> list[Act]:
    related = sentence_relations(told.sentence)
    found: list[Act] = []
    covered: list[int] = []
    if sent := _sent_for(told, cast):
        found.append(sent)
        covered.append(sent.start)
    for mention in told.sentence.of("Activity"):
        start, _ = told.chars(mention)
        covered.append(start)
        if sent and sent.start <= start < sent.end:
            continue
        if _is_work(told, mention) and not _inside(start, told, known):
            act = _act(told, mention, related, cast)
            if act.role is None and found and continues(told.sentence, mention) == "active":
                act = replace(act, role=found[-1].role)
            found.append(act)
    found += _by_rule(told, cast, known, covered)
    return sorted(found, key=lambda act: act.start)


def _sent_for(told: Told, cast: Cast) -> Act | None:
    """ "Orders go to the board for approval": the board approves."""
    match = cues.SENT_FOR.search(told.text)
    if match is None or cues.IF.match(told.text[: match.start()]):
        return None
    role = cast.known(f"the {match['who']}")
    subject = re.split(
        r"[,;]\s|\b(?:then|and|of|over|above|below|under)\b", told.text[: match.start()]
    )
    words = [w for w in subject[0].split() if word_class(w) not in {"DET", "ORDER", "COND"}]
    thing = " ".join(words[-2:]).lower()
    known = not words or words[-1].lower() in {"it", "they", "this"}
    thing = (cast.thing or "it") if known else f"the {thing}"
    verb = NOMINAL[match["work"].lower().replace("-", "").replace("z", "s")]
    cast.actor = role or cast.actor
    head = thing.split()[-1]
    return Act(match.start(), match.end(), f"{verb} {thing}", role, None, verb.lower(), head)


def _inside(place: int, told: Told, known: Sequence[Condition]) -> bool:
    for one in known:
        words = one.words.removeprefix("not: ") if one.words else ""
        at = told.text.find(words, one.start) if words else -1
        if at >= 0 and at <= place < at + len(words):
            return True
    return False


def _is_work(told: Told, mention: Mention) -> bool:
    word = told.sentence.words[mention.start].lower()
    if not word.isascii() or len(word) < 3 or word_class(word) in NO_VERB:
        return False
    known = base(word)
    generic = {"process", "procedure", "case"}
    before = {w.lower() for w in told.sentence.words[max(0, mention.start - 4) : mention.start]}
    ends = known in {"end", "finish", "complete", "continue", "start"} and bool(before & generic)
    begin, end = told.chars(mention)
    if known == "take" and any(begin < one.start <= end + 12 for one in told.figures):
        return False
    verbal = known is not None or word.endswith(("s", "ed", "ing"))
    things = {one.start for one in told.sentence.of("Activity Data")}
    done = word == "done" and is_passive(told.sentence, mention)
    done = done or (word in {"do", "does"} and mention.end in things)
    done = done or (
        known == "look" and "up" in told.sentence.between(mention.start, mention.end + 1)
    )
    return verbal and (known not in cues.NO_WORK or done) and not ends


def _act(told: Told, mention: Mention, related: Sequence[Relation], cast: Cast) -> Act:
    sentence = told.sentence
    mine = [one for one in related if one.source == mention]
    who = [one.target for one in mine if one.kind == "actor performer"]
    whom = [one.target for one in mine if one.kind == "actor recipient"]
    if not who and base(sentence.words[mention.start].lower()) == "receive":
        who, whom = whom[:1], whom[1:]
    data = objects(sentence, mention, [one.target for one in mine if one.kind == "uses"])
    if continues(sentence, mention) == "passive":
        who, whom, inherited = by_whom(sentence, mention), [], objects_before(related, mention)
        data = inherited or data
    role = cast.role(sentence, who[0]) if who else _unlabelled_role(told, mention, cast)
    recipient = cast.role(sentence, whom[0]) if whom else None
    cast.actor = role or cast.actor
    name, head = _name(told, mention, data, whom, cast)
    start, end = told.chars(mention)
    verb = base(sentence.words[mention.start].lower()) or ""
    return Act(start, end, name, role, recipient, verb, head)


def _unlabelled_role(told: Told, mention: Mention, cast: Cast) -> str | None:
    """Return who stands right before a verb in the active voice, where no actor is labelled."""
    sentence = told.sentence
    if is_passive(sentence, mention):
        return None
    begin = mention.start
    while begin > 0 and mention.start - begin < 5:
        word = sentence.words[begin - 1]
        same_time = sentence.between(max(0, begin - 2), begin) == ["same", "time"]
        if same_time or not word[0].isalnum() or word_class(word) in ENDS_SUBJECT:
            break
        begin -= 1
    words = [w for w in sentence.words[begin : mention.start] if word_class(w) != "ORDER"]
    labelled = any(m.end > begin and m.start < mention.start for m in sentence.of("Activity"))
    bare = len(words) == 1 and words[0].lower() in ACTORS
    if labelled or not words or not (bare or word_class(words[0]) == "DET"):
        return None
    return cast.known(" ".join(words))


def _name(
    told: Told, mention: Mention, data: Sequence[Mention], whom: Sequence[Mention], cast: Cast
) -> tuple[str, str]:
    sentence = told.sentence
    verb = imperative(list(sentence.words[mention.start : mention.end]))
    if "back" in sentence.between(mention.end, mention.end + 3) and " back" not in verb:
        verb += " back"
    elif PARTICLES & set(sentence.between(mention.end, mention.end + 1)):
        verb += f" {sentence.words[mention.end].lower()}"
    things = [cast.object(sentence, one) for one in data[:1]]
    head = things[0].split()[-1].lower() if things else ""
    first = verb.split()[0]
    if whom and (first in TELLING or not things):
        people = re.sub(r"^(?:the|an?)\s+", "", spelt(sentence, whom[0]), flags=re.IGNORECASE)
        people = cast.role(sentence, whom[0]) or people
        people = people if people.isupper() else f"the {people[:1].lower()}{people[1:]}"
        link = "" if first in TELLING or not _towards(sentence, whom[0]) else "to "
        about = things if things and re.match(r"(?:about|of|to|that)\b", things[0]) else []
        things = [f"{link}{people}", *about]
    if not things and mention.start and cast.thing:
        it = re.fullmatch(
            r"(?:it|they|that)[’'](?:s|re)", sentence.words[mention.start - 1].lower()
        )
        things = [cast.thing] if it else []
    if not things:
        things = [_tail(told, mention)]
    name = " ".join([verb, *things]).strip()
    return name[:1].upper() + name[1:120], head


def _towards(sentence: Sentence, actor: Mention) -> bool:
    return actor.start > 0 and sentence.words[actor.start - 1].lower() == "to"


def _tail(told: Told, mention: Mention) -> str:
    """Return the few words after a verb without a labelled object."""
    begin = told.chars(mention)[1]
    verbs = [m for m in told.sentence.of("Activity") if m.start > mention.start]
    stop = min([until_mark(told.text, begin), *(told.chars(m)[0] for m in verbs[:1])])
    stop = min([stop, *(f.start for f in told.figures if f.start > begin)])
    words = told.text[begin:stop].strip(" .,;:()").split()
    ends = {"and", "or", "if", "when", "before", "after", "by", "then", "who", "which", "within"}
    kept: list[str] = []
    for word in words[:6]:
        if word.lower() in ends:
            break
        kept.append(word)
    while kept and word_class(kept[-1]) in {"PREP", "DET", "TO", "CC", "ORDER"}:
        kept.pop()
    return " ".join(kept)


def _by_rule(
    told: Told, cast: Cast, known: Sequence[Condition], covered: Sequence[int]
) -> list[Act]:
    """Activities in clauses in which none is labelled, by a verb of work."""
    found: list[Act] = []
    begin = 0
    ends = _breaks(told.text)
    for stop, following in [*ends, (len(told.text), len(told.text))]:
        start = max([begin, *(c.end for c in known if begin <= c.start < stop)])
        clause, begin = told.text[start:stop].strip(" ,;."), following
        labelled = any(start <= place < stop for place in covered)
        if labelled or not clause or _inside(start, told, known) or not is_action(clause):
            continue
        if _is_no_step(clause):
            continue
        name, who = name_and_role(clause)
        if not _is_named(name, who):
            continue
        role = cast.known(who) if who else None
        cast.actor = role or cast.actor
        first, *rest = name.split()
        verb = base(first.lower()) or ""
        found.append(Act(start, stop, name, role, None, verb, rest[-1].lower() if rest else ""))
    return found


def _is_named(name: str, who: str | None) -> bool:
    """Whether a name is a verb and what it is done to, and who does it is no adverbial."""
    first, _, rest = name.partition(" ")
    verbal = base(first.lower()) == first.lower()
    object_ = word_class(rest.split(" ")[0]) if rest else ""
    adverbial = who is not None and word_class(who.split(" ")[0]) in {"PREP", "TIME", "ORDER"}
    return verbal and object_ not in {"PRON", "BE", "MODAL"} and not adverbial


def _breaks(text: str) -> list[tuple[int, int]]:
    """Where clauses end and the next begin, "and" between them included."""
    found = [(m.start(), m.end()) for m in CLAUSE_END.finditer(text)]
    taken = {at for start, end in found for at in range(start, end)}
    found += [(m.start(), m.end()) for m in AND.finditer(text) if m.start() not in taken]
    return sorted(found)


def _is_no_step(clause: str) -> bool:
    ends = cues.ENDS.search(clause) is not None
    return ends or bool(cues.NO_STEP.match(clause) or cues.TEMPORAL.match(clause))


def _merged(told: Told, acts: list[Act]) -> list[Act]:
    """ "approves or rejects the request" is one decision of one person."""
    found: list[Act] = []
    for act in acts:
        last = found[-1] if found else None
        if last is not None and told.text[last.end : act.start].strip().lower() == "or":
            first = last.name.split()[0]
            name = f"{first} or {act.name[:1].lower()}{act.name[1:]}"
            found[-1] = replace(act, start=last.start, name=name, role=last.role or act.role)
            continue
        found.append(act)
    return found
