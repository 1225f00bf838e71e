"""Bad inputs, each with the whole message that a user must see.

The messages are written here a second time, by hand: they are not taken from the library's tables.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np

from summitry.model.information import Atoms, Binomial, Linear
from summitry.model.parameters import Model
from summitry.model.scenarios import Scenario, load_scenario

GOOD = {
    "alpha": 2, "beta": 3, "n": 12, "sigma": 0.35, "q": 0.6,
    "tau": 0.1, "rho": 0.8, "r": 0.4, "psi": 30,
}  # fmt: skip
MODEL = Model(**GOOD)
EVEN = Atoms([0.5, 0.5], [0.5, 0.7])  # mean 0.6, the prior weakness of GOOD

CASE = """\
[scenario]
title = "A case"
[prior]
alpha = 2
beta = 3
[foreign_leader]
n = 12
tau = 0.1
rho = 0.8
r = 0.4
[domestic_leader]
psi = 30
[bargaining]
sigma = 0.35
q = 0.6
[information]
kind = "linear"
"""

RULES = {
    "alpha": "alpha (α), the prior evidence that L is strong (L's strength is Beta(α, β)), must be "
    "a number above 0 (computable: 1e-6 to 1e6).",
    "beta": "beta (β), the prior evidence that L is weak (L's strength is Beta(α, β)), must be a "
    "number above 0 (computable: 1e-6 to 1e6).",
    "n": "n, the precision of F's intelligence about L, must be a number above 0 "
    "(computable: 1e-9 to 1e9).",
    "sigma": "sigma (σ), the expected salience, i.e. the chance that F wants a favour from L, must "
    "be a number from 0 to 1.",
    "q": "q, the concession transparency, i.e. the chance that C sees the concession after a "
    "visit, must be a number from 0 to 1.",
    "tau": "tau (τ), F's fixed cost of a visit, must be a number of at least 0 "
    "(computable: up to 1e9).",
    "rho": "rho (ρ), F's reputational cost if L is removed after a visit, must be a number of at "
    "least 0 (computable: up to 1e9).",
    "r": "r, the retention, i.e. the chance that F keeps the concession if L is removed, must be a "
    "number from 0 to 1.",
    "psi": 'psi (Ψ), L\'s benefit from holding office, must be a number above 0 or "inf" '
    '(computable: 1e-9 to 1e15 or "inf").',
    "k_max": "k_max (c), the highest cost of a challenge that C may face, must be a number of at "
    "least 1 (computable: up to 1e9).",
}
EXAMPLES = {
    "alpha": "alpha = 2", "beta": "beta = 3", "n": "n = 12", "sigma": "sigma = 0.35",
    "q": "q = 0.6", "tau": "tau = 0.1", "rho": "rho = 0.8", "r": "r = 0.4",
    "psi": "psi = 30", "k_max": "k_max = 1",
}  # fmt: skip
CHOOSE = "Choose a number in this range, for example {}."
GIVE = "Give a number, for example {}."
MANY = "for many values at once use summitry.solve_many or summitry.sweep."
ONE = f"Give one number, for example {{}}; {MANY}"
LIMIT = 'For a value so large use the limit: psi = "inf".'
ABOVE = "the most that double precision can handle"
PARAMETERS = (
    "The parameters are alpha, beta, n, sigma, q, tau, rho, r, psi, k_max, information, cost."
)
STRUCTURE = (
    "information, the way F's intelligence becomes a signal, must be Linear(), Binomial(), "
    "Article(), Atoms(...) or an Information of your own. "
    "Write for example information = summitry.Linear()."
)
FLAT = (
    "the price at which F visits would not depend on its signal, a visit would tell C nothing, and "
    "Lemma 1 fails. The sum must be above 0. "
    "Set rho above 0, or tau above 0 together with r below 1."
)
FILE = "A scenario is a TOML file, saved as UTF-8, of at most 1 MiB."
TOML = (
    "A line is a [section], name = value, or a comment after #. Write numbers like 0.5 "
    "(not .5 or 0,5 or 50%), infinity as inf, text in quotes, names in Latin letters."
)
ONCE = "Each section and each name stands once. Delete one of the two."
LEADERS = "[foreign_leader], [domestic_leader]"
SECTIONS = f"[scenario], [prior], {LEADERS}, [challenger], [bargaining], [information], [cost]"
NAMES = (
    "The packaged scenarios are blair-gaddafi-2007, bush-poland-2003, korea-1964, nasser-1955, "
    "obama-aliyev-2016, obama-bongo-2011, sarkozy-gaddafi-2007, trump-zelensky-2019, "
    "uniform-article, uniform-example."
)


class Bad(NamedTuple):
    """An action that must fail, and the message; it runs in an empty folder."""

    name: str
    action: Callable[[], object]
    message: str


def sentence(field: str, trouble: str, advice: str) -> str:
    """Write the fault of one number: trouble, rule, advice."""
    gap = " is missing" if trouble == "missing" else f" = {trouble}"
    name = field.rpartition(" ")[2]
    return f"{field}{gap}. {RULES[name]} {advice.format(EXAMPLES[name])}"


def new(name: str, message: str, **fields: object) -> Bad:
    """Ask for a good model with some other values; ``...`` leaves a value out."""
    values = {key: value for key, value in (GOOD | fields).items() if value is not ...}
    return Bad(name, lambda: Model(**values), f"Model: {message}")


def number(name: str, trouble: str, advice: str, **value: object) -> Bad:
    """Ask for a good model with one bad number."""
    return new(name, sentence(*value, trouble, advice), **value)


def change(name: str, message: str, **changes: object) -> Bad:
    return Bad(name, lambda: MODEL.replace(**changes), f"Model.replace: {message}")


def table(name: str, message: str, data: object) -> Bad:
    return Bad(name, lambda: Model.from_dict(data), f"Model.from_dict: {message}")


def text(name: str, message: str, *edits: tuple[str, str]) -> Bad:
    """Edit the good scenario file."""
    content = CASE
    for old, replacement in edits:
        assert content.count(old) == 1
        content = content.replace(old, replacement)
    return whole(name, message, content)


def whole(name: str, message: str, content: str) -> Bad:
    return Bad(name, lambda: Model.from_toml_text(content, "case.toml"), f"case.toml: {message}")


def file(name: str, message: str, content: bytes) -> Bad:
    def action() -> object:
        Path("case.toml").write_bytes(content)
        return Scenario.from_toml("case.toml")

    return Bad(name, action, f"case.toml: {message}")


ADD = "Add it, for example {}."
CONSTRUCTED = [
    number("below", "-1 is below 0", CHOOSE, tau=-1),
    number("not above", "0 is not above 0", CHOOSE, alpha=0),
    number("percentage", "35 is above 1", "If 35 is a percentage, write sigma = 0.35.", sigma=35),
    number("just above", "1.4 is above 1", CHOOSE, sigma=1.4),
    number("far above", "600 is above 1", CHOOSE, q=600),
    number("negative chance", "-0.1 is below 0", CHOOSE, r=-0.1),
    number("cheap challenge", "0.5 is below 1", CHOOSE, k_max=0.5),
    number("nan", "nan is not a number", CHOOSE, rho=math.nan),
    number("numpy's nan", "nan is not a number", CHOOSE, beta=np.float32("nan")),
    number("decimal's nan", "sNaN is not a number", CHOOSE, beta=Decimal("sNaN")),
    number("infinite cost", "inf is infinite", CHOOSE, tau=math.inf),
    number("infinite in words", "'inf' is text, not a number", GIVE, n="inf"),
    number("minus infinity", "-inf is infinite", CHOOSE, psi=-math.inf),
    number("worthless office", "0 is not above 0", CHOOSE, psi=0),
    number("tiny prior", "1e-07 is below 1e-6, the least that double precision can handle", CHOOSE,
           beta=1e-7),
    number("huge n", f"10000000000.0 is above 1e9, {ABOVE}", CHOOSE, n=1e10),
    number("huge psi", f"1e+16 is above 1e15, {ABOVE}", LIMIT, psi=1e16),
    number("psi beyond floats", f"1E+400 is above 1e15, {ABOVE}", LIMIT, psi=Decimal("1e400")),
    number("n beyond floats", f"1{'0' * 58}… is above 1e9, {ABOVE}", CHOOSE, n=10**400),
    number("tau beyond floats", f"-1{'0' * 57}… is below 0", CHOOSE, tau=-(10**400)),
    number("beyond decimals", f"a number of thousands of digits is above 1e9, {ABOVE}", CHOOSE,
           rho=10**5000),
    number("quotes", "'0.6' is text, not a number", "Write it as a number without quotes: q = 0.6.",
           q="0.6"),
    number("decimal comma", "'0,6' is text, not a number",
           "Write it as a number without quotes: q = 0.6.", q="0,6"),
    number("bad number in quotes", "'6' is text, not a number", GIVE, q="6"),
    number("words", "'large' is text, not a number", GIVE, psi="large"),
    number("yes or no", "True is a yes/no value, not a number", GIVE, r=True),
    number("numpy's yes", "True is a yes/no value, not a number", GIVE, tau=np.True_),
    number("none", "None is no value, not a number", GIVE, beta=None),
    number("complex", "1j is a complex value, not a number", GIVE, tau=1j),
    number("list", "[0.1, 0.9] is a list, not a number", ONE, sigma=[0.1, 0.9]),
    number("array", "array([0.1, 0.9]) is an array, not a number", ONE, q=np.array([0.1, 0.9])),
    number("missing", "missing", ADD, psi=...),
    number("n left out", "missing", ADD, n=...),
    Bad("all missing", lambda: Model(), "\n".join([
        "Model: 9 faults",
        *(f"  {i}. {sentence(name, 'missing', ADD)}" for i, name in enumerate(GOOD, start=1)),
    ])),
    Bad("nameless", lambda: Model(2, 3, **(GOOD | {"r": 2})), "\n".join([
        "Model: 2 faults",
        "  1. (2, 3) has no name. Every parameter is given by its name. Write for example "
        "Model(alpha=2, ...); for a dictionary use Model.from_dict(...).",
        "  2. r = 2 is above 1. r, the retention, i.e. the chance that F keeps the concession if L "
        "is removed, must be a number from 0 to 1. If 2 is a percentage, write r = 0.02.",
    ])),
    new("Greek", f"α = 2 is unknown. {PARAMETERS} Did you mean alpha (α), the prior evidence that "
        "L is strong (L's strength is Beta(α, β))? Write alpha instead of α.", alpha=..., α=2),
    new("capital Greek", f"Ψ = 30 is unknown. {PARAMETERS} Did you mean psi (Ψ), L's benefit from "
        "holding office? Write psi instead of Ψ.", psi=..., Ψ=30),
    new("the article's symbol", f"c = 2 is unknown. {PARAMETERS} Did you mean k_max (c), the "
        "highest cost of a challenge that C may face? Write k_max instead of c.", c=2),
    new("meaning", f"transparency = 0.6 is unknown. {PARAMETERS} Did you mean q, the concession "
        "transparency, i.e. the chance that C sees the concession after a visit? "
        "Write q instead of transparency.", q=..., transparency=0.6),
    new("misspelt", f"sigm = 0.3 is unknown. {PARAMETERS} Did you mean sigma (σ), the expected "
        "salience, i.e. the chance that F wants a favour from L? Write sigma instead of sigm.",
        sigma=..., sigm=0.3),
    new("stranger", f"weather = 'fine' is unknown. {PARAMETERS} Remove weather, or use one of "
        "these names.", weather="fine"),
    new("self", f"self = 1 is unknown. {PARAMETERS} Remove self, or use one of these names.",
        self=1),
    new("free of risk", f"rho + (1 - r)*tau = 0 (rho = 0, r = 1, tau = 0.1): {FLAT}", rho=0, r=1),
    new("free of cost", f"rho + (1 - r)*tau = 0 (rho = 0, r = 0.4, tau = 0): {FLAT}", rho=0, tau=0),
]  # fmt: skip

STRUCTURES = [
    new("named structure", "information = 'linear' is text, not an information structure. "
        f"{STRUCTURE}", information="linear"),
    new("class", "information = <class 'summitry.model.information.Linear'> is the class Linear, not an "
        f"information structure. {STRUCTURE}", information=Linear),
    new("half a coin", "n = 2.5 is not a whole number, which information 'binomial' needs; "
        "use n = 2 or 3, or information 'linear'", n=2.5, information=Binomial()),
    new("other prior", "atoms: the mean weakness is 0.6, but the prior's is beta/(alpha+beta) = "
        "0.5; change the atoms, or alpha and beta, until they agree to 1e-9",
        beta=2, information=EVEN),
]  # fmt: skip

CHANGED = [
    change("one", sentence("sigma", "1.4 is above 1", CHOOSE), sigma=1.4),
    change("several", "\n".join([
        "3 faults",
        f"  1. salience = 2 is unknown. {PARAMETERS} Did you mean sigma (σ), the expected "
        "salience, i.e. the chance that F wants a favour from L? Write sigma instead of salience.",
        f"  2. {sentence('alpha', '-1 is not above 0', CHOOSE)}",
        f"  3. rho + (1 - r)*tau = 0 (rho = 0, r = 1, tau = 0.1): {FLAT}",
    ]), salience=2, alpha=-1, rho=0, r=1),
    change("n taken away", sentence("n", "missing", ADD), n=None),
]  # fmt: skip

TABLES = [
    table("list of values", "[2, 3] is a list, not a dictionary. It must map the name of each "
          'parameter to its value. Write for example Model.from_dict({"alpha": 2, ...}).', [2, 3]),
    table("number as name", f"3 = 1 is unknown. {PARAMETERS} Remove 3, or use one of these names.",
          GOOD | {3: 1}),
    table("structure and value", "\n".join([
        "2 faults",
        "  1. " + sentence("tau", "'' is text, not a number", GIVE),
        "  2. information kind = 'atom' is unknown; allowed are 'linear', 'binomial', 'article', "
        "'atoms', 'probit', 'truth-or-noise'; did you mean 'atoms'?",
    ]), GOOD | {"tau": "", "information": {"kind": "atom"}}),
]  # fmt: skip

TEXTS = [
    text("range", sentence("[bargaining] sigma", "1.4 is above 1", CHOOSE),
         ("sigma = 0.35", "sigma = 1.4")),
    text("text", sentence("[prior] alpha", "'2' is text, not a number",
         "Write it as a number without quotes: alpha = 2."), ("alpha = 2", 'alpha = "2"')),
    text("date", sentence("[prior] beta", "2019-07-25 is a date or time, not a number", GIVE),
         ("beta = 3", "beta = 2019-07-25")),
    text("nested", sentence("[prior] alpha", "{'x': 1} is a table, not a number", ONE),
         ("alpha = 2", "alpha = {x = 1}")),
    text("too large for a float", sentence("[domestic_leader] psi",
         f"1E+400 is above 1e15, {ABOVE}", LIMIT), ("psi = 30", "psi = 1e400")),
    text("key left out", sentence("[foreign_leader] rho", "missing", ADD), ("rho = 0.8\n", "")),
    text("section left out", sentence("[domestic_leader] psi", "missing", ADD),
         ("[domestic_leader]\npsi = 30\n", "")),
    text("misspelt key", "[bargaining] sigm = 0.35 is unknown. [bargaining] holds sigma, q. "
         "Did you mean sigma? Write sigma in [bargaining].", ("sigma = 0.35", "sigm = 0.35")),
    text("symbol as key", "[bargaining] c = 2 is unknown. [bargaining] holds sigma, q. "
         "Did you mean k_max? Write k_max in [challenger].", ("q = 0.6", "q = 0.6\nc = 2")),
    text("structure as key", "[foreign_leader] signal = 'linear' is unknown. [foreign_leader] "
         "holds n, tau, rho, r. Did you mean kind? Write kind in [information].",
         ("n = 12", 'n = 12\nsignal = "linear"')),
    text("strange key", "[prior] weather = 1 is unknown. [prior] holds alpha, beta. "
         "Remove the line, or use one of these names.", ("beta = 3", "beta = 3\nweather = 1")),
    text("wrong section", "\n".join([
        "2 faults",
        "  1. [bargaining] tau = -1 is in the wrong section. tau (τ), F's fixed cost of a visit, "
        "belongs in [foreign_leader]. Move the line there.",
        f"  2. {sentence('[foreign_leader] tau', '-1 is below 0', CHOOSE)}",
    ]), ("tau = 0.1\n", ""), ("q = 0.6", "q = 0.6\ntau = -1")),
    text("words in the wrong section", "[prior] note = 'x' is in the wrong section. "
         "note belongs in [scenario]. Move the line there.", ("beta = 3", 'beta = 3\nnote = "x"')),
    text("above the sections", "alpha = 2 stands outside the sections. alpha (α), the prior "
         "evidence that L is strong (L's strength is Beta(α, β)), belongs in [prior]. "
         "Move the line there.",
         ("alpha = 2\n", ""), ("[scenario]", "alpha = 2\n[scenario]")),
    text("strange above the sections", f"weather = 1 is unknown. The sections are {SECTIONS}. "
         "Remove the line, or use one of these names.", ("[scenario]", "weather = 1\n[scenario]")),
    text("misspelt section", f"[priors] is not a section. The sections are {SECTIONS}. "
         "Did you mean [prior]? Write [prior].", ("[prior]", "[priors]")),
    text("strange section", f"[weather] is not a section. The sections are {SECTIONS}. "
         "Remove it, or use one of these names.", ("[prior]", "[weather]\nx = 1\n[prior]")),
    text("doubled brackets", "prior = [{'alpha': 2, 'beta': 3}] is a list, not a section. [prior] "
         "holds alpha, beta. Write [prior] on a line of its own, and these names below it.",
         ("[prior]", "[[prior]]")),
    text("section as value", "information = 'linear' is text, not a section. [information] holds "
         "kind, probabilities, weaknesses. Write [information] on a line of its own, and these "
         "names below it.", ('[information]\nkind = "linear"\n', ""),
         ("[scenario]", 'information = "linear"\n[scenario]')),
    text("unknown kind", "information kind = 'lineal' is unknown; allowed are 'linear', "
         "'binomial', 'article', 'atoms', 'probit', 'truth-or-noise'; did you mean 'linear'?",
         ('"linear"', '"lineal"')),
    text("title", "[scenario] title = 3 is a number, not text. title is free text. Write it in "
         'quotes: title = "...".', ('"A case"', "3")),
    text("stylised", "[scenario] stylised = 'yes' is text, not true or false. stylised says "
         "whether the values only illustrate a story: true or false. Write stylised = true.",
         ('title = "A case"', 'stylised = "yes"')),
    text("no risk", f"rho + (1 - r)*tau = 0 (rho = 0, r = 1, tau = 0.1): {FLAT}",
         ("rho = 0.8", "rho = 0"), ("r = 0.4", "r = 1")),
]  # fmt: skip

NOT_TOML = [
    text("comma", "line 14, column 10 is not TOML: 'sigma = 0,35' (expected newline or end of "
         f"document after a statement). {TOML}", ("sigma = 0.35", "sigma = 0,35")),
    text("no digit", f"line 14, column 9 is not TOML: 'sigma = .35' (invalid value). {TOML}",
         ("sigma = 0.35", "sigma = .35")),
    text("Greek key", f"line 4, column 1 is not TOML: 'α = 2' (invalid statement). {TOML}",
         ("alpha = 2", "α = 2")),
    text("no sign", "line 12, column 5 is not TOML: 'psi 30' (expected '=' after a key in a "
         f"key/value pair). {TOML}", ("psi = 30", "psi 30")),
    whole("unfinished", f"line 2 is not TOML: 'alpha =' (invalid value). {TOML}",
          "[prior]\nalpha ="),
    text("same key", f"line 5, column 10 repeats a name: 'alpha = 3'. {ONCE}",
         ("beta = 3", "alpha = 3")),
    text("same section", f"line 13, column 7 repeats a name: '[prior]'. {ONCE}",
         ("[bargaining]", "[prior]")),
    text("digits", "one of its numbers has thousands of digits. A number has at most a few. "
         "Shorten it.", ("psi = 30", f"psi = {'9' * 5000}")),
    whole("brackets", f"its brackets stand inside each other too often. {FILE} Keep the brackets "
          "of sections and of lists, and remove all others.", f"x = {'[' * 9999}"),
]  # fmt: skip

START = (
    f"there is nothing in it. It must have the sections {SECTIONS}. Start from a copy: "
    'summitry.load_scenario("uniform-example").model.to_toml("case.toml").'
)
LARGE = f"this file has more than 1 MiB. {FILE} Check that it is the file you mean."
FILES = [
    file("empty", START, b""),
    file("only comments", START, b"# nothing\n\n"),
    file("too large", LARGE, b"#" * (2**20 + 1)),
    file("UTF-16", f"this is not text in UTF-8: byte 1 is 0xff. {FILE} Save it again with the "
         "encoding UTF-8.", "[prior]".encode("utf-16")),
    file("Latin-1", f"this is not text in UTF-8: byte 5 is 0xe9. {FILE} Save it again with the "
         "encoding UTF-8.", "# Andr\xe9".encode("latin-1")[2:]),
    Bad("no file", lambda: Model.from_toml("case.toml"), "case.toml: there is no such file. "
        f"{FILE} Check its spelling, and the folder in which it is looked for."),
    Bad("folder", lambda: load_scenario("."), f".: this is a folder. {FILE} "
        "Give the path of a file in it."),
    Bad("long name", lambda: Model.from_toml("x" * 5000), f"{'x' * 5000}: this file cannot be "
        f"read: File name too long. {FILE} Give another path."),
    Bad("no path", lambda: Scenario.from_toml(3), f"3: 3 is not the path of a file. {FILE} "
        'Give a path such as "case.toml".'),
    Bad("no place to write", lambda: MODEL.to_toml("nowhere/case.toml"), "nowhere/case.toml: the "
        "file cannot be written: No such file or directory. "
        "Give a path in a folder that exists and that you may write to."),
    Bad("words to write", lambda: MODEL.to_toml(title=3, note="\ud800"), "\n".join([
        "Model.to_toml: 2 faults",
        "  1. title = 3 is a number, not text. title is free text. "
        'Write it in quotes: title = "...".',
        "  2. note = '\\ud800' holds a letter that is cut in half. note is free text that UTF-8 "
        "can write. Type it again.",
    ])),
]  # fmt: skip

PICK = "Use one of these names, or the path of a TOML file."
SCENARIOS = [
    Bad("nearly a scenario", lambda: load_scenario("trump-zelenski-2019"),
        f"'trump-zelenski-2019' is neither a packaged scenario nor a file. {NAMES} "
        "Did you mean trump-zelensky-2019?"),
    Bad("no scenario", lambda: load_scenario("weather"), "'weather' is neither a packaged scenario "
        f"nor a file. {NAMES} {PICK}"),
    Bad("file of a scenario", lambda: load_scenario("korea_1964.toml"), "'korea_1964.toml' is "
        f"neither a packaged scenario nor a file. {NAMES} Did you mean korea-1964?"),
    Bad("lost file", lambda: load_scenario("my/case.toml"), "'my/case.toml' is neither a "
        f"packaged scenario nor a file. {NAMES} {PICK}"),
    Bad("no name", lambda: load_scenario(""), "'' is neither a packaged scenario nor a file. "
        f"{NAMES} {PICK}"),
    Bad("impossible name", lambda: load_scenario("a\0b"), "'a\\x00b' is neither a packaged "
        f"scenario nor a file. {NAMES} {PICK}"),
]  # fmt: skip

BAD = CONSTRUCTED + STRUCTURES + CHANGED + TABLES + TEXTS + NOT_TOML + FILES + SCENARIOS
