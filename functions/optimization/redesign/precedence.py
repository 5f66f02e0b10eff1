"""Whether a step needs the result of another: what the log, the model and the words say."""

from dataclasses import dataclass

from common.language import say
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.process import Process

REVERSED = 0.05  # share of the other order from which on the order is free
SEQUENTIAL = "lean-flow-sequential-mentioned"  # the rule that hears of independent steps in a row


@dataclass(frozen=True)
class Precedence:
    """``needed``: the second step needs the first one's result. ``certain``: no doubt is left."""

    needed: bool
    certain: bool
    evidence: str


def precedence(process: Process, first: str, second: str) -> Precedence:
    """Return what is known about the order of two steps that follow each other.

    Free where the log has both orders. Free until somebody objects where both are decisions, or
    both checks, of different roles: each judges something of its own. Needed where the second
    decides about what the first prepared, and where it is done only after one outcome of the
    first, whatever a text says of steps in general. Where nothing speaks for independence, the
    order stays.
    """
    other = reversed_share(process, (first, second))
    if other >= REVERSED:
        return Precedence(False, True, say("the log has both orders."))
    if _same_kind(process, first, second):
        return Precedence(False, False, say("both judge, and each something of its own."))
    if process.checks(second):
        return Precedence(True, True, say("it decides about what that step prepares or finds."))
    outcome = outcome_between(process, first, second)
    if outcome is not None:
        return Precedence(True, True, outcome)
    if any(each.rule == SEQUENTIAL for each in asking(process, "H10")):
        return Precedence(False, False, say("the text says that steps need not wait."))
    return Precedence(True, False, say("nothing shows that the order is free."))


def reversed_share(process: Process, pair: tuple[str, str]) -> float:
    """Return how often the second is directly before the first, of all times they are next.

    Doing one of them again shows no freedom of order: that many are not counted.
    """
    counts = {(t.source, t.target): t.count for t in process.facts.transitions}
    there, back = counts.get(pair, 0), counts.get((pair[1], pair[0]), 0)
    again = sum(each.repeated for each in process.facts.activities if each.activity in pair)
    return max(back - again, 0) / (there + back) if back else 0.0


def outcome_between(process: Process, first: str, second: str) -> str | None:
    """Return why the second is done only after some outcome of the first; ``None``: always."""
    for node in process.nodes(first):
        for way in process.model.ways_out[node]:
            ways = process.model.ways_out.get(way.target, [])
            chosen = [w for w in ways if w.probability is not None or w.conditions]
            leads = [second in _next_names(process, w.target) for w in chosen]
            if any(leads) and not all(leads):
                return say("it is done only after one outcome of it.")
    return None


def _next_names(process: Process, node: str) -> set[str | None]:
    return {process.shown.get(each) for each in process.next(node)}


def _same_kind(process: Process, first: str, second: str) -> bool:
    both_approve = process.approves(first) and process.approves(second)
    neither = not process.approves(first) and not process.approves(second)
    both_check = neither and process.checks(first) and process.checks(second)
    roles = process.role(first), process.role(second)
    different = roles[0] is None or roles[0] != roles[1]
    return (both_approve or both_check) and different
