"""What the recommended changes do to flexibility: variants that are handled, and the fast lane."""

from common.language import say, term
from common.metric_words import metric
from common.model.figure import Figure
from common.model.portfolio import Flexibility
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Cell,
    Table,
    Text,
    head,
    row_head,
    value,
    words,
)
from functions.output.dossier.results import Results

HANDLED = "variants_handled_share"
LEAST = 0.005  # of all cases: less is no loss


def flexibility_blocks(results: Results) -> list[Block]:
    """Return the table of both shares; nothing where they are not known."""
    found = results.portfolio.flexibility
    if not found:
        return []
    columns = head("Metric", "#As is", "#With the changes", "What it means and rests on")
    rows = tuple(_row(one) for one in found)
    return [Table(say("Flexibility: ways that cases can take"), columns, rows)]


def _row(one: Flexibility) -> tuple[Cell, ...]:
    after = one.to_be
    ends = ""
    if after.low is not None and after.high is not None and after.low < after.high:
        ends = f" ({figures.share(after.low)} – {figures.share(after.high)})"
    return (
        row_head(metric(one.metric)),
        _cell(one.as_is),
        value(figures.share(after.value) + ends, after.value, after.provenance),
        words(f"{term(after.provenance.value)}: {after.origin}"),
    )


def _cell(figure: Figure) -> Cell:
    return value(figures.share(figure.value), figure.value, figure.provenance)


def lost_variants(results: Results) -> list[Block]:
    """Say plainly where the recommended changes leave cases without a step; else nothing."""
    for one in results.portfolio.flexibility:
        lost = one.as_is.value - one.to_be.value
        if one.metric == HANDLED and lost >= LEAST:
            text = say(
                "Fewer variants are handled than today: only {share} of the cases still get every "
                "step that they get now. Whoever needs the steps left out must be asked first.",
                share=figures.share(one.to_be.value),
            )
            return [Text(text, "warning")]
    return []
