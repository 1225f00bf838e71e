"""What the tests of sweeps share."""

from __future__ import annotations

from pathlib import Path

import summitry as sm

MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
# 7 × 5 × 4 points in 4 × 3 × 2 chunks, those at the ends smaller
GRID = {
    "sigma": [0, 0.1, 0.2, 0.35, 0.5, 0.9, 1],
    "q": [0, 0.3, 0.5, 0.6, 1],
    "psi": [1, 30, 900, "inf"],
}
CHUNK = 8


def tree(path: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }
