"""Where findings ask for a heuristic."""

from common.model.assessment import Finding, Severity
from functions.optimization.redesign.process import Process

ASKING = frozenset({Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL})


def asking(process: Process, heuristic: str) -> tuple[Finding, ...]:
    """Return the findings of severity medium or more that name a heuristic as a remedy."""
    return tuple(
        finding
        for finding in process.assessment.findings
        if finding.severity in ASKING and heuristic in finding.remedies
    )


def places(process: Process, heuristic: str) -> frozenset[str]:
    """Return the activities that findings ask a heuristic for; none: they name no activity."""
    found = set()
    for finding in asking(process, heuristic):
        if finding.where.activity is not None:
            found.add(finding.where.activity)
        elif finding.where.flow is not None:
            found.add(finding.where.flow[1])
    return frozenset(found & set(process.activities))
