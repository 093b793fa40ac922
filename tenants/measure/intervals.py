"""95 % intervals of sampled figures."""

from math import sqrt

Z = 1.96


def nps_parts(promoters: float, passives: float, detractors: float) -> tuple[float, float]:
    """Return centre and variance (in points and points squared) of the adjusted Wald estimate of an NPS.

    Pseudo-counts of 0.75 / 1.5 / 0.75 keep the interval honest in small samples (metrics.md, ``nps_interval``).
    """
    n = promoters + passives + detractors + 3
    p, d = (promoters + 0.75) / n, (detractors + 0.75) / n
    return 100 * (p - d), 10_000 * (p + d - (p - d) ** 2) / n


def nps_interval(promoters: int, passives: int, detractors: int) -> tuple[float, float]:
    """Return the 95 % interval of an NPS, clipped to -100..100.

    It is centred on the *adjusted* estimate, nearer to 0 than the raw one: at the extremes the raw value may lie outside.
    """
    centre, variance = nps_parts(promoters, passives, detractors)
    reach = Z * sqrt(max(0.0, variance))
    return max(-100.0, centre - reach), min(100.0, centre + reach)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of the share ``hits / n`` (0..1, ``n`` over 0); it always holds the share."""
    share = hits / n
    scale = 1 + Z * Z / n
    centre = (share + Z * Z / (2 * n)) / scale
    reach = Z / scale * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    # At 0 and n hits the bound is exact on paper; the machine misses it by a hair.
    return min(share, max(0.0, centre - reach)), max(share, min(1.0, centre + reach))
