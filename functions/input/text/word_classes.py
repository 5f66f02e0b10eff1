"""A coarse word class per token by closed lists, endings and neighbours: no model, no download.

Twenty-odd classes are enough for the labeller; they need not be right, only regular.
"""

from collections.abc import Sequence

from functions.input.text.lexicon import VERBS

_LISTS = {
    "DET": "the a an this that these those each every any all some another both either neither no "
    "my your his her its our their such one",
    "PRON": "i you he she it we they him me us them himself herself itself themselves someone "
    "somebody anyone anybody everyone everybody nobody nothing something everything",
    "PREP": "of in on at for with by from about into onto through via within without during "
    "against between among under over per upon towards toward concerning regarding along across "
    "beyond despite except like off out up down behind beside besides throughout near",
    "TO": "to",
    "CC": "and or but nor plus &",
    "COND": "if unless whether otherwise else case sometimes",
    "TIME": "when whenever while once after before until till since as meanwhile meantime",
    "WH": "which who whom whose what where how why",
    "MODAL": "can could may might must shall should will would cannot",
    "BE": "is are was were be been being gets get am become becomes",
    "HAVE": "has have had having",
    "DO": "does do did",
    "NOT": "not n't never",
    "ORDER": "then next afterwards afterward subsequently finally first firstly second secondly "
    "third lastly last later thereafter thereupon eventually immediately now again also already "
    "still just only usually often always normally typically generally mostly thus therefore "
    "hence so however instead simultaneously concurrently consequently additionally furthermore "
    "moreover further in-parallel directly soon here there too either even automatically manually",
    "ADJ": "new old other same final initial necessary possible available responsible correct "
    "incorrect complete incomplete valid invalid relevant required certain several many few more "
    "most less own whole entire positive negative open good bad large small able ready missing "
    "important current previous next different respective appropriate general internal external "
    "different full empty high low long short late early main detailed corresponding",
    "NUM": "two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred "
    "thousand half",
}
CLOSED = {word: name for name, words in reversed(_LISTS.items()) for word in words.split()}
_IRREGULAR = (
    "sent:send paid:pay made:make bought:buy written:write wrote:write taken:take took:take "
    "given:give gave:give found:find kept:keep held:hold put:put set:set told:tell brought:bring "
    "done:do chosen:choose drawn:draw sold:sell shown:show known:know seen:see met:meet "
    "begun:begin begins:begin left:leave got:get gone:go became:become built:build read:read "
    "withdrawn:withdraw undertaken:undertake forwarded:forward hired:hire cut:cut split:split"
)
IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR.split())
_MORE_VERBS = (
    "accompany acknowledge acquire act activate actualize adapt address adopt agree align allocate "
    "allow alter amend announce appeal appear appoint ascertain assemble assume attend await award "
    "back backorder ban base become begin believe belong block brew bring broadcast browse build "
    "carry cause cease certify change charge choose claim classify clean come comment communicate "
    "comply compose conclude conduct configure consider consist construct consult contain continue "
    "contribute control convert convey cook coordinate cost cover crosscheck customise customize "
    "cut deal deduct defer delegate delete deny depend dequeue derive describe detail detect "
    "develop differ dig diagnose direct disagree dismantle dismiss dispose divide drive drop "
    "duplicate earn edit employ empty enable encounter end engage enrol enroll ensure enquire "
    "equip erect establish examine exceed exchange exclude exist exit expect expedite expire "
    "express extend fail fax feed feel fetch find finish firm fit fix follow form format formulate "
    "found freeze fund furnish get give go guarantee guide happen harmonise help hire hold host "
    "improve include increase incur index indicate insert instruct insure integrate interact "
    "interrupt interview introduce investigate invite involve join judge justify keep know label "
    "lead leave lend let liaise limit link list load locate lock lodge look lose maintain map mark "
    "mean meet mention migrate modify monitor mount name need note number obey object observe "
    "occur omit operate oppose outline oversee own park participate pass perform permit persist "
    "place play poll populate practise prescribe prevent price probe proceed proceede program "
    "progress prohibit promise promote prompt prove pull push put query queue raise rate reach "
    "react read realise realize rearrange reassess recalculate recall recheck recognise recommend "
    "record recover recruit rectify redirect redo reduce refer refine refund refuse regulate "
    "reimburse reissue reject relate relay rely remain remark remit render repeat rephrase replace "
    "replenish report represent request require resell reserve reset reship resign resubmit "
    "re-submit resume retain retrieve retry reveal reverse rework rewrite ring roll run sample "
    "satisfy say scrutinise scrutinize seal secure see seek separate share show shut sit size "
    "solve speak specify spend split staple stay stipulate stock stop strike substantiate suggest "
    "suit summon supervise supplement support surrender survey suspend switch table take talk tag "
    "tell tender terminate think tie trace trade transcribe transform translate transport treat "
    "trouble-shoot try turn undergo undertake unload unlock use utilise utilize value vet view "
    "vote wait walk want warn wash watch weigh wish withdraw wrap"
)
BASES = VERBS | frozenset(_MORE_VERBS.split()) | frozenset(IRREGULAR.values())
ADVERB_EXCEPTIONS = frozenset({"supply", "reply", "family", "assembly"})
ENDINGS = (
    ("ADV", ("ly",)),
    ("VED", ("ed",)),
    ("VING", ("ing",)),
    ("NOM", ("tion", "sion", "ment", "ness", "ance", "ence", "ity", "ship", "ure", "ism", "age")),
    ("ADJ", ("ous", "ful", "ive", "ible", "able", "ical", "less", "ary", "ic", "al")),
    ("AGENT", ("er", "or", "ist", "ant", "ee", "ian")),
    ("NS", ("s",)),
)


