"""What one phrase says: whether it is work, what is done, and by whom."""

import re

from functions.input.text.lexicon import NO_ROLES, TROUBLE, VERBS, WORK_NOUNS
from functions.input.text.quantities import durations, shares

WAIT = re.compile(r"\b(?:wait(?:s|ing)?|queue[sd]?|sits?|lies?|rests?|idle|before anyone)\b", re.I)
LEAD_IN = re.compile(
    r"^(?:(?:and|then|next|after that|afterwards|finally|first(?:ly)?|second(?:ly)?|lastly|"
    r"subsequently|otherwise|once (?:approved|done)|if approved|in the end|to begin with)[\s,]+)+",
    re.IGNORECASE,
)
_MODALS = "then also usually normally manually always first must has have to will can should needs"
MODALS = frozenset(_MODALS.split())
PASSIVE = re.compile(r"\b(?:is|are|gets?|be|been)\s+(?:\w+ly\s+)?(?P<verb>[a-z]+)\b", re.IGNORECASE)
IRREGULAR = {"sent": "send", "paid": "pay", "made": "make", "bought": "buy", "written": "write"}
BY = re.compile(
    r"\bby\s+(?:the\s+|an?\s+|our\s+)?(?P<who>[A-Za-z][\w'/&-]*(?:\s+[\w'/&-]+){0,3}?)"
    r"(?=$|[,.;:()]|\s+(?:and|who|which|takes?|in|within|after|before|for|on|via|with|using|to|"
    r"every|each|once|at|by|from)\b)",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"\((?P<who>[A-Za-z][^()\d,;]{1,59})(?:[,;]\s*(?P<more>[^()]*))?\)")
NOUN_FORM = re.compile(
    rf"^(?P<who>[A-Za-z][\w'&/-]*(?:\s+[A-Za-z][\w'&/-]*){{0,2}})\s+(?:{'|'.join(WORK_NOUNS)})\b",
    re.IGNORECASE,
)
ARTICLE = r"^(?:(?:the|an?|our|any|every|each|all|some|another|their|his|her)\s+){1,2}"
TAIL = re.compile(
    r"\s*(?:[,;:(–—]|\s-\s)?\s*\b(?:and\s+)?(?:which\s+|this\s+|it\s+|that\s+)?"
    r"(?:(?:usually|often|normally|typically|can|may|will|sometimes)\s+)*"
    r"(?:takes?|taking|took|waits?|waiting|within|lasts?|requires?|needs?|"
    r"for about|about|around|in|for|after)\b\s*$",
    re.IGNORECASE,
)


def _without_lead(sentence: str) -> str:
    """Drop "Then", "Finally" and "After two days" before the action."""
    plain = LEAD_IN.sub("", sentence)
    after = re.match(r"(?:after|within)\s+", plain, re.IGNORECASE)
    time = next(iter(durations(plain[:80])), None) if after else None
    if after is None or time is None or time.start > after.end():
        return plain
    return plain[time.end :].lstrip(" ,")


def is_action(sentence: str) -> bool:
    """Whether a sentence tells of work: an order, someone doing it, or the passive voice."""
    plain = _without_lead(sentence)
    plain = re.sub(r"^[A-Za-z][\w /&'-]{1,40}:\s+", "", plain)  # "Accounting: send the invoice"
    words = re.findall(r"[A-Za-z]+", plain)
    if not words or WAIT.search(" ".join(words[:4])):
        return False
    passive = PASSIVE.search(plain)
    return (
        words[0].lower() in VERBS
        or _verb_at(words) is not None
        or (passive is not None and _base(passive["verb"]) is not None)
    )


def _verb_at(words: list[str]) -> int | None:
    """The place of the verb in "The finance office checks …", or None."""
    for at, word in enumerate(words[1:6], start=1):
        finite = word[:1].islower() and not word.endswith(("ed", "ing"))
        after_modal = words[at - 1].lower() in MODALS
        if finite and _base(word) and (word.endswith("s") or after_modal or _plural(words[at - 1])):
            return at
    return None


def _plural(word: str) -> bool:
    return word.lower().endswith("s") and _base(word) is None


def _base(word: str) -> str | None:
    """The base form of a verb of work, or None."""
    lower = word.lower()
    if lower in IRREGULAR:
        return IRREGULAR[lower]
    for ending, instead in (("", ""), ("s", ""), ("es", ""), ("ies", "y")):
        if lower.endswith(ending) and lower.removesuffix(ending) + instead in VERBS:
            return lower.removesuffix(ending) + instead
    for ending, instead in (("ed", ""), ("d", ""), ("ied", "y")):
        if lower.endswith(ending) and lower.removesuffix(ending) + instead in VERBS:
            return lower.removesuffix(ending) + instead
    return None


def name_and_role(sentence: str) -> tuple[str, str | None]:
    """Return what is done and by whom, where the sentence says so."""
    plain = _without_lead(sentence)
    role = None
    if match := IN_BRACKETS.search(plain):
        role = role_name(match["who"])
        more = f"({match['more']})" if match["more"] else ""
        if role is not None:
            plain = (plain[: match.start()] + more + plain[match.end() :]).strip()
    if role is None and (match := BY.search(plain)):
        role = role_name(match["who"])
        if role is not None:
            plain = (plain[: match.start()] + plain[match.end() :]).strip()
    name = _without_quantities(plain)
    if role is None and (match := NOUN_FORM.match(name)):
        role = role_name(match["who"])
    if role is None:
        name, role = _subject(name)
    name = re.sub(r"\s+", " ", name).strip(" .,;:-–—()")
    return name[:1].upper() + name[1:200], role


def _without_quantities(text: str) -> str:
    """Cut a sentence off where it begins to tell times or shares."""
    times, parts = durations(text), [share for share in shares(text) if "%" in share.quote]
    cuts = [*(time.start for time in times[:1]), *(part.start for part in parts[:1])]
    if cuts and min(cuts) > 3:
        text = TAIL.sub("", text[: min(cuts)])
    elif times:
        text = text[: times[0].start] + text[times[0].end :]
    return text.strip(" .,;:-–—(")


def _subject(name: str) -> tuple[str, str | None]:
    """ "The clerk checks the form" is the step "Check the form" of the role "Clerk"."""
    colon = re.match(r"^(?P<who>[A-Za-z][\w /&'-]{1,40}):\s+(?P<what>.+)$", name)
    if colon and role_name(colon["who"]):
        return colon["what"], role_name(colon["who"])
    words = name.split()
    if not words or words[0].lower() in VERBS:
        return name, None
    at = _verb_at([word.strip(",;") for word in words])
    if at is None:
        return name, None
    who = [word for word in words[:at] if word.lower() not in MODALS]
    base, role = _base(words[at]), role_name(" ".join(who))
    if base is None or role is None:
        return name, None
    return " ".join([base.capitalize(), *words[at + 1 :]]), role


def role_name(text: str) -> str | None:
    """Return a name for who is called so, or None where it names nobody."""
    words = re.sub(ARTICLE, "", text.strip(), flags=re.IGNORECASE).strip()
    lower = words.lower()
    named = re.match(ARTICLE, text.strip(), re.IGNORECASE)  # "the archive" is no verb
    if not 2 <= len(words) <= 60 or (lower in VERBS and not named):
        return None
    if lower.split()[0] in NO_ROLES and words.split()[0] != "IT":
        return None
    if durations(words) or re.search(TROUBLE, words, re.IGNORECASE):
        return None
    return words[:1].upper() + words[1:]
