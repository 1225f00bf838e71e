"""What the documentation says of the claims is what the audit found: its table of verdicts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import summitry as sm

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROW = re.compile(
    r"^\| `(?P<id>[^`]+)` \| (?P<statement>.+?) \| (?P<applies>[\d,]+) \| (?P<fails>[\d,]+)[^|]* \| \S+ \| "
    r"(?P<verdict>.+) \|$",
    re.MULTILINE,
)
AUDIT = (DOCS / "audit.md").read_text("utf-8")
FINDINGS = " ".join((DOCS / "findings.md").read_text("utf-8").split())
VERDICTS = {found["id"]: found for found in ROW.finditer(AUDIT)}


def word(id):
    """The verdict on a claim in one word or two."""
    return re.match(r"\**(proved|survived|holds where|fails)", VERDICTS[id]["verdict"])[1]


def count(id, column):
    return int(VERDICTS[id][column].replace(",", ""))


def percent(id):
    """At which share of the draws a claim fails."""
    return 100.0 * count(id, "fails") / count(id, "applies")


def test_the_table_has_every_claim_as_the_library_states_it():
    claims = sm.claims()
    assert list(VERDICTS) == list(claims)
    for id, claim in claims.items():
        assert VERDICTS[id]["statement"].replace("\\|", "|") == claim.statement
        assert (word(id) == "proved") == bool(claim.proof), id


def test_the_tables_first_line_counts_its_rows():
    counted = Counter(map(word, VERDICTS))
    line = re.search(r"Made by `summitry audit [^`]*`: (.*?)\.", AUDIT)[1]
    assert line == ", ".join(f"{counted[name]} {name}" for name in sorted(counted))


@pytest.mark.parametrize("page", ["findings.md", "visits-in-return.md", "theory/what-if.md"])
def test_what_a_page_shows_to_fail_fails_in_the_audit(page):
    shown = re.findall(r'\bfails\(\s*"([^"]+)"', (DOCS / page).read_text("utf-8"))
    assert shown or page != "findings.md"
    assert {word(id) for id in shown} <= {"fails", "holds where"}


@pytest.mark.parametrize(
    ("words", "id", "low", "high"),
    [
        ("about 6 % of the draws have no equilibrium in pure strategies", "beyond-existence-F", 5.5, 6.5),
        ("about 6 % of the draws have no equilibrium in pure strategies", "beyond-existence-L", 5.5, 6.5),
        ("close to 1 % have two or three", "beyond-uniqueness-F", 0.5, 1.2),
        ("gains in two of three of all equilibria drawn", "s7-closed-doors-U_L-L", 30.0, 40.0),
        ("which is so in less than one of ten equilibria drawn", "s6-risk-salient-F", 90.0, 100.0),
        ("payoff falls in q in about half of the draws", "s7-q-raises-U_L-ex-ante-L", 45.0, 55.0),
        ("it *rises* in q in four of five", "s8-q-lowers-removal-ex-ante-L", 77.0, 85.0),
        ("F's is at more than 99 % of the draws", "s7-intelligence-raises-U_F-F", 0.0, 1.0),
        ("F's is at more than 99 % of the draws", "s7-intelligence-raises-U_F-L", 0.0, 1.0),
        ("it *falls* in n at more than nine of ten draws", "s7-intelligence-raises-U_L-F", 90.0, 100.0),
        ("it falls in about a quarter of the draws", "s7-intelligence-raises-U_L-L", 22.0, 30.0),
        ("κ rises with n in four of ten equilibria", "s7-intelligence-lowers-kappa-F", 37.0, 43.0),
        ("Fewer than one draw in 200 shows it", "s7-loss-raises-z-L", 0.0, 0.5),
        ("Fewer than one draw in 200 shows it", "s7-rho-raises-z-F", 0.0, 0.5),
        ("Given S = 1 L gains at all but 1.7 % of the draws", "return-reveal-U_L-rises", 1.65, 1.75),
        ("is removed less often at 74 %", "return-reveal-removal-falls", 25.5, 26.5),
        ("Before S is known she gains at half of them", "return-reveal-U_L-ex-ante-rises", 45.0, 55.0),
        ("removed *more* often at 89 %", "return-reveal-removal-ex-ante-falls", 88.5, 89.5),
    ],
)  # fmt: skip
def test_shares_are_those_of_the_table(words, id, low, high):
    assert words in FINDINGS
    assert low <= percent(id) <= high


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("no draw of {applies} fails, and both {verdict}", "return-reveal-v-falls"),
        ("no draw of {applies} fails, and both {verdict}", "return-reveal-z-falls"),
        ("failed at {applies} draws, and the claim {verdict}", "return-antagonist-interval"),
    ],
)
def test_numbers_of_draws_and_attacks_are_those_of_the_table(words, id):
    assert words.format(**VERDICTS[id].groupdict()) in FINDINGS and count(id, "fails") == 0
