"""How cases differ from the discovered model, in plain words."""

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
    told = tuple(_sentence(results, one, known) for one in found.deviations[:TOLD])
    return [Text(_lead(found)), Bullets(told), _table(results, found)]


def _lead(found: Conformance) -> str:
    differing, following = found.deviating_cycle_time, found.fitting_cycle_time
    deviating = 0 if differing is None else differing.n
    verb = "differs" if deviating == 1 else "differ"
    text = (
        f"{figures.grouped(deviating)} of {figures.plural(found.cases, 'case')} "
        f"({figures.share(deviating / found.cases)}) {verb} from this model"
    )
    if differing is not None and following is not None:
        text += (
            f": mean cycle time {figures.duration(differing.mean_h)}, of those that follow it "
            f"{figures.duration(following.mean_h)}"
        )
    text += (
        ". This alone is no fault: the model holds what the log shows often, and says nothing "
        "about what is right. "
    )
    return (text + _left_out(found)).rstrip()


def _left_out(found: Conformance) -> str:
    if not found.left_out_cases or found.fitness.low is None:
        return ""
    return (
        f"Not compared: {figures.plural(found.left_out_cases, 'case')} with rare or very long "
        "ways; if none of them fitted at all, fitness would be "
        f"{figures.grouped(found.fitness.low, 3)}."
    )


def _sentence(results: Results, one: Deviation, known: set[str]) -> str:
    cases = f"{figures.plural(one.cases, 'case')} ({figures.share(one.share)})"
    step = results.step(one.activity)
    if one.kind == "skipped":
        text = f"{step} is missing in {cases} where the model expects it"
    elif one.activity in known:
        text = f"{step} is done in {cases} where the model does not foresee it"
    else:
        text = f"{step}, which is too rare to be in the model, is done in {cases}"
    return f"{text}; mean cycle time of these {figures.duration(one.mean_cycle_h)}."


def _table(results: Results, found: Conformance) -> Table:
    more = found.unlisted_deviations
    caption = "Deviations from the model"
    return Table(
        f"{caption}, those of most cases ({figures.grouped(more)} more)" if more else caption,
        head("Step", "Deviation", "#Cases", "#Share", "#Times", "#Mean cycle time"),
        tuple(_row(results, one) for one in found.deviations),
        folded=True,
    )


def _row(results: Results, one: Deviation) -> tuple[Cell, ...]:
    return (
        row_head(results.step(one.activity)),
        Cell(KINDS[one.kind]),
        value(figures.grouped(one.cases), one.cases),
        value(figures.share(one.share), one.share),
        value(figures.grouped(one.count), one.count),
        value(figures.duration(one.mean_cycle_h), one.mean_cycle_h),
    )
