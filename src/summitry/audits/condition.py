"""Where a claim that fails somewhere holds: one or two thresholds that a reader can remember (T8)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine import ALPHA, BETA, K_MAX, PRECISION, PSI, RHO, SIGMA, TAU, Q, R
from ..model.extras import missing_package
from .result import Condition

Table = NDArray[np.float64]
Mask = NDArray[np.bool_]
LEAST = 0.1  # share of the applicable points that a condition must leave
_GRID = 17  # first thresholds tried in a pair
_FINITE = 1e25  # above every finite Ψ
_ENOUGH = 4000  # points of each kind that a search evaluates
FEATURES = ("σ", "q", "r", "τ", "ρ", "n", "α", "β", "α+β", "k₀", "c", "Ψ/c", "Ψk₀²/c", "(α+β)/(α+β+n)",
            "equilibria, two if several")  # fmt: skip


def features(table: Table, count: NDArray[np.int64] | None, about: tuple[str, ...] = ()) -> Table:
    """Work out what a condition may speak of, a column for each of `FEATURES`; constant if left out."""
    alpha, beta = table[:, ALPHA], table[:, BETA]
    total = alpha + beta
    columns = [
        *(table[:, column] for column in (SIGMA, Q, R, TAU, RHO, PRECISION, ALPHA, BETA)),
        total, beta / total, table[:, K_MAX], table[:, PSI] / table[:, K_MAX],
        table[:, PSI] / table[:, K_MAX] * (beta / total) ** 2,
        total / (total + table[:, PRECISION]),
        np.ones(len(table)) if count is None else np.clip(count, 1, 2).astype(float),
    ]  # fmt: skip
    out = np.column_stack(columns)
    if about:
        out[:, [name not in about for name in FEATURES]] = 1.0
    return out


class Half(NamedTuple):
    """One threshold: a feature is at most, or at least, a value."""

    feature: int
    at_most: bool
    value: float

    def keeps(self, x: Table) -> Mask:
        """Return which points meet the condition."""
        column = x[:, self.feature]
        return np.asarray(column <= self.value if self.at_most else column >= self.value)

    def __str__(self) -> str:
        name = FEATURES[self.feature]
        if self.feature == len(FEATURES) - 1:
            return "exactly one equilibrium" if self.at_most else "several equilibria"
        if self.value >= _FINITE:
            return "Ψ < ∞" if self.at_most else "Ψ = ∞"
        if self.value == 0.0 and self.at_most:
            return f"{name} = 0"
        return f"{name} {'≤' if self.at_most else '≥'} {self.value:.6g}"


def _rounded(value: float, down: bool) -> float:
    """Round to two digits, towards the smaller region."""
    if value == 0.0 or math.isinf(value):
        return value
    scale = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return float(f"{(math.floor if down else math.ceil)(value / scale) * scale:.12g}")


def _halves(x: Table, fails: Mask) -> Iterator[tuple[float, Half]]:
    """Go through the features: the largest half-space of each without a failure, its share of the others."""
    good = max(int((~fails).sum()), 1)
    for feature in range(x.shape[1]):
        column = x[:, feature]
        bad = column[fails]
        for at_most in (True, False):
            edge = bad.min() if at_most else bad.max()
            inside = column[column < edge] if at_most else column[column > edge]
            if not inside.size:
                continue
            value = float(inside.max() if at_most else inside.min())
            if at_most and math.isinf(edge):
                value = _FINITE
            half = Half(feature, at_most, value)
            if feature < x.shape[1] - 1:
                half = half._replace(value=_rounded(value, at_most))
            yield float(half.keeps(x).sum()) / good, half


def _thinned(x: Table, fails: Mask) -> tuple[Table, Mask]:
    """Keep enough points of each kind, the first ones."""
    good, bad = np.flatnonzero(~fails)[:_ENOUGH], np.flatnonzero(fails)[:_ENOUGH]
    rows = np.concatenate([good, bad])
    return x[rows], fails[rows]


def holds_where(x: Table, fails: Mask) -> tuple[Half, ...]:
    """Find one or two thresholds under which no point fails, leaving as many points as possible.

    Parameters
    ----------
    x
        `features` of the applicable points.
    fails
        Which of them fail; at least one.

    Returns
    -------
    tuple
        The thresholds; empty when every such region is too small.
    """
    best: tuple[float, tuple[Half, ...]] = (0.0, ())
    for share, half in _halves(x, fails):
        best = max(best, (share, (half,)))
    if best[0] > 0.8:
        return best[1]
    single = best
    small, bad = _thinned(x, fails)
    for first in _first_halves(small[~bad]):
        inside = first.keeps(small)
        whole = float((inside & ~bad).sum() / max((~bad).sum(), 1))
        if whole < best[0] or not bad[inside].any():
            continue
        for share, half in _halves(small[inside], bad[inside]):
            if half.feature != first.feature or half.at_most != first.at_most:
                best = max(best, (share * whole, (first, half)))
    chosen = best[1] if best[0] > 1.25 * single[0] else single[1]
    return _tightened(x, fails, chosen)


def _first_halves(good: Table) -> Iterator[Half]:
    """Go through the first thresholds of a pair: quantiles of every feature, both ways."""
    for feature in range(good.shape[1]):
        shares = np.linspace(0.05, 0.95, _GRID)
        for value in np.unique(np.quantile(good[:, feature], shares, method="nearest")):
            for at_most in (True, False):
                counts = feature == good.shape[1] - 1
                cut = float(value) if counts else _rounded(float(value), at_most)
                yield Half(feature, at_most, cut)


def _tightened(x: Table, fails: Mask, chosen: tuple[Half, ...]) -> tuple[Half, ...]:
    """Fit the last threshold to all points, not only to those searched."""
    if len(chosen) < 2:
        return chosen
    first, last = chosen
    inside = first.keeps(x)
    if not fails[inside].any():
        return (first,)
    same = [
        (share, half)
        for share, half in _halves(x[inside], fails[inside])
        if (half.feature, half.at_most) == (last.feature, last.at_most)
    ]
    return (first, same[0][1]) if same else ()


def words(halves: tuple[Half, ...]) -> str:
    """Write thresholds as a condition."""
    return " and ".join(map(str, halves))


def judged(halves: tuple[Half, ...], x: Table, fails: Mask) -> Condition:
    """Try a condition on fresh points."""
    inside = np.ones(len(x), bool)
    for half in halves:
        inside &= half.keeps(x)
    return Condition(
        text=words(halves), found_by="largest region of one or two thresholds without a failure",
        coverage=float(inside.mean()) if len(x) else 0.0, failures=int(fails[inside].sum()),
        points=int(inside.sum()),
    )  # fmt: skip


def boundary(x: Table, fails: Mask, fresh: Table, fresh_fails: Mask) -> Condition | None:
    """Describe where a claim fails: the leaf with most failures of a decision tree of depth two."""
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise missing_package("audit", "scikit-learn", "audit") from None
    if not fresh_fails.any() or fresh_fails.all() or not fails.any() or fails.all():
        return None
    finite = np.nan_to_num(x, posinf=1e30)
    tree = DecisionTreeClassifier(
        max_depth=2, class_weight="balanced", min_samples_leaf=max(5, len(x) // 500), random_state=0
    ).fit(finite, fails)
    paths = _paths(tree.tree_)
    leaf = tree.apply(finite)
    wrong = {node: fails[leaf == node].mean() for node in np.unique(leaf)}
    chance = fails.mean()
    chosen = {int(node) for node in wrong if wrong[node] > chance}
    inside = np.isin(tree.apply(np.nan_to_num(fresh, posinf=1e30)), list(chosen))
    right = 0.5 * (inside[fresh_fails].mean() + (~inside)[~fresh_fails].mean())
    return Condition(
        text=", or ".join(words(paths[node]) for node in _merged(tree.tree_, chosen)),
        found_by="decision tree of depth two", coverage=float(inside.mean()),
        failures=int(fresh_fails[inside].sum()), points=int(inside.sum()), accuracy=float(right),
    )  # fmt: skip


def _merged(tree: object, chosen: set[int], node: int = 0) -> list[int]:
    """Name leaves by the nodes above them where all their leaves are chosen."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])  # type: ignore[attr-defined]
    if left == right:
        return [node] if node in chosen else []
    below = _merged(tree, chosen, left), _merged(tree, chosen, right)
    return [node] if below == ([left], [right]) else [*below[0], *below[1]]


def _paths(tree: object) -> dict[int, tuple[Half, ...]]:
    """List the thresholds on the way to every node, each feature and side once."""
    out: dict[int, tuple[Half, ...]] = {}
    left, right = tree.children_left, tree.children_right  # type: ignore[attr-defined]

    def walk(node: int, halves: dict[tuple[int, bool], Half]) -> None:
        out[node] = tuple(halves.values())
        if left[node] == right[node]:
            return
        feature, value = int(tree.feature[node]), float(tree.threshold[node])  # type: ignore[attr-defined]
        for child, at_most in ((left[node], True), (right[node], False)):
            beyond = value > _FINITE
            cut = float(f"{value:.3g}")
            if feature == len(FEATURES) - 1:
                cut = math.floor(value) if at_most else math.ceil(value)
            if beyond:
                cut = _FINITE if at_most else math.inf
            half = Half(feature, at_most, cut)
            walk(child, halves | {(feature, at_most): half})

    walk(0, {})
    return out
