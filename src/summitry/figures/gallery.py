"""Every figure by its name: its data, its panels and the words of its caption, for a model."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from ..equilibrium.solve import solve, solve_protocols
from ..game_tree.build import extensive_form
from ..model.cost_laws import Beta
from ..model.faults import InputError, plain
from ..model.information import Atoms, Binomial
from ..model.parameters import Model
from ..model.scenarios import load_scenario
from ..model.variables import VARIABLES
from ..reciprocal import swap
from .article import (
    ARTICLE,
    draw_closed,
    draw_open,
    draw_prior,
    prepare_closed,
    prepare_open,
    prepare_prior,
)
from .axis import make_axis
from .comparative import draw_lines, prepare_lines
from .data import PROTOCOL_LABELS, FigureData, name_of, one_of, symbol
from .existence import NOTIONS, draw_existence, prepare_existence
from .landscape import draw_landscape, prepare_landscape
from .maps import draw_map, prepare_map
from .payoffs import draw_payoffs, prepare_payoffs
from .solving import GAIN
from .style import Draw
from .timeline import draw_timeline, prepare_timeline
from .tree import ROW, draw_tree, prepare_tree
from .visits_in_return import (
    draw_antagonist,
    draw_enforcement,
    draw_return_leg,
    draw_swap,
    prepare_antagonist,
    prepare_enforcement,
    prepare_return_leg,
    prepare_swap,
)
from .what_if import draw_open_deals, draw_power, prepare_open_deals, prepare_power

PRIOR_FIELDS = ("alpha", "beta")
_HALVINGS = 12  # of the stretch between two points of a map, for its borders


@dataclasses.dataclass(frozen=True)
class Drawing:
    """What a figure is made of.

    Attributes
    ----------
    data
        By what the name of each CSV adds.
    panels, titles
        Functions that draw a panel, and a title for each.
    words, varied
        What the caption says, and the axes whose values it leaves out.
    look
        Options of `compose`.
    least_columns
        How many columns of a page it needs.
    """

    data: Mapping[str, FigureData]
    panels: Sequence[Draw]
    words: str
    varied: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    look: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    least_columns: int = 1


class Entry(NamedTuple):
    """A figure of the gallery."""

    title: str
    build: Callable[[Model], Drawing]
    model: Callable[[], Model]


def _open(model: Model) -> Drawing:
    data = prepare_open(model)
    convex = model.cost.inflection * model.k_max >= 1.0  # φ, on all of [0, 1] (Theorem 1, T13.1)
    words = (
        "any deal that C knows of raises L's average removal risk D above that of isolation (Prop. 4)."
        if convex
        else "under this law of C's cost a deal that C knows of may keep L's average removal risk D "
        "below that of isolation (T13)."
    )
    words = f"Open bargaining: {words}"
    return Drawing({"": data}, [partial(draw_open, data)], words, ("sigma", "q", "psi"), look=_TALL)


def _closed(model: Model) -> Drawing:
    data = prepare_closed(model)
    words = (
        "Closed bargaining: what follows a deal that C expects, against the threshold that its concession "
        "induces; the equilibria of either protocol are marked (Prop. 6, 7)."
    )
    panels: list[Draw] = [
        partial(draw_closed, data, quantity=quantity)
        for quantity in ("concession", "probability", "gain")
    ]
    return Drawing({"": data}, panels, words, (), ("a", "b", "c"))


def _prior(model: Model) -> Drawing:
    data = prepare_prior(model)
    words = (
        "Closed bargaining, L proposes: optimal concession and threshold against the mean of the prior, "
        f"with α+β\u00a0=\u00a0{plain(model.alpha + model.beta)} throughout."
    )
    panels: list[Draw] = [
        partial(draw_prior, data, variable=name) for name in ("concession", "threshold")
    ]
    look = {"legend": False}
    return Drawing({"": data}, panels, words, PRIOR_FIELDS, ("a", "b"), look)


def _lines(parameter: str, variables: Sequence[str], model: Model) -> Drawing:
    # at σ = 1 F may have an equilibrium with a price far above its neighbours (T5): it would hide the rest
    span = (0.0, 0.999) if parameter == "sigma" else None
    data = prepare_lines(model, parameter, variables=variables, span=span)
    shown_words = " and ".join(map(name_of, variables))
    words = (
        f"{shown_words[0].upper()}{shown_words[1:]} against {symbol(parameter)} under every protocol. A "
        "line for each equilibrium; where a protocol has none there is a gap."
    )
    panels: list[Draw] = [partial(draw_lines, data, variable=name) for name in variables]
    titles = tuple("abcdefghijklmnopqrstuvwxyz"[: len(panels)]) if len(panels) > 1 else ()
    return Drawing({"": data}, panels, words, (parameter,), titles)


def _map(x: str, y: str, model: Model) -> Drawing:
    data = prepare_map(model, x, y, nx=101, ny=101, halvings=_HALVINGS)
    words = f"Who gains over isolation when F wants a favour, over {symbol(x)} and {symbol(y)}, by proposer."
    panels: list[Draw] = [partial(draw_map, data, protocol=side) for side in data.protocols]
    titles = tuple(PROTOCOL_LABELS[side] for side in data.protocols)
    return Drawing({"": data}, panels, words, (x, y), titles, {"panel_height": 2.3})


def _existence(model: Model) -> Drawing:
    data = prepare_existence(model, "psi", "q")
    words = (
        "Which equilibria exist behind closed doors, L proposing: in pure strategies under Assumption 1; in "
        "pure or mixed ones; and with an unexpected visit read as the smallest belief that supports no "
        "visits (T11)."
    )
    panels: list[Draw] = [partial(draw_existence, data, notion=notion) for notion in NOTIONS]
    titles = ("pure strategies", "mixed ones too", "and the smallest belief")
    return Drawing({"": data}, panels, words, ("psi", "q"), titles, least_columns=2)


def _payoffs(model: Model) -> Drawing:
    data = prepare_payoffs(model)
    unit = " L's payoffs are survival probabilities (Ψ = ∞)." if model.psi == math.inf else ""
    words = f"What L, F and C gain over isolation in every equilibrium of each protocol.{unit}"
    panels: list[Draw] = [partial(draw_payoffs, data, player=player) for player in "LFC"]
    look = {"panel_height": 1.1 + 0.28 * len(data)}
    return Drawing({"": data}, panels, words, (), ("L", "F", "C"), look)


def _landscape(model: Model) -> Drawing:
    data: dict[str, FigureData] = {}
    panels: list[Draw] = []
    titles: list[str] = []
    for side in "FL":
        solution = solve(model, proposer=side)
        for number in range(len(solution.equilibria)):
            mark = f" ({number + 1})" if len(solution.equilibria) > 1 else ""
            part = prepare_landscape(solution, equilibrium=number)
            data[f"{side}{number + 1}"] = part
            panels.append(partial(draw_landscape, part))
            titles.append(PROTOCOL_LABELS[side] + mark)
    if not panels:
        raise InputError(_nothing(model), "figures landscape")
    words = (
        "The deviation landscape: what every other deal is worth, C expecting the equilibrium. With L "
        "proposing, nothing is above L's own deal; with F proposing, L refuses what is below zero, and "
        "nothing else is better for F than its own deal."
    )
    if model.psi == math.inf:
        words += " L's gains are in removal probability (Ψ\u00a0=\u00a0∞)."
    return Drawing(data, panels, words, (), tuple(titles))


def _nothing(model: Model) -> str:
    """Return the fault of a model without equilibrium, with a lower Ψ at which it has one."""
    # at some Ψ no visits is one: a visit costs F more than L could pay for it (T5)
    psi = min(model.psi, _LARGEST_TRIED)
    while psi > _LEAST_TRIED and not any(
        solve(model, proposer=side, psi=psi).equilibria for side in "FL"
    ):
        psi = float(f"{psi / 2:.2g}")
    return (
        "this model has no equilibrium behind closed doors, so that there is nothing to draw. "
        f"Change a parameter, for example --set psi={plain(psi)}."
    )


def _timeline(model: Model) -> Drawing:
    data: dict[str, FigureData] = {}
    panels: list[Draw] = []
    titles: list[str] = []
    for solution in solve_protocols(model, protocols=(("closed", "F"), ("closed", "L"))):
        for number in range(len(solution.equilibria)):
            part = prepare_timeline(solution, equilibrium=number)
            data[f"{solution.proposer}{number + 1}"] = part
            panels.append(partial(draw_timeline, part))
            mark = f" ({number + 1})" if len(solution.equilibria) > 1 else ""
            titles.append(PROTOCOL_LABELS[solution.proposer] + mark)
    if not panels:
        raise InputError(_nothing(model), "figures timeline")
    words = (
        "The game in order of time, with an equilibrium's numbers: the chance of each step, the "
        "concession z, and with what chance C challenges and L is removed. A branch is as wide as it is "
        "likely."
    )
    return Drawing(
        data, panels, words, (), tuple(titles), {"panel_height": 2.2, "least_panel": 3.3}
    )


def _tree(model: Model) -> Drawing:
    steps = isinstance(model.information, Binomial | Atoms)
    game = model if steps else model.replace(n=1, information=Binomial())
    found = [eq for eq in solve(model, proposer="L").equilibria if eq.concession is not None]
    prices: Any = [found[-1].concession] if found else 1
    form = extensive_form(game, proposer="L", concessions=prices, cutoffs=2)
    data = prepare_tree(form)
    words = (
        "The game in extensive form, closed bargaining, L proposes, with one concession z that L may offer "
        "and two cut-offs k, the highest cost at which C challenges. F's signal A is the stronger, the "
        "higher; L's strength and C's cost are integrated out."
    )
    if not steps:
        words += " F's signal is made finite: binomial, n\u00a0=\u00a01."
    look = {"panel_height": ROW * (data.columns["height"].max() + 2.2), "least_panel": 4.0}
    return Drawing({"": data}, [partial(draw_tree, data)], words, (), (), look, least_columns=3)


def _swap(model: Model) -> Drawing:
    data = prepare_swap(swap(model, model))
    words = (
        "A swap of visits between two leaders who are alike: who approves whom, in reply to the other's "
        "approval. Equilibria are where both curves meet, or one of them an edge; approval dynamics return "
        "to those that are filled."
    )
    return Drawing({"": data}, [partial(draw_swap, data)], words, ("q",), look={"panel_height": 2.8})


def _return_leg(model: Model) -> Drawing:
    data = prepare_return_leg(model)
    words = (
        "What the promise of a return visit adds to the leaders' joint surplus from a visit, both alike, by "
        "the chance η that a visit carries such a debt. Above zero visits become more frequent and weaker "
        "signals, below zero rarer and stronger ones."
    )
    return Drawing({"": data}, [partial(draw_return_leg, data)], words, ("q",), look=_TALL)


def _enforcement(model: Model) -> Drawing:
    data = prepare_enforcement(model)
    words = (
        "A visit for a visit in return, both leaders alike, η = 0.3, from an enforcement that is too "
        "weak to one that is too strong: left of the grey lines everybody reneges, right of them nobody "
        "does, and the debt is worth nothing."
    )
    panels: list[Draw] = [
        partial(draw_enforcement, data, quantity=name) for name in ("visits", "debt")
    ]
    return Drawing({"": data}, panels, words, ("q",), ("a", "b"))


def _antagonist(model: Model) -> Drawing:
    data = prepare_antagonist(model)
    words = (
        "Closed bargaining, L proposes, and an antagonist who learns the price may expose it: which visit "
        "probabilities are equilibria."
    )
    return Drawing({"": data}, [partial(draw_antagonist, data)], words, look=_TALL)


def _open_deals(model: Model) -> Drawing:
    data = prepare_open_deals(model)
    words = (
        "Deals that C sees: a visit that may not happen makes a lottery of her beliefs, κ after it and ν "
        "without it. L's average risk is the height of the chord at the prior k₀: lower than in isolation "
        "only where φ is not convex (T13.1)."
    )
    return Drawing({"": data}, [partial(draw_open_deals, data)], words, ("sigma", "q"))


def _random(model: Model) -> Drawing:
    data = prepare_power(model)
    words = (
        "F proposes with probability λ, else L, and C does not see who (T13.3). To the left of the kink F "
        "asks for a sure visit and more."
    )
    return Drawing({"": data}, [partial(draw_power, data)], words)


_LEAST_TRIED, _LARGEST_TRIED = 1e-8, 1e6  # values of Ψ
_TALL = {"panel_height": 2.4}


def _article() -> Model:
    return ARTICLE


def _example() -> Model:
    return load_scenario("uniform-example").model


def _opaque() -> Model:
    return _example().replace(q=0)


def _coin_flips() -> Model:
    return load_scenario("trump-zelensky-2019").model.replace(n=4, information=Binomial())


def _powers() -> Model:
    """Return test case A of T10."""
    return Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)


def _cheap_challenges() -> Model:
    return _powers().replace(cost=Beta(1, 4), psi=60)


_SHOWN = ("concession", "visit_probability")
FIGURES: dict[str, Entry] = {
    "1": Entry("open bargaining, visits and removal risks", _open, _article),
    "2": Entry("closed bargaining, what a concession buys", _closed, _article),
    "3": Entry("closed bargaining, concession and threshold by prior", _prior, _article),
    "transparency": Entry(
        "concession and visits against q, by protocol", partial(_lines, "q", _SHOWN), _example
    ),
    "salience": Entry(
        "concession and visits against σ, by protocol", partial(_lines, "sigma", _SHOWN), _example
    ),
    "lines": Entry(
        "any variables against any parameter, by protocol", partial(_lines, "n", _SHOWN), _example
    ),
    "map-sigma-q": Entry("who gains, over σ and q", partial(_map, "sigma", "q"), _example),
    "map-psi-tau": Entry("who gains, over Ψ and τ", partial(_map, "psi", "tau"), _example),
    "existence": Entry("which equilibria exist, pure and mixed, over Ψ and q", _existence, _coin_flips),
    "payoffs": Entry("payoffs of L, F and C, by protocol", _payoffs, _example),
    "landscape": Entry("the deviation landscape W(v′; v*)", _landscape, _example),
    "timeline": Entry("the game in order of time, with an equilibrium's numbers", _timeline, _example),
    "open-deals": Entry("deals in the open under another cost law", _open_deals, _cheap_challenges),
    "random-proposer": Entry("prices against the probability that F proposes", _random, _powers),
    "tree": Entry("the game tree: moves, information sets, payoffs", _tree, _example),
    "swap": Entry("best replies of a swap of visits, with every equilibrium", _swap, _example),
    "return-leg": Entry("the net effect of a return visit", _return_leg, _example),
    "enforcement": Entry("a return visit, from too weak to too strong enforcement", _enforcement, _example),
    "antagonist": Entry("the antagonist's interval of equilibria against its reach", _antagonist, _opaque),
}


@dataclasses.dataclass(frozen=True)
class Lines:
    """What the figure ``lines`` shows: variables of an equilibrium against a parameter."""

    against: str = "n"
    variables: tuple[str, ...] = _SHOWN

    @property
    def entry(self) -> Entry:
        """The figure."""
        title = f"{' and '.join(map(name_of, self.variables))} against {symbol(self.against)}, by protocol"
        return Entry(title, partial(_lines, self.against, self.variables), _example)

    def faults(self) -> list[str]:
        """List what is wrong with the names."""
        faults: list[str] = []
        make_axis(ARTICLE, self.against, 2, None, None, faults, "against")
        for name in self.variables:
            one_of("variables", name, (*VARIABLES, GAIN), faults)
        return faults
