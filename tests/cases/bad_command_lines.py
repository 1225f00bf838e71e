"""Bad command lines and bad files, each with the whole message that a user must see.

The messages are written here by hand: they are not taken from the program's tables.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from cases.bad_models import CASE, CHOOSE, FILE, FLAT, NAMES, ONCE, PARAMETERS, PICK, START, TOML
from cases.bad_models import sentence as say


class Bad(NamedTuple):
    """A command line, typed in a folder that holds these files and case.toml, and the message."""

    name: str
    command: str
    message: str
    files: dict[str, bytes] = {}  # noqa: RUF012 - a default that nobody changes
    stdin: bytes = b""


def several(*faults: str, where: str = "") -> str:
    opening = f"{where}: " if where else ""
    lines = (f"  {i}. {fault}" for i, fault in enumerate(faults, start=1))
    return "\n".join([f"{opening}{len(faults)} faults", *lines])


def set_(setting: str, message: str) -> Bad:
    return Bad(f"--set {setting}", f"solve case.toml --set {setting}", message)


def file(name: str, message: str, content: str | bytes) -> Bad:
    """Solve a file of one's own."""
    data = content if isinstance(content, bytes) else content.encode()
    return Bad(name, "solve mine.toml", f"mine.toml: {message}", {"mine.toml": data})


def edited(name: str, message: str, old: str, new: str) -> Bad:
    assert CASE.count(old) == 1
    return file(name, message, CASE.replace(old, new))


def saved(name: str, message: str, document: Any) -> Bad:
    """Verify a result of one's own."""
    return Bad(name, "verify -", f"result: {message}", stdin=json.dumps(document).encode())


def unread(name: str, message: str, content: bytes) -> Bad:
    return Bad(name, "verify mine.json", f"mine.json: {message} {RESULT}", {"mine.json": content})


def not_q(text: str, example: str) -> str:
    """Say that a text is not the number q."""
    return say("--set q", f"{text!r} is not a number", f"Write for example --set {example}.")


SIGMA = "the expected salience, i.e. the chance that F wants a favour from L"
RESULT = "A result is a JSON file. Save one with: summitry solve CASE --json > result.json"
SAVE = "Save a result with: summitry solve CASE --json > result.json"
OUT = "The report is a folder, which is made if it does not exist. Write for example --out results."
BARGAINING = "It must be open, closed or all. Write for example --bargaining closed."
PROPOSER = "It must be F, L, both or random. Write for example --proposer F."
OFF_PATH = (
    "It must be strongest, prior, smallest or a weakness, a number from 0 to 1. "
    "Write for example --off-path prior."
)
# linear information: m(0) = β/(α+β+n) = 3/17 and m(1) = (β+n)/(α+β+n) = 15/17
READING = (
    "It must be 'strongest' (Assumption 1), 'prior', 'smallest', or a weakness from 0.176471 (F's best "
    "signal) to 0.882353 (F's worst signal) for this model. Write for example --off-path strongest."
)
STRUCTURE = (
    "the information structure is not a number. --set changes numbers. "
    'Write kind = "..." in section [information] of a scenario file; '
    "summitry scenarios --show CASE prints one to start from."
)
WORDS = [
    Bad("no such command", "sovle case.toml", "No such command 'sovle'. "
        "Did you mean 'solve'? For help: summitry --help"),
    Bad("strange command", "weather", "No such command 'weather'. For help: summitry --help"),
    Bad("nothing to solve", "solve", "Missing argument 'case'. For help: summitry solve --help"),
    Bad("two cases", "solve case.toml again.toml", "Got unexpected extra argument(s) (again.toml). "
        "For help: summitry solve --help"),
    Bad("nothing to verify", "verify", "Missing argument 'result'. For help: summitry verify --help"),
    Bad("audit: three faults at once", "audit --points many --seed 1.5 --out nowhere/page.html",
        "3 faults\n"
        "  1. --points 'many' is not a whole number. Write for example --points 1000000.\n"
        "  2. --seed '1.5' is not a whole number. Write for example --seed 1000000.\n"
        "  3. --out 'nowhere/page.html': there is no folder 'nowhere'. Give a file in a folder that "
        "exists and that you may write to."),
    Bad("audit: unknown claim", "audit --claim prop-44", "audit: claim 'prop-44' is unknown. Did you "
        "mean prop-4? summitry.claims() lists the claims by id."),
    Bad("audit: no points", "audit --points 0", "audit: points = 0 is out of range. "
        "It must be at least 1, for example points=10000."),
    Bad("no folder", "reproduce", "Missing option '--out'. For help: summitry reproduce --help"),
    Bad("folder without --out", "reproduce --out results more", "Got unexpected extra argument(s) (more). "
        "For help: summitry reproduce --help"),
    Bad("misspelt option", "solve case.toml --jsno", "No such option: --jsno (Possible options: --json). "
        "For help: summitry solve --help"),
    Bad("strange option", "solve case.toml --weather=fine", "No such option: --weather "
        "(Possible options: --power, --reach). For help: summitry solve --help"),
    Bad("option before its command", "--json solve case.toml", "No such option: --json "
        "(Possible options: --version). For help: summitry --help"),
    Bad("misspelt --version", "--verison", "No such option: --verison (Possible options: --version). "
        "For help: summitry --help"),
    Bad("option without value", "solve case.toml --set", "Option '--set' requires an argument. "
        "For help: summitry --help"),
    Bad("value of a switch", "solve case.toml --json=yes", "Option '--json' does not take a value. "
        "For help: summitry --help"),
    Bad("no scenario to show", "scenarios --show", "Option '--show' requires an argument. "
        "For help: summitry --help"),
    Bad("show a stranger", "scenarios --show suez", f"'suez' is not a packaged scenario. {NAMES} "
        f"{PICK}"),
    Bad("show, misspelt", "scenarios --show korea-1946", "'korea-1946' is not a packaged scenario. "
        f"{NAMES} Did you mean korea-1964?"),
    Bad("bargaining", "solve case.toml --bargaining ajar", f"--bargaining 'ajar' is unknown. "
        f"{BARGAINING}"),
    Bad("proposer", "solve case.toml --proposer C", f"--proposer 'C' is unknown. {PROPOSER}"),
    Bad("off-path in words", "solve case.toml --off-path weakest", "--off-path 'weakest' is "
        f"unknown. {OFF_PATH}"),
    Bad("off-path, no chance", "solve case.toml --off-path 7", f"--off-path '7' is unknown. "
        f"{OFF_PATH}"),
    Bad("off-path, no number", "solve case.toml --off-path nan", "--off-path 'nan' is unknown. "
        f"{OFF_PATH}"),
    Bad("off-path too strong", "solve case.toml --off-path 0.01", "--off-path 0.01 is not an "
        f"off-path rule. {READING}"),
    Bad("off-path too weak", "solve case.toml --off-path 0.9", "--off-path 0.9 is not an "
        f"off-path rule. {READING}"),
]  # fmt: skip

