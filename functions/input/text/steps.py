"""Steps from plain text: lists, arrows, or sentences with a verb of work.

Rules, no language model: what is not recognised is left out, and asked for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from functions.input.text.lexicon import REJECTED, TROUBLE
from functions.input.text.phrases import WAIT, is_action, name_and_role
from functions.input.text.quantities import (
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
CLAUSE_END = re.compile(r"[,;]\s+(?:(?:and|then|but)\s+)*(?![^()]*\))")
OF_ALL = re.compile(
    r"(?:%|per\s?cent|\w)\s+(?:of\s+)?(?:all\s+|the\s+|our\s+)?"
    r"(?:requests|cases|applications|orders|invoices|claims|submissions|tickets)\b",
    re.IGNORECASE,
)
WORKED = re.compile(
    r"\b(?:works?|working)\s+(?:(?:on|for|at|through)\b|$)|\bbusy\b|\bhands[- ]on\b|\befforts?\b"
    r"|\b(?:touch|processing|working) time\b|\bwork(?: itself)? (?:takes|is|needs)\b",
    re.IGNORECASE,
)
OF_WORK = re.compile(
    r"\s*(?:of\s+)?(?:(?:actual|pure|real|net)\s+)?(?:hands[- ]on|work\b|effort|to work on|is work|"
    r"are work)",
    re.IGNORECASE,
)
CYCLE = re.compile(
    r"\b(?:cycle time|lead time|turnaround|from start to (?:end|finish)|end[- ]to[- ]end|"
    r"in total|altogether|overall|(?:whole|entire) (?:process|thing|procedure)|"
    r"the process (?:usually |normally |typically )?(?:takes|lasts))\b",
    re.IGNORECASE,
)


@dataclass
class WrittenStep:
    """A step as the text tells it, with the phrase that each number comes from."""

    name: str
    sentence: str
    role: str | None = None
    processing: Duration | None = None  # clearly work
    taken: Duration | None = None  # work, or work and waiting together
    taken_as_work: Duration | None = None  # the same, read as working time
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


def is_list(text: str) -> bool:
    """Whether a text is a list of steps, or names them with arrows between."""
    lines = _lines(text)
    return sum(_is_listed(line) for line in lines) >= 2 or any(map(ARROW.search, lines))


def listed_steps(text: str) -> Written:
    """Return the steps of a list in order, and the figures that it states."""
    lines = _lines(text)
    found = Written()
    listed = [_is_listed(line) for line in lines]
    if sum(listed) >= 2:
        _from_list(lines, listed, found)
    else:
        _from_arrows(lines, found)
    return found


def prose(text: str) -> tuple[str | None, list[str]]:
    """Return the title of a text, where it has one, and its sentences."""
    title: str | None = None
    found: list[str] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for at, line in enumerate(lines):
        parts = sentences(line)
        if at == 0 and len(lines) > 1 and len(parts) == 1 and not line.endswith("."):
            title = line.rstrip(":")[:200]
            continue
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if not _is_heading(line, following):
            found += parts
    if found and title is None:
        title, found[0] = _titled(found[0])
    return title, found


def _is_heading(line: str, following: str) -> bool:
    """ "Picking and packing" on a line of its own, before a line of sentences."""
    few = len(line.split()) <= 5 and not re.search(r"[.!?;,:]", line)
    states = re.search(r"\b(?:is|are|was|will|must|has|have|the|an?)\b", line)
    return few and states is None and following.endswith((".", "!", "?"))


def _lines(text: str) -> list[str]:
    lines = (_one_line(line) for line in text.splitlines())
    return [line for line in lines if line]


def _is_listed(line: str) -> bool:
    return bool(MARKER.match(line) or STEP_WORD.match(line))


def sentences(text: str) -> list[str]:
    """Split prose into sentences of bounded length."""
    parts = [_one_line(part) for part in SENTENCE_END.split(text)]
    return [part for part in parts if part]


def circumstances(text: str) -> list[str]:
    """Return the sentences of a text as they were written, those with words of trouble first.

    Whether a sentence tells that something is wrong is for the analysis to judge.
    """
    return troubled_first(sentences(text))


def troubled_first(parts: Iterable[str]) -> list[str]:
    """Return sentences of bounded length, those with words of trouble before the others."""
    return sorted(
        (part[:500] for part in parts), key=lambda part: not re.search(TROUBLE, part, re.IGNORECASE)
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text[: MAX_SENTENCE * 4]).strip()[:MAX_SENTENCE]


def _from_list(lines: list[str], listed: list[bool], found: Written) -> None:
    for line, is_step in zip(lines, listed, strict=True):
        if not is_step:
            _beside(line, found, may_be_title=not found.steps)
            continue
        body = STEP_WORD.sub("", MARKER.sub("", line))
        first, *more = sentences(body) or [""]
        if not told_beside(first, found):
            _add(first, found)
            for sentence in more:
                detail(sentence, found)


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


def _titled(sentence: str) -> tuple[str | None, str]:
    """Take "Travel approval:" before several steps for the title; before one it is a role."""
    title, colon, rest = sentence.partition(": ")
    if not colon or len(title) > 120 or len(_clauses(rest)) < 2:
        return None, sentence
    return title, rest


def _clauses(sentence: str) -> list[str]:
    """Split a sentence into one clause per action; the other clauses stay with theirs."""
    found: list[str] = []
    for clause in CLAUSE_END.split(sentence):
        rejects = re.search(REJECTED, clause, re.IGNORECASE) and shares(clause)
        if is_action(clause) and not rejects:
            found.append(clause)
        elif found:
            found[-1] += f", {clause}"
    return found


def _beside(line: str, found: Written, *, may_be_title: bool) -> None:
    """A line that is no step: a title, a figure, or how things go."""
    if may_be_title and found.title is None and len(line) <= 120 and not line.endswith("."):
        title = re.sub(r"\s*(?:steps|process steps)?\s*:\s*$", "", line, flags=re.IGNORECASE)
        if not durations(title) and not volumes_per_week(title):
            found.title = title or None
            return
    for sentence in sentences(line):
        if not told_beside(sentence, found):
            detail(sentence, found, last_step=False)


def told_beside(sentence: str, found: Written) -> bool:
    """Take figures of the whole process from a sentence; whether that is all it holds."""
    volume = volumes_per_week(sentence)
    if volume and found.volume is None:
        found.volume = volume[0]
    times = durations(sentence)
    if times and CYCLE.search(sentence) and found.cycle_time is None:
        found.cycle_time = times[0]
        trouble(sentence, found)
        return True
    if volume and (volume[0].start <= 25 or not is_action(sentence)):
        trouble(sentence, found)
        return True
    return False


def detail(sentence: str, found: Written, *, last_step: bool = True) -> None:
    """Take what a further sentence tells about the step before it."""
    trouble(sentence, found)
    step = found.steps[-1] if found.steps and last_step else None
    rejected = shares(sentence) if re.search(REJECTED, sentence, re.IGNORECASE) else []
    if rejected:
        if step is not None and step.rejection is None and not OF_ALL.search(sentence):
            step.rejection = rejected[0]
        elif found.rejection is None:
            found.rejection = rejected[0]
    times = durations(sentence)
    if times and WAIT.search(sentence) and re.search(r"\bbefore\b", sentence, re.IGNORECASE):
        found.next_wait = times[0]
    elif step is not None:
        _times(sentence, step)


def trouble(sentence: str, found: Written) -> None:
    """Keep a sentence that tells of trouble as a circumstance."""
    if re.search(TROUBLE, sentence, re.IGNORECASE):
        found.circumstances.append(sentence[:500])


def _add(sentence: str, found: Written) -> None:
    if WAIT.search(" ".join(sentence.split()[:4])) and (clauses := _clauses(sentence)):
        waits = durations(sentence[: sentence.find(clauses[0])])
        found.next_wait = waits[0] if waits else found.next_wait
        trouble(sentence, found)
        sentence = clauses[0]
    step = written_step(sentence)
    if step is None:
        return
    found.steps.append(step)
    step.waiting = step.waiting or found.next_wait
    found.next_wait = None
    trouble(step.sentence, found)


def written_step(sentence: str) -> WrittenStep | None:
    """Return the one step that a phrase names, or None where it has no words."""
    sentence = sentence.strip(" .;,")
    name, role = name_and_role(sentence)
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
        if time.target:
            continue
        before = sentence[max(told_until, time.start - 40) : time.start]
        told_until = time.end
        after = sentence[time.end : time.end + 30]
        follows = re.match(r"\s*(?:wait|of waiting|in (?:a|the) queue|later|idle)", after)
        waits = WAIT.search(before) or follows or re.search(r"\bafter\s*$", before, re.I)
        if waits and step.waiting is None:
            step.waiting = time
        elif not waits and not _rhythm(before):
            worked = next(d for d in durations(sentence, of_work=True) if d.start == time.start)
            effort = re.search(r"\b(?:man|person)\b", time.quote, re.IGNORECASE)
            if effort or WORKED.search(before) or OF_WORK.match(after):
                step.processing = step.processing or worked
            elif step.taken is None:
                step.taken, step.taken_as_work = time, worked


def _rhythm(before: str) -> bool:
    """ "thirty a day", "once a week", "every two days" are no durations."""
    return bool(re.search(r"(?:\d|\bper|\bevery|\bonce|\btwice|\btimes|\beach)\s*$", before, re.I))
