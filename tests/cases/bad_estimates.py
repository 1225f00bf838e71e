"""Bad estimates at the command line, each with the whole message that a user must see."""

from __future__ import annotations

from cases.bad_command_lines import Bad, several

PANEL = b"visit,removed,x,leader\n0,1,1,a\n1,0,2,a\n0,0,3,b\n1,1,4,b\n"
SPEC = """\
[panel]
file = "panel.csv"
visit = "visit"
removed = "removed"
"""
NAMED = "Its columns are visit, removed, x, leader."
TOML = "An estimate is a TOML file, saved as UTF-8, of at most 1 MiB."
START = "To start from one: summitry estimate --example > spec.toml"
FOLDER = "Give a file in a folder that exists and that you may write to."


def spec(name: str, message: str, text: str, options: str = "", panel: bytes = PANEL) -> Bad:
    """Estimate by a file of one's own."""
    files = {"mine.toml": text.encode(), "panel.csv": panel}
    return Bad(name, f"estimate mine.toml {options}".strip(), message, files)


def reduced(name: str, message: str, options: str, panel: bytes = PANEL) -> Bad:
    """Reduce a panel of one's own."""
    return Bad(name, f"reduced-form panel.csv {options}".strip(), message, {"panel.csv": panel})


BAD_ESTIMATES = [
    Bad("nothing to estimate", "estimate", "Missing argument 'spec'. For help: summitry estimate --help"),
    Bad("no file of an estimate", "estimate mine.toml", f"mine.toml: there is no such file. {TOML} Check "
        "its spelling, and the folder in which it is looked for."),
    spec("three faults of an estimate and its options", several(
        f"--save 'nowhere/fit.json': there is no folder 'nowhere'. {FOLDER}",
        "mine.toml: [panel] vist is unknown. [panel] holds file, visit, removed, challenged, cluster. "
        "Did you mean visit?",
        f"mine.toml: [panel] visit is missing. {START}"),
        SPEC.replace("visit = ", "vist = "), "--save nowhere/fit.json"),
    spec("one file for two outputs", "'t.csv' would be written twice. Give each output a file of its own.",
         SPEC, "--tidy t.csv --latex t.csv"),
    spec("unknown sections", several(
        "given = 3 is a number, not a section. Write [given] on a line of its own, and its names below it.",
        "formula is no section. They are [panel], [formulas], [given], [beliefs], [estimate] and "
        "[[counterfactual]]. Did you mean [formulas]?",
        where="mine.toml"), "given = 3\n" + SPEC + "[formula]\n"),
    spec("removals alone", "estimate: without challenges, removals alone leave k₀, Ψ/c and c on a curved "
         "ridge (T12): their estimates are biased, and intervals cover far less than they say. Name the "
         "column of challenges, challenged='…', or state a belief about c or k₀, for example "
         "beliefs=dict(k_max=(20, 0.5)), or fix one: given=dict(k_max=20).", SPEC),
    spec("a panel that is not there", "reduced_form: panel 'none.csv' cannot be read: no such file or "
         "directory. Check its path.", SPEC.replace("panel.csv", "none.csv")),
    Bad("no panel", "reduced-form", "Missing argument 'panel'. For help: summitry reduced-form --help"),
    reduced("misnamed columns", "reduced_form: 2 faults\n"
            f"  1. visit = 'v' is no column of the panel. {NAMED}\n"
            f"  2. cluster = 'leaders' is no column of the panel. Did you mean leader?",
            "--visit v --cluster leaders"),
    reduced("strange formula", "reduced_form: covariates = 'open(x)': open is no function of formulas. They "
            "are C, I, bs, center, cr, exp, log, log10, log2, poly, scale, standardize, and of numpy np.abs, "
            "np.exp, np.log, np.log10, np.log1p, np.log2, np.maximum, np.minimum, np.sqrt.",
            "--covariates open(x)"),
    reduced("no visits", "reduced_form: visit = 'visit': no row that is used has a visit. Open bargaining "
            "predicts just that, and so does a leader about whom F knows nothing; there is nothing to "
            "estimate.", "", PANEL.replace(b"\n1,", b"\n0,")),
    reduced("neither 0 nor 1", "reduced_form: removed = 'removed': 1 value is neither 0 nor 1 (row 0: 7). "
            "R must be 0, 1 or missing in every row.", "", PANEL.replace(b"0,1,1", b"0,7,1")),
    reduced("an empty panel", "reduced_form: panel 'panel.csv' cannot be read as .csv: No columns to parse "
            "from file. Check that it is the file you mean.", "", b""),
]  # fmt: skip
