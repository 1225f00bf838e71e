"""Check the built pages: `make docs` runs this on build/docs after Sphinx.

- A page loads nothing from another host: no script, style, font, picture, frame or form, in HTML, CSS or
  JavaScript. (A link that a reader may follow loads nothing.)
- Every file and anchor that a page refers to is there.
- Every Markdown file of docs/ became a page, every public name of `summitry` and every command of the command
  line is in the reference, and no formula was left as it was written.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# attributes that make a browser load something; those of <a> and the words of a page do not
LOADING = {
    "src", "srcset", "data", "poster", "action", "formaction", "background", "manifest", "ping", "xlink:href",
}  # fmt: skip
HARMLESS_LINKS = {
    "canonical",
    "author",
    "license",
    "index",
    "search",
    "next",
    "prev",
    "help",
    "copyright",
}
CSS_LOAD = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""", re.IGNORECASE)
JS_STRING = r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
JS_COMMENT = re.compile(JS_STRING + r"|/\*.*?\*/|//[^\n]*", re.DOTALL)
JS_ADDRESS = re.compile(r"""["'`](?:https?:|wss?:)?//[\w.-]+\.[a-z]{2,}""", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org",)


@dataclass
class Page(HTMLParser):
    """What one page loads, refers to, and can be referred to by."""

    loads: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in ("style", "script") else ""
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self.styles.append(given.get("style", ""))
        for name in LOADING & given.keys():
            parts = given[name].split(",") if name == "srcset" else [given[name]]
            self.loads += [part.split()[0] for part in parts if part.strip()]
        if "href" in given:
            relation = set(given.get("rel", "").split())
            if tag == "a" or (tag == "link" and relation & HARMLESS_LINKS):
                self.links.append(given["href"])
            else:
                self.loads.append(given["href"])
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.loads.append(given.get("content", "").rpartition("=")[2])

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.styles.append(data)
        elif self._inside == "script":
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def read(text: str) -> Page:
    """Parse a page."""
    page = Page()
    page.feed(text)
    return page


def outside_loads(text: str, kind: str) -> Iterator[str]:
    """Yield every address on another host that the text of a file would make a browser load."""
    if kind == "html":
        page = read(text)
        yield from (target for target in page.loads if OUTSIDE.match(target))
        for style in page.styles:
            yield from outside_loads(style, "css")
        for script in page.scripts:
            yield from outside_loads(script, "js")
    elif kind in ("css", "svg"):
        plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        yield from (m[1] for m in CSS_LOAD.finditer(plain) if OUTSIDE.match(m[1]))
        if kind == "svg":
            yield from (target for target in read(text).loads if OUTSIDE.match(target))
    elif kind == "js":
        code = JS_COMMENT.sub(lambda found: found[1] or "", text)
        found = (m[0][1:] for m in JS_ADDRESS.finditer(code))
        yield from (address for address in found if not address.startswith(NAMESPACES))


def missing_targets(site: Path, pages: dict[Path, Page]) -> Iterator[str]:
    """Yield every reference to a file or an anchor that is not there."""
    for path, page in pages.items():
        for target in page.links + page.loads:
            if SCHEME.match(target) or OUTSIDE.match(target):
                continue
            place, _, anchor = unquote(target).partition("#")
            goal = (path.parent / place.partition("?")[0]).resolve() if place else path
            where = path.relative_to(site)
            if not goal.exists():
                yield f"{where}: {target}: there is no such file"
            elif anchor and goal in pages and anchor not in pages[goal].anchors:
                yield f"{where}: {target}: there is no such place"


def missing_pages(site: Path) -> Iterator[str]:
    """Yield every page of docs/ that was not built."""
    source = ROOT / "docs"
    for page in sorted([*source.rglob("*.md"), *source.rglob("*.ipynb")]):
        if not (site / page.relative_to(source)).with_suffix(".html").exists():
            yield f"{page.relative_to(ROOT)} did not become a page"


def missing_entries(site: Path, pages: dict[Path, Page]) -> Iterator[str]:
    """Yield every public name and every command that the reference does not have."""
    sys.path.insert(0, str(ROOT / "docs" / "_ext"))
    import generated_pages

    import summitry

    library = pages[site / "reference" / "library.html"].anchors
    commands = pages[site / "reference" / "commands.html"].anchors
    for name in summitry.__all__:
        anchors = {f"summitry.{name}", f"module-summitry.{name}"}  # of what it is, or of a package
        if name != "__version__" and not anchors & set(library):
            yield f"reference/library.html: {name} is public and not there"
    for name in generated_pages.command_names():
        if f"summitry-{name}" not in commands:
            yield f"reference/commands.html: summitry {name} is a command and not there"


def faults(site: Path) -> Iterator[str]:
    """Yield all that is wrong with a built site."""
    pages = {path: read(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    for path in sorted(site.rglob("*")):
        kind = path.suffix[1:]
        if kind in ("html", "css", "js", "svg"):
            for address in outside_loads(path.read_text(encoding="utf-8"), kind):
                yield f"{path.relative_to(site)} would load {address}"
    yield from missing_targets(site, pages)
    yield from missing_pages(site)
    yield from missing_entries(site, pages)


def main() -> int:
    """Check the site named on the command line."""
    parser = argparse.ArgumentParser(description="Check the built pages.")
    parser.add_argument("site", type=Path)
    site = parser.parse_args().site.resolve()
    found = list(faults(site))
    for fault in found:
        print(fault, file=sys.stderr)
    count = len(list(site.rglob("*.html")))
    print(
        f"site: {count} pages checked for outside loads, links and completeness; {len(found)} faults"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
