"""README.md and CONTRIBUTING.md: what they show first, and the targets of the Makefile that they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from summitry.explorer.bibtex import bibtex
from summitry.figures import FIGURES

ROOT = Path(__file__).resolve().parents[2]


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def test_readme_starts_with_reproduce_and_test():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```\w*[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block, "README.md has no code block"
    assert re.findall(r"make ([a-z-]+)", block[1])[:2] == ["reproduce", "test"]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_pages_name_only_targets_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    code = re.findall(r"`[^`]*`|^    .*$|^make .*$", text, re.MULTILINE)
    named = {name for part in code for name in re.findall(r"\bmake ([a-z][a-z-]*)", part)}
    assert named
    assert named <= make_targets()


@pytest.mark.parametrize("page", ["README.md", "docs/literature.md"])
def test_the_bibtex_of_the_pages_is_that_of_the_library(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    entries = "\n\n".join(re.findall(r"^@.*?^\}$", text, re.MULTILINE | re.DOTALL))
    assert entries == bibtex().strip()


def test_the_gallery_shows_every_figure():
    text = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert set(re.findall(r'make_figure\("([\w-]+)"', text)) == set(FIGURES)


def test_the_glossary_is_in_alphabetical_order_and_defines_a_term_once():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)[1:]  # below the head
    terms = [term for term in terms if not term.startswith("---")]
    assert len(terms) > 20 and terms == sorted(terms)
    assert len(set(terms)) == len(terms)
