"""What a set of changes is worth, and what it takes, in one unit: so that it can be chosen by both.

Money per case where it is known what cases and work cost, else hours of cycle time of a case, which
take nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from common.model.figure import Figure
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.effects import GOAL, Metrics, gain

HOURS_OF_DAY = 24.0


def _nothing(proposal: Proposal) -> float:
    del proposal
    return 0.0


@dataclass(frozen=True)
class Worth:
    """What is gained by an hour of cycle time, and what changes take.

    ``hour``: worth of one case that ends an hour sooner. ``saved``: worth of one unit of the first
    of these metrics that is simulated. ``realised``: the part of a saving that becomes money; more
    work costs in full. ``price``: of a change, per case. ``one_off``: of a change, once and in all.
    ``day``: the worth of a day sooner as it is reported.
    """

    hour: float = 1.0
    saved: tuple[tuple[str, float], ...] = ()
    realised: float = 1.0
    price: Callable[[Proposal], float] = _nothing
    one_off: Callable[[Proposal], float] = _nothing
    day: Figure | None = None

    def of(self, before: Metrics, after: Metrics) -> float:
        """Return what a case gains by what changes between two simulations."""
        return self.hour * gain(before, after, GOAL) + self.work(before, after)

    def work(self, before: Metrics, after: Metrics) -> float:
        """Return what a case gains by less work."""
        for metric, each in self.saved:
            if metric in before and metric in after:
                less = each * gain(before, after, metric)
                return less * self.realised if less > 0 else less
        return 0.0

    def of_day(self, before: Metrics, after: Metrics, price: float) -> float | None:
        """Return what a case that ends a day sooner has to be worth for a change to be worth its
        price, nothing where it is anyway; ``None`` where nothing ends sooner."""
        sooner_days = gain(before, after, GOAL) / HOURS_OF_DAY
        left = price - self.work(before, after)
        if left <= 0:
            return 0.0
        return left / sooner_days if sooner_days > 0 else None


FREE = Worth()
