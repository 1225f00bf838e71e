"""Bad sweeps, each with the whole message that a user must see. Written by hand, like `bad_command_lines`."""

from __future__ import annotations

from typing import NamedTuple

from cases.bad_command_lines import several
from cases.bad_models import EXAMPLES, RULES, sentence
from cases.bad_models import NAMES as SCENARIOS

GOOD = """\
[model]
scenario = "uniform-example"

[grid]
sigma = [0, 0.5]
q = { from = 0, to = 1, points = 3 }

[sweep]
proposer = "both"
"""
SOBOL = """\
[model]
scenario = "uniform-example"
[sobol]
points = 100
seed = 1
sigma = { from = 0, to = 1 }
psi = { from = 1, to = 1000, scale = "log" }
"""
LIST = """\
[model]
scenario = "uniform-example"
[list]
file = "points.csv"
"""
POINTS = "sigma,q\n0.1,0.2\n0.3,0.4\n"


class BadSweep(NamedTuple):
    """The text of spec.toml, other files beside it, options after it, and the message."""

    name: str
    message: str
    text: str = GOOD
    options: str = "--out r.zarr"
    files: dict[str, str] = {}  # noqa: RUF012 - a default that nobody changes


def edited(name: str, message: str, old: str, new: str, text: str = GOOD) -> BadSweep:
    assert text.count(old) == 1
    return BadSweep(name, f"spec.toml: {message}", text.replace(old, new))


def told(label: str, name: str, trouble: str, advice: str) -> str:
    """Write the fault of one number that stands in a list or range."""
    return f"{label} = {trouble}. {RULES[name]} {advice.format(EXAMPLES[name])}"


def table(name: str, message: str, content: str) -> BadSweep:
    told = f"spec.toml: [list] file points.csv: {message} {CSV}"
    return BadSweep(name, told, LIST, files={"points.csv": content})


def cell(name: str, message: str, content: str) -> BadSweep:
    told = f"spec.toml: [list] file points.csv: {message} Leave the cell empty if the value is missing."
    return BadSweep(name, told, LIST, files={"points.csv": content})


START = "To start from one: summitry sweep --example grid > spec.toml."
SECTIONS = "[model], [information], [cost], [grid], [sobol], [list], [sweep]"
ONE = f"Keep one of them. {START}"
NAMES = "alpha, beta, n, sigma, q, tau, rho, r, psi, k_max"
SWEEP = "[sweep] holds bargaining, proposer, power, off_path, strategies, equilibria, chunk."
PIECE = "Write for example q = { from = 0, to = 1, points = 11 }."
CSV = "The table of a list is a CSV file whose first line names fields."
RULE = "A sweep is a TOML file, saved as UTF-8, of at most 1 MiB."
CHOOSE = "Choose a number in this range, for example {}."

LINES = [
    BadSweep(
        "no store",
        "Missing option '--out'. For help: summitry sweep --help",
        options="",
    ),
    BadSweep(
        "threads, a word",
        "--threads 'two' is not a whole number. Write for example --threads 2.",
        options="--out r.zarr --threads two",
    ),
    BadSweep(
        "threads, none",
        "--threads = 0 is out of range. It must be from 1 to 1024, for example --threads=2.",
        options="--out r.zarr --threads 0",
    ),
    BadSweep(
        "unknown option",
        "No such option: --resum (Possible options: --resume, --threads, --yes). "
        "For help: summitry sweep --help",
        options="--out r.zarr --resum",
    ),
    BadSweep(
        "unknown example",
        "--example 'gird' is unknown. It must be grid, sobol or list. Write for example --example grid.",
        options="--example gird",
    ),
    BadSweep(
        "no folder",
        "'FOLDER/no/r.zarr': there is no folder 'FOLDER/no'. Make it first, or choose "
        "another place.",
        options="--out no/r.zarr",
    ),
    BadSweep(
        "a file in the way",
        "'FOLDER/spec.toml' is a file, but not the store of a sweep. It has not "
        "been "
        "touched. Choose a name that does not exist yet.",
        options="--out spec.toml --resume",
    ),
]