SETTINGS = [
    set_("q", "--set 'q' is not of the form field=value. Write for example --set q=0.9."),
    set_("=0.5", "--set '=0.5' is not of the form field=value. Write for example --set q=0.9."),
    set_("q=", not_q("", "q=0.6")),
    set_("q=many", not_q("many", "q=0.6")),
    set_("q=0,7", not_q("0,7", "q=0.7")),
    set_("q=nan", say("--set q", "nan is not a number", CHOOSE)),
    set_("n=inf", say("--set n", "inf is infinite", CHOOSE)),
    set_("psi=-inf", say("--set psi", "-inf is infinite", CHOOSE)),
    set_("alpha=-1", say("--set alpha", "-1 is not above 0", CHOOSE)),
    set_("sigma=35", say("--set sigma", "35 is above 1", "If 35 is a percentage, write sigma = "
                         "0.35.")),
    set_("k_max=0.5", say("--set k_max", "0.5 is below 1", CHOOSE)),
    set_("salience=0.4", f"salience = 0.4 is unknown. {PARAMETERS} Did you mean sigma (σ), {SIGMA}?"
         " Write sigma instead of salience."),
    set_("weather=fine", f"weather = 'fine' is unknown. {PARAMETERS} Remove weather, or use one of "
         "these names."),
    set_("information=binomial", f"--set 'information=binomial': {STRUCTURE}"),
    set_("q=0.1 --set q=0.9", "--set q is given twice, as '0.1' and '0.9'. Each parameter has one "
         "value. Delete one of the two."),
    set_("rho=0 --set r=1", f"rho + (1 - r)*tau = 0 (rho = 0, r = 1, tau = 0.1): {FLAT}"),
    Bad("half a coin", "solve mine.toml --set n=2.5", "n = 2.5 is not a whole number, which "
        "information 'binomial' needs; use n = 2 or 3, or information 'linear'",
        {"mine.toml": CASE.replace('"linear"', '"binomial"').encode()}),
    Bad("everything at once", "solve nowhere.toml --set q=many --set sigma=2 --set tau "
        "--off-path x --proposer C --bargaining ajar", several(
            f"--bargaining 'ajar' is unknown. {BARGAINING}",
            f"--proposer 'C' is unknown. {PROPOSER}",
            not_q("many", "q=0.6"),
            "--set 'tau' is not of the form field=value. Write for example --set q=0.9.",
            f"'nowhere.toml' is neither a packaged scenario nor a file. {NAMES} {PICK}",
            say("--set sigma", "2 is above 1", "If 2 is a percentage, write sigma = 0.02."),
            f"--off-path 'x' is unknown. {OFF_PATH}")),
]  # fmt: skip

