"""Standard output that is full, closed, read by nobody, or without Greek letters, under every command."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest

import summitry.model.data
from cli.commands import CASE, COMMANDS, Command, Output, prepare, run
from summitry.cli.streams import BROKEN_PIPE, MACHINE, in_ascii

# the article as one page takes half a minute: it meets only what ends it at once
SHORT = [command for command in COMMANDS if not command.line.startswith("reproduce")]
ENCODINGS = {
    "ascii": ("ascii", "strict"),  # PYTHONIOENCODING=ascii
    "C": ("ascii", "surrogateescape"),  # LC_ALL=C
    "cp1252": ("cp1252", "strict"),  # a terminal of Windows
}


def named(commands):
    return pytest.mark.parametrize("command", commands, ids=lambda command: command.name)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


@named(COMMANDS)
def test_a_broken_pipe_ends_quietly_with_the_shell_s_code(command: Command, folder, monkeypatch):
    reader, writer = os.pipe()
    os.close(reader)
    with Output(io.FileIO(writer, "w"), "utf-8") as out:
        code, said = run(monkeypatch, command.line, out)
    assert code == BROKEN_PIPE == 141
    assert "Error" not in said and "fault" not in said


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
@named(SHORT)
def test_a_full_disk_is_named_and_what_was_printed_is_kept(command: Command, folder, monkeypatch):
    with Output(io.FileIO("/dev/full", "w"), "utf-8") as out:
        code, said = run(monkeypatch, command.line, out)
    assert code == MACHINE
    assert "Error: standard output cannot be written: no space left on device." in said
    kept = Path(said.split("What was printed is in '")[1].split("'")[0])
    assert kept.parent.parent == folder
    assert command.word in in_ascii(kept.read_text("utf-8"))


@named(COMMANDS)
def test_a_closed_output_is_refused_before_anything_is_done(command: Command, folder, monkeypatch):
    before = files(folder)
    code, said = run(monkeypatch, command.line, None)
    assert code == MACHINE
    assert said == (
        "Error: standard output is closed. Send it to a file, or to nowhere with > /dev/null.\n"
    )
    assert files(folder) == before


@pytest.mark.parametrize("kind", ENCODINGS)
@named(SHORT)
def test_a_terminal_without_greek_gets_names_in_ascii(command: Command, kind, folder, monkeypatch):
    encoding, errors = ENCODINGS[kind]
    file = io.BytesIO()
    out = Output(file, encoding, errors)
    code, said = run(monkeypatch, command.line, out)
    assert code == command.code, said
    printed = file.getvalue().decode(encoding)
    assert command.word in printed
    assert "\\u" not in printed or "--json" in command.line


@pytest.mark.parametrize("kind", ENCODINGS)
def test_what_is_printed_to_be_read_again_is_read_again(kind, folder, monkeypatch):
    """Whatever the encoding, JSON and scenario files are UTF-8; the JSON is the same, letter by letter."""
    encoding, errors = ENCODINGS[kind]

    def printed(line: str, encoding: str, errors: str) -> str:
        file = io.BytesIO()
        assert run(monkeypatch, line, Output(file, encoding, errors))[0] == 0
        return file.getvalue().decode("utf-8")

    for line in (f"solve {CASE} --json", "simulate nasser-1955 --plays 100 --json"):
        assert json.loads(printed(line, encoding, errors)) == json.loads(
            printed(line, "utf-8", "strict")
        )
    for path in Path(summitry.model.data.__path__[0]).glob("*.toml"):
        text = printed(f"scenarios --show {path.stem}", encoding, errors)
        assert tomllib.loads(text) == tomllib.loads(in_ascii(path.read_text("utf-8")))


def test_the_columns_of_a_table_stay_aligned(folder, monkeypatch):
    file = io.BytesIO()
    assert run(monkeypatch, f"solve {CASE}", Output(file, "ascii"))[0] == 0
    rows = [line for line in file.getvalue().decode("ascii").splitlines() if line.startswith("|")]
    assert len(rows) > 15 and len({len(row) for row in rows}) == 1


def test_every_letter_of_the_greek_alphabet_has_its_name():
    words = """alpha beta gamma delta epsilon zeta eta theta iota kappa lamda mu
    nu xi omicron pi rho sigma tau upsilon phi chi psi omega"""
    names = words.split()
    assert [in_ascii(letter) for letter in "αβγδεζηθικλμνξοπρστυφχψω"] == names
    assert [in_ascii(letter) for letter in "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"] == [
        name.capitalize() for name in names
    ]
    assert in_ascii("ς") == "sigma"


def test_every_character_that_summitry_writes_has_a_form_in_ascii_that_can_be_read():
    for path in files_of_the_package():
        for character in sorted(set(path.read_text("utf-8"))):
            assert "\\" not in in_ascii(character) or character == "\\", (path.name, character)


def files_of_the_package() -> list[Path]:
    """Every text of the package but the page, which is for a browser."""
    root = Path(summitry.model.data.__path__[0]).parent.parent
    found = [path for path in root.rglob("*") if path.suffix in (".py", ".toml", ".json")]
    assert len(found) > 100
    return [path for path in found if "explorer" not in path.parts]


@pytest.mark.parametrize(
    "text, written",
    [
        ("κ²/c ≥ ½·10⁻¹²", "kappa^2/c >= 1/2*10^-12"), ("W(v′; v*)", "W(v'; v*)"),
        ("θᵅ(1−θ)ᵝ", "theta^alpha(1-theta)^beta"), ("Nguyễn, Čapek, Øre", "Nguyen, Capek, \\u00d8re"),
        ("k₀ → ∞", "k0 -> inf"), ("┌─┬┃╸", "+-+|-"), ("Ж 𝔸 🙂", "\\u0416 A \\U0001f642"),
    ],
)  # fmt: skip
def test_words_formulas_and_lines(text, written):
    assert in_ascii(text) == written


def test_every_character_can_be_printed_in_ascii():
    every = map(chr, [*range(0xD800), *range(0xE000, 0x11000)])
    for character in every:
        assert in_ascii(character).isascii(), unicodedata.name(character, hex(ord(character)))


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_a_file_whose_name_is_no_text_is_named_byte_by_byte(encoding, folder, monkeypatch):
    name = os.fsdecode(b"caf\xe9.efg")
    file = io.BytesIO()
    line = f"export {CASE} --binomial 2 --out {name}"
    assert run(monkeypatch, line, Output(file, encoding))[0] == 0
    assert file.getvalue().startswith(b"caf\xe9.efg: ")


# --- processes of their own: what Python does at its end -------------------------------------------


def process(shell: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``summitry`` in a shell."""
    program = f"{sys.executable} -c 'from summitry.cli import main; main()'"
    return subprocess.run(
        ["/bin/sh", "-c", shell.replace("summitry", program)],
        capture_output=True, env=os.environ | environment, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "shell, code, said",
    [
        ("summitry scenarios > /dev/full", MACHINE, b"no space left on device"),
        ("summitry scenarios >&-", MACHINE, b"standard output is closed"),
        ("summitry scenarios 2>&-", 0, b""),
        ("summitry solve nowhere 2>&-", 2, b""),
        ("summitry solve nowhere 2> /dev/full", 2, b""),
        ("summitry simulate uniform-example --plays 1000 2> /dev/full", 0, b""),
        ("summitry verify - <&-", 2, b"standard input: it is closed."),
    ],
)
def test_a_process_ends_with_its_own_code(shell, code, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = process(shell)
    assert done.returncode == code
    assert said in done.stderr and b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    if "2>&-" in shell:
        assert b"Error" not in done.stdout


def test_a_process_whose_reader_has_gone_is_silent(tmp_path):
    """The pipe holds 64 KB: a reader who has left before more is written breaks it."""
    done = process("{ summitry audit --list; echo $? >&2; } | true")
    assert done.stderr in (b"141\n", b"0\n")  # 0 if all of it was written before the reader left
    done = process("{ sleep 1; summitry audit --list; echo $? >&2; } | true")
    assert done.stderr == b"141\n"


def test_the_c_locale_gets_names_in_ascii():
    done = process(f"summitry solve {CASE}", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert "removal risk in isolation, k0^2/c" in done.stdout.decode("ascii")