FILES = [
    BadSweep(
        "nothing in it",
        "spec.toml: "
        + several(
            f"there is nothing in it. The sections are {SECTIONS}. {START}",
            'there is no section [model]. It names a scenario, such as scenario = "uniform-example", or '
            "gives the "
            "fields that do not vary, or both.",
            f"a sweep has one of the sections [grid], [sobol] and [list]; here there is none. {ONE}",
        ),
        "\n",
    ),
    edited(
        "not TOML",
        "line 5, column 11 is not TOML: 'sigma = [0; 0.5]' (unclosed array). A line is a "
        "[section], name = value, or a comment after #. Write numbers like 0.5 (not .5 or 0,5 or 50%), "
        "infinity as inf, text in quotes, names in Latin letters.",
        "[0, 0.5]",
        "[0; 0.5]",
    ),
    edited(
        "section misspelt",
        several(
            f"[gird] is not a section. The sections are {SECTIONS}. Did you mean [grid]?",
            f"a sweep has one of the sections [grid], [sobol] and [list]; here there is none. {ONE}",
        ),
        "[grid]",
        "[gird]",
    ),
    edited(
        "two designs",
        "a sweep has one of the sections [grid], [sobol] and [list]; here there is [grid] "
        f"and [sobol]. {ONE}",
        "[sweep]",
        "[sobol]\npoints = 8\nr = { from = 0, to = 1 }\n[sweep]",
    ),
    BadSweep(
        "no section",
        "spec.toml: "
        + several(
            "grid = 3 is a number, not a section. Write [grid] on a line of its own, and its names below it.",
            f"a sweep has one of the sections [grid], [sobol] and [list]; here there is none. {ONE}",
        ),
        'grid = 3\n[model]\nscenario = "uniform-example"\n',
    ),
    edited(
        "outside the sections",
        f"proposer = 'F' stands outside the sections {SECTIONS}. Move the line to [sweep].",
        "[model]",
        'proposer = "F"\n[model]',
    ),
    edited(
        "scenario misspelt",
        "[model] scenario: 'uniform-exampel' is neither a packaged scenario nor a "
        "file. "
        f"{SCENARIOS} Did you mean uniform-example?",
        "uniform-example",
        "uniform-exampel",
    ),
    edited(
        "scenario, a number",
        "[model] scenario = 3 is a number. Write the name of a scenario in quotes.",
        '"uniform-example"',
        "3",
    ),
    edited(
        "field of the model misspelt",
        "[model] slaience = 0.3 is unknown. [model] holds scenario, "
        f"{NAMES}. "
        "Did you mean sigma? Write sigma.",
        'uniform-example"',
        'uniform-example"\nslaience = 0.3',
    ),
    edited(
        "information in the model",
        "[model] information = 'binomial' is unknown. [model] holds "
        "scenario, "
        f"{NAMES}. It has a section of its own, [information].",
        'uniform-example"',
        'uniform-example"\ninformation = "binomial"',
    ),
    edited(
        "bad value in the model",
        sentence("[model] tau", "-1 is below 0", CHOOSE),
        'uniform-example"',
        'uniform-example"\ntau = -1',
    ),
    edited(
        "unknown information",
        "information kind = 'binomail' is unknown; allowed are 'linear', "
        "'binomial', "
        "'article', 'atoms', 'probit', 'truth-or-noise'; did you mean 'binomial'?",
        "[grid]",
        '[information]\nkind = "binomail"\n[grid]',
    ),
    edited(
        "missing field",
        sentence("[model] tau", "missing", "Add it, for example {}."),
        'scenario = "uniform-example"',
        "alpha = 1\nbeta = 1\nn = 10\nrho = 1\nr = 0.5\npsi = 30",
    ),
    edited(
        "in the model and in the grid",
        "sigma has a value in [model] and varies in [grid]. Delete one of the two lines.",
        'uniform-example"',
        'uniform-example"\nsigma = 0.3',
    ),
]

