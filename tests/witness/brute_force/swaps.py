"""Swaps of visits by brute force on reports: best replies from payoffs (T1), no equation of T13.

Each leader's signal about the other is cut into many equally likely reports, strongest first. A strategy is
how many of the reports are approved. Imports nothing from the library.
"""

import numpy as np
from scipy.special import betaincinv


def weaknesses(model, reports):
    """Return the mean posterior weakness of each report: truth or noise, A/n ~ Beta(α, β) (T2)."""
    a, b, n = model["alpha"], model["beta"], model["n"]
    fine = 20
    share = (np.arange(reports * fine) + 0.5) / (reports * fine)
    strength = 1.0 - betaincinv(
        b, a, share
    )  # from the strongest; 1 − b ~ Beta(β, α) keeps its digits
    weakness = 1.0 - (a + n * strength) / (a + b + n)
    return weakness.reshape(reports, fine).mean(1)


def best_replies(one, two, sigma, reports, paid=0.0):
    """Return for each pair of strategies how many reports each leader approves in reply.

    The first array is leader 2's reply, who decides about leader 1; C_i sees a swap or none.
    """
    models, w = (one, two), [weaknesses(m, reports) for m in (one, two)]
    count = np.arange(reports + 1)
    v = count / reports
    sums = [np.concatenate([[0.0], np.cumsum(x)]) / reports for x in w]
    best = [m["beta"] / (m["alpha"] + m["beta"] + m["n"]) for m in models]  # the strongest signal
    mean = [
        np.divide(s, v, out=np.full(v.size, x), where=v > 0)
        for s, x in zip(sums, best, strict=True)
    ]
    k0 = [s[-1] for s in sums]
    both = v[:, None] * v[None, :]
    replies = []
    for i, j in ((0, 1), (1, 0)):
        m, other = models[i], models[j]
        shape = (slice(None), None) if i == 0 else (None, slice(None))
        after = mean[i][shape]
        without = (k0[i] - sigma * both * after) / (1.0 - sigma * both)
        # leader i keeps office with probability 1 − k·w/c; given j's yes its mean weakness is `after`
        gain = m["psi"] * ((1 - after * after / m["k_max"]) - (1 - without * after / m["k_max"]))
        sign = paid if i == 0 else -paid
        gain = gain - max(sign, 0.0)
        gets = max(-sign, 0.0)
        k_host = mean[j][(None, slice(None)) if i == 0 else (slice(None), None)]
        reply = np.zeros(both.shape, int)
        for report in w[j]:  # the strongest first: approve while the visit pays
            risk = k_host * report / other["k_max"]
            worth = gain + gets * (1 - (1 - m["r"]) * risk) - m["tau"] - m["rho"] * risk
            reply += worth > 0.0
        replies.append(reply)
    return replies[1], replies[0]


def equilibria(one, two, sigma, reports, paid=0.0):
    """Return (v₁, v₂) around which both best replies cross the strategies they reply to.

    Inside the grid these are cells, on its edges pairs of neighbours. Outermost cells are left out: within
    a single report beliefs may change a lot, and the edges themselves are exact.
    """
    replies = best_replies(one, two, sigma, reports, paid)
    beyond = [reply - own for reply, own in zip(replies, np.indices(replies[0].shape), strict=True)]
    inside = np.ones((reports, reports), bool)
    for field in beyond:
        corners = [field[a : a + reports, b : b + reports] for a in (0, 1) for b in (0, 1)]
        inside &= (np.min(corners, 0) <= 0) & (np.max(corners, 0) >= 0)
    inside[[0, -1], :] = inside[:, [0, -1]] = False
    found = [(np.argwhere(inside) + 0.5) / reports]
    for held in (0, 1):
        for end in (0, reports):
            stays = np.take(beyond[held], end, held) == 0
            field = np.take(beyond[1 - held], end, held)
            cross = (np.minimum(field[1:], field[:-1]) <= 0) & (
                np.maximum(field[1:], field[:-1]) >= 0
            )
            moved = (np.flatnonzero(cross & (stays[1:] & stays[:-1])) + 0.5) / reports
            pairs = np.full((moved.size, 2), end / reports)
            pairs[:, 1 - held] = moved
            found.append(pairs)
    return np.concatenate(found)
