"""Plays a second, against a straightforward NumPy version of the same game in the same run.

The NumPy version draws whole arrays and keeps none of them longer than a block; both play the same rules, from the
same kind of generator, and report the same means. Prints; asserts nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import summitry as sm

MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
PLAYS = 3_000_000
BLOCK = 65_536


def numpy_means(eq: sm.Equilibrium, plays: int, seed: int) -> tuple[float, float, float]:
    """Play by arrays, as a user would: removal before S is drawn, F's and C's payoffs."""
    m, rng = MODEL, np.random.Generator(np.random.PCG64DXSM(seed))
    assert eq.threshold is not None and eq.concession is not None
    removals, foreign, challenger, salients = 0.0, 0.0, 0.0, 0
    for start in range(0, plays, BLOCK):
        size = min(BLOCK, plays - start)
        salient = rng.random(size) < m.sigma
        theta, noise = rng.beta(m.alpha, m.beta, size), rng.beta(m.alpha, m.beta, size)
        true = rng.random(size) < (m.n or 1.0) / (m.alpha + m.beta + (m.n or 1.0))
        visit = salient & ((m.n or 1.0) * np.where(true, theta, noise) >= eq.threshold)
        cutoff = np.where(visit, eq.weakness_visit, eq.weakness_no_visit)
        cost = m.k_max * rng.random(size)
        challenge = cost <= cutoff
        removed = challenge & (rng.random(size) < 1 - theta)
        kept = visit & (~removed | (rng.random(size) < m.r))
        removals += removed.sum()
        foreign += (eq.concession * kept - visit * (m.tau + m.rho * removed))[salient].sum()
        challenger += (removed - cost * challenge).sum()
        salients += salient.sum()
    return removals / plays, foreign / salients, challenger / plays


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
    print(f"{'millions of plays a second':34} {'1 thread':>8} {'2 threads':>9}  target for 1: ≥ 5 (linear)")
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
    print(f"\nlinear, NumPy arrays: {PLAYS / by_hand / 1e6:.1f} million a second; ratio {by_hand / ours:.1f}")
    played, means = sm.simulate(MODEL, eq, plays=PLAYS), numpy_means(eq, PLAYS, 1)
    for name, mean in zip(("removal_ex_ante", "payoff_F", "payoff_C"), means, strict=True):
        row = played[name]
        assert row.simulated is not None and row.standard_error is not None
        apart = (row.simulated - mean) / (row.standard_error * 2**0.5)
        print(f"  {name:16} ours {row.simulated:.6f}, NumPy {mean:.6f}: {apart:+.2f} s.e. apart")


if __name__ == "__main__":
    main()
