"""Gambit's file format ``EFG 2 R``: write a tree, and read back what summitry wrote.

A file of summitry's says in its comment which game it holds. Reading builds that game anew and compares its
own file with the one given, word by word: a file that was changed, cut or written by other software is
refused, with the line. No text in a file holds a double quote or a backslash: Gambit would escape them, and
other readers of the format (OpenSpiel's) know no escapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from os import PathLike
from pathlib import Path
from typing import Any

from ..disclosure.seen import disclosure_faults
from ..equilibrium.random_proposer import power_faults
from ..model.faults import InputError, shown
from ..model.output_files import file_faults, write_whole
from ..model.parameters import Model
from . import tree as t
from .build import MAX_NODES, build
from .rules import INFORMED, STANDARD, Rules

FORMAT = "summitry extensive form 1"
_CLOSE = 1e-12  # relative; a number that Gambit wrote again may differ in its last digit
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]|[^\s{},"]+|"', re.DOTALL)  # commas may be left out
_OPENING = re.compile(
    r'\s*EFG\s+2\s+R\s+"(?:[^"\\]|\\.)*"\s*\{([^{}]*)\}\s*("(?:[^"\\]|\\.)*")?', re.DOTALL
)
_LARGEST = 2_000_000_000


def _quoted(text: str) -> str:
    return f'"{text}"'


def _heading(tree: t.ExtensiveForm) -> str:
    """Return one line of JSON, in single quotes, that says which game this is."""
    proofs = {"disclosure": tree.disclosure, "reach": tree.reach}
    text = json.dumps({
        "format": FORMAT, "model": tree.model.to_dict(), "bargaining": tree.bargaining,
        "proposer": tree.proposer, "timing": tree.timing, "concessions": tree.concessions,
        "cutoffs": tree.cutoffs, "answers": dict(tree.answers),
        **(proofs if tree.disclosure != "none" else {}),
        **({} if tree.power is None else {"power": tree.power}),
    })  # fmt: skip
    return text.replace('"', "'")


def _number(x: float) -> str:
    """Write a number that reads back as the same float, without an exponent."""
    return f"{Decimal(repr(x)):f}"


def _lines(tree: t.ExtensiveForm) -> Iterator[str]:
    players = " ".join(_quoted(name) for name in tree.players)
    yield f"EFG 2 R {_quoted(tree.title)} {{ {players} }}"
    yield _quoted(_heading(tree))
    yield ""
    numbers: dict[str, int] = dict.fromkeys(tree.players, 0)
    moves: list[str] = []
    for infoset in tree.infosets:
        label = _quoted(infoset.label)
        if infoset.player == t.CHANCE:
            pairs = zip(infoset.actions, infoset.chances, strict=True)
            listed = " ".join(f"{_quoted(name)} {chance:f}" for name, chance in pairs)
            moves.append(f"{{ {listed} }} 0")
        else:
            numbers[infoset.player] += 1
            listed = " ".join(_quoted(name) for name in infoset.actions)
            player = 1 + tree.players.index(infoset.player)
            moves.append(f'p "" {player} {numbers[infoset.player]} {label} {{ {listed} }} 0')
    ends = draws = 0
    for node in tree.nodes:
        if node.payoffs is None:
            infoset = tree.infosets[node.infoset]
            if infoset.player == t.CHANCE:
                # each a set of its own: Gambit asks perfect recall of chance too
                draws += 1
                yield f'c "" {draws} {_quoted(f"{infoset.label} {draws}")} {moves[node.infoset]}'
            else:
                yield moves[node.infoset]
        else:
            ends += 1
            payoffs = ", ".join(map(_number, node.payoffs))
            yield f't "" {ends} "end {ends}" {{ {payoffs} }}'


def write_efg(tree: t.ExtensiveForm, path: str | PathLike[str] | None = None) -> str:
    """Write a tree as a Gambit file, and return its text (see `ExtensiveForm.to_efg`)."""
    text = "\n".join(_lines(tree)) + "\n"
    if path is not None:
        if faults := file_faults(path, "path = "):
            raise InputError(faults)
        write_whole(Path(path), text)
    return text


def read_efg(path: str | PathLike[str]) -> t.ExtensiveForm:
    """Read a tree from a Gambit file that summitry wrote, or that Gambit wrote again.

    Raises
    ------
    InputError
        If the file cannot be read, is no Gambit file, was not written by summitry, or differs anywhere from
        the game that its comment names; with the line.

    Examples
    --------
    >>> import summitry as sm, tempfile, pathlib
    >>> model = sm.Model(alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    ...                  information=sm.Binomial())
    >>> tree = sm.extensive_form(model, concessions=[0.4], cutoffs=3)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "game.efg")
    ...     text = tree.to_efg(file)
    ...     sm.read_efg(file) == tree
    True
    """
    try:
        if Path(path).stat().st_size > _LARGEST:
            raise InputError("it is larger than 2 GB. Give a file saved by summitry.", str(path))
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise InputError(
            f"it cannot be read ({error.strerror}). Check the path.", str(path)
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            "it is not text. Give a file saved by summitry export.", str(path)
        ) from None
    except InputError:
        raise
    except (TypeError, ValueError):
        fault = f"path = {shown(path)} is not the path of a file. Give one such as 'game.efg'."
        raise InputError(fault, "read_efg") from None
    return parse_efg(text, str(path))


def parse_efg(text: str, origin: str = "game") -> t.ExtensiveForm:
    """Read a tree from the text of a file; ``origin`` names it in messages (see `read_efg`)."""
    opening = _OPENING.match(text)
    if opening is None:
        fault = (
            "it is not a Gambit file: that would begin with EFG 2 R. Give a file saved by summitry "
            "export."
        )
        raise InputError(fault, origin)
    players = tuple(word.strip('"') for word in opening[1].split())
    tree = build(_rules(players, opening[2] or "", origin), MAX_NODES)
    own = write_efg(tree)
    if text != own:
        _compare(text, own, opening.end(), origin)
    return tree


def _rules(players: tuple[str, ...], comment: str, origin: str) -> Rules:
    """Read from the comment which game the file holds."""
    try:
        data: Any = json.loads(comment[1:-1].replace("'", '"'))
        disclosure = data.get("disclosure", "none")
        if players != t.players_with(disclosure) or data["format"] != FORMAT:
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        fault = (
            "it is a Gambit file that summitry did not write: its comment does not say which game "
            "it holds. Read it with pygambit.read_efg."
        )
        raise InputError(fault, origin) from None
    try:
        rules = Rules(
            Model.from_dict(data["model"]), data["bargaining"], data["proposer"], data["timing"],
            _floats(data["concessions"]), _floats(data["cutoffs"]),
            {str(label): _floats(ks) for label, ks in data["answers"].items()},
            disclosure, float(data.get("reach", 1.0)), data.get("power"),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault = f"its comment is damaged ({error}). Export the game again."
        raise InputError(fault, origin) from None
    drawn = rules.proposer == "random"
    allowed = (("open", "closed"), ("F", "L", "random"), (STANDARD, INFORMED))
    chosen = (rules.bargaining, rules.proposer, rules.timing)
    known = all(name in names for name, names in zip(chosen, allowed, strict=True))
    known = known and not disclosure_faults(disclosure, rules.reach, rules.bargaining, "pure", rules.power)
    known = known and not power_faults(rules.power, rules.proposer, rules.bargaining, "pure")
    known = known and not (drawn and rules.power in (0, 1))  # a tree of one proposer says who
    if not (known and rules.concessions and rules.cutoffs):
        raise InputError("its comment is damaged. Export the game again.", origin)
    return rules


def _floats(values: Any) -> tuple[float, ...]:
    return tuple(float(x) for x in values)


def _compare(text: str, own: str, start: int, origin: str) -> None:
    """Refuse a file at the first word after its comment that differs from the game's own file."""
    opening = _OPENING.match(own)
    assert opening is not None
    pairs = zip_longest(_WORD.finditer(text, start), _WORD.finditer(own, opening.end()))
    for found, wanted in pairs:
        if found and wanted and _same(found[0], wanted[0]):
            continue
        line = 1 + text.count("\n", 0, found.start() if found else len(text.rstrip()))
        words = [shown(match[0]) if match else "the end of the file" for match in (wanted, found)]
        fault = f"line {line}: {words[0]} should stand here, not {words[1]}. Export the game again."
        raise InputError(fault, origin)


def _same(found: str, wanted: str) -> bool:
    """Return whether two words are equal, or numbers that are: decimals, or fractions as Gambit may write."""
    if found == wanted or wanted[0] in '"{}':
        return found == wanted
    try:
        a, b = (
            float(Decimal(up) / Decimal(down or 1))
            for up, _, down in (found.partition("/"), wanted.partition("/"))
        )
    except ArithmeticError:
        return False
    return abs(a - b) <= _CLOSE * (1.0 + abs(b))
