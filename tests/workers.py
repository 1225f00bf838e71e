"""Work for other processes, as people write it: functions in a script that refer to summitry.

    python workers.py cloudpickle|loky|dask [FOLDER]

Prints the prices that the other processes found, and how many processes they were. `cloudpickle` writes the
functions to FOLDER instead, for a process that has not imported summitry.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import summitry as sm

MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
PLACES = [0.2, 0.6, 0.9]


def price(q: float) -> tuple[int, float]:
    """Refer to summitry by a name of this script, which is pickled by value."""
    return os.getpid(), sm.solve(MODEL.replace(q=q), proposer="L").equilibrium.concession


def whole(q: float) -> tuple[int, sm.Solution]:
    """Hand a result back."""
    return os.getpid(), sm.solve(MODEL.replace(q=q), proposer="L")


def within(q: float) -> tuple[int, float]:
    """Import within the function."""
    import summitry

    return os.getpid(), summitry.solve(MODEL.replace(q=q), proposer="L").equilibrium.concession


def in_a_closure():
    """Keep the package in a closure, and one of its functions."""
    package, solve = sm, sm.solve
    return lambda q: (
        os.getpid(), solve(package.Model.from_dict(MODEL.to_dict() | {"q": q})).equilibrium.concession,
    )  # fmt: skip


FUNCTIONS = {"global": price, "result": whole, "within": within, "closure": in_a_closure()}


def told(name: str, pairs: list) -> None:
    prices = [z.equilibrium.concession if isinstance(z, sm.Solution) else z for _, z in pairs]
    print(json.dumps([name, prices, os.getpid() not in {pid for pid, _ in pairs}]))


def main(how: str) -> None:
    if how == "cloudpickle":
        import cloudpickle

        for name, function in FUNCTIONS.items():
            Path(sys.argv[2], name).write_bytes(cloudpickle.dumps(function))
    elif how == "loky":
        from joblib import Parallel, delayed

        for name, function in FUNCTIONS.items():
            told(name, Parallel(n_jobs=2)(delayed(function)(q) for q in PLACES))
    else:
        from distributed import Client, LocalCluster

        place = dict(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
        with LocalCluster(**place) as cluster, Client(cluster) as client:
            for name, function in FUNCTIONS.items():
                told(name, client.gather(client.map(function, PLACES)))


if __name__ == "__main__":
    main(sys.argv[1])
