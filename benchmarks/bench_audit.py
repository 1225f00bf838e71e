"""Speed of the audit: seconds for 10^4 points of every claim, and which claims take them.

python benchmarks/bench_audit.py --points 8192
"""

from __future__ import annotations

import argparse
import os
import time

from summitry.audits.draws import blocks
from summitry.audits.tally import Run, needs_of
from summitry.claims import Sample, claims
from summitry.claims.claim import evaluated


def main() -> None:
    """Audit, then take the parts apart on one block."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=8192)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    every = claims()
    tables = list(blocks(options.points, 0))
    Run(list(every.values()), options.threads).add(tables[0][:64])  # compile, or load
    run, start = Run(list(every.values()), options.threads), time.perf_counter()
    for table in tables:
        run.add(table)
    seconds = time.perf_counter() - start
    rate = seconds / options.points * 1e4
    print(
        f"{len(every)} claims, {options.points} points, {options.threads} threads: {seconds:.1f} s, "
        f"{rate:.1f} s per 10^4 points"
    )
    sample = Sample(tables[0], threads=options.threads)
    linear = [claim for claim in every.values() if claim.information == "linear"]
    start = time.perf_counter()
    needs = set(needs_of(linear))
    sample.prepare(sorted(needs))
    seconds = time.perf_counter() - start
    games = len(needs) * sample.rows
    print(
        f"solving {len(needs)} games a point: {seconds:.2f} s, {games / seconds:,.0f} games a second"
    )
    times = []
    for claim in linear:
        part = sample if claim.share == 1 else Sample(tables[0][: sample.rows // claim.share])
        start = time.perf_counter()
        evaluated(claim.evaluate, part)
        evaluated(claim.control, part)
        times.append((time.perf_counter() - start, claim.id))
    for seconds, id in sorted(times, reverse=True)[:12]:
        print(f"  {seconds:6.3f} s  {id}")


if __name__ == "__main__":
    main()
