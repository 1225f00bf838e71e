"""Gambit's file format: there and back, and files that are something else."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

import summitry as sm
from summitry.game_tree.efg import parse_efg

MODEL = sm.Model(
    alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    information=sm.Binomial(),
)  # fmt: skip
TREE = sm.extensive_form(MODEL, concessions=[0.4], cutoffs=[0.5, 0.6])
TEXT = TREE.to_efg()
LINES = TEXT.splitlines()


def refused(text: str) -> str:
    with pytest.raises(sm.InputError) as error:
        parse_efg(text, "game.efg")
    return str(error.value)


def with_line(number: int, old: str, new: str) -> str:
    """Change one line, counted from 1, of the file."""
    assert old in LINES[number - 1]
    changed = LINES.copy()
    changed[number - 1] = changed[number - 1].replace(old, new, 1)
    return "\n".join(changed)


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize("bargaining", ["closed", "open"])
@pytest.mark.parametrize("proposer", ["F", "L"])
def test_a_tree_survives_the_file(tmp_path, bargaining, proposer, timing):
    for eq in sm.solve(MODEL, bargaining=bargaining, proposer=proposer).equilibria:
        tree = sm.extensive_form(
            MODEL, bargaining=bargaining, proposer=proposer, timing=timing, equilibrium=eq,
            concessions=3, cutoffs=3,
        )  # fmt: skip
        path = tmp_path / "game.efg"
        assert tree.to_efg(path) == path.read_text("utf-8")
        assert sm.read_efg(path) == tree


def test_the_file_opens_with_what_gambit_expects_and_readable_labels():
    assert LINES[0] == (
        'EFG 2 R "Quid pro quo diplomacy: closed bargaining, L proposes" { "L" "F" "C" }'
    )
    assert LINES[3] == 'c "" 1 "S 1" { "S=0" 0.65 "S=1" 0.35 } 0'
    # S = 0: removal is k·k₀ = 0.3, L keeps 30·0.7, C has 0.3 − k²/2
    assert LINES[4] == 'p "" 3 1 "C: no visit" { "k=0.5" "k=0.6" } 0'
    assert re.match(r't "" 1 "end 1" \{ 21\.0, 0\.0, 0\.1(75|7499)\d* \}', LINES[5])
    assert 'p "" 1 1 "L proposes" { "no offer" "price 0.4" } 0' in LINES
    assert 'p "" 2 1 "F answers price 0.4" { "accept" "reject" } 0' in LINES
    assert 'p "" 2 2 "F after price 0.4, A=2" { "visit" "stay away" } 0' in LINES


def test_every_decision_and_end_of_the_file_is_a_node():
    kinds = [line[0] for line in LINES[3:]]
    assert len(kinds) == len(TREE.nodes)
    assert kinds.count("t") == sum(node.payoffs is not None for node in TREE.nodes)


def test_lines_may_be_broken_anywhere_and_commas_left_out():
    ends = [line.replace(",", "") if line[:1] == "t" else line for line in LINES]
    assert parse_efg("\n".join(ends).replace(" { ", "\n{\n ")) == TREE


def test_fractions_and_exponents_are_numbers_too():
    assert parse_efg(TEXT.replace("0.65 ", "13/20 ", 1)) == TREE
    assert parse_efg(with_line(6, "21.0", "+2.1e1")) == TREE


def test_what_is_no_gambit_file_is_refused():
    said = (
        "game.efg: it is not a Gambit file: that would begin with EFG 2 R. Give a file saved by "
        "summitry export."
    )
    for text in ("", "NFG 1 R", "alpha = 2", '"EFG"', "\x00\x01"):
        assert refused(text) == said


def test_a_gambit_file_of_somebody_elses_is_refused():
    said = (
        "game.efg: it is a Gambit file that summitry did not write: its comment does not say which game "
        "it holds. Read it with pygambit.read_efg."
    )
    poker = 'EFG 2 R "Poker" { "Alice" "Bob" }\n""\nt "" 1 "" { 1, -1 }\n'
    assert refused(poker) == said
    assert refused(TEXT.replace(LINES[1], '"a comment"')) == said
    assert refused(TEXT.replace(LINES[1] + "\n", "")) == said
    assert refused(TEXT.replace('{ "L" "F" "C" }', '{ "F" "L" "C" }', 1)) == said


def test_a_damaged_comment_is_refused():
    for old, new in (("'closed'", "'half'"), ("'alpha': 2.0", "'alpha': -2"),
                     ("[0.4]", "[]"), ("[0.4]", "7"), ("'answers': {}", "'answers': 3")):  # fmt: skip
        assert "its comment is damaged" in refused(with_line(2, old, new)), old


@pytest.mark.parametrize(
    ("line", "old", "new", "said"),
    [
        (4, "0.65", "0.66", "line 4: '0.65' should stand here, not '0.66'. "),
        (4, "0.65", "0.650000001", "line 4: '0.65' should stand here, not '0.650000001'. "),
        (6, "21.0", "22", "line 6: '21.0' should stand here, not '22'. "),
        (6, "21.0", "x", "line 6: '21.0' should stand here, not 'x'. "),
        (6, "21.0", "1/0", "line 6: '21.0' should stand here, not '1/0'. "),
        (6, "21.0", "nan", "line 6: '21.0' should stand here, not 'nan'. "),
        (6, "21.0", "1e999999999", "line 6: '21.0' should stand here, not '1e999999999'. "),
        (5, "C: no visit", "C: visit",
         "line 5: '\"C: no visit\"' should stand here, not '\"C: visit\"'. "),
        (5, '"k=0.5" ', "", "line 5: '\"k=0.5\"' should stand here, not '\"k=0.6\"'. "),
        (5, "p", "c", "line 5: 'p' should stand here, not 'c'. "),
        (5, '"" 3', '"" 2', "line 5: '3' should stand here, not '2'. "),
    ],
)  # fmt: skip
def test_a_file_that_was_changed_is_refused_with_the_line(line, old, new, said):
    assert refused(with_line(line, old, new)) == f"game.efg: {said}Export the game again."


def test_two_information_sets_run_together_are_refused():
    """F must tell its signals apart: giving two of them one number merges them in Gambit."""
    at = next(i for i, line in enumerate(LINES, 1) if "F after price 0.4, A=1" in line)
    assert refused(with_line(at, '"" 2 3', '"" 2 2')) == (
        f"game.efg: line {at}: '3' should stand here, not '2'. Export the game again."
    )


def test_a_file_cut_anywhere_is_refused():
    cuts = range(0, len(TEXT) - 1, 97)
    for a, b in pairwise(cuts):
        assert refused(TEXT[:b]).startswith("game.efg: "), (a, b)


def test_what_follows_the_last_end_is_refused():
    assert refused(TEXT + 't "" 9 "more" { 1, 2, 3 }\n') == (
        f"game.efg: line {len(LINES) + 1}: the end of the file should stand here, not 't'. "
        "Export the game again."
    )


def test_unreadable_files_are_refused(tmp_path):
    with pytest.raises(sm.InputError, match=r"none\.efg: it cannot be read .* Check the path\."):
        sm.read_efg(tmp_path / "none.efg")
    (tmp_path / "bytes.efg").write_bytes(b"EFG \xff\xfe")
    with pytest.raises(
        sm.InputError, match=r"it is not text\. Give a file saved by summitry export"
    ):
        sm.read_efg(tmp_path / "bytes.efg")
    with pytest.raises(sm.InputError, match="there is no folder"):
        TREE.to_efg(tmp_path / "no" / "game.efg")
