"""Present values and payback of cash flows: one number per month, or one row per draw."""

import numpy as np

from functions.optimization.simulation.engine.run import Floats

MONTHS_PER_YEAR = 12


def present_value(flows: Floats, rate: float | Floats, years: Floats) -> Floats:
    """Return what flows at these times are worth at time 0, at a rate per year.

    The last axis of ``flows`` is time; a flow at 0 counts in full. Source: Gitman, Principles of
    Managerial Finance, Brief, 3rd ed. (2003), p. 346.
    """
    growth = np.asarray(1.0 + np.asarray(rate))[..., np.newaxis]
    return np.asarray((flows * growth ** -np.asarray(years, dtype=float)).sum(axis=-1))


def month_years(months: int) -> Floats:
    """Return the times of months 0 to ``months`` in years."""
    return np.arange(months + 1) / MONTHS_PER_YEAR


def payback_months(flows: Floats) -> Floats:
    """Return from when on the sum of the flows stays at or above zero; infinite where it is not.

    Between the ends of two months the sum is taken to change evenly.
    """
    sums = np.atleast_2d(np.cumsum(flows, axis=-1))
    months = sums.shape[-1]
    below = sums < 0
    last = np.where(below.any(axis=-1), months - 1 - np.argmax(below[:, ::-1], axis=-1), -1)
    rows = np.arange(sums.shape[0])
    before = sums[rows, np.clip(last, 0, months - 1)]
    after = sums[rows, np.clip(last + 1, 0, months - 1)]
    gained = np.where(after > before, after - before, 1.0)
    within = np.where(last >= 0, last - before / gained, 0.0)
    return np.where(last == months - 1, np.inf, within)
