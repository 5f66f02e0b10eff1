"""Labels that word order makes certain where the model saw none: rules after the random field.

The model is trained on few documents and misses verbs and nouns that these do not have. A passive
verb with its subject, a participle after another, and a subject with a finite verb and an object
are read from the order of word classes. What the model labels stays, but for spans that swallow a
verb.
"""

from collections.abc import Sequence

from functions.input.text import cues
from functions.input.text.gazetteers import ACTORS, gazetteer
from functions.input.text.lexicon import VERBS
from functions.input.text.mentions import Mention
from functions.input.text.phrase import unit_of_time
from functions.input.text.relations import BE, Sentence, is_passive
from functions.input.text.word_classes import (
    BASES,
    IRREGULAR,
    base,
    lemma,
    word_class,
    word_classes,
)

_STATES = (
    "allow attach base call compose concern connect damage design expect interest involve know "
    "limit link locate mean need oblige overload permit relate require suppose tire use"
)
STATES = frozenset(_STATES.split())  # as participles these tell how something is
TRIES = frozenset({"tries", "try", "attempts", "attempt"})
CONTRACTED = frozenset({"it's", "he's", "she's", "they're", "that's"})
BOUNDARY = frozenset({"P,", "P;", "P:", "P(", "P)", "P.", "CC", "COND", "TIME", "WH"})
AUXILIARY = frozenset({"BE", "MODAL", "HAVE", "NOT", "ADV", "ORDER", "DO"})
NOUNS = frozenset({"N", "NS", "NOM", "AGENT", "ABBR", "VN", "VGN", "V", "VING", "ADJ", "VA", "NUM"})
OBJECT = frozenset({"DET", "PRON", "NUM"})
SUBORDINATE = frozenset({"because", "that", "whether", "how", "why", "whose", "which", "who", "to"})


def completed(sentence: Sentence, number: int) -> Sentence:
    """Return a sentence with the mentions that its word order adds.

    Args:
        number: The place of the sentence in its document.
    """
    classes = word_classes(sentence.words)
    kept = tuple(one for one in sentence.mentions if not _is_wrong(sentence, classes, one))
    found = _Completion(Sentence(sentence.words, kept), classes, number)
    found.passives()
    found.participles()
    found.actives()
    found.coordinated()
    found.subjects()
    return found.sentence


def _is_wrong(sentence: Sentence, classes: Sequence[str], one: Mention) -> bool:
    """Whether a label is none: "going" in "are going to be opened", a verb within a thing."""
    before = sentence.words[one.start - 1].lower() if one.start else ""
    if one.label == "Condition Specification" and before in {"otherwise", "else"}:
        return True
    if one.label == "Actor" and "same time" in " ".join(sentence.between(one.start, one.end)):
        return True
    if one.label == "Activity Data" and _is_no_thing(sentence, classes, one):
        return True
    going = one.label == "Activity" and sentence.between(one.start, one.end + 1) == ["going", "to"]
    return going or _swallows_verb(sentence, classes, one)


def _is_no_thing(sentence: Sentence, classes: Sequence[str], one: Mention) -> bool:
    """ "a week", "the problem and has the customer sign": a time, or more than a thing."""
    time = unit_of_time(sentence.words[one.end - 1].lower()) is not None
    inside = zip(classes[one.start : one.end], classes[one.start + 1 : one.end], strict=False)
    verb = any(a == "CC" and b in {"HAVE", "BE", "MODAL"} for a, b in inside)
    return verb or (time and classes[one.start] in {"DET", "NUM"} and one.end - one.start <= 3)


def _swallows_verb(sentence: Sentence, classes: Sequence[str], one: Mention) -> bool:
    """ "the team lead hands over the equipment" is no thing."""
    if one.label not in {"Actor", "Activity Data"}:
        return False
    words = sentence.words
    for at in range(one.start + 2, one.end):
        following = classes[at + 1] if at + 1 < len(classes) else "P."
        verb = word_class(words[at]) == "VS" and base(words[at].lower()) is not None
        noun = gazetteer(lemma(words[at])) != "-" or classes[at - 1] in {"DET", "PREP", "CC"}
        last = at == one.end - 1 and following not in {"CC"}
        if verb and not noun and (following in {"DET", "PREP"} or not last):
            return True
    return False


