"""The game with a binomial signal as a careful NumPy user would solve it (T6), all models at once.

The reference of `bench_many.py` for steps; nothing of summitry is used. All models have the same n, finite Ψ
and 0 < σ < 1. Candidates: roots of [F-eq] and [L-eq] inside steps (on the first step the free v*), every
step's end. Each is held against the ends of all steps, from either side, and against the peaks inside them.
On a step L's gain from a deal is

    W = (Ψ/c)·[AD + wDv − qA²/v − qAw] − v·(ev + f)/(gv + h),     M = A + wv,

with A, f ≤ 0 and e, g, h ≥ 0: concave in v, so that a step has at most one peak, with slopes of either sign
at its ends.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import elementwise

Array = NDArray[np.float64]
Fields = dict[str, Array]
NODES = np.linspace(0.0, 1.0, 6)  # shares of a step at which the equations are evaluated
CHUNK = 256  # models at a time: what is at hand fits the cache
TOLERANCE = 1e-9, 1e-12  # of a gain: constant, per Ψ


def make_steps(f: Fields, n: int) -> Fields:
    """Masses of the counts n … 0, their weaknesses, and sums from both ends (models × steps)."""
    a = np.arange(n, 0.0, -1.0)
    alpha, beta = f["alpha"], f["beta"]
    ratio = a / (n - a + 1.0) * (beta + n - a) / (alpha + a - 1.0)
    p = np.concatenate([np.ones_like(alpha), np.cumprod(ratio, 1)], 1)
    p /= p.sum(1, keepdims=True)
    w = (beta + np.arange(n + 1.0)) / (alpha + beta + n)
    k0 = beta / (alpha + beta)
    lift = p * (k0 - w)
    before, after = np.cumsum(p, 1) - p, np.cumsum(p[:, ::-1], 1)[:, ::-1] - p
    gap = np.cumsum(lift, 1) - lift  # k₀v − M at the step's beginning
    high = np.cumsum(lift[:, ::-1], 1)[:, ::-1]
    gap = np.where(w < k0, gap, -high)
    moment = np.cumsum(p * w, 1) - p * w
    return {"p": p, "w": w, "before": before, "after": after, "gap": gap, "moment": moment,
            "A": moment - w * before}  # fmt: skip


def place(s: Fields, f: Fields, t: Array) -> tuple[Array, Array, Array, Array]:
    """v, 1 − v, κ and k₀ − κ where a share t of a step visits."""
    pt = s["p"] * t
    v, vc = s["before"] + pt, s["after"] + s["p"] * (1.0 - t)
    first = v == 0.0
    v_safe = np.where(first, 1.0, v)
    kappa = np.where(s["A"] == 0.0, s["w"], (s["moment"] + s["w"] * pt) / v_safe)
    below = np.where(first, f["k0"] - s["w"], (s["gap"] + (f["k0"] - s["w"]) * pt) / v_safe)
    return v, vc, kappa, below


def price(f: Fields, k: Array, m: Array) -> Array:
    """ζ(k, m) (T3)."""
    risk = k * m / f["k_max"]
    return (f["tau"] + f["rho"] * risk) / (1.0 - (1.0 - f["r"]) * risk)


def f_equation(s: Fields, f: Fields, t: Array) -> Array:
    """[F-eq] (T5)."""
    _, vc, kappa, below = place(s, f, t)
    absent = (1.0 - f["sigma"]) + f["sigma"] * vc
    return f["psi"] / f["k_max"] * kappa * below / absent - price(f, kappa, s["w"])


def l_equation(s: Fields, f: Fields, t: Array) -> Array:
    """[L-eq] (T5) with m' = 0."""
    _, vc, kappa, below = place(s, f, t)
    w, excess = s["w"], s["w"] - kappa
    absent = (1.0 - f["sigma"]) + f["sigma"] * vc
    bracket = w * below / absent - f["q"] * kappa * excess
    left = 1.0 - (1.0 - f["r"]) * kappa * w / f["k_max"]
    steep = (f["rho"] + (1.0 - f["r"]) * f["tau"]) / (left * left)
    return (f["psi"] * bracket - steep * f["q"] * w * excess) / f["k_max"] - price(f, kappa, w)


