"""How much is simulated: by the kind of analysis and its time box, never by the clock."""

from dataclasses import dataclass
from math import ceil

from common.model.submission import AnalysisType
from functions.optimization.simulation.engine import kernel

# One vCPU of a Lambda simulates about a million activities per second; models are compiled and
# judged between. A twentieth of that leaves room for slow machines and the other work of a stage.
ACTIVITIES_PER_S = 50_000.0
UNCOMPILED = 0.02  # of the speed, where the kernel is not compiled
LONGEST_S = 600.0  # what one invocation holds: a Lambda ends after 900 s
SHORT_TIME_BOX_S = 30.0  # below, every analysis is as large as a quick one
CHOOSING, SWINGING = 0.5, 0.2  # of all activities; the rest proves
LEAST_CASES = 100


@dataclass(frozen=True)
class Plan:
    """The sizes of a search.

    ``rounds``: replications after which the weak leave a race. ``width``: sets whose neighbours
    are tried at a time. ``proof``: fresh replications behind every claim. ``activities``: that
    may be simulated in all.
    """

    rounds: tuple[int, ...]
    width: int
    proof: int
    activities: float

    @property
    def choosing(self) -> float:
        """Activities that may be spent on finding the best sets."""
        return CHOOSING * self.activities


SIZES = {
    AnalysisType.COMPREHENSIVE: Plan((5, 10, 20), 6, 30, ACTIVITIES_PER_S),
    AnalysisType.TARGETED: Plan((5, 10, 20), 3, 20, ACTIVITIES_PER_S / 3),
    AnalysisType.QUICK: Plan((5, 10), 2, 10, ACTIVITIES_PER_S / 15),
}


def plan_of(analysis_type: AnalysisType, time_box_s: float) -> Plan:
    """Return the sizes for a kind of analysis that may take so many seconds."""
    short = time_box_s < SHORT_TIME_BOX_S
    size = SIZES[AnalysisType.QUICK if short else analysis_type]
    speed = 1.0 if kernel.COMPILED else UNCOMPILED
    seconds = max(SHORT_TIME_BOX_S, min(time_box_s, LONGEST_S))
    return Plan(size.rounds, size.width, size.proof, size.activities * seconds * speed)


@dataclass(frozen=True)
class Cases:
    """Cases of a replication: the first ones, which find the process empty, and the measured."""

    lead: int
    measured: int


def cases_of(
    plan: Plan, changes: int, in_process: float, activities_per_case: float, most: int = 1_000
) -> Cases:
    """Return how many cases a replication needs, and no more than the plan can pay for.

    It is begun with twice the cases that are in process on average; as many, and at least 200,
    are measured. The proof of all changes may take what choosing and swings leave.
    """
    lead = min(max(50, ceil(2 * in_process)), most)
    measured = max(200, lead)
    runs = (changes + 20) * plan.proof
    left = (1 - CHOOSING - SWINGING) * plan.activities
    payable = left / (runs * max(activities_per_case, 1.0))
    share = min(1.0, payable / (lead + measured))
    measured = max(LEAST_CASES, int(share * measured))
    return Cases(int(share * lead), measured)
