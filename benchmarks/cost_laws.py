"""Theorem 1 on many laws and models, and equilibria under other cost laws against brute force from T1.

    python benchmarks/cost_laws.py            # 1,000 laws x 1,000 models; 200 games
    python benchmarks/cost_laws.py speed      # solve_many under other laws, as a share of the uniform
    law's rate

The brute force knows nothing of summitry's equations: a grid of reports (thresholds of F's signal), C's
cut-off by search, her cost integrated from its density.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.integrate import cumulative_simpson
from scipy.special import betainc

import summitry as sm
from summitry.model.cost_laws import CostLaw

REPORTS = 4000  # thresholds of F's signal
COSTS = 200_001  # nodes of the density of C's cost


def random_law(rng: np.random.Generator) -> CostLaw:
    """Draw a cost law, about half of them with φ convex up to 1."""
    a, b = np.exp(rng.uniform(np.log(0.5), np.log(6.0), 2))
    choices = (
        lambda: sm.Power(a),
        lambda: sm.Beta(a, b),
        lambda: sm.Kumaraswamy(a, b),
        lambda: sm.Exponential(b),
        lambda: sm.Lognormal(rng.uniform(-2, 0.5), rng.uniform(0.3, 1.2)),
        lambda: sm.Never(rng.uniform(0, 0.5), sm.Beta(a, b)),
    )
    return choices[rng.integers(len(choices))]()


def least_excess(
    law: CostLaw, k0: np.ndarray, low: np.ndarray, high: np.ndarray, c: float
) -> np.ndarray:
    """Return D − φ(k₀) for two-point spreads of k₀, relative to φ(k₀)."""
    share = (high - k0) / (high - low)  # of the lower posterior
    phi = lambda k: k * law.cdf(k / c)  # noqa: E731
    return (share * phi(low) + (1 - share) * phi(high)) / phi(k0) - 1


def theorem_1(laws: int = 1000, models: int = 1000, seed: int = 1) -> tuple[int, int, int]:
    """Count laws for which D < φ(k₀) happens, laws for which it must, and mismatches."""
    rng = np.random.default_rng(seed)
    fails = expected = wrong = 0
    for _ in range(laws):
        law, c = random_law(rng), float(rng.choice([1.0, 1.0, rng.uniform(1, 3)]))
        convex = law.inflection >= (1.0 / c) * (1 - 1e-9)
        k0 = rng.uniform(0.02, 0.98, models)
        if not convex:  # half of the models where φ is not convex
            k0[::2] = rng.uniform(law.inflection * c, 1.0, k0[::2].size)
        narrow = rng.uniform(0.0, 1.0, models) ** 2
        low, high = (
            k0 * (1 - narrow * rng.random(models)),
            k0 + (1 - k0) * narrow * rng.random(models),
        )
        keep = (high - low > 1e-4) & (k0 < 1 - 1e-6) & (low > 0)
        excess = least_excess(law, k0[keep], low[keep], high[keep], c)
        found = bool((excess < -1e-12).any())
        fails, expected = fails + found, expected + (not convex)
        wrong += found == convex
    return fails, expected, wrong


class Brute:
    """One game on a grid of reports, from T1: nothing is derived but Bayes' rule."""

    def __init__(self, model: sm.Model) -> None:
        self.model = model
        a, b, n = model.alpha, model.beta, model.n
        share = np.linspace(0.0, 1.0, REPORTS + 1)[
            1:-1
        ]  # thresholds as shares of the signal's range
        noise = (a + b) / (a + b + n)
        self.k0 = b / (a + b)
        below, weak = betainc(a, b, share), betainc(a, b + 1, share)
        self.v = 1 - below
        self.weak = noise * self.k0 * self.v + (1 - noise) * self.k0 * (1 - weak)  # M
        self.m = noise * self.k0 + (1 - noise) * (1 - share)
        nodes = np.linspace(0.0, 1.0, COSTS) ** 3  # dense near 0
        density = model.cost.pdf(np.maximum(nodes, 1e-12) / model.k_max) / model.k_max
        self.nodes = nodes
        # in the variable u = cube root, in which densities that rise like a power are smooth
        u = np.linspace(0.0, 1.0, COSTS)
        self.chance = cumulative_simpson(density * 3 * u**2, x=u, initial=0.0)
        self.costs = cumulative_simpson(density * nodes * 3 * u**2, x=u, initial=0.0)

    def challenge(self, w: np.ndarray) -> np.ndarray:
        """Return how often C challenges: the cut-off that is best for her, by search."""
        w = np.atleast_1d(w)
        at = np.empty(w.shape)
        for i, weak in enumerate(w):
            near = np.searchsorted(self.nodes, weak)
            window = slice(max(near - 40, 0), near + 40)
            best = np.argmax(weak * self.chance[window] - self.costs[window]) + window.start
            at[i] = self.chance[best]
            # between nodes the density is straight
            if 0 < best < COSTS - 1:
                at[i] = np.interp(
                    weak, self.nodes[best - 1 : best + 2], self.chance[best - 1 : best + 2]
                )
        return at

    def price(self, h: np.ndarray, m: np.ndarray) -> np.ndarray:
        """Return the price at which the marginal visitor is indifferent: z(1−hm) + (rz − ρ)hm − τ = 0."""
        g = self.model
        risk = h * m
        return (g.tau + g.rho * risk) / (1 - risk + g.r * risk)

    def open_gains(self) -> np.ndarray:
        """Return L's gain from every report if C sees the deal."""
        seen, away = (
            self.challenge(self.weak / self.v),
            self.challenge((self.k0 - self.weak) / (1 - self.v)),
        )
        removal = self.weak * seen + (self.k0 - self.weak) * away
        isolated = self.k0 * self.challenge(np.array([self.k0]))
        return self.model.psi * (isolated - removal) - self.v * self.price(seen, self.m)

    def closed_gains(self, kappa: float, k_absent: float) -> np.ndarray:
        """Return L's gain from every report over refusing, if C holds these beliefs."""
        g = self.model
        h = g.q * self.challenge(self.weak / self.v) + (1 - g.q) * self.challenge(np.array([kappa]))
        refused = self.challenge(np.array([k_absent]))
        return g.psi * self.weak * (refused - h) - self.v * self.price(h, self.m)


