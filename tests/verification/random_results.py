"""Random models over the wide ranges of the audit, with every corner, and what they are answered."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator

import summitry as sm
from summitry.model.cost_laws import CostLaw

KINDS = ("linear", "linear", "binomial", "article", "atoms")
CORNERS = ({}, {}, {}, {"sigma": 1.0}, {"sigma": 0.0}, {"q": 0.0}, {"q": 1.0}, {"psi": math.inf})


def _model(rng: random.Random) -> sm.Model:
    """Draw one model; `InputError` if the draw is none."""

    def spread(low: float, high: float) -> float:
        return math.exp(rng.uniform(math.log(low), math.log(high)))

    kind = rng.choice(KINDS)
    fields = {
        "alpha": spread(0.1, 50.0), "beta": spread(0.1, 50.0), "n": spread(0.3, 500.0),
        "tau": rng.choice([0.0, rng.random(), spread(1e-3, 10.0)]), "rho": spread(1e-2, 5.0),
        "r": rng.choice([0.0, 1.0, rng.random(), rng.random()]), "sigma": rng.random(),
        "q": rng.random(), "psi": spread(1.0, 1e5), "k_max": rng.choice([1.0, spread(1.0, 10.0)]),
    }  # fmt: skip
    fields |= rng.choice(CORNERS) | rng.choice(CORNERS)
    if kind == "binomial":
        return sm.Model(**fields | {"n": rng.randint(1, 25), "information": sm.Binomial()})
    if kind == "atoms":
        size = rng.randint(1, 5)
        masses = [rng.random() for _ in range(size)]
        p = [mass / math.fsum(masses) for mass in masses]
        w = [rng.uniform(0.1, 0.9) for _ in range(size)]
        mean, evidence = math.fsum(a * b for a, b in zip(p, w, strict=True)), spread(0.02, 2.0)
        prior = {"alpha": evidence * (1.0 - mean), "beta": evidence * mean, "n": None}
        return sm.Model(**fields | prior | {"information": sm.Atoms(p, w)})
    return sm.Model(**fields | {"information": sm.Article() if kind == "article" else sm.Linear()})


def models(count: int, seed: int) -> Iterator[sm.Model]:
    """Draw models; a draw that is no model, such as impossible atoms, is drawn again."""
    rng = random.Random(seed)
    while count:
        try:
            model = _model(rng)
        except sm.InputError:
            continue
        yield model
        count -= 1


def law(rng: random.Random) -> CostLaw:
    """Draw a law of C's cost."""
    a, b = (math.exp(rng.uniform(math.log(0.5), math.log(5.0))) for _ in range(2))
    laws = (
        sm.Power(a), sm.Beta(a, b), sm.Kumaraswamy(a, b), sm.Exponential(2.0 * b),
        sm.Lognormal(rng.uniform(-1.5, 0.3), rng.uniform(0.4, 1.2)),
        sm.Never(rng.uniform(0.0, 0.5), sm.Power(a)),
    )  # fmt: skip
    return rng.choice(laws)


def _solutions(
    model: sm.Model, what: str, number: int, rng: random.Random
) -> Iterator[sm.Solution]:
    """Solve one model: every protocol, or what is asked for."""
    off_path = ("strongest", "strongest", "prior")[number % 3]
    if what == "random":  # who proposes
        yield sm.solve(model, proposer="random", power=rng.uniform(0.02, 0.98))
    elif what == "mixed":
        off_path = ("smallest", "strongest")[number % 2]
        yield from sm.solve_protocols(model, off_path=off_path, strategies="mixed")
    else:
        yield from sm.solve_protocols(model, off_path=off_path)


def _asked(count: int, seed: int, what: str) -> Iterator[sm.Model]:
    """Draw models; mixed strategies and a random proposer have no complete answer at σ = 1, nor, the latter,
    at Ψ = ∞ or for signals with steps."""
    drawn = models(2**60, seed)
    while count:
        model = next(drawn)
        if what in ("mixed", "random") and model.sigma == 1.0:
            continue
        stepped = isinstance(model.information, sm.Binomial | sm.Atoms)
        if what == "random" and (stepped or math.isinf(model.psi)):
            continue
        yield model
        count -= 1


def results(count: int, seed: int, what: str = "pure") -> Iterator[tuple[sm.Model, dict]]:
    """Solve random models, and read every answer as it would stand in a file.

    ``what`` is "pure", "mixed" (strategies), "laws" (of C's cost, in pure strategies), or "random" (who
    proposes).
    """
    rng = random.Random(f"{what} {seed}")
    for number, model in enumerate(_asked(count, seed, what)):
        if what == "laws":
            model = model.replace(cost=law(rng))
        for solution in _solutions(model, what, number, rng):
            yield model, json.loads(solution.to_json())
