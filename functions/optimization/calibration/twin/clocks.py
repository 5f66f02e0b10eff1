"""Whose clocks a process follows: read off its weekly rhythm, which shifts when clocks change."""

from dataclasses import dataclass

import numpy as np

from functions.optimization.calibration.twin.event_table import Floats
from functions.optimization.calibration.twin.working_time import (
    HOUR_S,
    from_local,
    local,
    second_of_week,
)

SUMMER_TIMES = ("Europe/London", "America/New_York", "Australia/Sydney")
CLEAR = 0.01  # gain in log-likelihood per instant that shows a change of clocks


@dataclass(frozen=True)
class Clock:
    """How the rhythm of a log relates to the times it records (which are taken as UTC).

    ``zone``: people work by the clocks of this zone. ``recorded_in``: the times are not UTC but
    what clocks of this zone showed; it is not UTC where times without a zone were read.
    ``model_in``: the clock of the model shows the time of this zone.
    """

    zone: str = "UTC"
    recorded_in: str = "UTC"
    model_in: str = "UTC"

    def instants(self, recorded_s: Floats) -> Floats:
        """Return the instants on the model's clock that were recorded as these times."""
        known = from_local(recorded_s, self.recorded_in)
        return local(known, self.model_in)

    def recorded(self, instants: Floats) -> Floats:
        """Return the times as which instants on the model's clock are recorded."""
        return local(from_local(instants, self.model_in), self.recorded_in)

    def kept_local(self) -> "Clock":
        """Return the clock of a model that keeps local time, in which weeks are all alike."""
        return Clock(recorded_in=self.recorded_in, model_in=self.zone)


def clock_of(recorded_s: Floats) -> Clock:
    """Return whose changes of clocks the weekly rhythm follows, or is recorded with.

    Only the rule for summer time can be seen in a log, not the place: the first zone that has
    the rule stands for all others with it.
    """
    candidates = [Clock()]
    for zone in SUMMER_TIMES:
        candidates += [Clock(zone=zone), Clock(recorded_in=zone)]
    scores = [_sharpness(second_of_week(c.instants(recorded_s), c.zone)) for c in candidates]
    best = int(np.argmax(scores))
    if scores[best] - scores[0] > 20 + CLEAR * recorded_s.size:
        return candidates[best]
    return candidates[0]


def _sharpness(seconds: Floats) -> float:
    """Return the log-likelihood of the hours of the week under their own frequencies."""
    counts = np.bincount((seconds // HOUR_S).astype(np.int64), minlength=168)
    counts = counts[counts > 0]
    return float(counts @ np.log(counts / seconds.size))
