"""Words in the documentation, the page and the messages: pronouns of the players, claims of proof."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "src/summitry/**/*.py", "src/summitry/**/*.html",
                    "frontend/src/**/*.ts", "frontend/src/**/*.json", "engine/**/*.hpp")
    for path in ROOT.glob(pattern)
    if "static" not in path.parts and "node_modules" not in path.parts
)  # fmt: skip
NAMES = [str(path.relative_to(ROOT)) for path in TEXTS]
# F is it; L and C are she
MASCULINE = re.compile(r"\b(he|him|his|himself)\b")
F_SHE = re.compile(r"\bF\b(?:(?!\b[LC]\b|['’]s own )[^.;:|()=]){0,40}\b(she|her|hers)\b")


@pytest.mark.parametrize("name", NAMES)
def test_players_have_one_pronoun_each(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not MASCULINE.findall(text)
    assert not [found[0] for found in F_SHE.finditer(" ".join(text.split()))]


@pytest.mark.parametrize("name", ["README.md", "docs/index.md", "CITATION.cff", "pyproject.toml"])
def test_no_front_page_promises_a_proof(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.findall(r"\b(prove[sd]?|proof|every pure-strategy equilibrium)\b", text)