class _Completion:
    """A sentence to which mentions are added."""

    def __init__(self, sentence: Sentence, classes: Sequence[str], number: int) -> None:
        self.sentence = sentence
        self.classes = classes
        self.words = [word.lower() for word in sentence.words]
        self.number = number

    def passives(self) -> None:
        """ "the repair is done": a form of "be" and a participle."""
        for at in range(1, len(self.words)):
            auxiliary = self._auxiliary(at)
            if auxiliary is None or not self._is_participle(at) or self._is_taken(at):
                continue
            known = base(self.words[at])
            if known is None or known in STATES or known in cues.NO_WORK - {"do"}:
                continue
            if not self._is_subordinate(auxiliary):
                self._add("Activity", at, at + 1)

    def participles(self) -> None:
        """ "is registered by the desk, assessed by an adjuster and paid"."""
        for at in range(2, len(self.words)):
            before = self.words[at - 1]
            linked = before in {"and", ",", "or", "then"} and self._is_participle(at)
            if not linked or self._is_taken(at) or self.classes[at] not in {"VED", "VP", "V"}:
                continue
            following = self.classes[at + 1] if at + 1 < len(self.classes) else "P."
            ends = following in {"PREP", "TO", "CC"} or following.startswith("P")
            earlier = [m for m in self.sentence.of("Activity") if m.end <= at]
            if ends and earlier and is_passive(self.sentence, earlier[-1]):
                self._add("Activity", at, at + 1)

    def actives(self) -> None:
        """ "accounting checks the invoice": a subject, a finite verb and an object."""
        for at in range(1, len(self.words) - 1):
            if self._is_taken(at) or not self._is_finite(at):
                continue
            begin = self._clause(at)
            labelled = self.sentence.of("Activity")
            alone = not any(begin <= m.start < at for m in labelled)
            subject = self._phrase_before(at)
            if not alone or subject is None or self._is_subordinate(at):
                continue
            tries = self.words[at] in TRIES and self.words[at + 1] == "to"
            verb = at + 2 if tries else at
            self._add("Activity", verb, verb + 1)
            self._label_subject(*subject)
            self._label_object(verb)

    def coordinated(self) -> None:
        """ "picks the items and packs them": a further verb of the same subject."""
        for at in range(2, len(self.words) - 1):
            linked = self.words[at - 1] in {"and", "then"} and word_class(self.words[at]) == "VS"
            if not linked or self._is_taken(at) or base(self.words[at]) in cues.NO_WORK:
                continue
            earlier = any(m.end <= at for m in self.sentence.of("Activity"))
            if earlier and self.classes[at + 1] in OBJECT and not self._is_subordinate(at):
                self._add("Activity", at, at + 1)
                self._label_object(at)

    def subjects(self) -> None:
        """Label what a passive verb is about, where nothing is, and by whom it is done."""
        for verb in self.sentence.of("Activity"):
            self._label_agent(verb.end)
            auxiliary = self._auxiliary(verb.start)
            if auxiliary is None:
                self._label_active_subject(verb)
                continue
            begin, end = self._subject_of(auxiliary)
            if self.words[auxiliary - 1].replace("’", "'") in CONTRACTED:
                begin, end = auxiliary - 1, auxiliary
            labelled = self.sentence.of("Actor", "Activity Data", "Activity")
            over = [m for m in labelled if m.start < end and m.end > begin]
            if begin < end and not over:
                self._add("Activity Data", begin, end)
            elif len(over) == 1 and over[0].label == "Actor" and self._is_thing(over[0]):
                self._replace(over[0], "Activity Data")

    def _label_active_subject(self, verb: Mention) -> None:
        """ "Bidders will submit": who stands right before a finite verb."""
        finite = verb.start > 0 and (
            self.classes[verb.start - 1] == "MODAL" or self.classes[verb.start] == "VF"
        )
        subject = self._phrase_before(verb.start) if finite else None
        if subject is not None and not self._is_taken(subject[1] - 1):
            self._label_subject(*subject)

    def _is_thing(self, actor: Mention) -> bool:
        """ "The malt is delivered": who is acted on, and is not known to act, is a thing."""
        head = actor.end - 1
        if self.words[head] in {"it", "they", "these", "this"}:
            return True
        acts = gazetteer(lemma(self.words[head])) == "A" or self.words[head] in ACTORS
        return not acts and self.classes[head] in {"N", "NS", "VN", "NOM"}

    def _label_agent(self, after: int) -> None:
        """ "by an adjuster", right after a passive verb."""
        begin = after + 1
        if self.words[after : after + 1] != ["by"] or begin >= len(self.words):
            return
        end = begin + (self.classes[begin] in {"DET", "NUM"})
        determined = end > begin
        while end < len(self.words) and self.classes[end] in NOUNS - {"NUM"}:
            end += 1
        head = self.words[end - 1]
        agent = determined and self.classes[end - 1] == "AGENT"
        known = agent or gazetteer(lemma(head)) == "A"
        labelled = self.sentence.of("Actor", "Activity Data", "Activity")
        free = not any(m.start < end and m.end > begin for m in labelled)
        if end > begin and known and free:
            self._add("Actor", begin, end)

    # ---- word order

    def _auxiliary(self, at: int) -> int | None:
        """Return where the auxiliaries before a participle begin, or None in the active voice."""
        place, passive = at, False
        while place > 0:
            word = self.words[place - 1]
            going = word == "going" or (word == "to" and self.words[place - 2] in {"going", "has"})
            if not going and self.classes[place - 1] not in AUXILIARY:
                passive = passive or word.replace("’", "'") in CONTRACTED
                break
            passive = passive or word in BE
            place -= 1
        return place if passive else None

    def _is_participle(self, at: int) -> bool:
        word = self.words[at]
        return word.endswith("ed") or (word in IRREGULAR and not word.endswith("s"))

    def _is_finite(self, at: int) -> bool:
        word, known = self.words[at], base(self.words[at])
        following, before = self.classes[at + 1], self.classes[at - 1]
        does = word in {"do", "does"} and following == "DET"
        looks = known == "look" and self.words[at + 1] == "up"
        if (known in cues.NO_WORK and not (does or looks)) or before in {"PREP", "DET", "TO"}:
            return False
        if word in TRIES and self.words[at + 1 : at + 2] == ["to"] and at + 2 < len(self.words):
            return True
        if does:
            return self.words[at + 2 : at + 3] not in (["work"], ["job"], ["rest"], ["same"])
        modal = before == "MODAL" and known is not None
        ends = following == "CC" or following.startswith("P")
        if modal or (known in VERBS and ends and self.classes[at] == "VF"):
            return True
        if following == "PREP" and at + 2 < len(self.words) and known in BASES:
            particle = self.words[at + 1] in {"over", "up", "out", "off", "in"}
            following = self.classes[at + 2] if particle else following
        return word.endswith("s") and not word.endswith("ss") and following in OBJECT

    def _is_taken(self, at: int) -> bool:
        labels = ("Activity", "Condition Specification", "Actor", "Activity Data")
        return any(one.start <= at < one.end for one in self.sentence.of(*labels))

    def _clause(self, at: int) -> int:
        """Return where the clause of a word begins."""
        begin = at
        while begin > 0 and self.classes[begin - 1] not in BOUNDARY:
            begin -= 1
        return begin

    def _is_subordinate(self, at: int) -> bool:
        begin = self._clause(at)
        opener = self.words[begin - 1] if begin else ""
        return bool(SUBORDINATE & {opener, *self.words[begin:at]} - {"to"})

    def _phrase_before(self, at: int) -> tuple[int, int] | None:
        """Return the noun phrase that ends right before a finite verb."""
        end = at
        while end > 0 and self.classes[end - 1] in AUXILIARY:
            end -= 1
        begin = end
        while begin > 0 and self.classes[begin - 1] in NOUNS | {"ORDER"} and end - begin < 5:
            if self.words[begin - 2 : begin] == ["same", "time"]:
                break
            begin -= 1
        if begin == end:
            pronoun = end > 0 and self.words[end - 1] in {"we", "they", "he", "she", "i", "you"}
            return (end - 1, end) if pronoun else None
        if self.classes[end - 1] == "ADJ":
            return None
        if begin > 0 and self.classes[begin - 1] == "DET":
            return self._determined(begin - 1, end)
        known = lemma(self.words[end - 1]) in ACTORS or self.words[end - 1] in ACTORS
        opens = begin == 0 or self.classes[begin - 1] in BOUNDARY
        plural = self.classes[end - 1] == "NS" or self.classes[end - 1] == "ABBR"
        return (begin, end) if known or (opens and plural) else None

    def _determined(self, begin: int, end: int) -> tuple[int, int] | None:
        """ "the agent at the counter": a phrase after a preposition belongs to who is named."""
        if begin == 0 or self.classes[begin - 1] != "PREP":
            return begin, end
        named = [m for m in self.sentence.of("Actor") if m.end == begin - 1]
        return (named[0].start, named[0].end) if named else None

    def _subject_of(self, auxiliary: int) -> tuple[int, int]:
        """Return the head noun phrase of the subject before a passive verb."""
        begin = self._clause(auxiliary)
        while begin < auxiliary and self.classes[begin] in {"ORDER", "ADV", "PREP"}:
            begin += 1
        determined = [i for i in range(begin, auxiliary) if self.classes[i] == "DET"]
        if determined and self.words[self._clause(auxiliary)] in {"after", "before", "in", "on"}:
            begin = determined[-1]
        end = begin
        while end < auxiliary and self.classes[end] not in {"PREP", "TO"}:
            end += 1
        return begin, end

    def _label_subject(self, begin: int, end: int) -> None:
        labelled = self.sentence.of("Actor", "Activity Data")
        over = [m for m in labelled if m.start < end and m.end > begin]
        if not over and gazetteer(lemma(self.words[end - 1])) not in {"D", "M"}:
            self._add("Actor", begin, end)

    def _label_object(self, verb: int) -> None:
        begin = verb + 1
        end = begin
        while end < len(self.words) and self.classes[end] in NOUNS | {"DET", "PRON"}:
            end += 1
        labelled = self.sentence.of("Actor", "Activity Data")
        if end > begin and not any(m.start < end and m.end > begin for m in labelled):
            self._add("Activity Data", begin, end)

    def _replace(self, one: Mention, label: str) -> None:
        kept = tuple(m for m in self.sentence.mentions if m != one)
        self.sentence = Sentence(self.sentence.words, kept)
        self._add(label, one.start, one.end)

    def _add(self, label: str, begin: int, end: int) -> None:
        new = Mention(self.number, begin, end, label)
        self.sentence = Sentence(self.sentence.words, tuple(sorted((*self.sentence.mentions, new))))
