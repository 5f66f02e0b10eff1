"""How near the simulation comes to cases that it has not seen."""

from common.language import say, term
from common.metric_words import plain_words
from common.model.portfolio import Judgement
from functions.output.dossier import figures
from functions.output.dossier.content import Block, Cell, Table, Text, head, row_head, value

MEASURES = {
    "two_grams": "Two steps in a row",
    "three_grams": "Three steps in a row",
    "absolute_events_h": "When steps happen",
    "relative_events_h": "When steps happen within their case",
    "circadian_events_h": "Time of day of steps",
    "case_arrivals_h": "When cases arrive",
    "cycle_time_h": "Cycle time",
}


def judged(judgement: Judgement) -> list[Block]:
    """Return in words and in a table how far simulated cases are from later ones."""
    fitted = figures.plural(judgement.fitted_cases, "case")
    lead = say(
        "A simulation built from {fitted} was compared with the {judged} that came after them, "
        "which it had not seen. The distance is how far simulated cases are from these on average: "
        "0 is no difference. Chance is the distance between random halves of the later cases, "
        "which nothing can be expected to undercut. Change is the distance between the cases just "
        "before and the later ones: how much the process itself has changed.",
        fitted=fitted,
        judged=figures.plural(judgement.judged_cases, "case"),
    )
    rows = tuple(
        (
            row_head(term(MEASURES.get(one.measure, plain_words(one.measure)))),
            value(figures.quantity(one.distance, one.unit), one.distance),
            value(figures.quantity(one.floor, one.unit), one.floor),
            Cell("–", numeric=True)  # the future is not when the past was
            if one.change is None
            else value(figures.quantity(one.change, one.unit), one.change),
        )
        for one in judgement.distances
    )
    columns = head("What is compared", "#Distance", "#Chance", "#Change")
    return [
        Text(lead),
        Table(say("The simulation beside cases that it has not seen"), columns, rows),
    ]
