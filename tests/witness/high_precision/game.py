"""The game of T1 in any number type: what a visit is worth, what C believes, what L gains.

Every function takes numbers of one kind (mpf for answers, numpy arrays of doubles for scans) and
uses only + − × ÷, so that one text serves both. Derivatives come from dual numbers, not from the
derived equations of T5, which this witness is there to test.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from mpmath import mp, mpf

DIGITS = 60  # working digits of every answer
FIELDS = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")


class NotCoveredError(ValueError):
    """The witness has no answer here, by its own account (a limit, or a refused model)."""


class Dual:
    """A value and its derivative; what multiplies it must be a constant or another Dual."""

    __array_ufunc__ = None  # numpy arrays then leave mixed operations to this class
    __slots__ = ("der", "val")

    def __init__(self, val: Any, der: Any):
        self.val, self.der = val, der

    def __add__(self, other):
        if isinstance(other, Dual):
            return Dual(self.val + other.val, self.der + other.der)
        return Dual(self.val + other, self.der)

    __radd__ = __add__

    def __neg__(self):
        return Dual(-self.val, -self.der)

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return (-self) + other

    def __mul__(self, other):
        if isinstance(other, Dual):
            return Dual(self.val * other.val, self.der * other.val + self.val * other.der)
        return Dual(self.val * other, self.der * other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, Dual):
            ratio = self.val / other.val
            return Dual(ratio, (self.der - ratio * other.der) / other.val)
        return Dual(self.val / other, self.der / other)


class Game:
    """A model's numbers in one number type.

    L's objective is `office`·(removal avoided) − `money`·(concession paid): (Ψ, 1), and (1, 0) at
    Ψ = ∞, where survival alone counts.
    """

    def __init__(self, model: dict, number=mpf):
        for name in FIELDS:
            setattr(self, name, number(model.get(name, 1.0) if name == "k_max" else model[name]))
        self.dominates = math.isinf(float(model["psi"]))
        self.office, self.money = (
            (number(1), number(0)) if self.dominates else (self.psi, number(1))
        )
        self.k0 = self.beta / (self.alpha + self.beta)
        if self.rho + (1 - self.r) * self.tau == 0:
            raise NotCoveredError("ρ + (1−r)τ = 0: the price does not depend on the signal")

    def visit(self, z, k, w):
        """F's expected payoff of a visit: perceived weakness k, true weakness w, concession z."""
        removed = k * w / self.k_max
        return (1 - removed) * (z - self.tau) + removed * (self.r * z - self.tau - self.rho)

    def price(self, k, w):
        """The concession that leaves F indifferent between visiting and not."""
        without = self.visit(0, k, w)
        return -without / (self.visit(1, k, w) - without)


class Point(NamedTuple):
    """A cut-off strategy of F: it visits after the strongest signals, with probability v.

    `kappa` and `nu` are the mean weakness of visitors and of the others, `m` that of the marginal
    visitor, `gap` = m − kappa, `dm` = dm/dlog v. All keep their relative accuracy at both ends.
    """

    v: Any
    omv: Any
    kappa: Any
    nu: Any
    m: Any
    gap: Any
    dm: Any

    def as_float(self):
        return Point(*(float(x) for x in self))


def belief_no_visit(game: Game, point: Point):
    """Bayes: who stays away is either S = 0 (unselected) or S = 1 with a signal below the cut."""
    if game.sigma == 1:  # also right where omv is 0 (Assumption 1) or underflows
        return point.nu
    absent, refused = 1 - game.sigma, game.sigma * point.omv
    return (absent * game.k0 + refused * point.nu) / (absent + refused)


class Gain(NamedTuple):
    """L's gain from a deal, for each expected visit, and its derivative in log v.

    `scale` and `slope_scale` are the sums of the absolute terms of `value` and `slope`.
    `slope` is dW/dv, where W = v·value.
    """

    value: Any
    der: Any
    slope: Any
    scale: Any
    slope_scale: Any
    price: Any
    kbar: Any


def gain(game: Game, point: Point, kappa_star, k_N) -> Gain:
    """Play after a deal at the price that induces `point` while C expects (kappa_star, k_N).

    C sees the price with probability q and then knows the cut. A visitor of weakness w is
    challenged with probability k̄/c instead of k_N/c; who stays away is treated as if L had refused.
    """
    c = game.k_max
    kappa, m = Dual(point.kappa, point.gap), Dual(point.m, point.dm)
    kbar = game.q * kappa + (1 - game.q) * kappa_star
    price = game.price(kbar, m)
    avoided = kappa * (k_N - kbar) / c
    total = game.office * avoided - game.money * price
    terms = point.m * abs(k_N - kbar.val) + point.kappa * abs(kbar.der)
    return Gain(
        value=total.val,
        der=total.der,
        slope=total.val + total.der,
        scale=game.office * abs(avoided.val) + game.money * price.val,
        slope_scale=game.office * terms / c + game.money * (price.val + abs(price.der)),
        price=price.val,
        kbar=kbar.val,
    )


def own_gain(game: Game, point: Point) -> Gain:
    """The gain where C's conjecture is the play itself."""
    return gain(game, point, point.kappa, belief_no_visit(game, point))


def values(game: Game, point: Point, z) -> dict:
    """Everything T5 reports about an equilibrium (point, z), from sums over what can happen."""
    c, k0, v, omv = game.k_max, game.k0, point.v, point.omv
    kappa, k_N = point.kappa, belief_no_visit(game, point)
    salient = (v * kappa * kappa + omv * point.nu * k_N) / c
    calm = k_N * k0 / c
    isolated = k0 * k0 / c
    # E over K of (k − K)⁺ is k²/2c: what C expects from its right to challenge.
    seen = game.sigma * v
    challenger = (seen * kappa**2 + (1 - game.sigma + game.sigma * omv) * k_N**2) / (2 * c)
    office, money = game.office, game.money
    return {
        "v": v,
        "one_minus_v": omv,
        "z": z,
        "z_minus_tau": z - game.tau,
        "kappa": kappa,
        "k_N": k_N,
        "removal_visit": kappa * kappa / c,
        "removal_salient": salient,
        "removal_not_salient": calm,
        "removal_ex_ante": game.sigma * salient + (1 - game.sigma) * calm,
        "removal_isolated": isolated,
        "payoff_F": v * game.visit(z, kappa, kappa),
        "payoff_L_salient": office * (1 - salient) - money * v * z,
        "payoff_L_not_salient": office * (1 - calm),
        "payoff_L_isolated": office * (1 - isolated),
        "payoff_C": challenger,
    }


def working_digits():
    """The context in which every mpf of the witness is made."""
    return mp.workdps(DIGITS)
