"""All operators, in the order eliminate, simplify, rearrange, control, staff."""

from collections.abc import Callable

from functions.optimization.redesign.elapsed.batching import batch_removals
from functions.optimization.redesign.elapsed.capacity import capacity_changes
from functions.optimization.redesign.elapsed.empowerment import empowerments
from functions.optimization.redesign.elapsed.parallelism import parallel_approvals
from functions.optimization.redesign.elapsed.pre_validation import pre_validations
from functions.optimization.redesign.elapsed.process import Process
from functions.optimization.redesign.elapsed.time_limit import time_limits
from functions.optimization.redesign.proposal import Proposal

Operator = Callable[[Process], list[Proposal]]

OPERATORS: tuple[Operator, ...] = (
    empowerments,
    pre_validations,
    batch_removals,
    parallel_approvals,
    time_limits,
    capacity_changes,
)


def candidates(process: Process) -> list[Proposal]:
    """Return every redesign whose preconditions the process meets."""
    return [candidate for operator in OPERATORS for candidate in operator(process)]
