"""The programs that keep the documentation honest: what they let pass, and what they must not."""

from __future__ import annotations

import importlib.util
import re
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

import summitry
from summitry.model.parameters import FIELDS
from summitry.model.variables import VARIABLES

ROOT = Path(__file__).resolve().parents[2]


def load(path: str):
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


site = load("scripts/check_site.py")
examples = load("scripts/check_docs.py")
generated = load("docs/_ext/generated_pages.py")


# --- pages load nothing from outside -------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("html", '<script src="https://cdn.example/a.js"></script>'),
        ("html", '<script src="//cdn.example/a.js"></script>'),
        ("html", '<link rel="stylesheet" href="https://fonts.example/css">'),
        ("html", '<link rel="preconnect" href="https://fonts.example">'),
        ("html", '<img src="a.png" srcset="a.png 1x, https://img.example/a.png 2x">'),
        ("html", '<p style="background: url(https://img.example/a.png)">'),
        ("html", "<style>@import 'https://fonts.example/css';</style>"),
        ("html", "<script>fetch('https://count.example/hit')</script>"),
        ("html", '<form action="https://search.example"></form>'),
        ("css", "@font-face { src: url('https://fonts.example/f.woff2') }"),
        ("css", '@import "//fonts.example/css";'),
        ("js", "import('https://cdn.example/m.js')"),
        ("js", "new WebSocket(`wss://live.example/`)"),
    ],
)
def test_an_outside_load_is_found(kind, text):
    assert list(site.outside_loads(text, kind))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("html", '<a href="https://doi.org/10.3390/g15020014">the article</a>'),
        (
            "html",
            '<link rel="stylesheet" href="_static/house.css"><img src="data:image/png;base64,AA">',
        ),
        ("html", '<link rel="next" href="https://pages.example/next.html">'),
        ("html", "<p>loads https://cdn.example/a.js</p>"),
        ("css", "/* https://licence.example */ a { background: url(plus.png) }"),
        ("js", "// see https://docs.example/page\nvar ns = 'http://www.w3.org/2000/svg'"),
        ("js", "/* https://licence.example */ fetch('searchindex.js')"),
    ],
)
def test_what_loads_nothing_passes(kind, text):
    assert not list(site.outside_loads(text, kind))


def test_a_reference_to_a_missing_place_is_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html#here">', encoding="utf-8")
    (tmp_path / "b.html").write_text('<p id="there">', encoding="utf-8")
    pages = {path: site.read(path.read_text()) for path in tmp_path.glob("*.html")}
    assert list(site.missing_targets(tmp_path, pages)) == [
        "a.html: b.html#here: there is no such place"
    ]


# --- every block runs ----------------------------------------------------------------------------


def faults_of(page: str, tmp_path) -> list[Exception]:
    path = tmp_path / "page.md"
    path.write_text(page, encoding="utf-8")
    faults = []
    for example in examples.PAGES.parse(path).examples():
        try:
            example.evaluate()
        except Exception as fault:
            faults.append(fault)
    return faults


@pytest.mark.parametrize(
    "block",
    [
        "```bash\nls\n```",
        "```{code-block} python\n1\n```",
        "```{code-cell}\n1\n```",
        "```toml\n[prior\n```",
        "```console\n$ pip install summitry\n```",
        "```console\n$ summitry nonsense\n```",
        "```console output\n$ ls\nno such file\n```",
        "```python\n1/0\n```",
        "```python\n>>> 1 + 1\n3\n```",
        "```python maybe\n1\n```",
    ],
)
def test_a_block_that_nothing_runs_or_that_fails_is_a_fault(block, tmp_path):
    assert faults_of(block, tmp_path)


@pytest.mark.parametrize(
    "block",
    [
        "```bash no-run\nls\n```",
        "```text\nanything\n```",
        "```{toctree}\npage\n```",
        "---\nkernelspec:\n  name: python3\n---\n\n```{code-cell}\n1\n```",
        "```toml\n[prior]\nalpha = 1\n```",
        "```python\nassert 1 < 2\n```",
    ],
)
def test_a_block_that_runs_or_is_no_code_passes(block, tmp_path):
    assert not faults_of(block, tmp_path)


# --- the reference is whole ----------------------------------------------------------------------


def test_the_reference_has_every_public_name():
    names = [name for home in generated.public_names().values() for name in home]
    assert sorted([*names, "__version__"]) == sorted(summitry.__all__)
    assert all(f":: summitry.{name}\n" in generated.library() for name in names)


def test_every_public_name_says_what_it_is():
    silent = [
        name
        for names in generated.public_names().values()
        for name in names
        if not (getattr(summitry, name).__doc__ or "").strip()
    ]
    assert not silent


def test_the_reference_has_every_command_and_its_options():
    text = generated.commands()
    assert {"solve", "verify", "simulate", "export", "reproduce"} <= set(generated.command_names())
    for name in generated.command_names():
        section = text.split(f"## summitry {name}\n")[1].split("\n## ")[0]
        assert "Usage: summitry" in section
        assert "--help" in section


