"""A sweep on a cluster of two worker processes, of which one is killed after the first chunk.

    python sweep_on_cluster.py SPEC OUT

Prints the address that was used and how many workers were killed.
"""

from __future__ import annotations

import os
import signal
import sys

from distributed import Client, LocalCluster

from summitry.sweeps.file import read_spec
from summitry.sweeps.run import Progress, fill_store


def main() -> None:
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        victims = list(client.run(os.getpid).values())[:1]
        killed = 0

        def kill_one(_: Progress) -> None:
            nonlocal killed
            for pid in victims[killed:]:
                os.kill(pid, signal.SIGKILL)
                killed += 1

        fill_store(
            sys.argv[2],
            read_spec(sys.argv[1]),
            scheduler=cluster.scheduler_address,
            report=kill_one,
        )
        print(cluster.scheduler_address, killed)


if __name__ == "__main__":
    main()
