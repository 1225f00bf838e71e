"""What F's intelligence reveals (T2), as plain tables of nodes. Independent of ``src/``.

A *table* is a dict of arrays, one entry a visit probability:

======== =====================================================================================
v, u     visit probability and 1 − v, each to full relative precision
M, rest  ∫₀ᵛ m and k₀ − M
kappa    M/v
gap      k₀ − κ
m, m_up  marginal weakness m(v−), and m(v+) where a step (or v = 1: +∞) leaves the price free
near, far  m − m(0) and m(1) − m: one of the two is sharp where differences of m are needed
place    where the node lies: log-odds of 1 − b for linear; (step number + share) for steps
======== =====================================================================================
"""

import numpy as np
from scipy.special import betainc, betaincc, betaln, expit, log_expit
from scipy.stats import betabinom


def prior_weakness(model):
    """k₀."""
    return model["beta"] / (model["alpha"] + model["beta"])


def is_linear(model):
    """Tell whether F's signal is the continuous one."""
    return isinstance(model["information"], str) and model["information"] == "linear"


def take(table, where):
    """Select some nodes of a table."""
    return {name: column[where] for name, column in table.items()}


def join(*tables):
    """Put tables one after the other."""
    return {name: np.concatenate([t[name].ravel() for t in tables]) for name in tables[0]}


# ------------------------------------------------------------------------------------ linear


def tails(a, b, x):
    """Pr(θ > t) and Pr(θ < t) for θ ~ Beta(a, b), t = 1/(1+eˣ).

    From whichever of t and 1 − t is the smaller: the larger has been rounded, and with a or b
    below one that would cost all digits.
    """
    x = np.asarray(x, dtype=float)
    small, high = expit(-np.abs(x)), x < 0
    first, second = np.where(high, b, a), np.where(high, a, b)
    outer = betainc(first, second, small)
    # 1 − I keeps its digits while I is not close to one; the complement itself is slow.
    inner, close = 1 - outer, outer > 0.75
    inner[close] = betaincc(first[close], second[close], small[close])
    return np.where(high, outer, inner), np.where(high, inner, outer)


def linear_nodes(model, x):
    """Nodes at thresholds b with log-odds −x (x = +∞: v = 1). Higher x, more visits."""
    x = np.asarray(x, dtype=float)
    a, b = model["alpha"], model["beta"]
    omega, k0 = (a + b) / (a + b + model["n"]), prior_weakness(model)
    low, strong = expit(-x), expit(x)  # the threshold b and 1 − b, each without cancellation
    v, u = tails(a, b, x)
    # bᵅ(1−b)ᵝ/(β·B): the difference between I_b(α, β+1) and I_b(α, β), hence k₀ − κ exactly.
    edge = np.exp(a * log_expit(-x) + b * log_expit(x) - betaln(a, b)) / b
    M = k0 * (omega * v + (1 - omega) * tails(a, b + 1, x)[0])
    m = omega * k0 + (1 - omega) * strong
    return {
        "v": v,
        "u": u,
        "M": M,
        "rest": k0 * (u + (1 - omega) * edge),
        "kappa": M / v,
        "gap": (1 - omega) * k0 * edge / v,
        "m": m,
        "m_up": np.where(u == 0, np.inf, m),
        "near": (1 - omega) * strong,
        "far": (1 - omega) * low,
        "place": x,
    }


def linear_grid(model, points, tail):
    """Nodes dense in the log-odds of b, in v and in the log-odds of v, out to v, 1−v ≈ tail."""
    a, b = model["alpha"], model["beta"]
    reach = [
        (abs(np.log(tail)) + abs(np.log(p) + betaln(a, b))) / p + 2 for p in (b, a)
    ]  # v ≈ (1−b)ᵝ/(βB) at one end, 1−v ≈ bᵅ/(αB) at the other
    coarse = linear_nodes(model, np.linspace(-reach[0], reach[1], 3000))
    inside = (coarse["v"] > tail) & (coarse["u"] > tail)
    x, odds = coarse["place"][inside], np.log(coarse["v"][inside] / coarse["u"][inside])
    quarter = points // 4
    shares = (np.arange(quarter) + 0.5) / quarter
    nodes = np.concatenate(
        [
            np.linspace(x[0], x[-1], points - 2 * quarter),
            np.interp(np.log(shares) - np.log1p(-shares), odds, x),
            np.interp(np.linspace(odds[0], odds[-1], quarter), odds, x),
        ]
    )
    nodes = np.unique(nodes)
    nodes = nodes[np.append(True, np.diff(nodes) > 1e-9)]
    return linear_nodes(model, np.append(nodes, np.inf))


# ------------------------------------------------------------------------------------- steps


