"""The derived equations (T3, T5) against the game itself: payoffs of T1, W as theory prints it, in mpmath."""

from __future__ import annotations

import importlib
import math
import weakref

import mpmath as mp
import numpy as np
import pytest

import equations as eq
from summitry import engine
from summitry.engine import Game, payoff_challenger, payoff_visit, point, removal_probability
from summitry.model.experiments import linear_curve, steps_curve
from witness.high_precision import formulas

records = importlib.import_module("summitry.engine.records")
theory = importlib.import_module("summitry.engine.theory")
GAMES = [
    Game(psi=30.0, price=1.0, c=1.0, tau=0.1, rho=0.8, r=0.4, sigma=0.35, sigma_c=0.65, q=0.6),
    Game(psi=900.0, price=1.0, c=2.5, tau=0.0, rho=1.9, r=1.0, sigma=0.9, sigma_c=0.1, q=1.0),
    Game(psi=2.0, price=1.0, c=1.0, tau=1.3, rho=0.0, r=0.0, sigma=0.0, sigma_c=1.0, q=0.0),
    Game(psi=1.0, price=0.0, c=1.5, tau=0.2, rho=0.5, r=0.7, sigma=0.5, sigma_c=0.5, q=0.3),
]
PRIORS = [(2.0, 3.0, 12.0), (0.7, 1.6, 5.0), (20.0, 4.0, 60.0)]
PLACES = [(-3.0, 1.0), (0.2, 0.2), (1.5, -2.0), (-0.4, -6.0)]  # conjecture, deviation
every_game = pytest.mark.parametrize("game", GAMES, ids=["T10", "dear", "cheap", "dominates"])
every_prior = pytest.mark.parametrize("prior", PRIORS, ids=str)


@pytest.fixture(autouse=True)
def many_digits():
    with mp.workdps(40):
        yield


@every_game
def test_the_concession_makes_the_marginal_visitor_indifferent(game):
    for k in (0.01, 0.3, 0.95):
        for m in (0.02, 0.5, 0.99):
            z = eq.concession(game, k, m)
            removal = removal_probability(k, m, game.c)
            assert payoff_visit(z, removal, game.tau, game.rho, game.r) == pytest.approx(
                0, abs=1e-15
            )
            assert eq.net_price(game, k, m) == pytest.approx(z - game.tau, abs=1e-15)
            # a weaker L needs a higher price, a stronger one a lower price
            assert payoff_visit(z, 1.01 * removal, game.tau, game.rho, game.r) < 0


@every_game
@every_prior
def test_gain_from_a_deal_is_theorys_W(game, prior):
    curve = linear_curve(*prior)
    for x_star, x in PLACES:
        star, deal = formulas.linear(*prior, x_star), formulas.linear(*prior, x)
        believed = eq.conjecture(game, point(curve, 0, x_star))
        p = point(curve, 0, x)
        expected = formulas.gain(game, star, deal)
        scale = p.v * eq.deal_size(game, believed, p)
        assert p.v * eq.deal_gain(game, believed, p) == pytest.approx(
            float(expected), rel=1e-12, abs=1e-14 * scale
        )
        k = formulas.seen(game, star, deal)
        assert eq.deal_price(game, believed, p) == pytest.approx(
            float(formulas.price(game, k, deal.m)), rel=1e-13
        )


@every_game
@every_prior
def test_slope_of_the_gain_is_its_derivative(game, prior):
    curve = linear_curve(*prior)
    for x_star, x in PLACES:
        star = formulas.linear(*prior, x_star)

        def gain(y, star=star):
            return formulas.gain(game, star, formulas.linear(*prior, y))

        def visits(y):
            return formulas.linear(*prior, y).v

        slope = mp.diff(gain, x) / mp.diff(visits, x)
        p = point(curve, 0, x)
        found = eq.deal_gain_slope(game, eq.conjecture(game, point(curve, 0, x_star)), p)
        assert found == pytest.approx(float(p.flat * slope), rel=1e-11, abs=1e-13 * game.psi)


