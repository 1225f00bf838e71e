"""A small picture for each numbered result of the article: a few lines on a stamp, drawn by the template."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..figures.article import ARTICLE, prepare_closed, prepare_open
from ..figures.comparative import prepare_lines
from ..figures.data import Columns
from ..model.parameters import Model
from ..model.scenarios import load_scenario

Vector = NDArray[np.float64]
WIDTH, HEIGHT, _LEFT, _TOP, _BOTTOM = 112.0, 56.0, 6.0, 5.0, 51.0  # of a stamp and of its axes
_POINTS = 41


@dataclass(frozen=True)
class Sketch:
    """Lines over a common axis, scaled to the stamp.

    Attributes
    ----------
    words
        What is drawn, for a caption and for a screen reader.
    paths
        The ``d`` of an SVG path for each line; the first is the one that the result is about.
    """

    words: str
    paths: Sequence[str]


def sketches() -> dict[str, Sketch]:
    """Draw the picture of every numbered result, from the data of the figures.

    Returns
    -------
    dict
        By the result's name, such as ``"Prop. 4"``.
    """
    here = prepare_open(ARTICLE, points=_POINTS).columns
    v, z = here["visit_probability"], here["concession"]
    low, high = float(z.min()), float(z.max())
    wide = 0.4 * (high - low)
    beyond = np.concatenate([[max(low - wide, 0.0)], z, [high + wide]])
    other = prepare_open(ARTICLE.replace(rho=1.5), points=_POINTS).columns
    more = prepare_open(ARTICLE.replace(n=20), points=_POINTS).columns
    psi = 10.0
    gain = psi * (here["removal_isolated"] - here["removal_open"]) - v * z
    deal = prepare_closed(ARTICLE, points=_POINTS).columns
    case = load_scenario("uniform-example").model
    return {
        "Lemma 1": _sketch("threshold a against price z", (z, here["threshold"])),
        "Prop. 1": _sketch("visits v against price z, between z_n and z_0", (z, v)),
        "Prop. 2": _sketch("visits v against price z, below z_n and above z_0 too",
                           (beyond, np.concatenate([[v.min()], v, [v.max()]]))),
        "Cor. 1": _sketch("visits v against price z; dashed: a larger ρ", (z, v), _seen(other)),
        "Cor. 2": _sketch("threshold a against price z; dashed: a larger n",
                          (z, here["threshold"]), (more["concession"], more["threshold"])),
        "Prop. 3": _sketch("removal against visits v: after one, and (dashed) without one",
                           (v, here["removal_visit"]), (v, here["removal_no_visit"])),
        "Prop. 4": _sketch("average removal against visits v; dashed: in isolation",
                           (v, here["removal_open"]), (v, here["removal_isolated"])),
        "Prop. 5": _sketch("L's gain from an open deal against visits v; dashed: none",
                           (v, gain), (v, np.zeros_like(v))),
        "Prop. 6": _along(case, "sigma", "F", "concession", "price z against salience σ, F proposes",
                         (0.0, 0.95)),
        "Prop. 7": _sketch("L's gain against visits v, closed doors, Ψ = ∞: one peak",
                           (deal["visit_probability"], deal["gain_L"])),
        "Cor. 3": _along(case, "q", "L", "concession", "price z against transparency q, L proposes"),
        "Cor. 4": _along(ARTICLE, "n", "L", "visit_probability", "visits v against precision n, L proposes"),
    }  # fmt: skip


def _seen(columns: Columns) -> tuple[Vector, Vector]:
    return columns["concession"], columns["visit_probability"]


def _along(
    model: Model, parameter: str, proposer: str, variable: str, words: str,
    span: tuple[float, float] | None = None,
) -> Sketch:  # fmt: skip
    """Sketch a variable of the equilibria with visits against a parameter."""
    data = prepare_lines(
        model, parameter, variables=(variable, "visit_probability"), protocols=(proposer,),
        points=_POINTS, span=span,
    )  # fmt: skip
    at: Callable[[Vector], Vector] = np.log if data.axis.log else np.asarray
    return _sketch(words, *((at(data.axis.values), line) for line in data.values[variable][0, 1:]))


def _sketch(words: str, *lines: tuple[Vector, Vector]) -> Sketch:
    """Scale lines to the stamp."""
    xs, ys = (np.concatenate([line[i] for line in lines]) for i in (0, 1))
    left, wide = float(np.nanmin(xs)), float(np.ptp(xs[~np.isnan(xs)])) or 1.0
    low, tall = float(np.nanmin(ys)), float(np.ptp(ys[~np.isnan(ys)])) or 1.0

    def path(x: Vector, y: Vector) -> str:
        out, pen = [], "M"
        for a, b in zip((x - left) / wide, (y - low) / tall, strict=True):
            if math.isnan(a) or math.isnan(b):
                pen = "M"
                continue
            across = _LEFT + 4.0 + a * (WIDTH - _LEFT - 8.0)
            out.append(f"{pen}{across:.1f} {_BOTTOM - 4.0 - b * (_BOTTOM - _TOP - 8.0):.1f}")
            pen = "L"
        return "".join(out)

    return Sketch(words, [path(*line) for line in lines])
