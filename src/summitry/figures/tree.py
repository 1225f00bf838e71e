"""A finite game tree as a picture: moves, chances, information sets and payoffs (T1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..game_tree import tree as t
from ..model.faults import InputError, shown
from .data import Columns, TableData
from .style import SMALL, Paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ENDS = 60
ROW = 0.23  # inches from one end of the game to the next
_C_ROLES = (t.ABSENT, t.UNSEEN, t.SEEN)
_BESIDE = 0.42  # of a stage, from one kind of C's information sets to the next
_WORDS = {"price seen": "z seen", "price unseen": "z unseen"}


def prepare_tree(tree: t.ExtensiveForm) -> TableData:
    """Lay a game tree out, from left to right in order of play.

    Parameters
    ----------
    tree
        What `extensive_form` builds or `read_efg` reads, with at most 60 ends.

    Returns
    -------
    TableData
        One row for each node: its ``parent``, the ``move`` that leads to it and its ``chance`` (NaN for a
        player's), who is to move there (``player``), the label of the ``infoset``, the place (``stage``
        from left to right, ``height``), and the payoffs of an end.

    Raises
    ------
    InputError
        For anything but a tree, or one with more ends than a page can show.

    Examples
    --------
    >>> import summitry as sm
    >>> from summitry.figures import prepare_tree
    >>> model = sm.Model(alpha=2, beta=3, n=1, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    ...                  information=sm.Binomial())
    >>> data = prepare_tree(sm.extensive_form(model, concessions=[0.4], cutoffs=2))
    >>> len(data), int((data.columns["player"] == "").sum())  # nodes, ends
    (35, 18)
    """
    if not isinstance(tree, t.ExtensiveForm):
        raise InputError(
            f"tree = {shown(tree)} is not a game tree. Write for example prepare_tree("
            "summitry.extensive_form(model, concessions=[0.4], cutoffs=2)).",
            "prepare_tree",
        )
    ends = sum(not node.children for node in tree.nodes)
    if ends > MOST_ENDS:
        raise InputError(
            f"the tree has {ends} ends; a picture shows at most {MOST_ENDS}. Use fewer signals, concessions "
            "or cut-offs, for example extensive_form(model, concessions=[0.4], cutoffs=2) with n = 1.",
            "prepare_tree",
        )
    rows = _rows(tree)
    return TableData(
        "tree", tree.model, {name: np.array([row[name] for row in rows]) for name in rows[0]}, {}
    )


def _rows(tree: t.ExtensiveForm) -> list[dict[str, Any]]:
    """List the nodes, parents first."""
    stages, rows = _stages(tree), []
    coming: dict[int, tuple[int, str, float]] = {0: (-1, "", math.nan)}
    for number, node in enumerate(tree.nodes):
        parent, move, chance = coming[number]
        infoset = tree.infosets[node.infoset] if node.children else None
        rows.append({
            "node": number, "parent": parent, "move": move, "chance": chance,
            "player": infoset.player if infoset else "", "infoset": infoset.label if infoset else "",
            "stage": stages[infoset.role] if infoset else max(stages.values()) + 1.0,
            "height": 0.0,
        } | dict(zip(("payoff_L", "payoff_F", "payoff_C"), node.payoffs or (math.nan,) * 3, strict=True)))
        if infoset is None:
            continue
        for i, child in enumerate(node.children):
            odds = infoset.values[i] if infoset.player == t.CHANCE else math.nan
            coming[child] = number, _move(infoset, i), odds
    _set_heights(tree, rows)
    return rows  # fmt: skip


def _stages(tree: t.ExtensiveForm) -> dict[str, float]:
    """Place what is decided from left to right: after all that comes before it in some play."""
    roles = [tree.infosets[node.infoset].role if node.children else "" for node in tree.nodes]
    stages = dict.fromkeys(filter(None, roles), 0.0)
    for _ in stages:  # a longest path has no more steps than there are roles
        for node, role in zip(tree.nodes, roles, strict=True):
            for child in node.children:
                if roles[child]:
                    stages[roles[child]] = max(stages[roles[child]], stages[role] + 1.0)
    last = max(stages[role] for role in _C_ROLES if role in stages)
    shown_roles = [role for role in _C_ROLES if role in stages]
    return stages | {role: last + _BESIDE * i for i, role in enumerate(shown_roles)}


def _move(infoset: t.InfoSet, number: int) -> str:
    """Write a move as briefly as a picture needs."""
    action, value = infoset.actions[number], infoset.values[number]
    if infoset.role == t.PROPOSAL and not math.isnan(value):
        return f"z = {value:.3g}"
    if infoset.role in _C_ROLES:
        return f"k = {value:.3g}"
    return _WORDS.get(action, action)


def _set_heights(tree: t.ExtensiveForm, rows: list[dict[str, Any]]) -> None:
    """Arrange the ends one below the other, and every node in the middle of its branches."""
    ends = [number for number, node in enumerate(tree.nodes) if not node.children]
    for order, number in enumerate(ends):
        rows[number]["height"] = float(len(ends) - 1 - order)
    for number in reversed(range(len(rows))):
        if following := [rows[child]["height"] for child in tree.nodes[number].children]:
            rows[number]["height"] = 0.5 * (min(following) + max(following))


def draw_tree(data: TableData, ax: Axes) -> Axes:
    """Draw a game tree from left to right: players in circles, chance as a square, payoffs of L, F, C.

    A dashed line joins the nodes of one information set.
    """
    columns, paint = data.columns, Paint(ax)
    across, height = columns["stage"], columns["height"]
    for node, parent in enumerate(columns["parent"].tolist()):
        if parent < 0:
            continue
        x, y = across[parent], height[node]
        ax.plot(
            [x, x, across[node]], [height[parent], y, y], color=paint.ink, lw=0.6, zorder=1,
            solid_joinstyle="round",
        )  # fmt: skip
        odds = columns["chance"][node]
        words = columns["move"][node] + ("" if np.isnan(odds) else f" ({odds:.3g})")
        ax.annotate(
            words, (x, y), (7.0, 1.7), textcoords="offset points", size=SMALL, ha="left",
            va="bottom", zorder=3, bbox={"fc": paint.paper, "ec": "none", "pad": 0.3},
        )  # fmt: skip
    _join_information_sets(columns, ax, paint)
    for node, player in enumerate(columns["player"].tolist()):
        if player:
            mark = "s" if player == t.CHANCE else "o"
            face = paint.muted if player == t.CHANCE else paint.paper
            size = 4.0 if player == t.CHANCE else 9.5
            ax.plot(
                across[node], height[node], mark, ms=size, mfc=face, mec=paint.ink, mew=0.6, zorder=4
            )
        if player not in ("", t.CHANCE):
            ax.text(
                across[node], height[node], player, size=SMALL, ha="center", va="center_baseline",
                zorder=5,
            )  # fmt: skip
        if not player:
            payoffs = (columns[f"payoff_{side}"][node] for side in t.PLAYERS)
            words = ",  ".join(f"{value:.3g}".replace("-", "−") for value in payoffs)
            ax.annotate(
                words, (across[node], height[node]), (3.0, 0.0), textcoords="offset points",
                size=SMALL, ha="left", va="center",
            )  # fmt: skip
    ax.annotate(
        "payoffs of L, F, C", (across.max(), height.max() + 1.0), (3.0, 0.0), size=SMALL,
        textcoords="offset points", ha="left", va="center", style="italic",
    )  # fmt: skip
    ax.set_xlim(across.min() - 0.2, across.max() + 1.8)
    ax.set_ylim(-0.7, height.max() + 1.5)
    ax.set_axis_off()
    return ax


def _join_information_sets(columns: Columns, ax: Axes, paint: Paint) -> None:
    """Draw a dashed line through the nodes that a player cannot tell apart."""
    words = "what a player cannot tell apart"
    for label in dict.fromkeys(columns["infoset"].tolist()):
        of_players = (columns["infoset"] == label) & (columns["player"] != t.CHANCE)
        members = np.flatnonzero(of_players & (columns["player"] != ""))
        if members.size > 1:
            ax.plot(
                columns["stage"][members], columns["height"][members], color=paint.muted, lw=0.9,
                ls=(0, (2, 1.5)), zorder=2, label=words,
            )  # fmt: skip
            words = f"_{words}"
