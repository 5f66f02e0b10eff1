"""What the report says about the process model that was discovered from the log."""

from common.language import say
from common.model.figure import Figure
from common.model.process_model import Attempt, ProcessModel
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Bullets,
    Cell,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
)
from functions.output.dossier.deviation_blocks import deviation_blocks
from functions.output.dossier.results import Results

NAMED = 8  # rare steps that are named


def model_blocks(results: Results) -> list[Text | Bullets | Table]:
    """Return the figures of the model, how cases differ from it, and the others that were tried.

    Nothing without a model.
    """
    model = results.model
    if model is None:
        return []
    fit = results.facts.conformance or model  # it compares more cases than the discovery does
    return [
        _summary(model, fit.fitness, fit.fitting_cases),
        *deviation_blocks(results, model),
        _attempts(model),
    ]


def _summary(model: ProcessModel, fitness: Figure, fitting: Figure) -> Text:
    told = [
        say(
            "The file model.bpmn beside this report holds the process as the log shows it (BPMN "
            "2.0, with the share of cases on each way)."
        ),
        say(
            "Fitness {fitness}: so much of what happened the model allows; {share} of the cases "
            "follow it without deviation.",
            fitness=figures.grouped(fitness.value, 3),
            share=figures.share(fitting.value),
        ),
    ]
    if model.precision is not None:
        precision = figures.grouped(model.precision.value, 3)
        told.append(
            say(
                "Precision {precision}: so much of what the model allows was seen.",
                precision=precision,
            )
        )
    told.append(
        say(
            "Noise threshold {noise}, mined from the most frequent variants with {share} of the "
            "cases.",
            noise=figures.grouped(model.noise_threshold, 2),
            share=figures.share(model.case_share),
        )
    )
    if model.left_out:
        named = ", ".join(model.left_out[:NAMED])
        more = len(model.left_out) - NAMED
        if more > 0:
            named = say("{items} and {more} more", items=named, more=more)
        told.append(say("Too rare to be in it: {steps}.", steps=named))
    return Text(" ".join(told), "note")


def _attempts(model: ProcessModel) -> Table:
    ranked = sorted(model.attempts, key=lambda one: (-one.f_measure, -one.fitness))
    return Table(
        say("Process models that were compared"),
        head(
            "Share of cases mined",
            "#Noise threshold",
            "#Fitness",
            "#Precision",
            "#F-measure",
            "#Steps",
        ),
        tuple(map(_row, ranked)),
        folded=True,
    )


def _row(one: Attempt) -> tuple[Cell, ...]:
    precision = not_known()
    if one.precision is not None:
        precision = value(figures.grouped(one.precision, 3), one.precision)
    return (
        row_head(figures.share(one.case_share)),
        value(figures.grouped(one.noise_threshold, 2), one.noise_threshold),
        value(figures.grouped(one.fitness, 3), one.fitness),
        precision,
        value(figures.grouped(one.f_measure, 3), one.f_measure),
        value(figures.grouped(one.activities), one.activities),
    )