GRIDS = [
    edited(
        "field misspelt",
        f"[grid] sgima is no field of a model. The fields are {NAMES}. Did you mean "
        "sigma? "
        "Write sigma instead of sgima.",
        "sigma =",
        "sgima =",
    ),
    edited(
        "no field at all",
        f"[grid] weather is no field of a model. The fields are {NAMES}. Remove "
        "weather, "
        "or use one of these names.",
        "sigma =",
        "weather =",
    ),
    edited(
        "information varies",
        f"[grid] information is no field of a model. The fields are {NAMES}. The "
        "information structure is the same at all points.",
        "sigma =",
        "information =",
    ),
    edited(
        "nothing varies",
        'nothing varies. Name one field or more with its values, for example {"sigma": '
        "[0, 0.5, 1]}.",
        "sigma = [0, 0.5]\nq = { from = 0, to = 1, points = 3 }\n",
        "",
    ),
    edited(
        "empty axis",
        "[grid] sigma is empty. An axis of a grid has one value or more. Write for example "
        "sigma = [0.35], or leave sigma out.",
        "[0, 0.5]",
        "[]",
    ),
    edited(
        "one number",
        "[grid] sigma = 0.5 is a number, not a list of numbers. Write for example sigma = "
        "[0.35]; a field that does not vary belongs to the model.",
        "[0, 0.5]",
        "0.5",
    ),
    edited(
        "table of numbers",
        "[grid] sigma = [[0, 1], [2, 3]] is a table of values, not a list of numbers. "
        "Write for example sigma = [0.35]; a field that does not vary belongs to the model.",
        "[0, 0.5]",
        "[[0, 1], [2, 3]]",
    ),
    edited(
        "value outside",
        told("[grid] sigma, value 2", "sigma", "1.5 is above 1", CHOOSE),
        "[0, 0.5]",
        "[0, 1.5]",
    ),
    edited(
        "text on an axis",
        told(
            "[grid] sigma, value 2",
            "sigma",
            "'many' is text, not a number",
            "Give a number, for example {}.",
        ),
        "[0, 0.5]",
        '[0, "many"]',
    ),
    edited(
        "twice",
        "[grid] sigma has 0.5 twice, as values 1 and 3. Each value of an axis stands once. "
        "Delete one "
        "of the two.",
        "[0, 0.5]",
        "[0.5, 0.2, 0.5]",
    ),
    edited(
        "overlapping pieces",
        "[grid] sigma: two of its pieces overlap, 0 to 0.5 and 0.4 to 1. Each value "
        "stands once: start the second later.",
        "[0, 0.5]",
        "[{ from = 0, to = 0.5, points = 6 }, { from = 0.4, to = 1, points = 6 }]",
    ),
    edited(
        "piece misspelt",
        "[grid] q steps is unknown. A piece of an axis has from, to, points and, if "
        "wanted, "
        f"scale. {PIECE}",
        "points = 3",
        "points = 3, steps = 4",
    ),
    edited(
        "piece without end",
        "[grid] q to is missing. A piece of an axis has from, to, points and, if "
        "wanted, "
        f"scale. {PIECE}",
        "to = 1, ",
        "",
    ),
    edited(
        "piece backwards",
        f"[grid] q goes from 0 to -1: from must be below to, and both finite. {PIECE}",
        "to = 1",
        "to = -1",
    ),
    edited(
        "one point",
        f"[grid] q points = 1 is no whole number from 2 to 10000000. {PIECE}",
        "points = 3",
        "points = 1",
    ),
    edited(
        "a trillion on one axis",
        f"[grid] q points = 1000000000000 is no whole number from 2 to 10000000. {PIECE}",
        "points = 3",
        "points = 1_000_000_000_000",
    ),
    edited(
        "logarithm of zero",
        f"[grid] q starts at 0, but a logarithmic scale has no zero: start above 0. {PIECE}",
        "points = 3",
        'points = 3, scale = "log"',
    ),
    edited(
        "unknown scale",
        f'[grid] q scale = \'cubic\' is unknown: it must be "linear" or "log". {PIECE}',
        "points = 3",
        'points = 3, scale = "cubic"',
    ),
]

