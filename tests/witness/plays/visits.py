"""Visits in return played from their primitives (T1): draws of θ, signals, costs; no formula of T13.

Imports nothing from the library. Signals are "truth or noise", A/n ~ Beta(α, β) (T2). A strategy is the
lowest approved signal, a cut-off, or a price.
"""

import numpy as np
from scipy.special import betaincinv

BLOCK = 1 << 17


def threshold(model, v):
    """Return the signal A/n that a share v of the signals exceeds."""
    return 1.0 - betaincinv(model["beta"], model["alpha"], v)


def strength_and_signal(model, rng, size):
    """Draw θ and the signal of it."""
    a, b, n = model["alpha"], model["beta"], model["n"]
    strength, noise = rng.beta(a, b, size), rng.beta(a, b, size)
    return strength, np.where(rng.random(size) < n / (a + b + n), strength, noise)


def removed(model, rng, cut_off, strength):
    """Draw C's cost and her success: she challenges iff K ≤ her cut-off."""
    size = strength.size
    challenge = model["k_max"] * rng.random(size) <= cut_off
    return challenge & (rng.random(size) >= strength)


def play_swap(models, v, after, without, sigma, paid, plays, seed):
    """Play a swap; return for each number its mean and its standard error."""
    rng = np.random.default_rng(seed)
    tallies = {}
    for _ in range(-(-plays // BLOCK)):
        want = rng.random(BLOCK) < sigma
        strengths, yes = [], []
        for model, share in zip(models, v, strict=True):
            strength, signal = strength_and_signal(model, rng, BLOCK)
            strengths.append(strength)
            yes.append(signal >= threshold(model, share) if share > 0 else np.zeros(BLOCK, bool))
        swap = want & yes[0] & yes[1]
        out = [
            removed(models[i], rng, np.where(swap, after[i], without[i]), strengths[i])
            for i in (0, 1)
        ]
        _add(tallies, "swap", swap[want])
        for i in (0, 1):
            m, j = models[i], 1 - i
            sign = paid if i == 0 else -paid
            kept = np.where(out[j], rng.random(BLOCK) < m["r"], True)
            payoff = m["psi"] * ~out[i] - swap * (m["tau"] + m["rho"] * out[j])
            payoff = payoff + swap * (max(-sign, 0.0) * kept - max(sign, 0.0))
            _add(tallies, f"payoff_{i + 1}", payoff[want])
            _add(tallies, f"removal_{i + 1}", out[i][want])
            _add(tallies, f"payoff_not_salient_{i + 1}", payoff[~want])
            _add(tallies, f"weakness_after_{i + 1}", 1 - strengths[i][swap])
            _add(tallies, f"weakness_without_{i + 1}", 1 - strengths[i][~swap])
    return {name: _moments(tally) for name, tally in tallies.items()}


def play_sequence(models, v, beliefs, sigma, eta, cost, worth, plays, seed):
    """Play a first visit by leader 2 and the debt of leader 1; return means and standard errors.

    ``v`` and ``beliefs`` are (first, return) and (κ₁, k_N,1, κ₂, k_N,2). A first visit carries a debt with
    probability η, and C₂ sees a return visit or none. ``worth`` is what the promise counts in the first leg.
    """
    one, two = models
    rng = np.random.default_rng(seed)
    tallies = {}
    for _ in range(-(-plays // BLOCK)):
        want = rng.random(BLOCK) < sigma
        first_strength, first_signal = strength_and_signal(one, rng, BLOCK)
        visit = want & (first_signal >= threshold(one, v[0])) & (v[0] > 0)
        gone = removed(one, rng, np.where(visit, beliefs[0], beliefs[1]), first_strength)
        owes = visit & ~gone
        strength, signal = strength_and_signal(two, rng, BLOCK)
        back = (signal >= threshold(two, v[1])) & (v[1] > 0)
        # a debt that is due: how leader 2 fares, and how it would have fared without any (C₂ keeps k₀)
        out = removed(two, rng, np.where(back, beliefs[2], beliefs[3]), strength)
        k0 = two["beta"] / (two["alpha"] + two["beta"])
        alone = removed(two, rng, np.full(BLOCK, k0), strength)
        bill = np.where(back, one["tau"] + one["rho"] * out, cost)
        kept = np.where(gone, rng.random(BLOCK) < two["r"], True)
        _add(tallies, "first_visit", visit[want])
        _add(tallies, "payoff_1", (one["psi"] * ~gone - owes * bill)[want])
        _add(tallies, "debt_worth", two["psi"] * (alone * 1.0 - out))
        _add(tallies, "debt_cost", bill)
        _add(tallies, "gain_2", (visit * (worth * kept - two["tau"] - two["rho"] * gone))[want])
        _add(tallies, "weakness_first", 1 - first_strength[visit])
        _add(tallies, "weakness_no_first", 1 - first_strength[~visit])
        _add(tallies, "weakness_return", 1 - strength[back])
        seen = back & (rng.random(BLOCK) < eta)
        _add(tallies, "weakness_no_return", 1 - strength[~seen])
    return {name: _moments(tally) for name, tally in tallies.items()}


def _add(tallies, name, values):
    values = np.asarray(values, float)
    tally = tallies.setdefault(name, [0, 0.0, 0.0])
    tally[0] += values.size
    tally[1] += values.sum()
    tally[2] += (values * values).sum()


def _moments(tally):
    count, total, squares = tally
    if count < 2:
        return float("nan"), float("inf")
    mean = total / count
    return mean, float(np.sqrt(max(squares / count - mean * mean, 1e-300) / count))
