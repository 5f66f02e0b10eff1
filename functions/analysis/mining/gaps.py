"""What a log cannot tell, why, and which data would settle it."""

from collections.abc import Iterator, Mapping
from typing import Any

from common.language import term
from common.model.facts import Remedy
from functions.analysis.mining.calendars import ALWAYS, NO_HOURS, TOO_FEW
from functions.analysis.mining.conformance import AMBIGUOUS, TOO_LONG
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.working import A_CENTURY

NO_STARTS = "needs start times: the log tells completions only"
NO_RESOURCES = "needs to know who did what: the log names no resources"
NO_ROLES = "the log names no roles"
SETTLED_BY: dict[str, Remedy] = {
    NO_STARTS: "start_times",
    NO_RESOURCES: "resources",
    NO_ROLES: "roles",
    NO_HOURS: "times_of_day",
    TOO_FEW: "longer_period",
}
REASONS = (*SETTLED_BY, ALWAYS, A_CENTURY, AMBIGUOUS, TOO_LONG)


def gaps(steps: Steps, tried: Mapping[str, object]) -> dict[str, Any]:
    """Return the fields of ``Facts`` that tell what is absent; ``tried`` may hold a reason."""
    reasons = {name: reason for name, reason in tried.items() if isinstance(reason, str)}
    reasons |= dict(_absent(steps))
    return {
        "not_known": {name: term(reason) for name, reason in reasons.items()},
        "settled_by": {n: SETTLED_BY[why] for n, why in reasons.items() if why in SETTLED_BY},
    }


def _absent(steps: Steps) -> Iterator[tuple[str, str]]:
    if not steps.has_starts:
        for name in ("time_parts", "batches", "waiting_causes", "utilisation"):
            yield name, NO_STARTS
    elif not steps.resources:
        for name in ("batches", "waiting_causes", "utilisation"):
            yield name, NO_RESOURCES
    if not steps.resources:
        yield "resources", NO_RESOURCES
    if not steps.roles:
        for name in ("handoffs", "ping_pong", "roles"):
            yield name, NO_ROLES
