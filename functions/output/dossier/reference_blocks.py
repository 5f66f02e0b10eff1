"""How cases differ from the model that was submitted beside the log, in plain words."""

from dataclasses import replace

from common.language import say
from functions.output.dossier import figures
from functions.output.dossier.content import Bullets, Table, Text
from functions.output.dossier.deviation_blocks import (
    TOLD,
    deviation_sentence,
    deviation_table,
)
from functions.output.dossier.results import Results

NAMED = 8  # steps of the model that the log lacks


def reference_blocks(results: Results) -> list[Text | Bullets | Table]:
    """Return the fit of the log to the submitted model; nothing where none was submitted."""
    found = results.facts.reference_conformance
    if found is None:
        reason = results.facts.not_known.get("reference_conformance")
        if reason is None:
            return []
        text = say("The log was not compared with the submitted model: {reason}.", reason=reason)
        return [Text(text, "note")]
    text = say(
        "Compared with the submitted model “{name}”: fitness {fitness}, {share} of {cases} cases "
        "follow it without deviation.",
        name=found.model_name or "",
        fitness=figures.grouped(found.fitness.value, 3),
        share=figures.share(found.fitting_cases.value),
        cases=figures.grouped(found.cases),
    )
    if found.only_in_model:
        named = ", ".join(found.only_in_model[:NAMED])
        text += " " + say("Steps of the model that the log does not know: {names}.", names=named)
    if not found.deviations:
        return [Text(text)]
    known = {activity.id for activity in results.workflow.activities}
    told = tuple(deviation_sentence(results, one, known) for one in found.deviations[:TOLD])
    table = replace(
        deviation_table(results, found), caption=say("Deviations from the submitted model")
    )
    return [Text(text), Bullets(told), table]