OTHERS = [
    edited(
        "option misspelt",
        f"[sweep] propose = 'both' is unknown. {SWEEP} Did you mean proposer?",
        "proposer",
        "propose",
    ),
    edited(
        "unknown proposer",
        "proposer = 'C' is unknown. It must be 'F' (the foreign leader), 'L' (the domestic leader), "
        "'both' (each in turn) or 'random' (see power). Write for example proposer='L'.",
        '"both"',
        '"C"',
    ),
    edited(
        "bad slots and chunk",
        several(
            "chunk = 0 is out of range. It must be from 1 to 4194304, for example chunk=65536.",
            "equilibria = 2.5 is not a whole number. Give a whole number, for example equilibria=2.",
        ),
        'proposer = "both"',
        "equilibria = 2.5\nchunk = 0",
    ),
    edited(
        "chunk larger than memory",
        "chunk = 4000000 with equilibria = 9 would need 11.5 GB for each thread. At most 2 GB are sensible. "
        "Choose smaller ones.",
        'proposer = "both"',
        'proposer = "both"\nequilibria = 9\nchunk = 4_000_000',
    ),
    BadSweep(
        "words in a column",
        "spec.toml: "
        + told(
            "[list] sigma[0]",
            "sigma",
            "'0.1' is text, not a number",
            "Write it as a number without quotes: sigma = 0.1. So it is with 1 more of its values.",
        ),
        LIST.replace('file = "points.csv"', 'sigma = ["0.1", true]'),
    ),
    edited(
        "no points",
        "points is missing. Give a whole number, for example points=1000000.",
        "points = 100\n",
        "",
        SOBOL,
    ),
    edited(
        "too many Sobol points",
        "points = 1000000000000 is out of range. It must be from 1 to 4294967296, for example "
        "points=1000000.",
        "points = 100\n",
        "points = 1_000_000_000_000\n",
        SOBOL,
    ),
    edited(
        "seed, text",
        "seed = 'one' is text. Give a whole number, for example seed=1.",
        "seed = 1\n",
        'seed = "one"\n',
        SOBOL,
    ),
    edited(
        "a list for Sobol",
        "[sobol] sigma = [0.1, 0.2, 0.3] is no range. Sobol points fill a range: its "
        "two "
        'ends and, if they are to be even in logarithms, "log". Write for example (0, 0.35).',
        "{ from = 0, to = 1 }",
        "[0.1, 0.2, 0.3]",
        SOBOL,
    ),
    edited(
        "range outside",
        told(
            "[sobol] sigma (to)",
            "sigma",
            "2 is above 1",
            "If 2 is a percentage, write sigma = 0.02.",
        ),
        "to = 1 }",
        "to = 2 }",
        SOBOL,
    ),
    edited(
        "range backwards",
        "[sobol] sigma goes from 1 to 0.5. The first end must be below the second.",
        "from = 0, to = 1 }",
        "from = 1, to = 0.5 }",
        SOBOL,
    ),
    edited(
        "range without end",
        "[sobol] psi (to) = inf. Points cannot fill a range without an end. Choose a number.",
        "1000",
        "inf",
        SOBOL,
    ),
    edited(
        "range misspelt",
        "[sobol] sigma: points is unknown. A range has from, to and, if wanted, scale. "
        "Write "
        "for example sigma = { from = 0, to = 1 }.",
        "to = 1 }",
        "to = 1, points = 3 }",
        SOBOL,
    ),
    BadSweep(
        "no table",
        f"spec.toml: [list] file points.csv: it cannot be read: no such file or directory. {CSV}",
        LIST,
    ),
    table(
        "names twice",
        "its first line names a column twice, or leaves one without a name.",
        "sigma,sigma\n0.1,0.2\n",
    ),
    table(
        "no table but a secret",
        "it is no table of points: its first line names no field.",
        "root:x:0:0:secret\n-----BEGIN KEY-----\n",
    ),
    table("an empty file", "it is no table of points: its first line names no field.", ""),
    table(
        "a page", "it is no table of points: its first line names no field.", "<!doctype html>\n<p>"
    ),
    table(
        "numbers only", "it is no table of points: its first line names no field.", "0.1,0.2\n0.3,0.4"
    ),
    cell(
        "a word in it",
        "line 3, q: 'many' is not a number.",
        "sigma,q\n0.1,0.2\n0.3,many\n",
    ),
    cell(
        "a decimal point among commas",
        "line 3, q: '0.5' is not a number with a decimal comma, as the others are.",
        "sigma;q\n0,1;0,2\n0,3;0.5\n",
    ),
    table("a cell too few", "line 3 has 1 cell under 2 names.", "sigma,q\n0.1,0.2\n0.3\n"),
    table(
        "a cell too many", "line 3 has 3 cells under 2 names.", "sigma,q\n0.1,0.2\n0.3,0.4,0.5\n"
    ),
    BadSweep(
        "unknown column",
        "spec.toml: [list] salience is no field of a model. Did you mean sigma? Name the column sigma; if "
        "it is a label of the rows, choose a name that is less alike.",
        LIST,
        files={"points.csv": "salience,q\n0.1,0.2\n"},
    ),
    BadSweep(
        "empty table",
        "spec.toml: "
        + several(
            "[list] sigma is empty. Give a value for each point.",
            "[list] q is empty. Give a value for each point.",
        ),
        LIST,
        files={"points.csv": "sigma,q\n"},
    ),
    BadSweep(
        "table and columns",
        "spec.toml: [list] file = 'points.csv': give the name of a CSV file in "
        "quotes "
        "and nothing else, or the columns themselves.",
        LIST + "tau = [0.1]\n",
        files={"points.csv": POINTS},
    ),
    BadSweep(
        "columns of two lengths",
        "spec.toml: the columns of a list must be equally long: [list] sigma "
        "has "
        "2, [list] q has 3. Give one value for each point.",
        LIST.replace('file = "points.csv"', "sigma = [0.1, 0.2]\nq = [0.1, 0.2, 0.3]"),
    ),
    BadSweep(
        "everything at once",
        several(
            "--threads 'x' is not a whole number. Write for example --threads 2.",
            "spec.toml: [sweep] propose = 'both' is unknown. " + SWEEP + " Did you mean proposer?",
            "spec.toml: [grid] sigma is empty. An axis of a grid has one value or more. Write for example "
            "sigma = [0.35], or leave sigma out.",
            "spec.toml: " + sentence("[model] tau", "-1 is below 0", CHOOSE),
        ),
        GOOD.replace("[0, 0.5]", "[]")
        .replace("proposer", "propose")
        .replace('uniform-example"', 'uniform-example"\ntau = -1'),
        "--out r.zarr --threads x",
    ),
]

BAD_SWEEPS = LINES + FILES + GRIDS + OTHERS
