"""How much is simulated: by the kind of analysis and its time box, never by the clock."""

from dataclasses import dataclass, replace
from math import ceil, sqrt

from common.model.submission import AnalysisType
from functions.optimization.simulation.engine import kernel

# One vCPU of a Lambda simulates about a million activities per second; models are compiled and
# judged between. A tenth of that leaves room for slow machines and the other work of a stage.
ACTIVITIES_PER_S = 100_000.0
UNCOMPILED = 0.02  # of the speed, where the kernel is not compiled
LONGEST_S = 600.0  # what one invocation holds: a Lambda ends after 900 s
SHORT_TIME_BOX_S = 30.0  # below, every analysis is as large as a quick one
CHOOSING, SWINGING = 0.5, 0.2  # of all activities; the rest proves
LEAST_CASES, MOST_LEAD = 100, 1_000


@dataclass(frozen=True)
class Plan:
    """The sizes of a search.

    ``rounds``: replications after which the weak leave a race. ``width``: sets whose neighbours
    are tried at a time. ``proof``: fresh replications behind every claim. ``activities``: that
    may be simulated in all. ``patience``: how often neighbours are tried that are foreseen to be
    dominated, where no others are left: what changes do together is foreseen from pairs only.
    """

    rounds: tuple[int, ...]
    width: int
    proof: int
    activities: float
    patience: int = 0

    @property
    def choosing(self) -> float:
        """Activities that may be spent on finding the best sets."""
        return CHOOSING * self.activities


SIZES = {
    AnalysisType.COMPREHENSIVE: Plan((5, 10, 20), 6, 30, ACTIVITIES_PER_S, 8),
    AnalysisType.TARGETED: Plan((5, 10, 20), 3, 20, ACTIVITIES_PER_S / 3, 2),
    AnalysisType.QUICK: Plan((5, 10), 2, 20, ACTIVITIES_PER_S / 40),
}


def plan_of(analysis_type: AnalysisType, time_box_s: float) -> Plan:
    """Return the sizes for a kind of analysis that may take so many seconds."""
    short = time_box_s < SHORT_TIME_BOX_S
    size = SIZES[AnalysisType.QUICK if short else analysis_type]
    speed = 1.0 if kernel.COMPILED else UNCOMPILED
    seconds = max(SHORT_TIME_BOX_S, min(time_box_s, LONGEST_S))
    return replace(size, activities=size.activities * seconds * speed)


@dataclass(frozen=True)
class Cases:
    """Cases of a replication: the first ones, which find the process empty, the measured, and
    the last ones, after which no more come."""

    lead: int
    measured: int
    tail: int


@dataclass(frozen=True)
class FirstLook:
    """What a short simulation and the load say of the process as it is."""

    in_process: float  # cases at a time
    activities_per_case: float
    load: float  # of the busiest people, 1: always busy


def cases_of(plan: Plan, changes: int, look: FirstLook) -> Cases:
    """Return how many cases a replication needs, and no more than the plan can pay for.

    It is begun with twice the cases that are in process on average, or with three times those in
    which a queue forgets that it was empty, and ended with as many as the former. The proof of all
    changes may take what choosing and swings leave.
    """
    lead = min(max(50, ceil(2 * look.in_process), ceil(3 * forgetting(look.load))), MOST_LEAD)
    measured = max(200, lead // 2)
    runs = (changes + 20) * plan.proof
    left = (1 - CHOOSING - SWINGING) * plan.activities
    payable = int(left / (runs * max(look.activities_per_case, 1.0)))
    tail = min(max(20, ceil(2 * look.in_process)), MOST_LEAD // 2)
    total = max(LEAST_CASES, min(lead + measured + tail, payable))
    lead, tail = min(lead, total // 2), min(tail, total // 4)
    return Cases(lead, max(LEAST_CASES, total - lead - tail), tail)


def forgetting(load: float) -> float:
    """Return the cases in which a queue's distance to its long run falls to 1/e.

    Source: Odoni and Roth, *An empirical investigation of the transient behavior of stationary
    queueing systems* (1983), for exponential times; in cases that come, of any number of people.
    """
    load = min(max(load, 0.0), 0.99)
    return load / (1.4 * (1 - sqrt(load)) ** 2)
