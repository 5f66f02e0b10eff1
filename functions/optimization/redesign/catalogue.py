"""All operators, and what they propose for a process within its guards."""

from collections.abc import Callable
from dataclasses import dataclass

from common.model.limits import NO_LIMITS, Limits
from common.model.portfolio import Stop
from functions.optimization.redesign.guards import Guard, Guarding
from functions.optimization.redesign.operators.approvals import parallel_approvals
from functions.optimization.redesign.operators.hours import daily_hours
from functions.optimization.redesign.operators.limits import time_limits
from functions.optimization.redesign.operators.parallelism import parallel_pairs
from functions.optimization.redesign.operators.people import extra_people, flexible_people
from functions.optimization.redesign.operators.periodic import batch_removals
from functions.optimization.redesign.operators.priorities import priorities
from functions.optimization.redesign.operators.resubmission import pre_validations
from functions.optimization.redesign.operators.steps import automations, empowerments
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal

Operator = Callable[[Process], list[Proposal]]  # most promising first

OPERATORS: tuple[Operator, ...] = (
    empowerments,
    pre_validations,
    time_limits,
    batch_removals,
    parallel_approvals,
    daily_hours,
    parallel_pairs,
    automations,
    priorities,
    flexible_people,
    extra_people,
)
MOST, MOST_STOPPED = 2, 2  # of one operator


@dataclass(frozen=True)
class Rules:
    """What no change may break: the guards of the knowledge base, the organisation's limits."""

    guards: tuple[Guard, ...] = ()
    limits: Limits = NO_LIMITS


NO_RULES = Rules()


@dataclass(frozen=True)
class Considered:
    """What operators propose: ``stopped`` are those that a guard did not let through."""

    proposals: tuple[Proposal, ...]
    stopped: tuple[tuple[Proposal, Stop], ...]
    notes: tuple[str, ...]


def considered(process: Process, rules: Rules = NO_RULES) -> Considered:
    """Return every redesign whose preconditions the process meets, at most two of an operator.

    What a guard stops takes nobody's place: the next best of the operator is proposed.
    """
    guarding = Guarding(process, rules.guards, rules.limits)
    proposals: list[Proposal] = []
    stopped: list[tuple[Proposal, Stop]] = []
    for operator in OPERATORS:
        rulings = [(each, guarding.ruling(each)) for each in operator(process)]
        proposals += [ruled for _, ruled in rulings if isinstance(ruled, Proposal)][:MOST]
        stops = [(each, ruled) for each, ruled in rulings if isinstance(ruled, Stop)]
        stopped += stops[:MOST_STOPPED]
    return Considered(tuple(proposals), tuple(stopped), guarding.not_understood)


def candidates(process: Process, rules: Rules = NO_RULES) -> list[Proposal]:
    """Return what may be tried."""
    return list(considered(process, rules).proposals)