class Gain:
    """L's gain W(v'; v*) on steps, and its slope, for conjectures (κ*, k_N)."""

    def __init__(self, s: Fields, f: Fields, kappa: Array, k_absent: Array) -> None:
        w, q, c, kept = s["w"], f["q"], f["k_max"], 1.0 - f["r"]
        mean = q * w + (1.0 - q) * kappa
        risk = w * mean / c
        self.power, self.D, self.A, self.w, self.q = f["psi"] / c, k_absent - mean, s["A"], w, q
        self.bend = q * s["A"] ** 2
        b = w * q * s["A"] / c
        self.e, self.f = f["tau"] + f["rho"] * risk, f["rho"] * b
        self.g, self.h = 1.0 - kept * risk, -kept * b
        self.C = self.h * (self.e * self.h / self.g - self.f)  # times 1/g
        self.flat = self.power * w * self.D - self.e / self.g

    def value(self, v: Array) -> Array:
        """W at v > 0; at v = 0 nothing is gained."""
        with np.errstate(all="ignore"):
            worth = self.power * (self.A + self.w * v) * (self.D - self.q * self.A / v)
            paid = v * (self.e * v + self.f) / (self.g * v + self.h)
            return np.where(v > 0.0, worth - paid, 0.0)

    def slope(self, v: Array) -> Array:
        """∂W/∂v'."""
        with np.errstate(all="ignore"):
            end = np.where(self.A == 0.0, 0.0, self.power * self.bend / (v * v))
            return (
                self.flat + end + np.where(self.C > 0.0, self.C / (self.g * v + self.h) ** 2, 0.0)
            )

    def only(self, where: Any) -> Gain:
        """Keep some pairs of conjecture and step."""
        some = object.__new__(Gain)
        for name, values in vars(self).items():
            setattr(some, name, np.broadcast_to(values, self.w.shape)[where])
        return some


def pick(part: Fields, *index: Any) -> Fields:
    """Take some entries of every array."""
    return {name: values[index] for name, values in part.items()}


def best_gain(
    s: Fields, f: Fields, kappa: Array, k_absent: Array, start: Array, level: Array
) -> Array:
    """Say for each conjecture whether some v' ≥ start gains L more than a level.

    Ends first; of what they leave, the steps on which the tangents at the ends allow a higher peak.
    """
    at = Gain(s, f, kappa, k_absent)
    left, right = np.maximum(s["before"], start), s["before"] + s["p"]
    within = right > start
    ends = np.where(within, np.maximum(at.value(left), at.value(right)), -np.inf)
    out = np.asarray(ends.max(1) > level[:, 0])
    up = at.slope(left)
    down = at.slope(right)
    cross = (up > 0.0) & (down < 0.0) & within & ~out[:, None]
    row, step = np.nonzero(cross)
    if row.size == 0:
        return out
    a, b, one = left[row, step], right[row, step], at.only((row, step))
    wa, wb, ua, db = one.value(a), one.value(b), up[row, step], down[row, step]
    tangents = (wa * -db + wb * ua + ua * -db * (b - a)) / (ua - db)
    high = tangents > level[row, 0]
    row, a, b, one = row[high], a[high], b[high], one.only(high)
    for _ in range(60):  # Newton from the left: the slope falls and is convex
        gap = one.slope(a)
        bend = -2.0 * (one.power * one.bend / a**3 + one.C * one.g / (one.g * a + one.h) ** 3)
        new = np.clip(a - gap / bend, a, b)
        if np.all(new - a <= 1e-12 * new):
            break
        a = new
    np.logical_or.at(out, row, one.value(a) > level[row, 0])
    return out


