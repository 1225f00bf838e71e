"""Figures of the model: for each a `prepare` function that gives tidy data, and a `draw` function.

In: a `Model`. Out of `prepare`: tidy data, without matplotlib. A `draw` function takes the data and an ``ax``
and returns the ``ax``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .article import ARTICLE as ARTICLE
    from .article import draw_closed as draw_closed
    from .article import draw_open as draw_open
    from .article import draw_prior as draw_prior
    from .article import prepare_closed as prepare_closed
    from .article import prepare_open as prepare_open
    from .article import prepare_prior as prepare_prior
    from .axis import AXES as AXES
    from .comparative import LineData as LineData
    from .comparative import draw_lines as draw_lines
    from .comparative import prepare_lines as prepare_lines
    from .data import FigureData as FigureData
    from .data import TableData as TableData
    from .existence import ExistenceData as ExistenceData
    from .existence import draw_existence as draw_existence
    from .existence import prepare_existence as prepare_existence
    from .files import render as render
    from .gallery import FIGURES as FIGURES
    from .gallery import Lines as Lines
    from .landscape import LandscapeData as LandscapeData
    from .landscape import draw_landscape as draw_landscape
    from .landscape import prepare_landscape as prepare_landscape
    from .make import make_figure as make_figure
    from .make import write_figure as write_figure
    from .maps import MapData as MapData
    from .maps import draw_map as draw_map
    from .maps import prepare_map as prepare_map
    from .payoffs import draw_payoffs as draw_payoffs
    from .payoffs import prepare_payoffs as prepare_payoffs
    from .protocols import prepare_protocols as prepare_protocols
    from .timeline import draw_timeline as draw_timeline
    from .timeline import prepare_timeline as prepare_timeline
    from .tree import draw_tree as draw_tree
    from .tree import prepare_tree as prepare_tree
    from .visits_in_return import SwapData as SwapData
    from .visits_in_return import draw_antagonist as draw_antagonist
    from .visits_in_return import draw_enforcement as draw_enforcement
    from .visits_in_return import draw_return_leg as draw_return_leg
    from .visits_in_return import draw_swap as draw_swap
    from .visits_in_return import prepare_antagonist as prepare_antagonist
    from .visits_in_return import prepare_enforcement as prepare_enforcement
    from .visits_in_return import prepare_return_leg as prepare_return_leg
    from .visits_in_return import prepare_swap as prepare_swap

_HOME = {
    "ARTICLE": "article", "prepare_open": "article", "draw_open": "article",
    "prepare_closed": "article", "draw_closed": "article", "prepare_prior": "article",
    "draw_prior": "article",
    "AXES": "axis",
    "LineData": "comparative", "prepare_lines": "comparative", "draw_lines": "comparative",
    "FigureData": "data", "TableData": "data",
    "ExistenceData": "existence", "prepare_existence": "existence", "draw_existence": "existence",
    "FIGURES": "gallery", "Lines": "gallery", "render": "files",
    "make_figure": "make", "write_figure": "make",
    "LandscapeData": "landscape", "prepare_landscape": "landscape", "draw_landscape": "landscape",
    "MapData": "maps", "prepare_map": "maps", "draw_map": "maps",
    "prepare_payoffs": "payoffs", "draw_payoffs": "payoffs",
    "prepare_protocols": "protocols",
    "prepare_timeline": "timeline", "draw_timeline": "timeline",
    "prepare_tree": "tree", "draw_tree": "tree",
    "SwapData": "visits_in_return", "prepare_swap": "visits_in_return", "draw_swap": "visits_in_return",
    "prepare_return_leg": "visits_in_return", "draw_return_leg": "visits_in_return",
    "prepare_enforcement": "visits_in_return", "draw_enforcement": "visits_in_return",
    "prepare_antagonist": "visits_in_return", "draw_antagonist": "visits_in_return",
}  # fmt: skip
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
