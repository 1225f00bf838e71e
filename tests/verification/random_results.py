"""Random models over the wide ranges of the audit, with every corner, and what they are answered."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator

import summitry as sm

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


def results(count: int, seed: int) -> Iterator[tuple[sm.Model, dict]]:
    """Solve random models, and read every answer as it would stand in a file."""
    for number, model in enumerate(models(count, seed)):
        off_path = ("strongest", "strongest", "prior")[number % 3]
        for solution in sm.solve_protocols(model, off_path=off_path):
            yield model, json.loads(solution.to_json())
