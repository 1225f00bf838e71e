"""`--set` changes parameters; the other options of a command are named for what they are."""

from __future__ import annotations

import sys

import pytest
import typer

from summitry.cli import main
from summitry.cli.application import app

COMMANDS = {
    name: command for name, command in typer.main.get_command(app).commands.items()
    if any("--set" in param.opts for param in command.params)
}  # fmt: skip
OPTIONS = [
    (name, param.opts[0], param.is_flag)
    for name, command in COMMANDS.items()
    for param in command.params
    if param.opts[0].startswith("--") and param.opts[0] not in ("--set", "--help")
]
REST = {"export": ["--out", "game.efg", "--binomial", "4"]}  # options that a command needs


def refused(command: str, *settings: str, capsys, monkeypatch) -> str:
    """Run the command line in this process, for there are dozens of options."""
    arguments = ["summitry", command, *REST.get(command, [])]
    for setting in settings:
        arguments += ["--set", setting]
    if command != "figures":
        arguments.insert(2, "korea-1964")
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    out, error = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    return error


def test_there_are_commands_with_settings():
    assert set(COMMANDS) == {"solve", "simulate", "export", "figures"}
    assert ("solve", "--proposer", False) in OPTIONS


@pytest.mark.parametrize(("command", "flag", "bare"), OPTIONS, ids=lambda value: str(value))
def test_an_option_that_is_given_as_a_setting_is_named(command, flag, bare, capsys, monkeypatch):
    for name in {flag.removeprefix("--"), flag.removeprefix("--").replace("-", "_"), flag, flag.upper()}:
        said = refused(command, f"{name}=7", capsys=capsys, monkeypatch=monkeypatch)
        assert said == (
            f"Error: --set '{name}=7': {name} is an option of this command, not a parameter of the model. "
            f"Write {flag}{'' if bare else ' 7'} instead.\n"
        )


def test_it_is_named_with_every_other_fault(capsys, monkeypatch):
    said = refused("solve", "proposer=L", "q=3", "r=x", capsys=capsys, monkeypatch=monkeypatch)
    assert said.startswith("Error: 3 faults\n")
    assert "Write --proposer L instead." in said


def test_what_is_neither_a_parameter_nor_an_option_is_unknown(capsys, monkeypatch):
    said = refused("figures", "proposer=L", capsys=capsys, monkeypatch=monkeypatch)
    assert "proposer = 'L' is unknown" in said
