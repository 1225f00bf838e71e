"""Recovery, coverage, standard errors, starts and speed of `sm.estimate` on simulated panels (T12).

python benchmarks/estimation_study.py recovery --design F|L|L-n|beliefs|removals [--panels N] [--first SEED]
python benchmarks/estimation_study.py clusters   standard errors where leaders have an effect of their own
python benchmarks/estimation_study.py scale      standard errors from 5,000 to 80,000 rows
python benchmarks/estimation_study.py starts     how many of 20 random starts find the best maximum
python benchmarks/estimation_study.py speed      log-likelihood with gradient, and whole fits, one core
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import Any

import numpy as np

import summitry as sm
from summitry.estimation.likelihood import evaluate
from summitry.estimation.scoring import maximize
from summitry.estimation.starting import column_scales, random_start

TRUTH = {
    "weakness_prior:Intercept": -0.8, "weakness_prior:x1": 0.5, "sigma:Intercept": -1.4, "sigma:x2": 0.5,
    "tau:x3": 0.5, "psi:Intercept": 4.8, "k_max:Intercept": 3.0, "n:Intercept": np.log(12.0),
    "prior_strength:Intercept": np.log(6.0), "rho:Intercept": np.log(2.0), "q:Intercept": 0.4,
}  # fmt: skip
AT_TRUTH = {"n": 12.0, "prior_strength": 6.0, "rho": 2.0, "q": 1.0 / (1.0 + np.exp(-0.4))}
OFF = {"n": (6.0, 1.0), "prior_strength": (10.0, 1.0), "rho": (1.0, 1.0), "q": (0.5, 1.0)}
COMMON: dict[str, Any] = dict(
    visit="visit",
    removed="removed",
    weakness_prior="x1",
    sigma="x2",
    tau="x3",
    cluster="leader",
    threads=1,
)
DESIGNS: dict[str, dict[str, Any]] = {
    "F": dict(proposer="F", challenged="challenged", given=AT_TRUTH, first=3000, panels=40),
    "L": dict(proposer="L", challenged="challenged", given=AT_TRUTH, first=2000, panels=40),
    "L-n": dict(proposer="L", challenged="challenged", beliefs=dict(n=None), n="1", first=2000, panels=40,
                given={name: value for name, value in AT_TRUTH.items() if name != "n"}),
    "beliefs": dict(proposer="L", challenged="challenged", beliefs=OFF, first=7000, panels=24),
    "removals": dict(proposer="L", challenged=None, given=AT_TRUTH, first=1000, panels=25,
                     beliefs=dict(k_max=(20.0, 2.0))),
}  # fmt: skip
PROFILED = ("weakness_prior:Intercept", "psi:Intercept", "k_max:Intercept")


LEVELS = (
    -1.5,
    -0.75,
    0.0,
    0.75,
    1.5,
)  # of every covariate: 125 distinct rows of x, standard deviation 1.06


def panel(design: dict[str, Any], seed: int, rows: int = 20_000, **options: Any) -> Any:
    random = np.random.default_rng(seed)
    covariates = {f"x{k}": random.choice(LEVELS, rows) for k in (1, 2, 3)}
    return sm.simulate_panel(
        parameters=TRUTH, covariates=covariates, proposer=design["proposer"], seed=seed, **options
    )


def fit(design: dict[str, Any], frame: Any, **options: Any) -> Any:
    asked = {k: v for k, v in design.items() if k not in ("first", "panels")}
    return sm.estimate(frame, **COMMON, **asked, **options)


def recovery(name: str, panels: int | None, first: int | None) -> None:
    """Print means, spread, median standard errors and coverage."""
    design = DESIGNS[name]
    count, start = panels or design["panels"], first or design["first"]
    estimates, errors, profiles, converged = [], [], [], 0
    for seed in range(start, start + count):
        found = fit(design, panel(design, seed), starts=3)
        converged += found.converged
        estimates.append(found.params)
        errors.append(
            {kind: np.sqrt(np.diag(found.cov_params(kind))) for kind in ("cluster", "expected")}
        )
        if name == "removals":
            profiles.append([found.profile(parameter).interval for parameter in PROFILED])
    names = list(estimates[0].index)
    values = np.array([e.to_numpy() for e in estimates])
    truth = np.array([TRUTH[parameter] for parameter in names])
    print(f"{name}: {count} panels from seed {start}, {converged} converge")
    print(f"{'':26}truth    mean  median      sd  s.e.   cover(cluster) cover(expected)")
    for k, parameter in enumerate(names):
        row = [truth[k], values[:, k].mean(), np.median(values[:, k]), values[:, k].std(ddof=1)]
        row.append(np.median([e["cluster"][k] for e in errors]))
        for kind in ("cluster", "expected"):
            near = [
                abs(v - truth[k]) < 1.96 * e[kind][k]
                for v, e in zip(values[:, k], errors, strict=True)
            ]
            row.append(np.mean(near))
        print(f"{parameter:26}" + " ".join(f"{x:7.3f}" for x in row))
    for k, parameter in enumerate(PROFILED if profiles else ()):
        inside = [p[k][0] <= TRUTH[parameter] <= p[k][1] for p in profiles]
        print(f"likelihood-ratio intervals cover {parameter}: {np.mean(inside):.2f}")


def scale() -> None:
    """Print standard errors times √N."""
    design = DESIGNS["F"]
    for rows in (5_000, 20_000, 80_000):
        found = fit(design, panel(design, 11, rows), starts=2)
        for kind in ("expected", "cluster"):
            errors = np.sqrt(np.diag(found.cov_params(kind))) * np.sqrt(rows)
            print(f"{rows:7,} rows, {kind:9}: s.e. × √N", " ".join(f"{x:7.2f}" for x in errors))


def clusters(panels: int = 60, rows: int = 20_000, length: int = 20) -> None:
    """Print the spread of estimates and median standard errors on panels with a leader effect in k₀."""
    design, leader = DESIGNS["F"], np.arange(rows) // length
    estimates, errors = [], []
    for seed in range(5000, 5000 + panels):
        random = np.random.default_rng(seed)
        constant = {f"x{k}": random.choice(LEVELS, rows // length)[leader] for k in (1, 2, 3)}
        frame = sm.simulate_panel(
            parameters=TRUTH, covariates=constant, proposer="F", seed=seed, leader_effect=0.6,
            rows_per_leader=length,
        )  # fmt: skip
        found = fit(design, frame, starts=2)
        estimates.append(found.params.to_numpy())
        errors.append([np.sqrt(np.diag(found.cov_params(kind))) for kind in ("cluster", "opg")])
    spread, median = np.std(estimates, axis=0, ddof=1), np.median(errors, axis=0)
    for k, name in enumerate(found.params.index):
        print(
            f"{name:26} sd {spread[k]:.4f}, s.e. by cluster {median[0, k]:.4f}, OPG {median[1, k]:.4f}"
        )


def starts() -> None:
    """Print how many of 20 starts, all within ± .5 of the truth, agree."""
    for name in ("F", "beliefs"):
        design = DESIGNS[name]
        found = fit(design, panel(design, 3000), starts=1)
        best, agree = _from_the_truth(found)
        print(f"{name}: {agree} of 20 starts find the best maximum, {best:.3f}; the data's start "
              f"{found.llf + found.log_prior:.3f}")  # fmt: skip


def _from_the_truth(found: Any) -> tuple[float, int]:
    truth = np.array([TRUTH[parameter] for parameter in found.params.index])
    scales, random = column_scales(found.data), np.random.default_rng(5)
    ends = [
        maximize(
            lambda p: evaluate(found.data, p), random_start(truth, scales, random, 0.5), scales
        )
        for _ in range(20)
    ]
    best = max(end.at.objective for end in ends)
    return best, sum(end.converged and end.at.objective > best - 1e-3 for end in ends)


def speed() -> None:
    """Print processor time of one core."""
    for proposer in ("F", "L"):
        design = DESIGNS["F"] | {"proposer": proposer}
        frame = panel(design, 1)
        begin = time.process_time()
        found = fit(design, frame)
        print(f"{proposer}: fit of 20,000 rows, {found.cells} cells, {len(found.starts)} starts: "
              f"{time.process_time() - begin:.2f} s")  # fmt: skip
        for cells in (100, 20_000, 100_000):
            random = np.random.default_rng(1)
            rows = {f"x{k}": random.normal(0.0, 0.7, cells) for k in (1, 2, 3)}
            rows |= {name: random.integers(0, 2, cells) for name in ("visit", "challenged")}
            rows["removed"] = rows["challenged"] * random.integers(0, 2, cells)
            rows["leader"] = np.arange(cells) // 4
            data = _data(rows, design)
            point = np.array([TRUTH[name] for name in data.names])
            times = []
            for _ in range(3):
                begin = time.process_time()
                evaluate(data, point)
                times.append(time.process_time() - begin)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            print(f"{proposer}: log-likelihood with gradient, {cells:,} distinct rows: {min(times):.4f} s; "
                  f"peak memory so far {peak:.2f} GB")  # fmt: skip


def _data(rows: dict[str, Any], design: dict[str, Any]) -> Any:
    from summitry.estimation.data import make_data
    from summitry.estimation.estimate import used_panel
    from summitry.estimation.specification import make_specification

    formulas = {"weakness_prior": "x1", "sigma": "x2", "tau": "x3"}
    columns = {
        "visit": "visit",
        "removed": "removed",
        "challenged": "challenged",
        "cluster": "leader",
    }
    asked = make_specification(formulas, design["given"], None, design["proposer"], columns)
    return make_data(used_panel(rows, asked), asked)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("study", choices=("recovery", "clusters", "scale", "starts", "speed"))
    parser.add_argument("--design", choices=list(DESIGNS), default="F")
    parser.add_argument("--panels", type=int)
    parser.add_argument("--first", type=int)
    asked = parser.parse_args()
    if asked.study == "recovery":
        recovery(asked.design, asked.panels, asked.first)
    else:
        {"clusters": clusters, "scale": scale, "starts": starts, "speed": speed}[asked.study]()


if __name__ == "__main__":
    main()
