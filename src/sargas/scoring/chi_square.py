"""The chi-square distribution: its quantile, for bounds of squared errors.

Regularised lower incomplete gamma function by its series below a + 1 and by its continued fraction above (Abramowitz
and Stegun 6.5.29 and 6.5.31, the latter by Lentz's method); the quantile by Newton's method inside a bracket, from
Wilson and Hilferty's start (A&S 26.4.17). Written here because scipy is not needed to run.
"""

import math
from statistics import NormalDist

_STEPS = 100_000


def probability_below(value: float, degrees: float) -> float:
    """Probability that a chi-square variable with `degrees` (> 0) degrees of freedom is below `value`."""
    if value <= 0.0:
        return 0.0
    a, x = 0.5 * degrees, 0.5 * value
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1.0:
        term = total = 1.0 / a
        for k in range(1, _STEPS):
            term *= x / (a + k)
            total += term
            if term < total * 1e-16:
                break
        return front * total
    b = x + 1.0 - a
    c, d = 1e300, 1.0 / b
    h = d
    for k in range(1, _STEPS):
        b += 2.0
        part = k * (a - k)
        d, c = 1.0 / (part * d + b), b + part / c
        h *= d * c
        if abs(d * c - 1.0) < 1e-16:
            break
    return 1.0 - front * h


def quantile(probability: float, degrees: float) -> float:
    """The value below which a chi-square variable is with `probability` (0 < probability < 1)."""
    if not (0.0 < probability < 1.0 and degrees > 0.0):
        raise ValueError(
            f"a quantile needs a probability between 0 and 1 and degrees above 0: {probability}, {degrees}"
        )
    spread = 2.0 / (9.0 * degrees)
    value = degrees * max(1.0 - spread + NormalDist().inv_cdf(probability) * math.sqrt(spread), 1e-3) ** 3
    low, high = 0.0, math.inf
    a = 0.5 * degrees
    for _ in range(200):
        error = probability_below(value, degrees) - probability
        low, high = (value, high) if error < 0.0 else (low, value)
        density = 0.5 * math.exp((a - 1.0) * math.log(0.5 * value) - 0.5 * value - math.lgamma(a))
        step = value - error / density if density > 0.0 else low
        if not low < step < high:
            step = 0.5 * (low + high) if high < math.inf else 2.0 * value
        if abs(step - value) <= 1e-15 * value:
            return step
        value = step
    return value