def judge(s: Fields, f: Fields, found: dict[str, Array], proposer: str) -> Fields:
    """Keep the candidates that no deviation refutes."""
    row, step = found["row"].astype(int), found["step"].astype(int)
    g, own = pick(f, row), pick(s, row, step)
    here = {name: values[:, 0] for name, values in g.items()}
    v, vc, kappa, below = place(own, here, found["t"])
    absent = (1.0 - here["sigma"]) + here["sigma"] * vc
    k_absent = kappa + below / absent
    z = price(here, kappa, own["w"])
    tolerance = TOLERANCE[0] + TOLERANCE[1] * here["psi"]
    if proposer == "F":
        end = found["t"] == 1.0
        z = np.where(end, here["psi"] / here["k_max"] * kappa * below / absent, z)
        level, start = tolerance, v
        keep = np.ones(v.size, bool)
    else:
        worth = here["psi"] / here["k_max"] * v * kappa * (k_absent - kappa) - v * z
        level, start = worth + tolerance, np.zeros_like(v)
        keep = worth >= -tolerance
    k = np.flatnonzero(keep)
    bad = best_gain(
        pick(s, row[k]),
        pick(g, k),
        kappa[k, None],
        k_absent[k, None],
        start[k, None],
        level[k, None],
    )
    k = k[~bad]
    return {"row": row[k], "v": v[k], "price": z[k], "kappa": kappa[k], "k_absent": k_absent[k]}


def candidates(s: Fields, f: Fields, proposer: str) -> dict[str, Array]:
    """Roots inside steps (share t of a step), and ends (t = 1)."""
    equation = f_equation if proposer == "F" else l_equation
    wide, some = ({name: x[..., None] for name, x in part.items()} for part in (s, f))
    values = equation(wide, some, NODES)
    row, step, node = np.nonzero(values[..., :-1] * values[..., 1:] < 0.0)
    own, here = pick(s, row, step), {name: x[row, 0] for name, x in f.items()}
    keys, fields = list(own), list(here)

    def at(t: Array, *args: Array) -> Array:
        first, second = args[: len(keys)], args[len(keys) :]
        return equation(
            dict(zip(keys, first, strict=True)), dict(zip(fields, second, strict=True)), t
        )

    found = elementwise.find_root(
        at, (NODES[node], NODES[node + 1]), args=(*own.values(), *here.values())
    )
    rises = values[:, :-1, -1] >= 0.0  # v = 1 is no candidate while σ < 1
    if proposer == "F":
        rises &= values[:, 1:, 0] <= 0.0
    end_row, end_step = np.nonzero(rises)
    return {"row": np.concatenate([row, end_row]), "step": np.concatenate([step, end_step]),
            "t": np.concatenate([found.x, np.ones(end_row.size)])}  # fmt: skip


def solve_chunk(fields: Fields) -> dict[str, Any]:
    """Solve some models."""
    f = {name: np.asarray(values, float)[:, None] for name, values in fields.items()}
    f["k0"] = f["beta"] / (f["alpha"] + f["beta"])
    s = make_steps(f, int(f["n"][0, 0]))
    strongest, zero = s["w"][:, :1], np.zeros_like(f["k0"])
    tolerance = TOLERANCE[0] + TOLERANCE[1] * f["psi"]
    out: dict[str, Any] = {"no_visits": ~best_gain(s, f, strongest, f["k0"], zero, tolerance)}
    for proposer in "FL":
        out[proposer] = judge(s, f, candidates(s, f, proposer), proposer)
    return out


def solve(fields: Fields) -> dict[str, Any]:
    """Find all equilibria: of each proposer with visits, and whether no visits is one."""
    rows = fields["alpha"].size
    parts = []
    for first in range(0, rows, CHUNK):
        part = solve_chunk({name: x[first : first + CHUNK] for name, x in fields.items()})
        for proposer in "FL":
            part[proposer]["row"] = part[proposer]["row"] + first
        parts.append(part)
    whole: dict[str, Any] = {"no_visits": np.concatenate([part["no_visits"] for part in parts])}
    for proposer in "FL":
        whole[proposer] = {key: np.concatenate([part[proposer][key] for part in parts])
                           for key in parts[0][proposer]}  # fmt: skip
    return whole
