"""Time of one warm solve of all protocols, per information structure, and of its parts.

Reference in the same run: a plain SciPy script of the same game, written as a user would (`quad` for v and M,
`brentq` for the root, no deviation check, no certificate, one root only). Prints; asserts nothing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import beta as beta_distribution

import summitry as sm
from summitry.equilibrium.check import certificate  # noqa: F401 - imported here so that loading is not timed

MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
TARGETS = {"linear": 2.0, "binomial, n = 100": 20.0}


def timed(call: Callable[[], object], repeats: int) -> float:
    """Median time of a call in milliseconds."""
    call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def plain_scipy() -> float:
    """F's price by hand: the visit probability and the mean weakness by quadrature, the root by brentq."""
    m = MODEL
    prior = beta_distribution(m.alpha, m.beta)
    s = m.alpha + m.beta

    def residual(a: float) -> float:
        def weakness(x: float) -> float:
            return (m.beta + m.n - x) / (s + m.n)

        def density(x: float) -> float:
            return float(prior.pdf(x / m.n)) / m.n

        v = quad(density, a, m.n)[0]
        mean = quad(lambda x: weakness(x) * density(x), a, m.n)[0]
        kappa, k0 = mean / v, m.beta / s
        risk = kappa * weakness(a)
        price = (m.tau + m.rho * risk) / (1 - (1 - m.r) * risk)
        return m.psi * kappa * (k0 - kappa) / (1 - m.sigma * v) - price

    return float(brentq(residual, 0.01, m.n - 0.01, xtol=1e-12))


def main() -> None:
    """Print the table."""
    cases = {
        "linear": MODEL,
        "linear, Ψ = ∞": MODEL.replace(psi="inf"),
        "binomial, n = 12": MODEL.replace(information=sm.Binomial()),
        "binomial, n = 100": MODEL.replace(n=100, information=sm.Binomial()),
        "article": MODEL.replace(information=sm.Article()),
    }
    print(f"{'one warm solve of all protocols':34} {'ms':>8}  target")
    for name, model in cases.items():
        spent = timed(lambda model=model: sm.solve_protocols(model), 50)  # type: ignore[misc]
        target = f"≤ {TARGETS[name]:g}" if name in TARGETS else ""
        print(f"  {name:32} {spent:8.2f}  {target}")
    one = timed(lambda: sm.solve(MODEL, proposer="F"), 50)
    by_hand = timed(plain_scipy, 10)
    gap = abs(plain_scipy() - (sm.solve(MODEL, proposer="F").equilibrium.threshold or 0.0))
    print(f"\nF proposes, all equilibria with certificates: {one:.2f} ms")
    print(f"plain SciPy, one root, no checks:             {by_hand:.2f} ms")
    print(f"ratio {by_hand / one:.1f}; thresholds differ by {gap:.1e}")


if __name__ == "__main__":
    main()
