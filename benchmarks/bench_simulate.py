"""Plays a second, against a straightforward NumPy version of the same game in the same run.

The NumPy version draws arrays a block at a time. Both play the same rules, from
the same kind of generator, and report the same means. Prints; asserts nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

import summitry as sm

MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
PLAYS = 3_000_000
BLOCK = 65_536


def numpy_means(eq: sm.Equilibrium, plays: int, seed: int) -> dict[str, tuple[float, float]]:
    """Play by arrays, as a user would: the same means as `simulate`, with their standard errors."""
    m, rng, n = MODEL, np.random.Generator(np.random.PCG64DXSM(seed)), MODEL.n or 1.0
    assert eq.threshold is not None and eq.concession is not None
    sums: dict[str, NDArray[np.float64]] = {}

    def add(name: str, values: NDArray[np.float64]) -> None:
        part = np.array([values.size, values.sum(), (values * values).sum()])
        sums[name] = sums.get(name, np.zeros(3)) + part

    for start in range(0, plays, BLOCK):
        size = min(BLOCK, plays - start)
        salient = rng.random(size) < m.sigma
        theta, noise = rng.beta(m.alpha, m.beta, size), rng.beta(m.alpha, m.beta, size)
        true = rng.random(size) < n / (m.alpha + m.beta + n)
        visit = salient & (n * np.where(true, theta, noise) >= eq.threshold)
        cutoff = np.where(visit, eq.weakness_visit, eq.weakness_no_visit)
        cost = m.k_max * rng.random(size)
        challenge = cost <= cutoff
        removed = challenge & (rng.random(size) < 1 - theta)
        kept = visit & (~removed | (rng.random(size) < m.r))
        leader = m.psi * ~removed - eq.concession * visit
        foreign = eq.concession * kept - visit * (m.tau + m.rho * removed)
        fall, weakness = removed.astype(float), 1 - theta
        add("visit_probability", visit[salient].astype(float))
        add("weakness_prior", weakness)
        add("weakness_visit", weakness[visit])
        add("weakness_no_visit", weakness[~visit])
        add("removal_visit", fall[visit])
        add("removal_salient", fall[salient])
        add("removal_not_salient", fall[~salient])
        add("removal_ex_ante", fall)
        add("payoff_F", foreign[salient])
        add("payoff_L_salient", leader[salient])
        add("payoff_L_not_salient", leader[~salient])
        add("payoff_C", fall - cost * challenge)
    means = {}
    for name, (count, total, squares) in sums.items():
        mean = total / count
        means[name] = (mean, ((squares / count - mean * mean) / count) ** 0.5)
    return means


def seconds(call: Callable[[], object]) -> float:
    """Shortest of three runs."""
    call()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the table."""
    cases = {
        "linear": MODEL,
        "linear, uniform prior": MODEL.replace(alpha=1, beta=1),
        "linear, α = 0.7": MODEL.replace(alpha=0.7, beta=1.6),
        "binomial": MODEL.replace(information=sm.Binomial()),
        "atoms": MODEL.replace(information=sm.Atoms([0.3, 0.4, 0.3], [0.5, 0.6, 0.7])),
    }
    print(f"{'millions of plays a second':34} 1 thread 2 threads  target for 1: ≥ 5 (linear)")
    for name, model in cases.items():
        eq = sm.solve(model, bargaining="closed", proposer="L").equilibria[-1]
        rates = [
            PLAYS / 1e6
            / seconds(lambda k=k, model=model, eq=eq: sm.simulate(model, eq, plays=PLAYS, threads=k))  # type: ignore[misc]
            for k in (1, 2)
        ]  # fmt: skip
        print(f"  {name:32} {rates[0]:8.1f} {rates[1]:9.1f}")
    eq = sm.solve(MODEL, proposer="L").equilibrium
    by_hand = seconds(lambda: numpy_means(eq, PLAYS, 1))
    ours = seconds(lambda: sm.simulate(MODEL, eq, plays=PLAYS))
    print(
        f"\nlinear, NumPy arrays: {PLAYS / by_hand / 1e6:.1f} million a second; ratio {by_hand / ours:.1f}"
    )
    played, means = sm.simulate(MODEL, eq, plays=PLAYS), numpy_means(eq, PLAYS, 1)
    apart = [
        abs((played[name].simulated or 0.0) - mean) / (2**0.5 * error)
        for name, (mean, error) in means.items()
    ]
    print(f"{len(apart)} means of both, at most {max(apart):.2f} standard errors apart")


if __name__ == "__main__":
    main()
