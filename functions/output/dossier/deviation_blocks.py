"""How cases differ from the discovered model, in plain words."""

from common.language import say, term
from common.model.conformance import Conformance, Deviation
from common.model.process_model import ProcessModel
from functions.output.dossier import figures
from functions.output.dossier.content import Bullets, Cell, Table, Text, head, row_head, value
from functions.output.dossier.results import Results

TOLD = 5  # deviations that are told in a sentence
KINDS = {"inserted": "done, not foreseen", "skipped": "missing where expected"}


def deviation_blocks(results: Results, model: ProcessModel) -> list[Text | Bullets | Table]:
    """Return the main deviations, then all that are listed; nothing where none was found."""
    found = results.facts.conformance
    if found is None:
        return []
    if not found.deviations:
        return [Text(_left_out(found), "note")] if found.left_out_cases else []
    known = {activity.id for activity in model.workflow.activities}
    told = tuple(deviation_sentence(results, one, known) for one in found.deviations[:TOLD])
    return [Text(_lead(found)), Bullets(told), deviation_table(results, found)]


def _lead(found: Conformance) -> str:
    differing, following = found.deviating_cycle_time, found.fitting_cycle_time
    deviating = 0 if differing is None else differing.n
    text = say(
        "{deviating} of {cases} ({share}) differ from this model",
        deviating=figures.grouped(deviating),
        cases=figures.plural(found.cases, "case"),
        share=figures.share(deviating / found.cases),
    )
    if differing is not None and following is not None:
        text = say(
            "{text}: mean cycle time {deviating_h}, of those that follow it {following_h}",
            text=text,
            deviating_h=figures.duration(differing.mean_h),
            following_h=figures.duration(following.mean_h),
        )
    caveat = say(
        "This alone is no fault: the model holds what the log shows often, and says nothing about "
        "what is right."
    )
    return f"{text}. {caveat} {_left_out(found)}".rstrip()


def _left_out(found: Conformance) -> str:
    if not found.left_out_cases or found.fitness.low is None:
        return ""
    return say(
        "Not compared: {cases} with rare or very long ways; if none of them fitted at all, fitness "
        "would be {fitness}.",
        cases=figures.plural(found.left_out_cases, "case"),
        fitness=figures.grouped(found.fitness.low, 3),
    )


def deviation_sentence(results: Results, one: Deviation, known: set[str]) -> str:
    values = {
        "step": results.step(one.activity),
        "cases": figures.plural(one.cases, "case"),
        "share": figures.share(one.share),
        "hours": figures.duration(one.mean_cycle_h),
    }
    if one.kind == "skipped":
        return say(
            "{step} is missing where the model expects it: {cases} ({share}), mean cycle time of "
            "these {hours}.",
            **values,
        )
    if one.activity in known:
        return say(
            "{step} is done where the model does not foresee it: {cases} ({share}), mean cycle "
            "time of these {hours}.",
            **values,
        )
    return say(
        "{step} is too rare to be in the model: {cases} ({share}), mean cycle time of these "
        "{hours}.",
        **values,
    )


def deviation_table(results: Results, found: Conformance) -> Table:
    more = found.unlisted_deviations
    caption = say("Deviations from the model")
    if more:
        more_words = figures.grouped(more)
        caption = say(
            "Deviations from the model, those of most cases ({more} more)", more=more_words
        )
    return Table(
        caption,
        head("Step", "Deviation", "#Cases", "#Share", "#Times", "#Mean cycle time"),
        tuple(_row(results, one) for one in found.deviations),
        folded=True,
    )


def _row(results: Results, one: Deviation) -> tuple[Cell, ...]:
    return (
        row_head(results.step(one.activity)),
        Cell(term(KINDS[one.kind])),
        value(figures.grouped(one.cases), one.cases),
        value(figures.share(one.share), one.share),
        value(figures.grouped(one.count), one.count),
        value(figures.duration(one.mean_cycle_h), one.mean_cycle_h),
    )
