"""Steps from plain text: lists, arrows, or sentences with a verb of work.

Rules, no language model: what is not recognised is left out, and asked for.
"""

import re
from dataclasses import dataclass, field

from functions.input.text.lexicon import NO_ROLES, REJECTED, TROUBLE, VERBS, WORK_NOUNS
from functions.input.text.quantities import (
    DURATION,
    PERCENT,
    Duration,
    Quantity,
    durations,
    shares,
    volumes_per_week,
)

MAX_SENTENCE = 1000
MARKER = re.compile(r"^\s*(?:step\s*\d{0,3}\s*[:.)-]|\d{1,3}\s*[.):]|[-*•–])\s+", re.IGNORECASE)
STEP_WORD = re.compile(r"^\s*step\s*\d{0,3}\s*[:.)-]\s*", re.IGNORECASE)
ARROW = re.compile(r"\s*(?:->|→|=>|⇒|➜)\s*")
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9\"'(])|\n+")
WAIT = re.compile(r"\b(?:wait(?:s|ing)?|queue[sd]?|sits?|lies?|rests?|idle|before anyone)\b", re.I)
CYCLE = re.compile(
    r"\b(?:cycle time|lead time|turnaround|from start to (?:end|finish)|end[- ]to[- ]end|"
    r"in total|altogether|overall|(?:whole|entire) (?:process|thing|procedure)|"
    r"the process (?:usually |normally |typically )?(?:takes|lasts))\b",
    re.IGNORECASE,
)
LEAD_IN = re.compile(
    r"^(?:(?:and|then|next|after that|afterwards|finally|first(?:ly)?|second(?:ly)?|lastly|"
    r"subsequently|once (?:approved|done)|if approved|in the end|to begin with)[\s,]+)+",
    re.IGNORECASE,
)
_MODALS = "then also usually normally manually always first must has have to will can should needs"
MODALS = frozenset(_MODALS.split())
PASSIVE = re.compile(r"\b(?:is|are|gets?|be|been)\s+(?:\w+ly\s+)?(?P<verb>[a-z]+)\b", re.IGNORECASE)
IRREGULAR = {"sent": "send", "paid": "pay", "made": "make", "bought": "buy", "written": "write"}
BY = re.compile(
    r"\bby\s+(?:the\s+|an?\s+|our\s+)?(?P<who>[A-Za-z][\w'/&-]*(?:\s+[\w'/&-]+){0,3}?)"
    r"(?=$|[,.;:()]|\s+(?:and|who|which|takes?|in|within|after|before|for|on|via|with|using|to)\b)",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"\(([^()\d]{2,60})\)")
NOUN_FORM = re.compile(
    rf"^(?P<who>[A-Za-z][\w'&/-]*(?:\s+[A-Za-z][\w'&/-]*){{0,2}})\s+(?:{'|'.join(WORK_NOUNS)})\b",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"\s*(?:[,;:(–—]|\s-\s)?\s*\b(?:and\s+)?(?:which\s+|this\s+|it\s+|that\s+)?(?:usually\s+)?"
    r"(?:takes?|taking|took|waits?|waiting|within|lasts?|requires?|needs?|"
    r"for about|about|around|in|for|after)\b\s*$",
    re.IGNORECASE,
)


@dataclass
class WrittenStep:
    """A step as the text tells it, with the phrase that each number comes from."""

    name: str
    sentence: str
    role: str | None = None
    processing: Duration | None = None
    waiting: Duration | None = None
    rejection: Quantity | None = None


@dataclass
class Written:
    """Everything that was found in a text."""

    title: str | None = None
    steps: list[WrittenStep] = field(default_factory=list)
    cycle_time: Duration | None = None
    volume: Quantity | None = None
    next_wait: Duration | None = None  # told before the step that it delays
    rejection: Quantity | None = None
    circumstances: list[str] = field(default_factory=list)


def written_steps(text: str) -> Written:
    """Return the steps of a text in order, and the figures that it states."""
    lines = [_one_line(line) for line in text.splitlines()]
    lines = [line for line in lines if line]
    found = Written()
    listed = [bool(MARKER.match(line) or STEP_WORD.match(line)) for line in lines]
    if sum(listed) >= 2:
        _from_list(lines, listed, found)
    elif any(ARROW.search(line) for line in lines):
        _from_arrows(lines, found)
    else:
        _from_prose(lines, found)
    return found


