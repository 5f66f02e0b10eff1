"""All operators, and what they propose for a process within its guards."""

from collections.abc import Callable
from dataclasses import dataclass

from common.model.limits import NO_LIMITS, Limits
from common.model.portfolio import Advice, Stop
from functions.optimization.redesign.guards import Guard, Guarding
from functions.optimization.redesign.operators import (
    approvals,
    authority,
    batches,
    composition,
    flow,
    gaps,
    hours,
    intake,
    limits,
    omission,
    order,
    outside,
    parallelism,
    people,
    periodic,
    pools,
    priorities,
    relief,
    responsibility,
    resubmission,
    skills,
    sorting,
    steps,
    systems,
)
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.redesign.remedies import Adviser

Operator = Callable[[Process], list[Proposal]]  # most promising first

OPERATORS: tuple[Operator, ...] = (  # eliminate, simplify, rearrange, reassign, add, automate
    omission.eliminations,
    steps.empowerments,
    authority.delegations,
    composition.compositions,
    composition.fewer_hands,
    composition.splits,
    resubmission.pre_validations,
    gaps.told_gaps,
    intake.control_relocations,
    intake.interfaces,
    intake.templates,
    order.knock_outs,
    order.resequencings,
    parallelism.parallel_pairs,
    approvals.parallel_approvals,
    sorting.triages,
    sorting.exceptions,
    sorting.fast_lanes,
    sorting.case_types,
    batches.case_based_work,
    batches.batch_sizes,
    periodic.batch_removals,
    hours.daily_hours,
    flow.aligned_hours,
    flow.wip_caps,
    priorities.priorities,
    systems.integrations,
    limits.time_limits,
    outside.contact_reductions,
    outside.buffers,
    outside.trusted_parties,
    responsibility.case_managers,
    responsibility.case_assignments,
    responsibility.customer_teams,
    responsibility.split_responsibilities,
    pools.flexible_assignments,
    pools.centralisations,
    people.flexible_people,
    skills.generalisations,
    skills.specialisations,
    relief.deputies,
    pools.moved_capacity,
    people.extra_people,
    relief.reliefs,
    steps.automations,
    outside.outsourcings,
)
MOST, MOST_STOPPED = 2, 2  # of one operator


@dataclass(frozen=True)
class Rules:
    """What no change may break, and who advises where none can be simulated.

    ``guards`` and ``adviser`` are of the knowledge base, ``limits`` of the organisation.
    """

    guards: tuple[Guard, ...] = ()
    limits: Limits = NO_LIMITS
    adviser: Adviser | None = None


NO_RULES = Rules()


@dataclass(frozen=True)
class Considered:
    """What operators propose: ``stopped`` are those that a guard did not let through."""

    proposals: tuple[Proposal, ...]
    stopped: tuple[tuple[Proposal, Stop], ...]
    notes: tuple[str, ...]
    advice: tuple[Advice, ...] = ()


def considered(process: Process, rules: Rules = NO_RULES) -> Considered:
    """Return every redesign whose preconditions the process meets, at most two of an operator.

    What a guard stops takes nobody's place: the next best of the operator is proposed.
    """
    guarding = Guarding(process, rules.guards, rules.limits)
    proposals: list[Proposal] = []
    stopped: list[tuple[Proposal, Stop]] = []
    for operator in OPERATORS:
        rulings = [(each, guarding.ruling(each)) for each in operator(process)]
        known = {each.id for each in proposals}
        free = [ruled for _, ruled in rulings if isinstance(ruled, Proposal)]
        proposals += [each for each in free if each.id not in known][:MOST]
        stops = [(each, ruled) for each, ruled in rulings if isinstance(ruled, Stop)]
        stopped += stops[:MOST_STOPPED]
    advice = () if rules.adviser is None else rules.adviser.advice(process, proposals)
    return Considered(tuple(proposals), tuple(stopped), guarding.not_understood, advice)


def offered(process: Process, rules: Rules = NO_RULES) -> tuple[Proposal, ...]:
    """Return every redesign within the guards, also those that others of their operator outdo."""
    found = {each.id: each for operator in OPERATORS for each in operator(process)}
    return tuple(found[name] for name in sorted(found) if allowed(process, rules, found[name]))


def allowed(process: Process, rules: Rules, proposal: Proposal) -> bool:
    """Whether the guards let a proposal through."""
    ruling = Guarding(process, rules.guards, rules.limits).ruling(proposal)
    return isinstance(ruling, Proposal)


def candidates(process: Process, rules: Rules = NO_RULES) -> list[Proposal]:
    """Return what may be tried."""
    return list(considered(process, rules).proposals)