_VERB_ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    ("es", "e"),
    ("s", ""),
    ("ed", "e"),
    ("ing", "e"),
    ("ment", ""),
)


def base(word: str) -> str | None:
    """Return the base form of a verb that is known, or None."""
    if word in BASES:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending, instead in _VERB_ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            once = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
            found = next((one for one in (stem + instead, stem, once) if one in BASES), None)
            if found is not None:
                return found
    return None


def lemma(word: str) -> str:
    """Return a lower-case form without the commonest endings; regular, not always a word."""
    lower = word.lower()
    known = base(lower)
    if known and not lower.endswith("ment"):
        return known
    if lower.endswith("ies") and len(lower) > 4:
        return lower[:-3] + "y"
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) and len(lower) > 3:
        return lower[:-1]
    return lower


def word_class(word: str) -> str:
    """Return the class of a word by itself; V, VS, VED and VING may turn out to be nouns."""
    lower = word.lower()
    if lower in CLOSED:
        return CLOSED[lower]
    if any(character.isdigit() for character in word[:2]):
        return "NUM"
    if not word[0].isalnum():
        return f"P{word[0]}"
    known = base(lower)
    if known and not lower.endswith("ment"):
        return _verb_form(lower, known)
    return _by_ending(word, lower)


def _verb_form(lower: str, known: str) -> str:
    if lower.endswith("ing"):
        return "VING"
    if known == lower:
        return "V"
    participle = lower.endswith("ed") or (lower in IRREGULAR and lower not in BASES)
    if participle:
        return "VED"
    return "VS" if lower.endswith("s") else "V"


def _by_ending(word: str, lower: str) -> str:
    if len(word) > 1 and word.isupper():
        return "ABBR"
    if lower.endswith("ly") and lower in ADVERB_EXCEPTIONS:
        return "N"
    for name, endings in ENDINGS:
        if lower.endswith(endings) and (len(lower) > 4 or name not in {"VED", "VING"}):
            return name
    return "N"


_NOUN_LEFT = frozenset({"DET", "ADJ", "NUM"})
_CALLS_BASE = frozenset({"TO", "MODAL", "DO"})
_OBJECT = frozenset({"DET", "TO", "PREP", "PRON", "ADJ", "TIME"})
_OPENS_CLAUSE = frozenset({"^", "PRON", "WH", "ORDER", "ADV"})
_AUXILIARY = frozenset({"BE", "HAVE", "NOT"})
_ADVERBIAL = frozenset({"ADV", "ORDER"})
_FINITE = frozenset({"VB", "VF", "BE", "HAVE", "MODAL", "VP"})
_CLAUSE_ENDS = frozenset({"P,", "CC", "P;", "WH", "TIME", "COND"})
_NP = frozenset({"N", "NS", "NOM", "AGENT", "ABBR", "PRON", "VN"})


def word_classes(words: Sequence[str]) -> list[str]:
    """Return a class per word, with verbs and nouns told apart by what stands before them."""
    found: list[str] = []
    verb_seen = False
    for at, word in enumerate(words):
        name = word_class(word)
        before = found[-1] if found else "^"
        after = word_class(words[at + 1]) if at + 1 < len(words) else "$"
        if name in {"V", "VS", "VED", "VING"}:
            name = _verb_or_noun(name, before, after, verb_seen)
        verb_seen = name in _FINITE or (verb_seen and name not in _CLAUSE_ENDS)
        found.append(name)
    return found


def _verb_or_noun(name: str, before: str, after: str, verb_seen: bool) -> str:
    """VB after "to" and modals, VF finite, VP after "be"; VN, VA and VGN stand in noun phrases."""
    if name == "VED":
        return _participle(before, verb_seen)
    if name == "VING":
        return "VGN" if before in _NOUN_LEFT else "VING"
    if before in _CALLS_BASE:
        return "VB"
    if before in _NOUN_LEFT or before == "PREP":
        return "VN"
    if name == "VS" and before in _NP and (before == "N" or after in _OBJECT):
        return "VN" if verb_seen else "VF"
    return "VF" if before in _OPENS_CLAUSE else name


def _participle(before: str, verb_seen: bool) -> str:
    if before in _AUXILIARY or (before in _ADVERBIAL and verb_seen):
        return "VP"
    return "VA" if before in _NOUN_LEFT else "VED"
