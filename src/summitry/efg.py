"""Gambit's file format ``EFG 2 R``: write a tree, and read back what summitry wrote.

A file of summitry's says in its comment which game it holds. Reading builds that game anew and follows the
file move by move: a file that was changed, cut or written by other software is refused, with the line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from . import tree as t
from .extensive_form import MAX_NODES, build
from .model.faults import InputError, shown
from .model.parameters import Model
from .tree_rules import INFORMED, STANDARD, Rules

FORMAT = "summitry extensive form 1"
_CLOSE = 1e-12  # relative; a number that Gambit wrote again may differ in its last digit
_TOKEN = re.compile(r'\s+|"((?:[^"\\]|\\.)*)"|([{},])|([^\s{},"]+)', re.DOTALL)
_LARGEST = 2_000_000_000


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _heading(tree: t.ExtensiveForm) -> str:
    """Say in one line of JSON which game this is."""
    return json.dumps({
        "format": FORMAT, "model": tree.model.to_dict(), "bargaining": tree.bargaining,
        "proposer": tree.proposer, "timing": tree.timing, "concessions": tree.concessions,
        "cutoffs": tree.cutoffs, "answers": dict(tree.answers),
    })  # fmt: skip


def _number(x: float) -> str:
    """Write a number that reads back as the same float, without an exponent."""
    return f"{Decimal(repr(x)):f}"


def _lines(tree: t.ExtensiveForm) -> Iterator[str]:
    players = " ".join(_quoted(name) for name in t.PLAYERS)
    yield f"EFG 2 R {_quoted(tree.title)} {{ {players} }}"
    yield _quoted(_heading(tree))
    yield ""
    numbers: dict[str, int] = dict.fromkeys(t.PLAYERS, 0)
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
            player = 1 + t.PLAYERS.index(infoset.player)
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
        try:
            Path(path).write_text(text, "utf-8")
        except OSError as error:
            raise InputError(
                f"it cannot be written ({error.strerror}). Check the folder.", str(path)
            ) from None
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
    return parse_efg(text, str(path))


def parse_efg(text: str, origin: str = "game") -> t.ExtensiveForm:
    """Read a tree from the text of a file; ``origin`` names it in messages (see `read_efg`)."""
    return _Reader(text, origin).game()


class _Token(NamedTuple):
    kind: str  # "text", "mark", "word" or "end"
    value: str
    line: int


def _tokens(text: str) -> Iterator[_Token]:
    """Split a file into quoted texts, marks and words."""
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # a quotation that never ends
            yield _Token("word", text[at:], line)
            break
        quoted, mark, word = match.groups()
        if quoted is not None:
            yield _Token("text", re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL), line)
        elif mark is not None:
            yield _Token("mark", mark, line)
        elif word is not None:
            yield _Token("word", word, line)
        line += text.count("\n", at, match.end())
        at = match.end()
    yield _Token("end", "the end of the file", line)


class _Reader:
    """Follows a file token by token; knows what must come next."""

    def __init__(self, text: str, origin: str) -> None:
        self.origin = origin
        self.tokens = _tokens(text)
        self.now = next(self.tokens)
        self.numbers: dict[tuple[str, int], str] = {}
        self.draws = 0

    def fail(self, fault: str, where: bool = True) -> InputError:
        line = f"line {self.now.line}: " if where else ""
        return InputError(line + fault, self.origin)

    def take(self, kind: str, value: str | None = None, what: str = "") -> str:
        """Take the next token, which must be of a kind."""
        found = self.now
        if found.kind != kind or (value is not None and found.value != value):
            wanted = what or repr(value)
            got = found.value if found.kind == "end" else shown(found.value)
            raise self.fail(f"{wanted} should stand here, not {got}. Export the game again.")
        if kind != "end":
            self.now = next(self.tokens)
        return found.value

    def number(self, what: str) -> Decimal:
        """Take a number: decimal, or a fraction as Gambit may write it."""
        word = self.now.value
        text = self.take("word", what=what)
        try:
            up, bar, down = text.partition("/")
            value = Decimal(up) / Decimal(down) if bar else Decimal(up)
        except (InvalidOperation, ZeroDivisionError):
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.fail(f"{what} should stand here, not {shown(word)}. Export the game again.")
        return value

    def game(self) -> t.ExtensiveForm:
        """Read the whole file."""
        if (self.now.kind, self.now.value) != ("word", "EFG"):
            raise self.fail(
                "it is not a Gambit file: that would begin with EFG 2 R. Give a file saved by "
                "summitry export.",
                where=False,
            )
        for word in ("EFG", "2", "R"):
            self.take("word", word)
        self.take("text", what="the title in quotation marks")
        self.take("mark", "{")
        players = []
        while self.now.kind == "text":
            players.append(self.take("text"))
        self.take("mark", "}")
        comment = self.take("text") if self.now.kind == "text" else ""
        tree = build(self.rules(players, comment), MAX_NODES)
        for i, node in enumerate(tree.nodes):
            if node.payoffs is None:
                self.decision(tree.infosets[node.infoset])
            else:
                self.ending(i, node.payoffs)
        self.take("end", what="the end of the file")
        return tree

    def rules(self, players: list[str], comment: str) -> Rules:
        """Read from the comment which game the file holds."""
        try:
            data: Any = json.loads(comment)
            if players != list(t.PLAYERS) or data["format"] != FORMAT:
                raise ValueError
        except (ValueError, TypeError, KeyError):
            raise self.fail(
                "it is a Gambit file that summitry did not write: its comment does not say which game "
                "it holds. Read it with pygambit.read_efg.",
                where=False,
            ) from None
        try:
            rules = Rules(
                Model.from_dict(data["model"]), data["bargaining"], data["proposer"], data["timing"],
                _floats(data["concessions"]), _floats(data["cutoffs"]),
                {str(label): _floats(ks) for label, ks in data["answers"].items()},
            )  # fmt: skip
            good = (
                rules.bargaining in ("open", "closed")
                and rules.proposer in ("F", "L")
                and rules.timing in (STANDARD, INFORMED)
                and rules.concessions
                and rules.cutoffs
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self.fail(f"its comment is damaged ({error}). Export the game again.") from None
        if not good:
            raise self.fail("its comment is damaged. Export the game again.")
        return rules

    def decision(self, infoset: t.InfoSet) -> None:
        """Read one move of chance or of a player."""
        chance = infoset.player == t.CHANCE
        kind = "a move of chance" if chance else f"a move of {infoset.player}"
        self.take("word", "c" if chance else "p", f"{kind} ({infoset.label})")
        self.take("text", what="the node's name in quotation marks")
        if not chance:
            player = str(1 + t.PLAYERS.index(infoset.player))
            self.take("word", player, f"player {player} ({infoset.player})")
        label = infoset.label
        if chance:
            self.draws += 1
            label += f" {self.draws}"
        number = int(self.number("the number of the information set"))
        first = self.numbers.setdefault((infoset.player, number), label)
        if first != label:
            raise self.fail(
                f"information set {number} of {infoset.player} is {first!r} before and {label!r} "
                "here. Export the game again."
            )
        self.take("text", label)
        self.take("mark", "{")
        for place, action in enumerate(infoset.actions):
            self.take("text", action)
            if chance:
                self.value("the probability", float(infoset.chances[place]))
        self.take("mark", "}")
        self.take("word", "0")

    def ending(self, node: int, payoffs: tuple[float, float, float]) -> None:
        """Read the payoffs at one end."""
        self.take("word", "t", f"the end at node {node}")
        self.take("text", what="the node's name in quotation marks")
        self.number("the number of the outcome")
        self.take("text", what="the outcome's name in quotation marks")
        self.take("mark", "{")
        for player, payoff in zip(t.PLAYERS, payoffs, strict=True):
            self.value(f"the payoff of {player}", payoff)
            if self.now.value == ",":
                self.take("mark", ",")
        self.take("mark", "}")

    def value(self, what: str, expected: float) -> None:
        """Take a number that must be the game's own."""
        line, found = self.now.line, float(self.number(what))
        if abs(found - expected) > _CLOSE * (1.0 + abs(expected)):
            raise InputError(
                f"line {line}: {what} is {found:.12g}, but the game of the comment has {expected:.12g}. "
                "Export the game again.",
                self.origin,
            )


def _floats(values: Any) -> tuple[float, ...]:
    return tuple(float(x) for x in values)