FILES = [
    Bad("nearly a scenario", "solve trump-zelenski", f"'trump-zelenski' is neither a packaged "
        f"scenario nor a file. {NAMES} Did you mean trump-zelensky-2019?"),
    Bad("folder", "solve .", f".: this is a folder. {FILE} Give the path of a file in it."),
    file("empty file", START, ""),
    file("binary file", f"this is not text in UTF-8: byte 1 is 0x89. {FILE} Save it again with the "
         "encoding UTF-8.", b"\x89PNG\r\n\x1a\n\0\0"),
    file("an archive", f"this is not text: character 3 is the control character 0x03. {FILE} "
         "Check that it is the file you mean.", b"PK\x03\x04"),
    edited("decimal comma", "line 14, column 10 is not TOML: 'sigma = 0,35' (expected newline or "
           f"end of document after a statement). {TOML}", "sigma = 0.35", "sigma = 0,35"),
    edited("same name twice", f"line 5, column 10 repeats a name: 'alpha = 3'. {ONCE}",
           "beta = 3", "alpha = 3"),
    edited("not a number", say("[bargaining] q", "nan is not a number", CHOOSE),
           "q = 0.6", "q = nan"),
    edited("infinite", say("[foreign_leader] tau", "inf is infinite", CHOOSE),
           "tau = 0.1", "tau = inf"),
    edited("misspelt field", "[bargaining] salience = 0.35 is unknown. [bargaining] holds sigma, "
           "q. Did you mean sigma? Write sigma in [bargaining].", "sigma = 0.35", "salience = 0.35"),
    edited("half a coin in the file", "n = 12.5 is not a whole number, which information "
           "'binomial' needs; use n = 12 or 13, or information 'linear'",
           'n = 12\ntau = 0.1\nrho = 0.8\nr = 0.4\n[domestic_leader]\npsi = 30\n[bargaining]\n'
           'sigma = 0.35\nq = 0.6\n[information]\nkind = "linear"',
           'n = 12.5\ntau = 0.1\nrho = 0.8\nr = 0.4\n[domestic_leader]\npsi = 30\n[bargaining]\n'
           'sigma = 0.35\nq = 0.6\n[information]\nkind = "binomial"'),
    edited("atoms of another prior", "atoms: the mean weakness is 0.5, but the prior's is "
           "beta/(alpha+beta) = 0.6; change the atoms, or alpha and beta, until they agree to 1e-9",
           'kind = "linear"', 'kind = "atoms"\nprobabilities = [0.5, 0.5]\nweaknesses = [0.4, 0.6]'),
    edited("atoms without chances", "information kind 'atoms' needs 'probabilities', a list of "
           "numbers; it is missing", 'kind = "linear"', 'kind = "atoms"\nweaknesses = [0.6]'),
    Bad("two faults in a file and one beside it", "solve mine.toml --set r=2", several(
            "mine.toml: " + say("[bargaining] q", "missing", "Add it, for example {}."),
            "mine.toml: " + say("[foreign_leader] tau", "-1 is below 0", CHOOSE),
            say("--set r", "2 is above 1", "If 2 is a percentage, write r = 0.02.")),
        {"mine.toml": CASE.replace("tau = 0.1", "tau = -1").replace("q = 0.6\n", "").encode()}),
]  # fmt: skip

