"""The field's own software as a witness: give Gambit a tree and a profile, and let it judge.

pygambit is the optional extra ``gambit``: it is under the GPL and may have to be compiled
(``docs/decisions/0030``). Nothing else in summitry imports it.
"""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from typing import Any

from ..model.arguments import kind_faults
from ..model.extras import require
from ..model.faults import InputError
from ..model.installation import install_command
from . import tree as t
from .profile import TreeProfile

_TOO_NEW = 17  # its profiles give regrets and values as mappings; the bound of the extra in pyproject.toml


@dataclass(frozen=True)
class GambitVerdict:
    """What Gambit says about a profile.

    Attributes
    ----------
    agent_max_regret
        Largest gain at one information set that is reached from another move there.
    imposed_max_regret
        The same after every price, whether or not it is named in equilibrium: at the answers, the visits, and
        C's sets where she sees the price. Gambit judges no set that is never reached, so every price is named
        and accepted with positive probability for this; an informed F's signal does not change how often
        (passive beliefs, A.4).
    max_regret
        Largest gain of one player from another strategy for the whole game; None unless asked for.
    payoffs
        Expected payoff of each player.
    nodes
        Size of the tree as Gambit counts it.
    version
        Of pygambit.
    seconds
        Time that Gambit took to read the file and to judge.
    """

    agent_max_regret: float
    imposed_max_regret: float
    max_regret: float | None
    payoffs: dict[str, float]
    nodes: int
    version: str
    seconds: float


def _pygambit() -> Any:
    """Import pygambit, or say how to get one that this module can call."""
    require("Gambit's judgement", "gambit", "pygambit")
    import pygambit

    version = str(pygambit.__version__)
    if int(version.partition(".")[0]) >= _TOO_NEW:
        raise ImportError(
            f"pygambit {version} is installed, and Gambit {_TOO_NEW} renamed the calls that summitry makes. "
            f"Run: {install_command('gambit')}"
        )
    return pygambit


def gambit_game(tree: t.ExtensiveForm) -> Any:
    """Read a tree with Gambit's own reader: a ``pygambit.Game``.

    Raises
    ------
    ImportError
        If pygambit is not installed.
    """
    faults = kind_faults("tree", tree, t.ExtensiveForm, "Give what extensive_form returns.")
    if faults:
        raise InputError(faults, "gambit_game")
    return _pygambit().read_efg(io.BytesIO(tree.to_efg().encode()))


def gambit_profile(game: Any, profile: TreeProfile) -> Any:
    """Pass Gambit a profile, information set by information set: a ``MixedBehaviorProfile``."""
    out, moves = game.mixed_behavior_profile(), _moves(profile)
    for infoset in game.infosets:
        out[infoset] = list(moves[infoset.label])
    return out


def _moves(profile: TreeProfile) -> dict[str, tuple[float, ...]]:
    """Return what is done at every information set, by its label."""
    labels = (infoset.label for infoset in profile.tree.infosets)
    return dict(zip(labels, profile.behaviour, strict=True))


def every_price(profile: TreeProfile) -> TreeProfile:
    """Change a profile so that every price is named and every answer given with positive probability."""
    behaviour = tuple(
        (1.0 / len(moves),) * len(moves) if infoset.role in (t.PROPOSAL, t.ANSWER) else moves
        for infoset, moves in zip(profile.tree.infosets, profile.behaviour, strict=True)
    )
    return TreeProfile(profile.tree, behaviour)


def gambit_verdict(profile: TreeProfile, *, max_regret: bool = False) -> GambitVerdict:
    """Have Gambit judge a profile.

    Parameters
    ----------
    profile
        From `profile_on_tree`.
    max_regret
        Ask for `max_regret` too. Gambit lists all strategies for it, so this ends for small trees only.

    Raises
    ------
    ImportError
        If pygambit is not installed.
    """
    faults = kind_faults("profile", profile, TreeProfile, "Give what profile_on_tree returns.")
    if faults:
        raise InputError(faults, "gambit_verdict")
    pygambit = _pygambit()
    start = time.perf_counter()
    game = gambit_game(profile.tree)
    played_out = gambit_profile(game, profile)
    agent = float(played_out.agent_max_regret())
    payoffs = {player.label: float(played_out.payoff(player)) for player in game.players}
    seconds = time.perf_counter() - start
    roles = {infoset.label: infoset.role for infoset in profile.tree.infosets}
    # an answer's own regret is that of the answer prescribed, given what follows it
    imposed_play, moves, imposed = gambit_profile(game, every_price(profile)), _moves(profile), 0.0
    for infoset in game.infosets:
        judged = roles[infoset.label] in (t.ANSWER, t.VISIT, t.PROOF, t.SEEN)
        if judged and imposed_play.infoset_prob(infoset) > 0:
            values = [float(imposed_play.action_value(action)) for action in infoset.actions]
            played = sum(p * x for p, x in zip(moves[infoset.label], values, strict=True))
            imposed = max(imposed, max(values) - played)
    return GambitVerdict(
        agent, imposed, float(played_out.max_regret()) if max_regret else None, payoffs,
        len(game.nodes), pygambit.__version__, seconds,
    )  # fmt: skip