def sentences(text: str) -> list[str]:
    """Split prose into sentences of bounded length."""
    parts = [_one_line(part) for part in SENTENCE_END.split(text)]
    return [part for part in parts if part]


def circumstances(text: str) -> list[str]:
    """Return the sentences that tell of trouble, as they were written."""
    return [part[:500] for part in sentences(text) if re.search(TROUBLE, part, re.IGNORECASE)]


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text[: MAX_SENTENCE * 4]).strip()[:MAX_SENTENCE]


def _from_list(lines: list[str], listed: list[bool], found: Written) -> None:
    for line, is_step in zip(lines, listed, strict=True):
        if not is_step:
            _beside(line, found, may_be_title=not found.steps)
            continue
        body = STEP_WORD.sub("", MARKER.sub("", line))
        first, *more = sentences(body) or [""]
        if not _is_figure(first, found):
            _add(first, found)
            for sentence in more:
                _detail(sentence, found)


def _from_arrows(lines: list[str], found: Written) -> None:
    for line in lines:
        if not ARROW.search(line):
            _beside(line, found, may_be_title=not found.steps)
            continue
        label, colon, chain = line.partition(":")
        titled = bool(colon) and not ARROW.search(label)
        if titled:
            found.title = found.title or label[:200]
        for part in ARROW.split(chain if titled else line):
            _add(part, found)


def _from_prose(lines: list[str], found: Written) -> None:
    for at, line in enumerate(lines):
        parts = sentences(line)
        if at == 0 and len(lines) > 1 and len(parts) == 1 and not line.endswith("."):
            found.title = line.rstrip(":")[:200]
            continue
        for sentence in parts:
            if _is_figure(sentence, found):
                continue
            if _action(sentence) and not re.search(REJECTED, sentence, re.IGNORECASE):
                _add(sentence, found)
            else:
                _detail(sentence, found)


def _beside(line: str, found: Written, *, may_be_title: bool) -> None:
    """A line that is no step: a title, a figure, or how things go."""
    if may_be_title and found.title is None and len(line) <= 120 and not line.endswith("."):
        title = re.sub(r"\s*(?:steps|process steps)?\s*:\s*$", "", line, flags=re.IGNORECASE)
        if not durations(title) and not volumes_per_week(title):
            found.title = title or None
            return
    for sentence in sentences(line):
        if not _is_figure(sentence, found):
            _detail(sentence, found, last_step=False)


def _is_figure(sentence: str, found: Written) -> bool:
    """Take figures of the whole process from a sentence; whether that is all it holds."""
    volume = volumes_per_week(sentence)
    if volume and found.volume is None:
        found.volume = volume[0]
    times = durations(sentence)
    if times and CYCLE.search(sentence) and found.cycle_time is None:
        found.cycle_time = times[0]
        _trouble(sentence, found)
        return True
    if volume and not MARKER.match(sentence) and not _action(sentence):
        _trouble(sentence, found)
        return True
    return False


def _detail(sentence: str, found: Written, *, last_step: bool = True) -> None:
    """Take what a further sentence tells about the step before it."""
    _trouble(sentence, found)
    step = found.steps[-1] if found.steps and last_step else None
    rejected = shares(sentence) if re.search(REJECTED, sentence, re.IGNORECASE) else []
    if rejected:
        if step is not None and step.rejection is None:
            step.rejection = rejected[0]
        elif found.rejection is None:
            found.rejection = rejected[0]
    times = durations(sentence)
    if times and WAIT.search(sentence) and re.search(r"\bbefore\b", sentence, re.IGNORECASE):
        found.next_wait = times[0]
    elif step is not None:
        _times(sentence, step)


def _trouble(sentence: str, found: Written) -> None:
    if re.search(TROUBLE, sentence, re.IGNORECASE):
        found.circumstances.append(sentence[:500])


