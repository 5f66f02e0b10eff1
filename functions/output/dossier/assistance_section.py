"""What a language model contributed: apart from the rest, and marked as such."""

from collections.abc import Iterator

from common.language import say
from common.model.assistance import Assistance, Narrative
from common.model.language_model import ModelUse
from functions.output.dossier.content import Badge, Block, Bullets, Card, Section, Text
from functions.output.dossier.results import Results
from functions.output.dossier.wording import change, sentence


def assistance(results: Results) -> Section | None:
    """Return the section; ``None`` where no model was asked."""
    if not results.model_uses:
        return None
    asked, found = _asked(results.model_uses), results.assistance or Assistance()
    blocks: list[Block] = [
        *_narrative(found.narrative),
        *_explanations(results, found),
        *_suspicions(found),
        *_proposed(found),
    ]
    if not blocks:
        return Section("assistance", say("In other words"), (Text(asked, "note"),))
    about = say(
        "The text of this section is a language model's. Every number and name in it was held "
        "against the report, sentence by sentence; what did not agree was left out or replaced by "
        "the report's own words. No number, score or recommendation of this report depends on it."
    )
    return Section(
        "assistance", say("In other words"), (Text(about, "note"), *blocks, Text(asked, "note"))
    )


def _asked(uses: tuple[ModelUse, ...]) -> str:
    """Return how often models were asked, without an answer of use, and refused in part."""
    return say(
        "Language models were asked {asked} times ({models}); {silent} times there was no answer "
        "of use and this report does without; {dropped} statements did not hold the checks and "
        "were left out.",
        asked=len(uses),
        models=", ".join(sorted({use.model_id for use in uses})),
        silent=sum(use.outcome == "fell_back" for use in uses),
        dropped=sum(sum(use.dropped.values()) for use in uses),
    )


def _narrative(told: Narrative | None) -> Iterator[Block]:
    if told is None:
        return
    yield Text(" ".join(each.text for each in told.sentences), "lead")
    own = [each.text for each in told.sentences if each.by == "rules"]
    if own:
        yield Text(say("Of these sentences, the following are the report's own:"), "note")
        yield Bullets(tuple(own))


def _explanations(results: Results, found: Assistance) -> Iterator[Block]:
    statements = {finding.id: finding.statement for finding in results.assessment.findings}
    for each in found.explanations:
        if each.finding in statements:
            yield Card(
                "",
                sentence(statements[each.finding]),
                (Badge(say("how it may come about"), "assumed"),),
                (Text(each.text),),
            )


def _proposed(found: Assistance) -> Iterator[Block]:
    if not found.proposed:
        return
    yield Text(say("Proposed by the model and simulated, beside what is recommended:"), "note")
    yield Bullets(
        tuple(
            say(
                "{title}: mean cycle time {change}",
                title=each.title,
                change=change(each.effects[0], None),
            )
            for each in found.proposed
            if each.effects
        )
    )


def _suspicions(found: Assistance) -> Iterator[Block]:
    if not found.suspicions:
        return
    yield Text(say("Suspected, but not shown by the data:"), "note")
    yield Bullets(
        tuple(
            say(
                "{title} – the description says “{quote}”. To know: {needed}",
                title=each.title,
                quote=each.quote,
                needed=each.needed,
            )
            for each in found.suspicions
        )
    )
