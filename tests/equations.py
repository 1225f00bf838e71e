"""The engine's equations as functions of their own, as theory writes them, for the tests."""

from __future__ import annotations

from summitry import engine
from summitry.engine import Game, Point, concession, net_price, outcome

__all__ = ["concession", "net_price", "outcome"]  # and everything below


def conjecture(game: Game, p: Point) -> tuple[float, float, float]:
    """κ*, k₀ − κ* and k_N − κ* if C expects the deal at this point."""
    return p.kappa, p.vc * p.spread, absence_gap(game, p)


def absence_gap(game: Game, p: Point) -> float:
    return engine.equations(game, p).absence_gap


def highest_price(game: Game, p: Point) -> float:
    return engine.equations(game, p).highest_price


def open_risk(game: Game, p: Point) -> float:
    return engine.equations(game, p).open_risk


def f_proposes(game: Game, p: Point) -> float:
    return engine.equations(game, p).f_equation


def l_proposes(game: Game, p: Point) -> float:
    return engine.equations(game, p).l_equation


def deal_size(game: Game, believed: tuple[float, float, float], p: Point) -> float:
    return engine.deals(game, believed, p).size


def deal_price(game: Game, believed: tuple[float, float, float], p: Point) -> float:
    return engine.deals(game, believed, p).price


def deal_gain(game: Game, believed: tuple[float, float, float], p: Point) -> float:
    return engine.deals(game, believed, p).gain


def deal_gain_slope(game: Game, believed: tuple[float, float, float], p: Point) -> float:
    return engine.deals(game, believed, p).gain_slope


def visit_payoff(game: Game, k0: float, p: Point) -> float:
    """F's payoff from the deal at this point when C expects it."""
    price = concession(game, p.kappa, p.m)
    return outcome(game, k0, p, p.kappa, p.kappa, price).payoff_F