def _add(sentence: str, found: Written) -> None:
    step = written_step(sentence)
    if step is None:
        return
    found.steps.append(step)
    step.waiting = step.waiting or found.next_wait
    found.next_wait = None
    _trouble(step.sentence, found)


def written_step(sentence: str) -> WrittenStep | None:
    """Return the one step that a phrase names, or None where it has no words."""
    sentence = sentence.strip(" .;,")
    name, role = _name_and_role(sentence)
    if not name or not re.search(r"[^\W\d_]", name):
        return None
    step = WrittenStep(name=name, sentence=sentence, role=role)
    _times(sentence, step)
    if re.search(REJECTED, sentence, re.IGNORECASE) and (rejected := shares(sentence)):
        step.rejection = rejected[0]
    return step


def _times(sentence: str, step: WrittenStep) -> None:
    told_until = 0
    for time in durations(sentence):
        before = sentence[max(told_until, time.start - 40) : time.start]
        told_until = time.end
        after = sentence[time.end : time.end + 30]
        follows = re.match(r"\s*(?:wait|of waiting|in (?:a|the) queue|later|idle)", after)
        waits = WAIT.search(before) or follows or re.search(r"\bafter\s*$", before)
        if waits and step.waiting is None:
            step.waiting = time
        elif not waits and step.processing is None and not _rhythm(before):
            worked = durations(sentence, of_work=True)
            step.processing = next(one for one in worked if one.start == time.start)


def _rhythm(before: str) -> bool:
    """ "thirty a day", "once a week", "every two days" are no durations."""
    return bool(re.search(r"(?:\d|\bper|\bevery|\bonce|\btwice|\btimes|\beach)\s*$", before, re.I))


def _action(sentence: str) -> bool:
    """Whether a sentence tells of work: an order, someone doing it, or the passive voice."""
    plain = LEAD_IN.sub("", sentence)
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


def _name_and_role(sentence: str) -> tuple[str, str | None]:
    plain = LEAD_IN.sub("", sentence)
    role = None
    if match := IN_BRACKETS.search(plain):
        role = _role(match[1])
        plain = (plain[: match.start()] + plain[match.end() :]).strip()
    if role is None and (match := BY.search(plain)):
        role = _role(match["who"])
        if role is not None:
            plain = (plain[: match.start()] + plain[match.end() :]).strip()
    name = _without_quantities(plain)
    if role is None and (match := NOUN_FORM.match(name)):
        role = _role(match["who"])
    if role is None:
        name, role = _subject(name)
    name = re.sub(r"\s+", " ", name).strip(" .,;:-–—()")
    return name[:1].upper() + name[1:200], role


def _without_quantities(text: str) -> str:
    """Cut a sentence off where it begins to tell times or shares."""
    cuts = [match.start() for match in (DURATION.search(text), PERCENT.search(text)) if match]
    if cuts and min(cuts) > 3:
        text = TAIL.sub("", text[: min(cuts)])
    elif cuts:
        text = DURATION.sub("", text)
    return text.strip(" .,;:-–—(")


def _subject(name: str) -> tuple[str, str | None]:
    """ "The clerk checks the form" is the step "Check the form" of the role "Clerk"."""
    colon = re.match(r"^(?P<who>[A-Za-z][\w /&'-]{1,40}):\s+(?P<what>.+)$", name)
    if colon and _role(colon["who"]):
        return colon["what"], _role(colon["who"])
    words = name.split()
    if not words or words[0].lower() in VERBS:
        return name, None
    at = _verb_at([word.strip(",;") for word in words])
    if at is None:
        return name, None
    who = [word for word in words[:at] if word.lower() not in MODALS]
    base, role = _base(words[at]), _role(" ".join(who))
    if base is None or role is None:
        return name, None
    return " ".join([base.capitalize(), *words[at + 1 :]]), role


def _role(text: str) -> str | None:
    words = re.sub(r"^(?:the|an?|our)\s+", "", text.strip(), flags=re.IGNORECASE).strip()
    lower = words.lower()
    if not 2 <= len(words) <= 60 or lower.split()[0] in NO_ROLES or lower in VERBS:
        return None
    if durations(words) or re.search(TROUBLE, words, re.IGNORECASE):
        return None
    return words[:1].upper() + words[1:]
