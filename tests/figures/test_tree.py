"""The game tree as a picture: every node, chance, payoff and information set of the tree, and no more."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

import summitry as sm
from summitry.figures import draw_tree, prepare_tree

MODEL = sm.Model(
    alpha=2, beta=3, n=1, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30, information=sm.Binomial()
)  # fmt: skip
RULES = list(itertools.product(("closed", "open"), "LF", ("standard", "informed")))


def form(bargaining, proposer, timing):
    return sm.extensive_form(
        MODEL, bargaining=bargaining, proposer=proposer, timing=timing, concessions=[0.4], cutoffs=2
    )


@pytest.mark.parametrize(("bargaining", "proposer", "timing"), RULES)
def test_the_picture_holds_the_tree(bargaining, proposer, timing):
    tree = form(bargaining, proposer, timing)
    columns = prepare_tree(tree).columns
    ends = [node for node in tree.nodes if not node.children]
    mine = columns["player"] == ""
    shown = np.column_stack([columns[f"payoff_{side}"][mine] for side in "LFC"])
    np.testing.assert_array_equal(shown, [node.payoffs for node in ends])
    children = [[] for _ in tree.nodes]
    for node, parent in enumerate(columns["parent"].tolist()):
        if parent >= 0:
            children[parent].append(node)
            assert columns["stage"][node] > columns["stage"][parent]  # in order of play
    assert [tuple(each) for each in children] == [node.children for node in tree.nodes]
    for node, each in enumerate(children):
        if columns["player"][node] == "chance":
            assert columns["chance"][each].sum() == pytest.approx(1.0, abs=1e-15)


@pytest.mark.parametrize(("bargaining", "proposer", "timing"), RULES)
def test_a_dashed_line_joins_each_information_set(bargaining, proposer, timing):
    tree = form(bargaining, proposer, timing)
    ax = draw_tree(prepare_tree(tree), Figure().add_subplot())
    dashed = [len(line.get_xdata()) for line in ax.lines if line.get_linestyle() == "--"]
    several = [
        len(infoset.members)
        for infoset in tree.infosets
        if infoset.player != "chance" and len(infoset.members) > 1
    ]
    assert sorted(dashed) == sorted(several) != []


def test_a_tree_too_large_for_a_page_is_refused():
    large = sm.extensive_form(MODEL, concessions=4, cutoffs=5)
    with pytest.raises(sm.InputError, match=r"ends; a picture shows at most 60\. Use fewer signals"):
        prepare_tree(large)
    with pytest.raises(sm.InputError, match="is not a game tree"):
        prepare_tree(MODEL)