@every_game
@every_prior
def test_L_equation_is_the_slope_of_the_gain_at_the_conjecture(game, prior):
    curve = linear_curve(*prior)
    for x in (-4.0, -0.5, 1.0, 3.0):
        star, p = formulas.linear(*prior, x), point(curve, 0, x)
        # as T5 prints it
        k0, z = star.M + star.rest, formulas.price(game, star.kappa, star.m)
        P = star.kappa * star.m / mp.mpf(game.c)
        bracket = star.m * (k0 - star.kappa) / (1 - game.sigma * star.v)
        bracket -= game.q * star.kappa * (star.m - star.kappa)
        steep = (mp.mpf(game.rho) + (1 - mp.mpf(game.r)) * game.tau) / (
            1 - (1 - mp.mpf(game.r)) * P
        ) ** 2
        climb = game.q * star.m * (star.m - star.kappa) + star.kappa * star.v * star.slope
        value = game.psi / mp.mpf(game.c) * bracket - game.price * (z + steep * climb / game.c)
        found = eq.l_proposes(game, p)
        assert found == pytest.approx(float(p.flat * value), rel=1e-11, abs=1e-13 * game.psi)


@every_game
@every_prior
def test_F_equation_is_the_highest_price_less_the_price_of_the_visits(game, prior):
    curve = linear_curve(*prior)
    for x in (-4.0, -0.5, 1.0, 3.0):
        star, p = formulas.linear(*prior, x), point(curve, 0, x)
        k0 = star.M + star.rest
        pays = (
            game.psi / mp.mpf(game.c) * star.kappa * (k0 - star.kappa) / (1 - game.sigma * star.v)
        )
        z = game.price * formulas.price(game, star.kappa, star.m)
        assert eq.highest_price(game, p) == pytest.approx(float(pays), rel=1e-12)
        assert eq.f_proposes(game, p) == pytest.approx(
            float(pays - z), rel=1e-12, abs=1e-13 * game.psi
        )


def test_certain_visits_that_are_certain_to_be_wanted_make_absence_the_worst_news():
    curve = linear_curve(2.0, 3.0, 12.0)
    certain = GAMES[0]._replace(sigma=1.0, sigma_c=0.0)
    end = point(curve, 0, math.inf)
    assert end.kappa + eq.absence_gap(certain, end) == pytest.approx(curve.m_last, rel=1e-14)
    # with any chance that F wants nothing, absence says nothing when visits are certain
    assert eq.absence_gap(GAMES[0], end) == 0


def play(game: Game, cells, k_visit: float, k_absent: float, price: float) -> dict[str, float]:
    """Add up T1's payoffs over S, F's signal, visits, challenges and removals.

    ``cells`` are (probability of a signal, weakness after it, chance of a visit at it).
    """
    out = dict.fromkeys(("F", "L_salient", "L_not_salient", "C", "removed"), 0.0)
    prior = sum(p * w for p, w, _ in cells)
    for salient, chance in ((True, game.sigma), (False, game.sigma_c)):
        for p, w, rule in cells if salient else [(1.0, prior, 0.0)]:
            for visit, share in ((True, rule), (False, 1.0 - rule)):
                k = k_visit if visit else k_absent
                challenge = k / game.c
                removed = challenge * w
                weight = p * share
                leader = game.psi * (1 - removed) - (game.price * price if visit else 0.0)
                out["L_salient" if salient else "L_not_salient"] += weight * leader
                # K is uniform: challengers pay k/2 on average
                out["C"] += chance * weight * (removed - challenge * k / 2)
                out["removed"] += chance * weight * removed
                if salient and visit:
                    kept = (1 - removed) * price + removed * game.r * price
                    out["F"] += weight * (kept - game.tau - game.rho * removed)
    return out


@every_game
@pytest.mark.parametrize("spare", [0.0, 0.25])
def test_reported_outcomes_are_the_sum_over_all_plays(game, spare):
    atoms = [(0.2, 0.15), (0.35, 0.4), (0.3, 0.6), (0.15, 0.85)]
    curve = steps_curve(*zip(*atoms, strict=True))
    j, odds = 2, 0.8
    share = 1 / (1 + math.exp(-odds))
    rules = [1.0, 1.0, share, 0.0]
    cells = [(p, w, rule) for (p, w), rule in zip(atoms, rules, strict=True)]
    v = sum(p * rule for p, _, rule in cells)
    kappa = sum(p * w * rule for p, w, rule in cells) / v
    k0 = sum(p * w for p, w in atoms)
    absent = (k0 - game.sigma * v * kappa) / (1 - game.sigma * v)
    p = point(curve, j, odds)
    z = eq.concession(game, kappa, 0.6) + spare
    k_absent = p.kappa + eq.absence_gap(game, p)
    found = eq.outcome(game, curve.k0, p, k_absent, absent, z)
    sums = play(game, cells, kappa, absent, z)
    assert p.kappa == pytest.approx(kappa, rel=1e-14)
    assert k_absent == pytest.approx(absent, rel=1e-14)
    assert found.payoff_F == pytest.approx(sums["F"], rel=1e-12, abs=1e-15)
    assert found.payoff_L_salient == pytest.approx(sums["L_salient"], rel=1e-13)
    assert found.payoff_L_not_salient == pytest.approx(sums["L_not_salient"], rel=1e-13)
    assert found.payoff_C == pytest.approx(sums["C"], rel=1e-13)
    assert found.removal_ex_ante == pytest.approx(sums["removed"], rel=1e-13)
    assert found.removal_visit == pytest.approx(kappa**2 / game.c, rel=1e-13)
    assert found.removal_isolated == pytest.approx(k0**2 / game.c, rel=1e-13)
    # ex ante removal is the mean square of C's belief, so information never lowers it (T5)
    square = game.sigma * v * kappa**2 + (1 - game.sigma * v) * absent**2
    assert found.removal_ex_ante == pytest.approx(square / game.c, rel=1e-13)
    assert found.removal_ex_ante >= found.removal_isolated * (1 - 1e-14)
    assert found.payoff_C == pytest.approx(square / (2 * game.c), rel=1e-13)


