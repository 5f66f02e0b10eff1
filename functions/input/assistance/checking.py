"""What a model says of a text, held against the text: what the text does not say is dropped.

A step stays if its quotation stands in the text and its name uses the text's words; a role, if it
stands there. Numbers are never taken from the model: they are read from the quoted sentences by the
same rules as always.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from functions.input.assistance.told_workflow import ToldFlow, ToldStep, ToldWorkflow
from functions.input.text.word_classes import lemma

LEAST_QUOTE = 6  # characters
STEM = 4  # characters that two words must share to be the same word in another form
COMMON = frozenset(
    (
        *("a", "an", "the", "of", "to", "for", "and", "or", "in", "on", "at", "by", "with", "from"),
        *("into", "its", "their", "his", "her", "is", "are", "be", "it"),
    )
)


@dataclass(frozen=True)
class Place:
    """A step with the place of its quotation in the text."""

    step: ToldStep
    start: int
    end: int


@dataclass
class Checked:
    """What held, in the order of the text, and how much did not, by reason."""

    places: list[Place] = field(default_factory=list)
    flows: list[ToldFlow] = field(default_factory=list)
    parallel: list[list[str]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        return len(self.places) + len(self.flows) + len(self.parallel)


def checked(told: ToldWorkflow, text: str) -> Checked:
    """Return the part of an answer that the text bears out."""
    found = Checked()
    source = Source(text)
    seen: set[str] = set()
    for step in told.steps:
        _check_step(step, source, seen, found)
    found.places.sort(key=lambda place: (place.start, place.step.id))
    known = {place.step.id for place in found.places} | {"start", "end"}
    for flow in told.flows:
        _check_flow(flow, source, known, found)
    for group in told.parallel:
        members = [each for each in dict.fromkeys(group) if each in known - {"start", "end"}]
        if len(members) > 1:
            found.parallel.append(members)
        else:
            found.dropped["parallel steps that are none"] += 1
    return found


def _check_step(step: ToldStep, source: "Source", seen: set[str], found: Checked) -> None:
    at = source.find(step.quote)
    if step.id in seen or step.id in {"start", "end"}:
        found.dropped["step told twice"] += 1
    elif at is None:
        found.dropped["step without a quotation"] += 1
    elif not source.says(step.name):
        found.dropped["step in other words"] += 1
    else:
        seen.add(step.id)
        if step.role and not source.says(step.role):
            found.dropped["role in other words"] += 1
            step = step.model_copy(update={"role": ""})
        found.places.append(Place(step, *at))


def _check_flow(flow: ToldFlow, source: "Source", known: set[str], found: Checked) -> None:
    if {flow.source, flow.target} - known or flow.source == "end" or flow.target == "start":
        found.dropped["flow to no known step"] += 1
        return
    if flow.condition and source.find(flow.condition) is None:
        found.dropped["condition without a quotation"] += 1
        flow = flow.model_copy(update={"condition": ""})
    found.flows.append(flow)


class Source:
    """A text to look quotations up in, whatever its spaces, marks and capitals."""

    def __init__(self, text: str) -> None:
        self.plain, self.places = _plain(text)
        words = re.findall(r"[^\W_]+", self.plain)
        self.words = set(words)
        self.lemmas = {lemma(word) for word in words}
        self.stems = {word[:STEM] for word in words if len(word) >= STEM}

    def find(self, quote: str) -> tuple[int, int] | None:
        """Return where a quotation begins and ends in the text; ``None`` if it is not there."""
        wanted = _plain(quote)[0].strip(" .,;:\"'")
        at = self.plain.find(wanted) if len(wanted) >= LEAST_QUOTE else -1
        if at < 0:
            return None
        return self.places[at], self.places[at + len(wanted) - 1] + 1

    def says(self, words: str) -> bool:
        """Whether every word of weight, and every number, is the text's, in whatever form."""
        plain = re.findall(r"[^\W_]+", _plain(words)[0])
        weighty = [word for word in plain if word not in COMMON]
        return bool(weighty) and all(self._has(word) for word in weighty)

    def _has(self, word: str) -> bool:
        if word in self.words or lemma(word) in self.lemmas:
            return True
        return len(word) >= STEM and not word[0].isdigit() and word[:STEM] in self.stems


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text in one form, and where each of its characters stands."""
    made: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        one = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}.get(char, char.lower())
        one = " " if one.isspace() else one[:1]
        if one == " " and made and made[-1] == " ":
            continue
        made.append(one)
        places.append(at)
    return "".join(made), places
