"""Functions compiled without counting holders make no array."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import summitry

SOURCE = Path(summitry.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))


def decorators(node):
    return {d.id for d in node.decorator_list if isinstance(d, ast.Name)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_what_counts_no_holders_makes_and_returns_no_array(path):
    # such a function would hand out an array that nobody holds: a wrong answer, or a crash, much later
    lean = {"compiled_lean", "compiled_inline", "compiled_within"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef) or not lean & decorators(node):
            continue
        returned = ast.unparse(node.returns) if node.returns else ""
        parts = set(re.findall(r"\w+", returned))
        allowed = {"None", "float", "int", "bool", "tuple", "Point", "Signal", "Game", "Conjecture"}
        allowed |= {"Outcome", "Play", "Around", "Landscape", "Curves", "deviations", "Assessment"}
        allowed |= {"Numbers", "Deal", "Best", "Flank", "Verdict"}
        assert parts <= allowed, f"{path}: {node.name} returns {returned}"
        makers = re.findall(
            r"np\.(?:empty|zeros|ones|full|array|arange)\b|\.copy\(", ast.unparse(node)
        )
        assert not makers, f"{path}: {node.name} makes an array: {makers}"
