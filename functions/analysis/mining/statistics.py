"""The few statistical tests that facts rest on, without a library."""

import math
from collections.abc import Sequence


def normal_p(z: float) -> float:
    """Return the two-sided p-value of a standard normal statistic."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square_p(statistic: float, freedom: int) -> float:
    """Return P(X >= statistic) of the chi-square distribution (Wilson and Hilferty, 1931)."""
    if freedom < 1 or statistic <= 0:
        return 1.0
    spread = 2 / (9 * freedom)
    z = ((statistic / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return math.erfc(z / math.sqrt(2)) / 2


def ranks(values: Sequence[float]) -> list[float]:
    """Return the ranks from 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    begin = 0
    while begin < len(order):
        end = begin
        while end + 1 < len(order) and values[order[end + 1]] == values[order[begin]]:
            end += 1
        for place in order[begin : end + 1]:
            found[place] = (begin + end) / 2 + 1
        begin = end + 1
    return found


def pettitt(values: Sequence[float]) -> tuple[int, float]:
    """Return where a series shifts (the first value after) and the p-value of no shift.

    Source: Pettitt, A non-parametric approach to the change-point problem (1979).
    """
    n = len(values)
    summed, best, place = 0.0, -1.0, 0
    for number, rank in enumerate(ranks(values)[:-1], start=1):
        summed += rank
        distance = abs(2 * summed - number * (n + 1))
        if distance > best:
            best, place = distance, number
    p = 2 * math.exp(-6 * best**2 / (n**3 + n**2)) if n > 1 else 1.0
    return place, min(1.0, p)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return the p-values adjusted for their number, in the same order.

    Source: Benjamini and Hochberg, Controlling the false discovery rate (1995).
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__, reverse=True)
    adjusted, least = [1.0] * len(p_values), 1.0
    for number, place in enumerate(order):
        least = min(least, p_values[place] * len(p_values) / (len(p_values) - number))
        adjusted[place] = least
    return adjusted
