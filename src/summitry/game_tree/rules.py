"""What determines a game tree: the model, the protocol, and the grids of prices and cut-offs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine import STEPS, Curve, Game, point
from ..engine import concession as price_of
from ..equilibrium.check import curve_of
from ..model.conversion import as_number, is_missing
from ..model.faults import kind_of, shown
from ..model.information import Atoms, Binomial
from . import tree as t

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium
    from ..model.parameters import Model

STANDARD, INFORMED = "standard", "informed"
_MOST = 1_000_000  # points of a grid: more would not fit into any tree


class Rules(NamedTuple):
    """Everything that determines a tree."""

    model: Model
    bargaining: str
    proposer: str
    timing: str
    concessions: tuple[float, ...]
    cutoffs: tuple[float, ...]
    answers: dict[str, tuple[float, ...]]  # cut-offs beside the grid, by C's information set
    disclosure: str = "none"  # who may prove what to C
    reach: float = 1.0
    power: float | None = None  # the probability that F proposes, if chance draws it

    @property
    def turns(self) -> tuple[tuple[str, float], ...]:
        """Who may propose, and how likely."""
        if self.power is None:
            return ((self.proposer, 1.0),)
        return (("F", self.power), ("L", 1.0 - self.power))


def model_faults(model: Model) -> list[str]:
    """Return why a model has no finite tree."""
    faults = []
    if curve_of(model).kind != STEPS:
        faults.append(
            f"information = {model.information!r} has infinitely many signals, so the tree would be "
            "infinite. It must be Binomial or Atoms. Write for example "
            "model.replace(n=8, information=summitry.Binomial())."
        )
    if math.isinf(model.psi):
        faults.append(
            "psi = inf is a limit, and a tree needs payoffs. psi must be finite. "
            "Write for example model.replace(psi=1000)."
        )
    if model.sigma == 0.0:
        faults.append(
            "sigma = 0: F never wants a favour, so the tree would hold no bargaining. sigma must be above 0. "
            "Write for example model.replace(sigma=0.01)."
        )
    return faults


def protocol_faults(
    eq: Equilibrium, bargaining: str, proposer: str, disclosure: str, reach: float, power: float | None
) -> list[str]:
    """Return why an equilibrium cannot be put on a tree of this protocol."""
    if power is not None and eq.proposer == proposer and eq.offers and eq.offers[0].struck != power:
        return [
            f"the equilibrium is of power = {eq.offers[0].struck:g}, but the tree is of power = {power:g}. "
            "Give both the same."
        ]
    if (eq.bargaining, eq.proposer) != (bargaining, proposer):
        return [
            f"the equilibrium is of {eq.bargaining} bargaining with {eq.proposer} proposing, but the tree is "
            f"of {bargaining} bargaining with {proposer} proposing. Solve the same protocol, or leave "
            "equilibrium out."
        ]
    if (eq.disclosure, eq.reach) != (disclosure, reach):
        return [
            f"the equilibrium is of disclosure={eq.disclosure!r} with reach={eq.reach:g}, but the tree is of "
            f"disclosure={disclosure!r} with reach={reach:g}. Give both the same."
        ]
    if eq.kind == "limit":
        return [
            "the equilibrium exists only in the limit of large Ψ. Solve the model with a finite psi."
        ]
    return []


def grid_of(name: str, given: Any, highest: float, faults: list[str]) -> int | tuple[float, ...]:
    """Check a number of grid points or a list of them."""
    if isinstance(given, int) and not isinstance(given, bool):
        if given < 1:
            faults.append(f"{name} = {given} is below 1. Give how many, 1 or more, or a list.")
        if given > _MOST:
            faults.append(f"{name} = {shown(given)} is too many. Give at most {_MOST}, or a list.")
        return given
    if isinstance(given, str | bytes) or is_missing(given) or not hasattr(given, "__iter__"):
        faults.append(
            f"{name} = {shown(given)} is {kind_of(given)}, not a number of grid points nor a list of them. "
            f"Write for example {name}=8 or {name}=[0.3, 0.5]."
        )
        return ()
    out: list[float] = []
    for i, value in enumerate(given):
        number = as_number(value)
        if number is None or not 0.0 <= number <= highest or math.isinf(number):
            most = "finite" if math.isinf(highest) else f"at most {highest:g}"
            faults.append(
                f"{name} number {i + 1} is {shown(value)}. It must be a number, 0 or more and {most}."
            )
        else:
            out.append(number)
    if not out and not faults:
        faults.append(f"{name} is empty. Give at least one.")
    return tuple(sorted(set(out)))


def spread(given: int | tuple[float, ...], low: float, high: float) -> tuple[float, ...]:
    """Turn a number of points into points, evenly from low to high; one alone is in the middle."""
    if isinstance(given, tuple):
        return given
    if given == 1 or high <= low:
        return (0.5 * (low + high),)
    return tuple(low + (high - low) * i / (given - 1) for i in range(given))


def prices_of(given: int | tuple[float, ...], game: Game, curve: Curve) -> tuple[float, ...]:
    """Spread prices from z(0) to z(1), where F's visits go from never to always (T3)."""
    first, last = point(curve, 0, -math.inf), point(curve, curve.segments - 1, math.inf)
    return spread(given, price_of(game, first.kappa, first.m), price_of(game, last.kappa, last.m))