def random_game(rng: np.random.Generator) -> sm.Model:
    """Draw a game with a smooth law."""
    law = random_law(rng)
    return sm.Model(
        alpha=rng.uniform(1, 5), beta=rng.uniform(1, 5), n=rng.uniform(2, 30), tau=rng.uniform(0.02, 0.4),
        rho=rng.uniform(0.1, 1.5), r=rng.uniform(0, 1), sigma=rng.uniform(0, 0.9), q=rng.uniform(0.3, 1),
        psi=float(np.exp(rng.uniform(np.log(3), np.log(300)))), k_max=float(rng.choice([1.0, 1.5])), cost=law,
    )  # fmt: skip


def disagreement(model: sm.Model) -> list[str]:
    """Return where the solver's answers are not the best of the reports."""
    brute, wrong = Brute(model), []
    gains = brute.open_gains()
    slack = 2e-5 * model.psi  # of the grid of costs
    for proposer in "LF":
        eq = sm.solve(model, bargaining="open", proposer=proposer).equilibrium
        v = eq.visit_probability
        gain = eq.payoff_L_salient - eq.payoff_L_isolated
        if proposer == "L":
            best = max(gains.max(), 0.0)
            if abs(gain - best) > slack:
                wrong.append(f"open L: gain {gain:.6g}, best report {best:.6g}")
        else:
            last = brute.v[gains > slack].max(initial=0.0)
            refused = brute.v[gains < -slack]
            beyond = refused[refused > last].min(initial=1.0)
            if not last - 2e-3 <= v <= beyond + 2e-3:
                wrong.append(
                    f"open F: v {v:.6g}, last accepted {last:.6g}, refused from {beyond:.6g}"
                )
        for found in sm.solve(model, proposer=proposer).equilibria:
            if found.concession is None:
                continue
            closed = brute.closed_gains(found.weakness_visit, found.weakness_no_visit)
            own = closed[np.argmin(np.abs(brute.v - found.visit_probability))]
            if proposer == "L" and closed.max() > own + slack:
                wrong.append(f"closed L: {closed.max() - own:.3g} better")
            if proposer == "F" and (
                closed[brute.v > found.visit_probability + 2e-3].max(initial=-1) > slack
            ):
                wrong.append("closed F: L accepts more")
    return wrong


def brute_force(games: int = 200, seed: int = 2) -> tuple[int, int]:
    """Count games that disagree with brute force, and open deals among them."""
    rng = np.random.default_rng(seed)
    wrong = deals = 0
    for number in range(games):
        model = random_game(rng)
        found = disagreement(model)
        deals += sm.solve(model, bargaining="open", proposer="F").equilibrium.concession is not None
        if found:
            wrong += 1
            print(number, model, found)
    return wrong, deals


def speed(rows: int = 60_000) -> None:
    """Print solve_many's rate under several laws, one thread, alternating with the uniform law."""
    rng = np.random.default_rng(3)
    fields = dict(
        alpha=rng.uniform(0.5, 8, rows), beta=rng.uniform(0.5, 8, rows), n=rng.uniform(1, 60, rows),
        tau=rng.uniform(0.01, 1, rows), rho=rng.uniform(0.05, 2, rows), r=rng.random(rows),
        sigma=rng.random(rows), q=rng.random(rows), psi=np.exp(rng.uniform(0, 7, rows)),
        k_max=rng.uniform(1, 3, rows),
    )  # fmt: skip
    laws = [sm.Uniform(), sm.Power(2), sm.Beta(2, 4), sm.Exponential(2), sm.Lognormal(-1, 0.5)]
    best = dict.fromkeys(laws, np.inf)
    for _ in range(4):
        for law in laws:
            start = time.process_time()
            sm.solve_many(fields, proposer="both", cost=law, threads=1)
            best[law] = min(best[law], time.process_time() - start)
    for law, taken in best.items():
        print(
            f"{law!r:28} {rows / taken:10,.0f} models/s, {best[laws[0]] / taken:.2f} of the uniform law's"
        )


if __name__ == "__main__":
    if sys.argv[1:] == ["speed"]:
        speed()
    else:
        print(
            "Theorem 1: laws with D < φ(k₀) somewhere, laws with φ not convex, mismatches:",
            theorem_1(),
        )
        print("brute force: games that disagree, games with an open deal:", brute_force())
