"""All operators, in the order eliminate, simplify, rearrange, control, staff."""

from collections.abc import Callable

from functions.optimization.redesign.batching import batch_removals
from functions.optimization.redesign.candidate import Candidate
from functions.optimization.redesign.capacity import capacity_changes
from functions.optimization.redesign.empowerment import empowerments
from functions.optimization.redesign.parallelism import parallel_approvals
from functions.optimization.redesign.pre_validation import pre_validations
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.time_limit import time_limits

Operator = Callable[[Process], list[Candidate]]

OPERATORS: tuple[Operator, ...] = (
    empowerments,
    pre_validations,
    batch_removals,
    parallel_approvals,
    time_limits,
    capacity_changes,
)


def candidates(process: Process) -> list[Candidate]:
    """Return every redesign whose preconditions the process meets."""
    return [candidate for operator in OPERATORS for candidate in operator(process)]