def test_the_page_on_the_command_line_explains_every_command():
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert set(generated.command_names()) <= set(headings)


# --- the index has every page --------------------------------------------------------------------


def test_a_page_that_the_index_does_not_name_is_listed_under_more(tmp_path):
    for name in ("index", "model", "how-to-teach", "new"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
    index = "```{toctree}\nmodel\nhow-to*\nsweep*\n```\n"
    assert generated.unlisted(tmp_path, index) == ["new"]
    assert "\nnew\n" in generated.more(tmp_path, index)
    kept = generated.without_empty_patterns(tmp_path, index)
    assert "how-to*" in kept
    assert "sweep*" not in kept
    gone = generated.without_empty_patterns(
        tmp_path, "```{toctree}\n:caption: Sweeps\n\nsweep*\n```\n"
    )
    assert not gone.strip()


# --- the notation table is whole -----------------------------------------------------------------

NOTATION = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in NOTATION.splitlines()
    if line.startswith("| ")
]


def symbols_of(name: str) -> list[str]:
    return [
        row[0] for row in ROWS if len(row) > 1 and f"`{name}`" in re.findall(r"`[^`]*`", row[1])
    ]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_notation_table_has_every_parameter_with_its_symbol(field):
    [cell] = symbols_of(field.name)
    assert field.symbol in re.split(r"[,\s]+", cell)


@pytest.mark.parametrize("name", VARIABLES)
def test_the_notation_table_has_every_reported_variable(name):
    assert len(symbols_of(name)) == 1


# --- every derived equation is checked by a block of its chapter ---------------------------------

CHAPTERS = ["game", "information", "visits", "open", "closed", "steps", "closed-forms"]
LISTS = ["claims", "article-figures", "test-values"]  # T8 to T10
SEQUELS = ["mixed", "data", "what-if"]  # T11 to T13
# what defines a symbol or states an assumption has nothing to be checked
DEFINITIONS = {"prior-weakness", "not-indifferent", "visit-probability"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_equation_of_the_derivation_is_cited_by_code_that_checks_it(chapter):
    number = CHAPTERS.index(chapter) + 1
    text = (ROOT / "docs" / "theory" / f"{chapter}.md").read_text(encoding="utf-8")
    labels = re.findall(r"^\$\$ \(([\w-]+)\)$", text, re.MULTILINE)
    code = "".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    cited = {int(k) for k in re.findall(rf"#.*?\({number}\.(\d+)\)", code)}
    cited |= {int(k) for k in re.findall(rf"\) and \({number}\.(\d+)\)", code)}
    wanted = {k for k, label in enumerate(labels, start=1) if label not in DEFINITIONS}
    assert wanted <= cited <= set(range(1, len(labels) + 1))


def test_the_chapters_are_numbered_as_the_sections_of_the_model():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    chapters = index.split(":numbered:")[1].split("```")[0]
    assert re.findall(r"^theory/([\w-]+)$", chapters, re.MULTILINE) == CHAPTERS + LISTS + SEQUELS


@pytest.mark.parametrize("number", range(1, 14))
def test_every_source_that_the_code_cites_is_a_section_and_a_chapter(number):
    chapter = (CHAPTERS + LISTS + SEQUELS)[number - 1]
    text = (ROOT / "docs" / "theory" / f"{chapter}.md").read_text(encoding="utf-8")
    assert re.search(rf"^# .*\(T{number}\)$", text, re.MULTILINE)
    model = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert re.search(rf"^## T{number} · ", model, re.MULTILINE)


def test_every_claim_is_in_one_row_of_chapter_8():
    text = (ROOT / "docs" / "theory" / "claims.md").read_text(encoding="utf-8")
    rows = [line.rsplit("|", 2)[1] for line in text.splitlines() if re.match(r"\| \d+ ", line)]
    patterns = [re.findall(r"`([^`]+)`", cell) for cell in rows]
    assert len(rows) == 32
    found = {id: [k for k, row in enumerate(patterns, 1) for p in row if fnmatch(id, p)]
             for id in summitry.claims()}  # fmt: skip
    assert {id: at for id, at in found.items() if len(at) != 1} == {}
    assert {k for at in found.values() for k in at} == set(range(1, len(rows) + 1))


# --- the doors of the first page ------------------------------------------------------------------


def test_the_doors_open_explorer_and_report_only_where_these_lie_beside_the_pages():
    source = (ROOT / "docs" / "index.md").read_text("utf-8")
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("site-of-parts: $(RUNNABLE)")[2]
    opened = source
    for marker in re.findall(r"-e 's/(.+?)//'", recipe):
        assert source.count(marker) == 2
        opened = opened.replace(marker, "")
    doors = {"report/index.html", "explorer/index.html"}
    assert doors.isdisjoint(site.read(source).links)
    assert doors <= set(site.read(opened).links)
    for door in doors:
        assert f'"$(SITE)/{door.partition("/")[0]}"' in recipe
