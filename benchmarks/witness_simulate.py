"""10⁸ plays against the solver: ten scenarios × protocols × information structures, and a mutated solver.

Every equilibrium is played from its primitives and every simulated mean is held against the solver's value.
Then κ is put off by 1 % inside the solver's equations, the root and everything reported follow it, and the
plays must notice. Exits 1 if a z-score passes the Bonferroni bound at 1 %, an exact row differs, or the
mutation goes unseen.

    python benchmarks/witness_simulate.py [PLAYS]
"""

from __future__ import annotations

import math
import sys
import time
from dataclasses import replace

import summitry as sm
from summitry.engine import Point, concession, equations, outcome, point, threshold
from summitry.equilibrium.profiles import prepare
from summitry.simulation.comparison import EXACT, FEW, Comparison, Z, bonferroni

T10 = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
TRIPLE = sm.Model(
    alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778, q=0.7715, psi=1312.86,
)  # fmt: skip
SCENARIOS = {
    "T10, first": T10,
    "T10, second": sm.Model(
        alpha=0.7, beta=1.6, n=5, tau=0.02, rho=1.3, r=0.9, sigma=0.8, q=0.25, psi=200
    ),
    "T10, third": sm.Model(
        alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60
    ),
    "three equilibria": TRIPLE,
    "uniform": T10.replace(alpha=1, beta=1, n=10, tau=0.1, rho=1, r=0.5, q=1),
    "full salience": T10.replace(sigma=1, psi=200),
    "no salience": T10.replace(sigma=0),
    "office dominates": T10.replace(psi="inf", n=20),
    "opaque, dear challenges": T10.replace(q=0, k_max=2.5),
    "concession kept": T10.replace(r=1, tau=0, sigma=0.7, n=40),
}
PROTOCOLS = (("open", "L"), ("closed", "F"), ("closed", "L"))


def structures(model: sm.Model) -> dict[str, sm.Information]:
    """List the three structures for a prior: linear, binomial, and three atoms that such a prior allows."""
    k0 = model.prior_weakness
    width = 0.25 * math.sqrt(k0 * (1 - k0) / (model.alpha + model.beta + 1))
    atoms = sm.Atoms([0.25, 0.5, 0.25], [k0 - width, k0, k0 + width])
    return {"linear": sm.Linear(), "binomial": sm.Binomial(), "atoms": atoms}


def cases() -> list[tuple[str, sm.Model, sm.Equilibrium]]:
    """List every equilibrium to play."""
    out = []
    for name, base in SCENARIOS.items():
        for kind, information in structures(base).items():
            model = base.replace(information=information, n=max(1, round(base.n or 1)))
            model = base if kind == "linear" else model
            for bargaining, proposer in PROTOCOLS:
                solution = sm.solve(model, bargaining=bargaining, proposer=proposer)
                out += [
                    (f"{name}, {kind}, {solution.label}", model, eq) for eq in solution.equilibria
                ]
    return out


def off_by(p: Point, k0: float, share: float) -> Point:
    """Put κ off, and with it all that is told from it."""
    kappa = p.kappa * (1.0 + share)
    return p._replace(kappa=kappa, spread=(k0 - kappa) / p.vc, excess=p.m - kappa)


def mutated(model: sm.Model, share: float) -> sm.Equilibrium:
    """Solve [F-eq] with κ off by a share, by bisection from the true root's neighbourhood."""
    case = prepare(model).case
    curve, game = case.curve, case.game

    def residual(x: float) -> float:
        return float(equations(game, off_by(point(curve, 0, x), curve.k0, share)).f_equation)

    low, high = -3.0, 5.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if residual(middle) > 0.0 else (low, middle)
    p = off_by(point(curve, 0, low), curve.k0, share)
    price, absent = concession(game, p.kappa, p.m), p.kappa + equations(game, p).absence_gap
    told = outcome(game, curve.k0, p, absent, absent, price)._asdict()
    reported = {name: value for name, value in told.items() if not name.startswith("k_")}
    return replace(
        sm.solve(model, proposer="F").equilibrium, visit_probability=p.v, no_visit_probability=p.vc,
        threshold=threshold(curve, case.n, 0, low), concession=price, weakness_visit=p.kappa,
        weakness_no_visit=absent, **reported,
    )  # fmt: skip


def main() -> int:
    """Print the evidence; say with the exit code whether it holds."""
    total = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10**8
    found = cases()
    plays, start = math.ceil(total / len(found)), time.perf_counter()
    rows: list[tuple[str, Comparison]] = []
    for seed, (name, model, eq) in enumerate(found):
        played = sm.simulate(model, eq, plays=plays, seed=seed)
        rows += [(name, row) for row in played.comparisons]
        print(
            f"{name:62} v = {eq.visit_probability:.6f}  largest z {played.largest_z:.2f}",
            flush=True,
        )
    spent = time.perf_counter() - start
    scores = sorted(
        ((abs(row.z or 0.0), name, row) for name, row in rows if row.kind == Z), key=lambda s: s[0]
    )
    exact = [row for _, row in rows if row.kind == EXACT]
    bound = bonferroni(len(scores), 0.01)
    largest, where, row = scores[-1]
    wrong = sum(not row.agrees for row in exact)
    print(f"\n{len(found)} equilibria, {plays * len(found):,} plays in {spent:.0f} s on one thread")
    print(f"{len(scores)} z-scores, largest {largest:.3f} ({row.name}; {where}); bound {bound:.3f}")
    print(f"{len(exact)} rows without variance, {wrong} differ")
    few = [(name, row) for name, row in rows if row.kind == FEW]
    print(f"{len(few)} rows with too few plays to judge (too skewed for a z-score)")
    for name, row in few:
        print(
            f"  {row.name}: {row.simulated:.6g}, model {row.analytic:.6g}, {row.plays} plays ({name})"
        )
    right = sm.simulate(T10, mutated(T10, 0.0), plays=10**6, seed=1)
    caught = sm.simulate(T10, mutated(T10, 0.01), plays=10**6, seed=1)
    print(
        f"solver as it is: largest z {right.largest_z:.2f}; κ off by 1 %: {caught.largest_z:.2f}",
        end="",
    )
    print(f" (bound {caught.bound:.2f}): {'NOT caught' if caught.agrees else 'caught'}")
    return int(largest > bound or wrong > 0 or caught.agrees or not right.agrees)


if __name__ == "__main__":
    sys.exit(main())
