"""How often the intervals of the reduced form cover the truth: T12's test point, panels of 20,000 rows.

    python benchmarks/reduced_form_coverage.py [PANELS]

Panels are drawn from the probabilities of the outcomes themselves, so that the truth is known exactly; then
with an effect of leaders on removals, with and without clusters.
"""

from __future__ import annotations

import math
import sys

import numpy as np
import pandas as pd

import summitry as sm

ROWS, LENGTH = 20_000, 20
# Pr(V), Pr(V, R), Pr(no V, R) at the test point of T12
POINTS = {"F": (0.164990, 0.000632767, 0.00416512), "L": (0.127507, 0.000371054, 0.00444898)}


def truth(visit: float, both: float, idle: float) -> dict[str, float]:
    after, without = both / visit, idle / (1 - visit)
    effect = -visit * (1 - visit) * (math.sqrt(without) - math.sqrt(after)) ** 2
    return {"visit": visit, "removal_visit": after, "belief_ratio": math.sqrt(after / without),
            "removal_isolated": both + idle + effect, "effect": effect}  # fmt: skip


def covered(found: sm.ReducedForm, wanted: dict[str, float]) -> list[bool]:
    return [found[name].low <= value <= found[name].high for name, value in wanted.items()]


def main() -> None:
    panels = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rng = np.random.default_rng(1)
    for proposer, (visit, both, idle) in POINTS.items():
        wanted, hits, refused = truth(visit, both, idle), [], 0
        for _ in range(panels):
            v = rng.random(ROWS) < visit
            r = rng.random(ROWS) < np.where(v, both / visit, idle / (1 - visit))
            try:
                hits.append(covered(sm.reduced_form({"visit": v, "removed": r}), wanted))
            except sm.InputError:  # no removal after a visit
                refused += 1
        share = dict(zip(wanted, np.mean(hits, axis=0).round(3).tolist(), strict=True))
        print(
            f"{proposer}: {len(hits)} panels, {refused} refused; coverage of 95 % intervals: {share}"
        )
    leader = np.repeat(np.arange(ROWS // LENGTH), LENGTH)
    hits = {"leader": [], None: []}
    for _ in range(panels):
        odds = np.exp(1.2 * rng.standard_normal(ROWS // LENGTH))[leader] * 0.03
        v = rng.random(ROWS) < 0.2
        r = rng.random(ROWS) < odds / (1 + odds)
        frame = pd.DataFrame({"visit": v, "removed": r, "leader": leader})
        for cluster, list_ in hits.items():
            found = sm.reduced_form(frame, cluster=cluster)["removal_ex_ante"]
            list_.append((found.standard_error, found.estimate))
    for cluster, list_ in hits.items():
        errors, estimates = np.array(list_).T
        words = f"median s.e. {np.median(errors):.5f}, sd of estimates {estimates.std():.5f}"
        print(f"leader effect, cluster = {cluster}: {words}")


if __name__ == "__main__":
    main()