MODEL = {
    "alpha": 2, "beta": 3, "n": 12, "sigma": 0.35, "q": 0.6, "tau": 0.1, "rho": 0.8, "r": 0.4,
    "psi": 30, "k_max": 1, "information": {"kind": "linear"},
}  # fmt: skip
NONE = {
    "bargaining": "closed", "proposer": "F", "off_path": "strongest", "status": "none",
    "equilibria": [], "supporting_reading": None, "supports_no_visits": {}, "reasons": {},
}  # fmt: skip
FORMAT = (
    "This version of summitry reads format 1. Read the file with the version that wrote it, or solve the "
    "model again: summitry solve CASE --json > result.json"
)
OBJECT = "It must be an object that holds the parameters."
LIST = "It must be a list of one object or more."
STATUSES = "It must be one, several, none, limit, unbounded, undecided."
RESULTS = [
    Bad("no result", "verify nothing.json", "nothing.json: this file cannot be read: no such file "
        f"or directory. {RESULT}"),
    Bad("folder as result", "verify .", f".: this file cannot be read: it is a folder. {RESULT}"),
    Bad("scenario as result", "verify case.toml", "case.toml: this is not JSON: line 1, column 2: "
        f"expecting value. {RESULT}"),
    Bad("nothing on standard input", "verify -", "standard input: this is not JSON: line 1, "
        f"column 1: expecting value. {RESULT}"),
    unread("empty result", "this is not JSON: line 1, column 1: expecting value.", b""),
    unread("half a result", "this is not JSON: line 2, column 1: expecting value.", b'{"model":\n'),
    unread("binary result", "this is not text in UTF-8: byte 1 is 0xff.", b"\xff\xfe\0\0"),
    unread("deep result", "this is not the JSON of a result: its brackets or its numbers have no "
           "end.", b"[" * 100_000),
    saved("list as result", "it = [1, 2] is a list. It must be an object. " + SAVE, [1, 2]),
    saved("empty object", f"format is missing. {FORMAT}", {}),
    saved("another version's result", f"format = '99.0' is unknown. {FORMAT}", {"format": "99.0"}),
    saved("nothing but a format", several(f"solutions is missing. {LIST} {SAVE}",
                                          f"model is missing. {OBJECT} {SAVE}"), {"format": 1}),
    saved("wrong kinds", several("labels = 'mine' is not an object of words. Mend it or leave it out.",
                                 "'scenario' is no part of a result. Leave it out.",
                                 f"solutions = [] is empty. {LIST} {SAVE}",
                                 f"model = 3 is a number. {OBJECT} {SAVE}"),
          {"format": 1, "labels": "mine", "scenario": "mine", "model": 3, "solutions": []}),
    saved("solutions of other kinds", several(
        f"solution 1 = 'one' is text. It must be an object. {SAVE}",
        "solution 2: 'notes' is no part of it. Leave it out.",
        "solution 2 lacks bargaining, proposer, off_path, equilibria, supporting_reading, "
        f"supports_no_visits, reasons. {SAVE}",
        f"solution 3: equilibria = [1] is a list. It must be a list of objects. {SAVE}"),
        {"format": 1, "model": MODEL, "solutions": [
            "one", {"status": "one", "notes": []}, NONE | {"equilibria": [1]}]}),
    saved("unknown protocol", several(
        "solution 1: bargaining = 'ajar' is unknown. It must be 'open' (C sees the negotiations) or "
        "'closed' (C sees only the visit). Write for example bargaining='closed'.",
        "solution 1: proposer = 'C' is unknown. It must be 'F' (the foreign leader), 'L' (the "
        "domestic leader) or 'random'. Write for example proposer='L'.",
        f"solution 1: status = 'fine' is unknown. {STATUSES} {SAVE}"),
        {"format": 1, "model": MODEL, "solutions": [NONE | {
            "bargaining": "ajar", "proposer": "C", "status": "fine"}]}),
    saved("bad model in a result", several(
        "model: " + say("sigma", "2 is above 1", "If 2 is a percentage, write sigma = 0.02."),
        "model: " + say("q", "missing", "Add it, for example {}.")),
        {"format": 1, "model": {k: 2 if k == "sigma" else v for k, v in MODEL.items() if k != "q"},
         "solutions": [NONE]}),
    saved("off-path rule of a result", "solution 1: off_path = 'weakest' is not an off-path rule. "
          + READING.replace("--off-path strongest", "off_path='strongest'"),
          {"format": 1, "model": MODEL, "solutions": [NONE | {"off_path": "weakest"}]}),
]  # fmt: skip

REPORTS = [
    Bad("no number of points", "reproduce --out results --points many --seed x", several(
        "--points 'many' is not a whole number. Write for example --points 1000000.",
        "--seed 'x' is not a whole number. Write for example --seed 1000000.")),
    Bad("file as folder", "reproduce --out case.toml", f"--out 'case.toml' is a file. {OUT}"),
    Bad("folder in a file", "reproduce --out case.toml/results", "--out 'case.toml/results' cannot "
        f"be written: not a directory. {OUT}"),
    Bad("name too long", f"reproduce --out {'x' * 300}", f"--out '{'x' * 300}' cannot be written: "
        f"file name too long. {OUT}"),
]  # fmt: skip

BAD = WORDS + SETTINGS + FILES + RESULTS + REPORTS
