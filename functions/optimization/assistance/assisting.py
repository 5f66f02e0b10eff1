"""All that a language model contributes to the redesigns."""

from common.model.assistance import Assistance
from common.model.language_model import LanguageModel
from functions.optimization.assistance.proposing import proposed
from functions.optimization.redesign.catalogue import Rules, allowed, offered
from functions.optimization.redesign.portfolio import WorkedOut
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine.simulation import Size

SIZE = Size(replications=20, cases=300)
MOST_FINDINGS = 10


def with_proposals(
    before: Assistance | None, model: LanguageModel, made: WorkedOut, rules: Rules, seed: int
) -> Assistance | None:
    """Return what a model contributed so far, with the redesigns that it proposes, simulated."""
    process, portfolio = made.process, made.portfolio
    if process is None:
        return before
    titles = {redesign.id: redesign.title for redesign in portfolio.redesigns}
    told = {
        "findings": "\n".join(f.statement for f in process.assessment.findings[:MOST_FINDINGS]),
        "recommended": "\n".join(titles.get(each, each) for each in portfolio.recommended),
    }
    found = proposed(
        model,
        offered(process, rules),
        told,
        lambda each: allowed(process, rules, each),
        process.model,
        TwinLaboratory(process.twin, seed, SIZE).metrics,
    )
    if not found:
        return before
    return (before or Assistance()).model_copy(update={"proposed": found})
