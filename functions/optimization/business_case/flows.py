"""Month by month what the changes cost and bring, for the plan or for thousands of draws."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from functions.optimization.business_case.money import MONTHS_PER_YEAR
from functions.optimization.business_case.terms import (
    HOURS_OF_DELAY,
    HOURS_PER_DAY,
    ChangeTerms,
    Terms,
)
from functions.optimization.simulation.engine.run import Floats

WEEKS_PER_MONTH = 52.0 / 12.0
Values = Mapping[str, float | Floats]  # by name of the input


@dataclass(frozen=True)
class Timing:
    """When a change begins and when it is rolled out, in months after the start."""

    begins: float
    ready: float


@dataclass(frozen=True)
class Amounts:
    """What one change costs and brings with these values of the inputs."""

    effort_days: float | Floats
    one_off: float | Floats
    running_per_year: float | Floats
    benefit_per_year: float | Floats
    hours_per_year: float | Floats


def amounts(terms: Terms, change: ChangeTerms, values: Values) -> Amounts:
    """Return the amounts of a change once it is in place."""
    rate = values[terms.rate.name]
    day = values[terms.day_rate.name]
    if terms.day_rate.unit == "count":  # a factor of the hourly rate
        day = day * rate * HOURS_PER_DAY
    beyond, running = values[change.beyond.name], values[change.running.name]
    if change.beyond.unit == "person_days":
        beyond = beyond * day
    if change.running.unit == "person_days":
        running = running * day
    if change.hires:
        running = running + change.hires * values[terms.person_year.name] * rate
    volume = values[terms.volume.name]
    benefit: float | Floats = 0.0
    hours: float | Floats = 0.0
    if change.work is not None:
        saved = values[change.work.name] * volume
        if change.work.unit == "h":
            hours, saved = saved, saved * rate
        benefit = _realised(saved, values[terms.realised.name])
    if change.delay is not None:
        price = values[terms.delay_cost.name] / HOURS_OF_DELAY
        benefit = benefit + values[change.delay.name] * volume * price
    days = values[change.days.name]
    return Amounts(days, days * day + beyond, running, benefit, hours)


def _realised(saved: float | Floats, share: float | Floats) -> float | Floats:
    """More work costs in full; of less work only a part becomes money."""
    return np.where(np.asarray(saved) > 0, saved * share, saved)


def monthly(terms: Terms, timings: Mapping[str, Timing], values: Values, months: int) -> Floats:
    """Return the flows of months 0 to ``months``, the last axis; a row per draw.

    Effort is paid when a change begins, upkeep from its roll-out on; its benefit rises evenly
    from nothing at the roll-out to the whole at the end of the ramp-up.
    """
    month = np.arange(months + 1, dtype=float)
    ramp_up = np.asarray(values[terms.ramp_up.name], dtype=float)[..., np.newaxis]
    total: Floats = np.zeros(months + 1)
    for change in terms.changes:
        timing, found = timings[change.redesign], amounts(terms, change, values)
        since = month - 0.5 - timing.ready  # middle of the month that ends there
        ramp = np.clip(since / np.maximum(ramp_up, 1e-9), 0.0, 1.0)
        active = np.clip(month - timing.ready, 0.0, 1.0)
        paid = (month == np.floor(timing.begins)).astype(float)
        total = (
            total
            + _row(found.benefit_per_year) * ramp / MONTHS_PER_YEAR
            - _row(found.running_per_year) * active / MONTHS_PER_YEAR
            - _row(found.one_off) * paid
        )
    return total


def _row(amount: float | Floats) -> Floats:
    return np.asarray(amount, dtype=float)[..., np.newaxis]
