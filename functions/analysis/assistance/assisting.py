"""All that a language model contributes to an analysis."""

from common.model.assessment import Assessment
from common.model.assistance import Assistance
from common.model.language_model import LanguageModel
from common.model.workflow import Workflow
from functions.analysis.assistance.explanations import explanations
from functions.analysis.assistance.suspicions import suspicions
from functions.analysis.frameworks.knowledge import Knowledge


def assistance(
    model: LanguageModel, workflow: Workflow, knowledge: Knowledge, assessment: Assessment
) -> Assistance | None:
    """Return suspicions and explanations; ``None`` where there are none."""
    found = Assistance(
        suspicions=suspicions(model, workflow.circumstances, knowledge, assessment.findings),
        explanations=explanations(model, assessment.findings, workflow),
    )
    return found if found.suspicions or found.explanations else None
