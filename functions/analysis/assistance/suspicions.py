"""Sentences that may tell of a rule: a model maps them, the quotation and the rule are checked."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from common.model.assessment import Finding
from common.model.assistance import Suspicion
from common.model.language_model import LanguageModel, Question
from common.prompting.prompts import prompt
from functions.analysis.frameworks.knowledge import Knowledge, Rule, RuleFile

PROMPTS = Path(__file__).parent.parent / "prompts"
TASK = "analysis.suspicions"
MOST_CHARACTERS = 40_000
LEAST_QUOTE = 12  # characters


class Mapped(BaseModel):
    """A rule that a sentence tells of."""

    rule: str
    quote: str = Field(description="The words that tell of it, verbatim.")


class Mappings(BaseModel):
    """What a description tells of."""

    found: list[Mapped] = Field(max_length=60)


def suspicions(
    model: LanguageModel,
    circumstances: Sequence[str],
    knowledge: Knowledge,
    findings: Sequence[Finding],
) -> tuple[Suspicion, ...]:
    """Return rules that a model sees in the submitter's words and that are no findings already."""
    rules = {rule.id: (file, rule) for file in knowledge.frameworks for rule in file.rules}
    told = {name: pair for name, pair in rules.items() if pair[1].phrases is not None}
    text = "\n".join(circumstances)[:MOST_CHARACTERS]
    if not text.strip() or not told:
        return ()
    ours = prompt(PROMPTS, "suspicions")
    listed = "\n".join(f"- {n}: {rule.title}. {rule.rationale}" for n, (_, rule) in told.items())
    question = Question(
        TASK,
        ours.instructions.replace("{rules}", listed),
        {"description": text},
        Mappings,
        ours.examples,
    )
    answer = model.ask(question)
    if answer is None:
        return ()
    known = {finding.rule for finding in findings}
    known |= {view.rule for finding in findings for view in finding.views}
    kept, dropped = _checked(answer, circumstances, told, known)
    model.judged(TASK, len(kept), dropped)
    return tuple(kept)


def _checked(
    answer: Mappings,
    circumstances: Sequence[str],
    told: dict[str, tuple[RuleFile, Rule]],
    known: set[str],
) -> tuple[list[Suspicion], Counter[str]]:
    kept: dict[str, Suspicion] = {}
    dropped: Counter[str] = Counter()
    plain = [_plain(each) for each in circumstances]
    for mapped in answer.found:
        quote = _plain(mapped.quote)
        if mapped.rule not in told:
            dropped["rule that does not exist"] += 1
        elif len(quote) < LEAST_QUOTE or not any(quote in each for each in plain):
            dropped["quotation that is not there"] += 1
        elif mapped.rule in known or mapped.rule in kept:
            dropped["known already"] += 1
        else:
            kept[mapped.rule] = _suspicion(*told[mapped.rule], mapped.quote)
    return [kept[name] for name in sorted(kept)], dropped


def _suspicion(file: RuleFile, rule: Rule, quote: str) -> Suspicion:
    return Suspicion(
        rule=rule.id,
        framework=file.framework,
        principle=rule.principle,
        title=rule.title,
        quote=" ".join(quote.split())[:500],
        needed=rule.evidence,
        remedies=rule.remedies,
    )


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).strip(" .,;:\"'")
