"""OpenSpiel's reader takes our files too: by its grammar, and itself where it is installed."""

from __future__ import annotations

import math
from itertools import product

import pytest

import summitry as sm

# (expected salience, concession transparency): inside, and where branches disappear from the tree
CHANCES = ((0.35, 0.6), (1.0, 0.0), (1.0, 1.0))
PROTOCOLS = (("closed", "F"), ("closed", "L"), ("open", "L"), ("open", "F"))
GAMES = tuple(product(CHANCES, PROTOCOLS, ("standard", "informed"), (False, True)))
ATOMS = sm.Atoms([0.25, 0.5, 0.25], [0.4, 0.6, 0.8])


def profile(game) -> sm.TreeProfile | sm.ExtensiveForm | None:
    """The profile of an equilibrium on its tree; the tree alone without an equilibrium."""
    (sigma, q), (bargaining, proposer), timing, atoms = game
    model = sm.Model(
        alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=sigma, q=q, psi=30,
        information=ATOMS if atoms else sm.Binomial(),
    )  # fmt: skip
    found = sm.solve(model, bargaining=bargaining, proposer=proposer).equilibria
    tree = sm.extensive_form(
        model, bargaining=bargaining, proposer=proposer, timing=timing, concessions=3, cutoffs=3,
        equilibrium=found[0] if found else None,
    )  # fmt: skip
    return sm.profile_on_tree(tree, found[0]) if found else tree


def tree_of(game) -> sm.ExtensiveForm:
    made = profile(game)
    return made.tree if isinstance(made, sm.TreeProfile) else made


class Reader:
    """The grammar of OpenSpiel's ``efg_game.cc``.

    Words end at blanks and line ends (a tab is none), a text at the next double quote, whatever stands before
    it; payoffs may have commas between them.
    """

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def word(self) -> str:
        text = self.text[self.at] == '"'
        self.at += text
        ends = '"' if text else " \r\n"
        start = self.at
        while self.text[self.at] not in ends:
            self.at += 1
        word = self.text[start : self.at]
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] in " \r\n":
            self.at += 1
        return word

    def text_next(self) -> bool:
        return self.text[self.at] == '"'

    def words_until_brace(self) -> list[str]:
        assert self.word() == "{"
        out = []
        while (word := self.word()) != "}":
            out.append(word)
        return out

    def prologue(self) -> list[str]:
        assert [self.word() for _ in range(3)] == ["EFG", "2", "R"]
        assert self.text_next()
        self.word()
        players = self.words_until_brace()
        if self.text_next():
            self.word()  # the comment
        return players

    def node(self, counts: dict[str, int]) -> None:
        kind = self.word()
        counts[kind] += 1
        assert self.text_next()
        self.word()
        int(self.word())
        if kind == "t":
            assert self.text_next()
            self.word()
            assert len([float(word.rstrip(",")) for word in self.words_until_brace()]) == 3
            return
        if kind == "p":
            int(self.word())
        assert self.text_next()
        self.word()
        moves = self.words_until_brace()
        if kind == "c":
            assert math.isclose(sum(map(float, moves[1::2])), 1.0)
            moves = moves[::2]
        assert self.word() == "0"
        for _ in moves:
            self.node(counts)


@pytest.mark.parametrize("game", GAMES, ids=str)
def test_the_grammar_of_open_spiel_reads_every_file_to_its_end(game):
    tree = tree_of(game)
    reader, counts = Reader(tree.to_efg()), dict.fromkeys("cpt", 0)
    assert reader.prologue() == ["L", "F", "C"]
    reader.node(counts)
    assert reader.at == len(reader.text)
    assert sum(counts.values()) == len(tree.nodes)


@pytest.mark.parametrize("game", GAMES, ids=str)
def test_open_spiel_plays_the_tree_with_our_payoffs(game):
    pyspiel = pytest.importorskip(
        "pyspiel", reason="OpenSpiel is not installed: run make test-gambit"
    )
    made = profile(game)
    text = tree_of(game).to_efg()
    spiel = pyspiel.load_efg_game(text)
    if not isinstance(made, sm.TreeProfile):
        return
    moves = {
        infoset.label: dict(zip(infoset.actions, shares, strict=True))
        for infoset, shares in zip(made.tree.infosets, made.behaviour, strict=True)
    }

    def value(state) -> list[float]:
        if state.is_terminal():
            return state.returns()
        if state.is_chance_node():
            weights = state.chance_outcomes()
        else:  # "player-observer-number-label"
            shares = moves[state.information_state_string().split("-", 3)[3]]
            weights = [(a, shares[state.action_to_string(a)]) for a in state.legal_actions()]
        below = [(weight, value(state.child(action))) for action, weight in weights]
        return [sum(weight * payoffs[i] for weight, payoffs in below) for i in range(3)]

    expected = [made.payoffs[player] for player in "LFC"]
    assert value(spiel.new_initial_state()) == pytest.approx(expected, abs=1e-12)