@every_game
@every_prior
def test_Fs_payoff_is_the_integral_of_what_visits_are_worth(game, prior):
    # signal by signal: the payoff of visiting at weakness m(s), summed over the visitors s ≤ v
    curve = linear_curve(*prior)
    top = point(curve, 0, 0.4)
    z = eq.concession(game, top.kappa, top.m)
    nodes, weights = np.polynomial.legendre.leggauss(200)
    low, high = -60.0, 0.4
    total = 0.0
    for y, weight in zip(nodes, weights, strict=True):
        p = point(curve, 0, low + (high - low) * (1 + y) / 2)
        removal = removal_probability(top.kappa, p.m, game.c)
        worth = payoff_visit(z, removal, game.tau, game.rho, game.r)
        total += weight * (high - low) / 2 * p.speed * worth
    assert eq.visit_payoff(game, curve.k0, top) == pytest.approx(total, rel=1e-9)


@every_game
def test_the_challengers_best_cut_off_is_her_belief(game):
    for w in (0.1, 0.5, 0.9):
        best = payoff_challenger(w, w, game.c)
        # E[max(w − K, 0)] for K ~ U[0, c]
        assert best == pytest.approx(w * w / (2 * game.c), rel=1e-14)
        for k in (0.0, 0.9 * w, 1.1 * w, 1.0):
            assert payoff_challenger(k, w, game.c) < best


@every_prior
def test_open_removal_risk_is_the_mean_square_of_what_C_believes(prior):
    curve = linear_curve(*prior)
    for game in GAMES:
        for x in (-5.0, 0.0, 2.0):
            cell, p = formulas.linear(*prior, x), point(curve, 0, x)
            expected = (cell.v * cell.kappa**2 + cell.vc * cell.nu**2) / mp.mpf(game.c)
            assert eq.open_risk(game, p) == pytest.approx(float(expected), rel=1e-13)


def test_a_game_lives_as_long_as_the_call_that_reads_it(monkeypatch):
    """The engine is given addresses: memory that is let go before the call may be another thread's."""
    rows = []

    def remembered(*given):
        row = records.model_row(*given)
        rows.append(weakref.ref(row))
        return row

    def called(name, *arguments):
        assert rows and rows[-1]() is not None, name
        names.add(name)
        return call(name, *arguments)

    call, names = theory.call, set()
    monkeypatch.setattr(theory, "model_row", remembered)
    monkeypatch.setattr(theory, "call", called)
    game, curve = GAMES[0], linear_curve(2.0, 3.0, 12.0)
    here = point(curve, 0, 0.3)
    k0 = float(curve.k0)
    assessed = engine.Assessment(
        open=False, proposer=engine.PROPOSER_L, deal=True, segment=0, x=0.3, price=0.4, k_visit=0.3,
        k_absent=0.5,
    )  # fmt: skip
    theory.removal_probability(0.3, 0.2, 1.0)
    theory.prices(game, 0.3, 0.4)
    theory.equations(game, here)
    theory.deals(game, (0.3, 0.1, 0.2), here)
    theory.outcome(game, k0, here, 0.5, 0.4, 0.3)
    theory.follow(game, curve, assessed, 0, 0.2)
    theory.trace(game, curve, 12.0, 0, 0.3)
    assert names == {"payoffs", "concession", "equations", "deals", "outcomes", "continuations", "trace"}
