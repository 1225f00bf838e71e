"""A finite game tree: nodes, information sets, labels; the data that `extensive_form` fills (T1)."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from decimal import Context, Decimal, localcontext
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ..model.parameters import Model

PLAYERS = ("L", "F", "C")  # in the order in which payoffs are listed
ANTAGONIST = "A"  # a fourth, who wants L removed and may prove the price (T13.5)
CHANCE = "chance"

# What is decided at an information set
SALIENCE, TURN, SIGNAL, REVEAL, AT_HAND = (  # chance
    "salience", "turn", "signal", "reveal", "proof at hand",
)  # fmt: skip
PROPOSAL, ANSWER, VISIT, PROOF = "proposal", "answer", "visit", "proof"
# C's cut-offs
ABSENT, UNSEEN, SEEN = "no visit", "visit, price unseen", "visit, price seen"
PROVED = "no deal, proved"


class Node(NamedTuple):
    """One position: the set it belongs to and what may follow, or the players' payoffs at an end."""

    infoset: int  # −1 at an end of the game
    children: tuple[int, ...]
    payoffs: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class InfoSet:
    """Positions that the one who moves cannot tell apart, or a move of chance.

    Attributes
    ----------
    player
        ``"L"``, ``"F"``, ``"C"``, an antagonist ``"A"`` or ``"chance"``.
    role
        What is decided: ``"proposal"``, ``"answer"``, ``"visit"``, ``"proof"``, a cut-off of C's (``"no
        visit"``, ``"visit, price unseen"``, ``"visit, price seen"``, ``"no deal, proved"``) or a move of
        chance (``"salience"``, ``"turn"``, ``"signal"``, ``"reveal"``, ``"proof at hand"``).
    label
        Its name in the file, unique in the tree.
    actions
        Labels of the moves.
    values
        The price or cut-off that each move stands for (NaN for none), or the probability of a chance move.
    price, signal
        What the player knows: the index of the price on the grid, and of F's signal from the strongest.
    members
        Its nodes.
    chances
        Exact probabilities of a chance move, which sum to 1 digit by digit; empty for a player.
    proposer
        Who names, or has named, the price, if the player knows; C does not if chance draws it (T13.3).
    """

    player: str
    role: str
    label: str
    actions: tuple[str, ...]
    values: tuple[float, ...]
    price: int | None
    signal: int | None
    members: tuple[int, ...]
    chances: tuple[Decimal, ...] = ()
    proposer: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, tuple(getattr(self, field.name) for field in fields(self))


def _unpickled(*values: Any) -> InfoSet:
    """Restore an information set; a NaN is Python's own again, so that equal trees stay equal."""
    found = InfoSet(*values)
    kept = tuple(math.nan if math.isnan(x) else x for x in found.values)
    return replace(found, values=kept)


@dataclass(frozen=True)
class ExtensiveForm:
    """The game as a finite tree: build one with `extensive_form`, read one with `read_efg`.

    Nodes are in the order of the file: a node, then its first branch to the end, then the next.

    Attributes
    ----------
    model
        The game; its information is `Binomial` or `Atoms`.
    bargaining, proposer, timing
        The rules: ``"closed"`` or ``"open"``, ``"F"`` or ``"L"``, ``"standard"`` or ``"informed"``.
    concessions
        The prices that may be named.
    cutoffs
        The cut-offs that C may choose everywhere.
    answers
        Cut-offs that C may choose besides, by the label of her information set.
    nodes, infosets
        The tree; node 0 is the root.
    disclosure, reach
        Who may prove what to C, and with which probability (T13.5).
    power
        The probability that F proposes, if chance draws the proposer; else None (T13.3).
    """

    model: Model
    bargaining: str
    proposer: str
    timing: str
    concessions: tuple[float, ...]
    cutoffs: tuple[float, ...]
    answers: tuple[tuple[str, tuple[float, ...]], ...]
    nodes: tuple[Node, ...]
    infosets: tuple[InfoSet, ...]
    disclosure: str = "none"
    reach: float = 1.0
    power: float | None = None

    @property
    def players(self) -> tuple[str, ...]:
        """The players in the order in which payoffs are listed."""
        return players_with(self.disclosure)

    @property
    def title(self) -> str:
        """One line that says which game this is."""
        more = ", F sees A first" if self.timing == "informed" else ""
        more += "" if self.disclosure == "none" else f", disclosure {self.disclosure}"
        who = f"{self.proposer} proposes"
        if self.power is not None:
            who = f"F proposes with probability {self.power:g}, else L"
        return f"Quid pro quo diplomacy: {self.bargaining} bargaining, {who}{more}"

    def infoset(self, label: str) -> InfoSet:
        """Return the information set of that label; KeyError if there is none."""
        return {found.label: found for found in self.infosets}[label]

    def to_efg(self, path: str | PathLike[str] | None = None) -> str:
        """Write the tree as a Gambit file, format ``EFG 2 R``, and return its text.

        Parameters
        ----------
        path
            Where to write; without it nothing is written.

        Examples
        --------
        >>> import summitry as sm
        >>> model = sm.Model(alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
        ...                  information=sm.Binomial())
        >>> text = sm.extensive_form(model, concessions=[0.4], cutoffs=[0.5, 0.6]).to_efg()
        >>> print(text.splitlines()[0])
        EFG 2 R "Quid pro quo diplomacy: closed bargaining, L proposes" { "L" "F" "C" }
        """
        from .efg import write_efg

        return write_efg(self, path)

    def __repr__(self) -> str:
        return f"<ExtensiveForm {self.title}: {len(self.nodes)} nodes, {len(self.infosets)} sets>"


def players_with(disclosure: str) -> tuple[str, ...]:
    """Return the players of a game: an antagonist is a fourth."""
    return (*PLAYERS, ANTAGONIST) if disclosure == "antagonist" else PLAYERS


def exact_chances(probabilities: tuple[float, ...]) -> tuple[Decimal, ...]:
    """Write probabilities as decimals that sum to exactly 1: the largest takes up the rounding.

    Examples
    --------
    >>> sum(exact_chances((0.1, 0.2, 0.7))) == 1
    True
    """
    with localcontext(Context(prec=400)):
        out = [Decimal(repr(float(p))) for p in probabilities]
        top = out.index(max(out))
        out[top] = 1 - sum(out[:top] + out[top + 1 :], Decimal(0))
    return tuple(out)


def distinct(numbers: tuple[float, ...]) -> tuple[str, ...]:
    """Write numbers as briefly as they can be told apart, with six digits at least.

    Examples
    --------
    >>> distinct((0.5, 1 / 3, 1 / 3 + 1e-9))
    ('0.5', '0.333333333', '0.333333334')
    """
    for digits in range(6, 18):
        out = tuple(f"{x:.{digits}g}" for x in numbers)
        if len(set(out)) == len(out):
            return out
    return tuple(repr(x) for x in numbers)