def plain_model(model: Model, curve: Curve) -> Model:
    """Name the atoms of a user's own finite experiment, so that a file can hold the model."""
    if isinstance(model.information, Binomial | Atoms):
        return model
    return model.replace(information=Atoms(curve.mass.tolist(), curve.weakness.tolist()))


def count_nodes(rules: Rules, signals: int) -> int:
    """Return how many nodes the tree of these rules has, without building it."""
    q = rules.model.q if rules.bargaining == "closed" else 1.0
    informed = rules.timing == INFORMED

    def cutoffs(role: str, name: str | None, case: int = 0) -> int:
        """Count an information set's node and its ends."""
        return 1 + len(cutoff_grid(rules, role, name, case))

    def no_deal(name: str | None, case: int) -> int:
        silent = cutoffs(t.ABSENT, name, case)
        return silent + 1 + cutoffs(t.PROVED, None) if rules.disclosure == "absence" else silent

    def unseen(name: str) -> int:
        """Count what follows a visit whose price has not leaked: proofs, and silence."""
        silent, able = cutoffs(t.UNSEEN, name), len(provers(rules))
        if not able:
            return silent
        proofs = able * (1 + cutoffs(t.SEEN, name)) + silent
        return proofs if rules.reach == 1.0 else 1 + proofs + silent

    bargaining = 1 + no_deal(None, 1)
    for name in t.distinct(rules.concessions):
        visit = cutoffs(t.SEEN, name) * (q > 0.0) + unseen(name) * (q < 1.0)
        deal = 1 + visit + (0.0 < q < 1.0) + cutoffs(t.ABSENT, name, 2)
        refusal = 1 + no_deal(name, 1)
        bargaining += refusal + (deal if informed else 1 + signals * deal)
    if rules.power is not None:
        bargaining = 1 + 2 * bargaining
    no_favour = 1 + no_deal(None, 0) if rules.model.sigma < 1.0 else 0
    return int(no_favour + (1 + signals * bargaining if informed else bargaining))


def provers(rules: Rules) -> tuple[str, ...]:
    """Return who may prove the price of a visit, one after the other (T13.5)."""
    if rules.reach == 0.0:
        return ()
    return {"leader": ("L", "F"), "antagonist": (t.ANTAGONIST,)}.get(rules.disclosure, ())


def label_of(rules: Rules, role: str, price: str | None, case: int = 0) -> str:
    """Return the label of an information set of C's.

    Under open bargaining ``case`` says why there is no visit: 0 no favour is wanted, 1 no deal was struck, 2
    F stayed away.
    """
    if role == t.PROVED:
        return "C: no deal, proved"
    if rules.bargaining == "closed":
        if role == t.SEEN:
            return f"C: visit, price {price}"
        return "C: no visit" if role == t.ABSENT else "C: visit, price unseen"
    if role == t.SEEN:
        return f"C: price {price}, visit"
    no_deal = "C: no offer" if price is None else f"C: price {price} refused"
    return ("C: no favour wanted", no_deal, f"C: price {price}, no visit")[case]


def cutoff_grid(rules: Rules, role: str, price: str | None, case: int = 0) -> tuple[float, ...]:
    """Return the cut-offs that C may choose at one of her information sets."""
    extra = rules.answers.get(label_of(rules, role, price, case), ())
    return tuple(sorted({*rules.cutoffs, *extra}))
