"""Write the table of verdicts into docs/audit.md from what `summitry audit --json` printed.

summitry audit --points 1e6 --json > results/audit.json
python scripts/verdict_table.py results/audit.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "audit.md"
START, END = "<!-- verdicts: written by scripts/verdict_table.py -->", "<!-- end of verdicts -->"


def share(part: int, whole: int) -> str:
    """Write a share so that a rare failure does not look like none."""
    if not part:
        return "0"
    percent = 100 * part / whole
    digits = f"{percent:.0f}" if percent >= 10 else f"{percent:.2g}"
    return f"{part:,} ({digits} %)"


def known(found: dict) -> str:
    """Return how a statement is known, with a link to its proof."""
    if not found["proof"]:
        return found["words"]
    page, _, words = found["proof"].partition(": ")
    return f"proved: [{words}]({page})"


def verdict(claim: dict) -> str:
    """Write a verdict with what it rests on; the share of failures has a column of its own."""
    word = claim["verdict"]
    if word == "holds where":
        return "**holds where** " + ", and where ".join(
            f"{found['text']} ({known(found)})" for found in claim["conditions"]
        )
    return known(claim) if word in ("proved", "survived") else f"**{word}**"


def row(claim: dict) -> str:
    """Write one claim."""
    margin = "–" if claim["worst_margin"] is None else f"{claim['worst_margin']:.1e}"
    cells = [
        f"`{claim['id']}`", claim["statement"], f"{claim['applicable']:,}",
        share(claim["failures"], claim["applicable"]), margin, verdict(claim),
    ]  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Replace the table."""
    document = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    counts: dict[str, int] = {}
    for claim in document["claims"]:
        counts[claim["verdict"]] = counts.get(claim["verdict"], 0) + 1
    listed = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    weak = [c["id"] for c in document["claims"] if c["applicable"] and not c["control"]["refuted"]]
    lines = [
        START,
        f"Made by `summitry audit --points {document['points']} --attack {document['attack']} "
        f"--seed {document['seed']}`: {listed}. "
        + (f"Controls not refuted: {', '.join(weak)}." if weak else "Every control was refuted."),
        "",
        "| claim | statement | applies at | fails at | worst margin | verdict |",
        "|---|---|--:|--:|--:|---|",
        *map(row, document["claims"]),
        END,
    ]
    text = PAGE.read_text("utf-8")
    before, rest = text.split(START)
    PAGE.write_text(before + "\n".join(lines) + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    main()
