"""Names for activities and roles: imperative, without articles of people, pronouns resolved."""

import re
from dataclasses import dataclass, field

from functions.input.text.gazetteers import gazetteer
from functions.input.text.mentions import Mention
from functions.input.text.phrases import role_name
from functions.input.text.relations import Sentence
from functions.input.text.word_classes import base, lemma, word_class

PRONOUNS = frozenset({"he", "she", "they", "him", "her", "them"})
RELATIVE = frozenset({"who", "which", "that"})
NOBODY = frozenset({"i", "we", "you", "someone", "somebody", "one", "it", "this", "us"})
THINGS = frozenset({"it", "they", "them", "these", "this", "which", "that", "those"})
PARTICLES = frozenset({"out", "up", "off"})  # right after a verb
EACH = r"^(?:an?|this|these|his|her|their|every|each|all the|all)\s+"
SILENT_E = ("g", "c", "s", "v", "z", "u", "at", "ut", "tl", "bl", "dl", "pl", "gl", "fl")
OTHERS = re.compile(
    r"^(?:(?:all )?(?:the )?(?:others|other ones|rest)|(?:the )?\w+er ones?)$", re.IGNORECASE
)
LEADING = frozenset({"head", "director", "chief", "manager", "board", "department", "president"})
PART = r"^(?:(?:about|around|roughly|some|nearly)\s)?[\d.,]+\s?(?:%|per\s?cent)\sof\s"
COUNTED = r"^(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\s+(?=\w+s\b)"
EVERY = r"^(?:every|each|all the|all)\s+"


def spelt(sentence: Sentence, mention: Mention) -> str:
    """Return the words of a mention."""
    text = " ".join(sentence.words[mention.start : mention.end])
    return re.sub(r" ([,.;:)’'])", r"\1", text).replace("( ", "(")


def imperative(words: list[str]) -> str:
    """Return a verb phrase with its verb in the base form: "sends back" is "send back"."""
    if "and" in words and len(words) > 3:
        words = words[: words.index("and")]
    at = next((i for i, word in enumerate(words) if base(word.lower())), 0)
    verb = words[at].lower()
    known = base(verb)
    if known is None:
        known = _guessed(verb)
    rest = [word.lower() for word in words[at + 1 :]]
    for place, word in enumerate(rest):
        if place and rest[place - 1] in {"or", "and"}:
            rest[place] = base(word) or word
    return " ".join([known, *rest])


def _guessed(verb: str) -> str:
    if verb.endswith(("xes", "shes", "ches", "sses", "zzes")):
        return verb[:-2]
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        if verb.endswith(ending) and len(verb) > len(ending) + 2 and not verb.endswith("ss"):
            stem = verb.removesuffix(ending)
            silent = ending in {"ing", "ed"} and stem.endswith(SILENT_E)
            return stem + ("e" if silent else instead)
    return verb


def _of_what(sentence: Sentence, mention: Mention) -> str:
    """ "the head" is not called so where "of purchasing" follows."""
    last, following = sentence.words[mention.end - 1].lower(), sentence.words[mention.end :]
    named = last in LEADING and following[:1] == ("of",) and len(following) > 1
    nouns = {"N", "NS", "NOM", "V", "VING", "ABBR"}
    return f" of {following[1]}" if named and word_class(following[1]) in nouns else ""


@dataclass
class Cast:
    """Who and what was spoken of so far."""

    actor: str | None = None  # who acted last
    thing: str | None = None  # what was worked on last
    roles: list[str] = field(default_factory=list)

    def role(self, sentence: Sentence, mention: Mention) -> str | None:
        """Return the role that an actor mention names; a pronoun stands for the last actor."""
        words = spelt(sentence, mention) + _of_what(sentence, mention)
        lower = words.lower()
        if lower in RELATIVE:
            before = [r for r in sentence.of("Actor") if r.end <= mention.start]
            return self.role(sentence, before[-1]) if before else self.actor
        if lower in PRONOUNS:
            return self.actor
        if lower in NOBODY and words != "IT":
            return None
        return self.known(words)

    def known(self, words: str) -> str | None:
        """Return the role of this name as it was first called; "the officer" may be known."""
        role = role_name(re.sub(COUNTED, "", words, flags=re.IGNORECASE))
        if role is None:
            return None
        for other in self.roles:
            if other.lower() == role.lower() or other.lower() == role.lower().removesuffix("s"):
                return other
        if " " not in role:
            longer = [other for other in self.roles if other.lower().endswith(f" {role.lower()}")]
            if len(longer) == 1:
                return longer[0]
        self.roles.append(role)
        return role

    def object(self, sentence: Sentence, mention: Mention) -> str:
        """Return what an activity works on; a pronoun stands for what was worked on last."""
        words = OTHERS.sub("it", _without_verb(spelt(sentence, mention)))
        words = re.sub(PART, "", words, flags=re.IGNORECASE)
        words = re.sub(r"^(it|they|that)[’'](?:s|re)$", r"\1", words, flags=re.IGNORECASE)
        if words.lower() in THINGS and self.thing:
            return self.thing
        if words.lower() not in THINGS:
            self.thing = _article_the(words)
        return re.sub(EVERY, "the ", _lower_first(words), flags=re.IGNORECASE)


def _without_verb(words: str) -> str:
    """ "the problem and works" is the problem, and another verb."""
    thing, _, last = words.rpartition(" and ")
    verb = last == "works" or (bool(last) and word_class(last) == "VS")
    return thing if thing and verb and gazetteer(lemma(last)) == "-" else words


def _article_the(words: str) -> str:
    """ "a request" is "the request" when it is spoken of again."""
    return re.sub(EACH, "the ", _lower_first(words), flags=re.IGNORECASE)


def _lower_first(words: str) -> str:
    first = words.split(" ", maxsplit=1)[0]
    return words if first.isupper() and len(first) > 1 else words[:1].lower() + words[1:]