def atoms(model):
    """Probabilities and weaknesses of a step signal, strongest first, equal weaknesses merged."""
    if model["information"] == "binomial":
        a, b, n = model["alpha"], model["beta"], round(model["n"])
        successes = np.arange(n, -1, -1)
        p, w = betabinom.pmf(successes, n, a, b), (b + n - successes) / (a + b + n)
    else:
        _, p, w = model["information"]
        p, w = np.asarray(p, dtype=float), np.asarray(w, dtype=float)
        w, which = np.unique(w, return_inverse=True)
        p = np.bincount(which, weights=p)
        p, w = p[p > 0], w[p > 0]
    return p / p.sum(), w


def step_profile(model):
    """Cumulative sums of a step signal from both ends, so that neither end loses digits."""
    p, w = atoms(model)
    k0 = prior_weakness(model)

    def from_left(x):
        return np.append(0.0, np.cumsum(x))

    def from_right(x):
        return np.append(np.cumsum(x[::-1])[::-1], 0.0)

    split = int(np.searchsorted(w, k0))  # k₀v − M: on either side of k₀ all terms have one sign
    lift = np.where(
        np.arange(w.size + 1) <= split, from_left(p * (k0 - w)), from_right(p * (w - k0))
    )
    sums = {"v": from_left(p), "u": from_right(p), "M": from_left(p * w), "rest": from_right(p * w)}
    return {**sums, "lift": lift, "p": p, "w": w, "k0": k0}


def step_nodes(profile, step, share):
    """Nodes after a share of the probability of one step; a share outside [0, 1] extends it."""
    step, share = np.broadcast_arrays(np.asarray(step), np.asarray(share, dtype=float))
    w = profile["w"]

    def at(name):
        return (1 - share) * profile[name][step] + share * profile[name][step + 1]

    v, M, k0 = at("v"), at("M"), profile["k0"]
    m, first = w[step], step == 0
    safe = np.where(first, 1.0, v)  # on the first step κ = m, also at v = 0
    next_step = np.append(w[1:], np.inf)
    return {
        "v": v,
        "u": at("u"),
        "M": M,
        "rest": at("rest"),
        "kappa": np.where(first, m, M / safe),
        "gap": np.where(first, k0 - m, at("lift") / safe),
        "m": m,
        "m_up": np.where(share == 1, next_step[step], m),
        "near": m - w[0],
        "far": w[-1] - m,
        "place": step + share,
    }


def step_grid(profile, points):
    """Every step's end (at its left price) and equally many interior points a step."""
    steps = profile["w"].size
    each = max(8, points // steps)
    step = np.repeat(np.arange(steps), each)
    return step_nodes(profile, step, np.tile(np.arange(1, each + 1) / each, steps))


# ------------------------------------------------------------------------------------- either


def grid(model, points=20_000, tail=None):
    """Tabulate the curve at about ``points`` visit probabilities in (0, 1], v = 1 included."""
    if is_linear(model):
        # At σ = 1 the roots may lie far closer to v = 1 than at any σ < 1 (T5).
        return linear_grid(model, points, tail or (1e-60 if model["sigma"] == 1 else 1e-14))
    return step_grid(step_profile(model), points)


def locate(model, v, one_minus_v, curve):
    """Return the node of a given visit probability (v and 1−v given, the smaller one counts)."""
    side, target = ("v", v) if v <= one_minus_v else ("u", one_minus_v)
    if is_linear(model):
        if one_minus_v == 0:
            return linear_nodes(model, np.array([np.inf]))
        sign = 1.0 if side == "v" else -1.0
        rising = sign * curve[side][:-1]
        i = int(np.clip(np.searchsorted(rising, sign * target), 1, rising.size - 1))
        x0, x1 = curve["place"][i - 1], curve["place"][i]
        x0, x1 = (x0 - 50 if i == 1 else x0), (x1 + 50 if i == rising.size - 1 else x1)
        x = narrow(lambda x: sign * (linear_nodes(model, x)[side] - target), x0, x1)
        return linear_nodes(model, np.array([x]))
    profile = step_profile(model)
    # A visit probability that is a step's end up to rounding is that end.
    away = np.abs(profile[side][1:] - target)
    if away.min() <= 1e-12 * target:
        return step_nodes(profile, np.array([away.argmin()]), 1.0)
    j = int(np.clip(np.searchsorted(profile["v"], v) - 1, 0, profile["w"].size - 1))
    lo, hi = profile[side][j], profile[side][j + 1]
    return step_nodes(profile, np.array([j]), (target - lo) / (hi - lo))


def narrow(function, lo, hi, rounds=14, pieces=32):
    """Narrow a bracket of a sign change by regridding it again and again; return its middle."""
    for _ in range(rounds):
        x = np.linspace(lo, hi, pieces + 1)
        positive = function(x) > 0
        change = np.flatnonzero(positive[1:] != positive[:-1])
        if change.size == 0:  # rounding: the bracket is already as narrow as the function is sharp
            break
        lo, hi = x[change[0]], x[change[0] + 1]
        if hi - lo <= 2e-16 * max(abs(lo), abs(hi), 1e-3):
            break
    return 0.5 * (lo + hi)
