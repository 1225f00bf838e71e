"""T2, T3 and T5 exactly as the theory prints them, in mpmath: no care for digits, 300 of them instead."""

from __future__ import annotations

from types import SimpleNamespace

from mpmath import betainc, exp, mp, mpf

DIGITS = 300


def _cell(v, vc, M, rest, m, slope):
    """A point of a curve; ``slope`` is m'(v)."""
    return SimpleNamespace(v=v, vc=vc, M=M, rest=rest, kappa=M / v, nu=rest / vc, m=m, slope=slope)


def linear(alpha, beta, n, x):
    """Linear information at the threshold b = 1/(1+eˣ): T2's formulas for v, M and m."""
    alpha, beta, n, x = map(mpf, (alpha, beta, n, x))
    b, bc = 1 / (1 + exp(x)), 1 / (1 + exp(-x))
    k0, noise = beta / (alpha + beta), (alpha + beta) / (alpha + beta + n)
    if b < bc:
        low, weak_low = betainc(alpha, beta, 0, b, True), betainc(alpha, beta + 1, 0, b, True)
        high, weak_high = 1 - low, 1 - weak_low
    else:
        high, weak_high = betainc(beta, alpha, 0, bc, True), betainc(beta + 1, alpha, 0, bc, True)
        low, weak_low = 1 - high, 1 - weak_high
    density = b ** (alpha - 1) * bc ** (beta - 1) / mp.beta(alpha, beta)
    M = noise * k0 * high + (1 - noise) * k0 * weak_high
    rest = noise * k0 * low + (1 - noise) * k0 * weak_low
    return _cell(high, low, M, rest, noise * k0 + (1 - noise) * bc, (1 - noise) / density)


def steps(atoms, j, share):
    """Atoms in order of weakness: all of the first j visit, and ``share`` of the next (T6)."""
    atoms = [(mpf(p), mpf(w)) for p, w in atoms]
    share = mpf(share)
    p, w = atoms[j]
    v = sum((a for a, _ in atoms[:j]), mpf(0)) + share * p
    vc = sum((a for a, _ in atoms[j + 1 :]), mpf(0)) + (1 - share) * p
    M = sum((a * b for a, b in atoms[:j]), mpf(0)) + share * p * w
    rest = sum((a * b for a, b in atoms[j + 1 :]), mpf(0)) + (1 - share) * p * w
    return _cell(v, vc, M, rest, w, mpf(0))


def beta_binomial(alpha, beta, n):
    """Atoms of A | θ ~ Binomial(n, θ), strongest first: (probability, E[1−θ | A])."""
    alpha, beta = mpf(alpha), mpf(beta)
    return [
        (
            mp.binomial(n, a) * mp.beta(alpha + a, beta + n - a) / mp.beta(alpha, beta),
            (beta + n - a) / (alpha + beta + n),
        )
        for a in range(n, -1, -1)
    ]


def price(g, k, m):
    """ζ(k, m) = (τ + ρP)/(1 − (1−r)P) with P = k·m/c (T3)."""
    P = k * m / mpf(g.c)
    return (mpf(g.tau) + mpf(g.rho) * P) / (1 - (1 - mpf(g.r)) * P)


def absent(g, star):
    """k_N = (k₀ − σM*)/(1 − σv*) (T5)."""
    k0, sigma = star.M + star.rest, mpf(g.sigma)
    return (k0 - sigma * star.M) / (1 - sigma * star.v)


def seen(g, star, p):
    """k̄(v') = q·κ(v') + (1−q)·κ* (T5)."""
    return mpf(g.q) * p.kappa + (1 - mpf(g.q)) * star.kappa


def gain(g, star, p):
    """W(v'; v*) = (Ψ/c)·M(v')·(k_N − k̄(v')) − v'·ζ(v') (T5); ``g.price`` is 0 where Ψ = ∞."""
    k = seen(g, star, p)
    benefit = mpf(g.psi) / mpf(g.c) * p.M * (absent(g, star) - k)
    return benefit - mpf(g.price) * p.v * price(g, k, p.m)
