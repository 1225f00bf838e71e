"""Certificates when somebody may prove the price, or that there is no deal (T13.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .. import engine
from ..disclosure.offers import best_offer, best_secret_deal, offer_values
from ..disclosure.seen import Seen, Silence, seen, seen_unexpected, silence
from ..engine import Assessment, Curve, Game, Point
from .certificate import DECISIONS, Certificate, Deviation
from .check import certificate, curve_of, game_of, off_path_belief

if TYPE_CHECKING:
    from ..model.parameters import Model

_PROPOSAL = DECISIONS[engine.PROPOSAL]


def proof_deviations(
    game: Game, curve: Curve, deal: tuple[float, float, float], disclosure: str, reach: float
) -> Iterator[Deviation]:
    """Yield what each who may prove the price gains by not doing as it does (T13.5).

    Parameters
    ----------
    game, curve
        The game.
    deal
        Weakness κ read into the visit, visit probability and price.
    disclosure, reach
        Who may prove it.
    """
    kappa, v, price = deal
    if disclosure == "antagonist":
        # nobody proves the expected price, and a proof of it tells C nothing new
        yield Deviation("A", "exposure", 0.0, "removal probability", {"weakness": kappa})
        return
    silent = silence(disclosure, reach, Silence(kappa, curve.k0), curve).visit
    hidden, shown = (float(engine.removal_probability(k, kappa, game.c)) for k in (silent, kappa))
    unseen = (1.0 - game.q) * v
    gain_l = unseen * game.psi * (shown - hidden)
    visits = [engine.payoff_visit(price, x, game.tau, game.rho, game.r) for x in (hidden, shown)]
    gain_f = unseen * float(visits[0] - visits[1])
    unit = "removal probability" if game.price == 0.0 else "payoff"
    for player, gain, of in (("L", gain_l, unit), ("F", gain_f, "payoff")):
        yield Deviation(player, "proof of the price", max(gain, 0.0), of, {"weakness": silent})


def with_best_offer(
    game: Game,
    curve: Curve,
    rates: Seen,
    p: Point,
    certificate: Certificate,
    price: float | None = None,
) -> Certificate:
    """Return a certificate with L's best offer, prices of fewer and of more visits seen differently."""
    best = best_offer(game, curve, p, rates)
    values_here, usual = offer_values(game, p, rates, Point(*(np.array([x]) for x in p)))
    own = float(values_here[0])
    if price is not None:  # the deal's own price, where it is not the lowest that brings its visits
        own -= game.price * float(p.v * (price - usual[0]))
    gain = max(best.gain, 0.0) - own
    values = {"visit_probability": best.v, "concession": best.price} if best.gain > 0.0 else {}
    deviation = Deviation("L", _PROPOSAL, max(gain, 0.0), "payoff", values)
    others = (d for d in certificate.deviations if d.decision != _PROPOSAL)
    return replace(certificate, deviations=(*others, deviation))


def absence_certificate(
    game: Game, curve: Curve, reading: float, proposer: str, certificate: Certificate
) -> Certificate:
    """Return the certificate of "no deal, and L proves it"."""
    best = best_secret_deal(game, curve, reading, curve.m_last, proposer == "F")
    values = {"visit_probability": best.v, "concession": best.price} if best.gain > 0.0 else {}
    ends = (engine.removal_probability(k, curve.k0, game.c) for k in (curve.k0, curve.m_last))
    proved, silent = map(float, ends)
    kept = tuple(d for d in certificate.deviations if d.decision != _PROPOSAL)
    return replace(certificate, deviations=(
        *kept, Deviation(proposer, _PROPOSAL, max(best.gain, 0.0), "payoff", values),
        Deviation("L", "proof of no deal", max(game.psi * (proved - silent), 0.0), "payoff",
                  {"weakness": curve.m_last}),
    ))  # fmt: skip


def check_disclosed(
    model: Model, a: Assessment, proposer: str, off_path: str | float, disclosure: str, reach: float
) -> Certificate:
    """Return the certificate of any assessment when somebody may prove something (T13.5).

    Parameters
    ----------
    model, proposer, off_path
        The game.
    a
        The assessment, with beliefs by Bayes' rule.
    disclosure, reach
        Who may prove what.
    """
    game, curve = game_of(model), curve_of(model)
    if disclosure == "absence":
        return _checked_absence(model, a, proposer, off_path)
    rates = seen(model.q, disclosure, reach)
    rate = rates.more if a.deal else seen_unexpected(rates, off_path)
    found = certificate(game._replace(q=rate), curve, a, model.psi)
    if not a.deal:
        return found
    p = engine.point(curve, a.segment, a.x)
    if proposer == "L" and rates.less != rates.more:
        found = with_best_offer(game, curve, rates, p, found, a.price)
    deal = float(p.kappa), float(p.v), a.price
    proofs = proof_deviations(game, curve, deal, disclosure, reach)
    return replace(found, deviations=(*found.deviations, *proofs))


def _checked_absence(model: Model, a: Assessment, proposer: str, off_path: str | float) -> Certificate:
    """Certify a deal, or none, when L could prove that there is none: to refuse is isolation."""
    game, curve = game_of(model), curve_of(model)
    found = certificate(game, curve, a._replace(open=a.deal), model.psi)
    if not a.deal:
        reading, _ = off_path_belief(off_path, game, curve)
        return absence_certificate(game, curve, reading, proposer, found)
    p = engine.point(curve, a.segment, a.x)
    weak, nu = float(p.v * p.kappa), float(p.kappa + p.spread)
    risk = float(engine.removal_probability(p.kappa, p.kappa, game.c))
    salient = p.v * risk + float(engine.removal_probability(nu, curve.k0 - weak, game.c))
    isolated = float(engine.removal_probability(curve.k0, curve.k0, game.c))
    own = {
        "L": float(game.psi * (isolated - salient) - game.price * p.v * a.price),
        "F": float(p.v * engine.payoff_visit(a.price, risk, game.tau, game.rho, game.r)),
    }
    best = best_secret_deal(game, curve, p.kappa, nu, proposer == "F")
    values = {"visit_probability": best.v, "concession": best.price} if best.gain > 0.0 else {}
    gain = max(best.gain, 0.0) - own[proposer]
    other = {"F": "L", "L": "F"}[proposer]
    decided = (_PROPOSAL, DECISIONS[engine.ANSWER])
    kept = tuple(d for d in found.deviations if d.decision not in decided)
    return replace(found, deviations=(
        *kept, Deviation(proposer, _PROPOSAL, max(gain, 0.0), "payoff", values),
        Deviation(other, decided[1], max(-own[other], 0.0), "payoff", {}),
    ))  # fmt: skip
