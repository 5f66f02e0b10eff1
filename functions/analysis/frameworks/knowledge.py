"""Rules, heuristics and sources as data. Adding a rule needs no code."""

import hashlib
import json
import re
from collections.abc import Mapping
from string import Formatter
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from common.language import term
from common.metric_words import cited
from common.model.assessment import FindingType, Severity
from common.model.base import Value
from common.model.figure import Figure, Provenance
from functions.analysis.frameworks.metrics import ALWAYS, METRICS
from functions.analysis.frameworks.phrases import concepts_of, spelled_out

RULE_FILES = ("lean.json", "agile.json", "operating_model.json", "constraints.json")
Id = Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")
Comparison = Literal["at_least", "below"]


class KnowledgeError(ValueError):
    """The knowledge base contradicts itself or names what does not exist."""


class Condition(Value):
    """Must hold at the same place, or for the whole process; unknown means it does not hold."""

    metric: str
    comparison: Comparison
    value: float

    def holds(self, observed: float) -> bool:
        """Tell whether the condition holds for this value."""
        return passes(observed, self.comparison, self.value)


class Trigger(Value):
    """A metric that is compared with a threshold per severity, in the metric's unit."""

    metric: str
    comparison: Comparison
    unit: str
    thresholds: dict[Severity, float] = Field(min_length=1)
    only_if: tuple[Condition, ...] = ()
    at_most: int = Field(default=5, ge=1, description="Places reported, worst first.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        given = [self.thresholds[each] for each in Severity if each in self.thresholds]
        if given != sorted(given, reverse=self.comparison == "below"):
            raise ValueError(f"thresholds of {self.metric} do not rise with severity")
        return self


class Phrases(Value):
    """Words of the submitter, in the language that ``frameworks/phrases.py`` explains."""

    any_of: tuple[str, ...] = Field(min_length=1)
    suspects: tuple[str, ...] = Field(default=(), description="Weaker signs: a finding is low.")
    unless: tuple[str, ...] = Field(default=(), description="Passes the sentence over.")
    severity: Severity

    @model_validator(mode="after")
    def _brackets_match(self) -> Self:
        for phrase in self.all():
            left = re.sub(r"\([^()]*\)", "", phrase)
            if "(" in left or ")" in left:
                raise ValueError(f"the brackets of a phrase do not match, or are nested: {phrase}")
        return self

    def all(self) -> tuple[str, ...]:
        """Return the phrases of each kind."""
        return (*self.any_of, *self.suspects, *self.unless)

    def spelled_out(self, concepts: Mapping[str, tuple[str, ...]]) -> Self:
        """Return the phrases with each concept replaced by its words."""
        return self.model_copy(
            update={
                name: tuple(spelled_out(each, concepts) for each in getattr(self, name))
                for name in ("any_of", "suspects", "unless")
            }
        )


class Rule(Value):
    """When a measure, or a phrase, counts as a finding, and what may help."""

    id: str = Id
    principle: str
    title: str
    type: FindingType
    trigger: Trigger | None = None
    phrases: Phrases | None = None
    statement: str = Field(description="With the words of its metric in braces.")
    rationale: str
    evidence: str = Field(description="What data the rule needs.")
    thresholds_from: str = Field(description="'ours', or the id of a source.")
    sources: tuple[str, ...] = Field(min_length=1)
    remedies: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_fire(self) -> Self:
        if (self.trigger is None) == (self.phrases is None):
            raise ValueError(f"rule {self.id} needs either a trigger or phrases")
        return self


class Tenet(Value):
    """A waste, value, principle, measure, element or step that a framework consists of."""

    kind: Literal["waste", "value", "principle", "measure", "element", "step"]
    name: str
    statement: str
    rules: tuple[str, ...] = Field(description="Ids of the rules, of any framework, that see it.")
    not_seen: str | None = Field(default=None, description="Why no rule sees it.")

    @model_validator(mode="after")
    def _seen_or_not(self) -> Self:
        if bool(self.rules) == bool(self.not_seen):
            raise ValueError(f"{self.name} needs either rules that see it or the reason why not")
        return self


class RuleFile(Value):
    """One framework."""

    framework: Literal["lean", "agile", "operating_model", "constraints"]
    about: str
    tenets: tuple[Tenet, ...]
    rules: tuple[Rule, ...] = Field(min_length=1)


class Effects(Value):
    """Expected direction per corner of the devil's quadrangle: +1 better, -1 worse, 0 open."""

    time: int = Field(ge=-1, le=1)
    cost: int = Field(ge=-1, le=1)
    quality: int = Field(ge=-1, le=1)
    flexibility: int = Field(ge=-1, le=1)


class Heuristic(Value):
    """A known way to redesign a process. Its effects are a prior, never a benefit."""

    id: str = Id
    name: str
    category: str
    statement: str
    effects: Effects
    effects_confidence: Literal["high", "medium"]
    use: Literal["executable", "advice"]
    sources: tuple[str, ...] = Field(min_length=1)
    note: str | None = None


class Source(Value):
    """A publication. ``checked`` is false where any of it was cited from memory."""

    id: str
    authors: str
    year: int
    title: str
    venue: str
    checked: bool
    how: str = Field(default="", description="By what it was checked, or what could not be found.")


class _Heuristics(Value):
    heuristics: tuple[Heuristic, ...]


class _Concepts(Value):
    concepts: dict[str, tuple[str, ...]]


class _Sources(Value):
    sources: tuple[Source, ...]


class Knowledge(Value):
    """The whole knowledge base."""

    frameworks: tuple[RuleFile, ...]
    heuristics: tuple[Heuristic, ...]
    sources: tuple[Source, ...]
    assumed_rate_per_h: Figure | None = Field(
        default=None, description="Cost of an hour of work where none is stated: in EUR."
    )
    digests: dict[str, str] = Field(description="sha256 per file.")

    def with_thresholds(self, numbers: Mapping[str, float]) -> Self:
        """Return the knowledge with thresholds replaced: key is rule id, dot, severity."""
        frameworks = [
            each.model_copy(update={"rules": tuple(_overridden(r, numbers) for r in each.rules)})
            for each in self.frameworks
        ]
        return self.model_copy(update={"frameworks": tuple(frameworks)})


def passes(value: float, comparison: Comparison, threshold: float) -> bool:
    """Tell whether ``value`` reaches the threshold, or stays below it."""
    return value >= threshold if comparison == "at_least" else value < threshold


def load(files: Mapping[str, bytes]) -> Knowledge:
    """Return the knowledge base from the bytes of its files; others are ignored.

    Raises:
        KnowledgeError: a file is missing or malformed, an id is used twice, or a rule names
            a metric, word, heuristic or source that does not exist.
    """
    needed = (*RULE_FILES, "concepts.json", "heuristics.json", "sources.json")
    missing = [name for name in needed if name not in files]
    if missing:
        raise KnowledgeError(f"framework_knowledge lacks {', '.join(missing)}")
    try:
        concepts = _Concepts.from_json(files["concepts.json"]).concepts
        frameworks = tuple(RuleFile.from_json(files[name]) for name in RULE_FILES)
        knowledge = Knowledge(
            frameworks=tuple(_spelled_out(each, concepts) for each in frameworks),
            heuristics=_Heuristics.from_json(files["heuristics.json"]).heuristics,
            sources=_Sources.from_json(files["sources.json"]).sources,
            assumed_rate_per_h=_assumed_rate(files.get("efforts.json")),
            digests={name: hashlib.sha256(files[name]).hexdigest() for name in sorted(needed)},
        )
    except (ValidationError, json.JSONDecodeError, KeyError) as error:
        raise KnowledgeError(f"framework_knowledge is malformed: {error}") from error
    faults = _faults(knowledge)
    if faults:
        raise KnowledgeError("; ".join(faults))
    return knowledge


class _Rate(Value):
    low: float = Field(gt=0)
    likely: float = Field(gt=0)
    high: float = Field(gt=0)
    reason: str
    source: str


def _assumed_rate(efforts: bytes | None) -> Figure | None:
    """Return what the business case assumes an hour to cost, so that both say the same."""
    if efforts is None:
        return None
    rate = _Rate.model_validate(json.loads(efforts)["assumptions"]["rate_per_h"])
    return Figure(
        value=rate.likely,
        unit="money_per_h",
        provenance=Provenance.ASSUMED,
        origin=f"{term(rate.reason)} ({cited(rate.source)})",
        low=rate.low,
        high=rate.high,
    )


def _spelled_out(file: RuleFile, concepts: Mapping[str, tuple[str, ...]]) -> RuleFile:
    rules = tuple(_with_concepts(rule, concepts) for rule in file.rules)
    return file.model_copy(update={"rules": rules})


def _with_concepts(rule: Rule, concepts: Mapping[str, tuple[str, ...]]) -> Rule:
    if rule.phrases is None:
        return rule
    used = {name for phrase in rule.phrases.all() for name in concepts_of(phrase)}
    if unknown := sorted(used - set(concepts)):
        raise KnowledgeError(f"{rule.id} names no concept: {', '.join(unknown)}")
    return rule.model_copy(update={"phrases": rule.phrases.spelled_out(concepts)})


def _overridden(rule: Rule, numbers: Mapping[str, float]) -> Rule:
    if rule.trigger is None:
        return rule
    thresholds = {
        severity: numbers.get(f"{rule.id}.{severity}", value)
        for severity, value in rule.trigger.thresholds.items()
    }
    return rule.model_copy(
        update={"trigger": rule.trigger.model_copy(update={"thresholds": thresholds})}
    )


def _faults(knowledge: Knowledge) -> list[str]:
    rules = [rule for each in knowledge.frameworks for rule in each.rules]
    heuristics = {each.id for each in knowledge.heuristics}
    sources = {each.id for each in knowledge.sources}
    ids = [each.id for each in rules] + [each.id for each in knowledge.heuristics]
    faults = [f"id {each} is used twice" for each in sorted({i for i in ids if ids.count(i) > 1})]
    cited = [(each.id, each.sources) for each in rules]
    cited += [(each.id, each.sources) for each in knowledge.heuristics]
    for entry, named in cited:
        faults += [f"{entry} names no source: {each}" for each in sorted({*named} - sources)]
    for rule in rules:
        unknown = sorted(set(rule.remedies) - heuristics)
        faults += [f"{rule.id} names no heuristic: {each}" for each in unknown]
        if rule.thresholds_from not in {"ours", *sources}:
            faults.append(f"{rule.id} takes thresholds from no source: {rule.thresholds_from}")
        faults += _metric_faults(rule)
    known = {rule.id for rule in rules}
    for tenet in (tenet for each in knowledge.frameworks for tenet in each.tenets):
        unknown = sorted(set(tenet.rules) - known)
        faults += [f"{tenet.name} is seen by no rule: {each}" for each in unknown]
    return faults


def _metric_faults(rule: Rule) -> list[str]:
    used = {name for _, name, _, _ in Formatter().parse(rule.statement) if name is not None}
    if rule.trigger is None:
        unknown = used - {"quote", *ALWAYS}
        return [f"{rule.id} uses unknown words: {sorted(unknown)}"] if unknown else []
    trigger = rule.trigger
    named = [trigger.metric, *(each.metric for each in trigger.only_if)]
    missing = [name for name in named if name not in METRICS]
    if missing:
        return [f"{rule.id} names no metric: {name}" for name in missing]
    faults = []
    if trigger.unit != METRICS[trigger.metric].unit:
        faults.append(f"{rule.id}: {trigger.metric} is in {METRICS[trigger.metric].unit}")
    unknown = used - {*METRICS[trigger.metric].words, *ALWAYS}
    if unknown:
        faults.append(f"{rule.id} uses unknown words: {sorted(unknown)}")
    return faults
