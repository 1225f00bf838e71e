"""The report's account of how its numbers came about, and with which versions."""

from __future__ import annotations

import html
import platform
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = ("summitry", "numpy", "scipy", "scikit-learn", "xarray", "matplotlib")
_WORDS = """
<p>F's intelligence enters only through one curve, the weakness of visitors against the chance of a
visit. A scan of it brackets every root of [F-eq] or [L-eq]; price gaps, corners and no visits are
added; each candidate is held against all deviations twice, by the derived equations and by a checker
that knows the payoffs alone. An equilibrium is reported only if both agree, with the largest gain that
any player has from any deviation. Mixed bargaining strategies are not looked for.</p> <p>The audit
draws models by a Sobol sequence over the whole parameter space, solves and certifies each, and
evaluates every statement by re-solving with a parameter changed and following the equilibrium by
continuity. A statement that fails gets a readable condition from a shallow decision tree, tried on
fresh points. The figures are drawn from the same functions.</p>
"""


def versions() -> dict[str, str]:
    """Versions of Python and of what the report is made with."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def section(points: int, seed: int) -> str:
    """Write the section."""
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{html.escape(number)}</td></tr>"
        for name, number in versions().items()
    )
    return (
        f"<section id=methods><h2>Methods and versions</h2>{_WORDS}"
        f"<p>This page: <code>summitry reproduce --points {points} --seed {seed} --out "
        "results</code>. The same command with "
        "the same versions gives the same page. The pictures of the article's Figures 1 to 3 use n "
        "= 10, τ = 0.1, ρ = 1, "
        "r = 0.5 and α + β = 2, because our copy of the article has lost the numbers.</p>"
        f"<table class=words>{rows}</table></section>"
    )
