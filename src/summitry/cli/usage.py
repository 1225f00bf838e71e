"""A command line that cannot be parsed: one sentence in the style of every other error, no box.

typer finds such a fault and says little more than that there is one. What the user can do about it is worded
here, from the commands and options themselves.
"""

from __future__ import annotations

import re
from typing import Any, cast

import typer

from ..model.faults import closest, shown

# typer has its own copy of click in newer versions and uses click itself in older ones: this finds either.
UsageError = cast(type[Exception], typer.BadParameter.__base__)
EXAMPLES = {
    "solve": "summitry solve trump-zelensky-2019 --set sigma=0.9",
    "verify": "summitry verify result.json",
    "sweep": "summitry sweep spec.toml --out results.zarr",
    "reproduce": "summitry reproduce --out results",
    "figures": "summitry figures 2 --set n=20 --out figures",
    "explore": "summitry explore --port 8421",
    "audit": "summitry audit --points 1e5 --claim prop-4",
    "scenarios": "summitry scenarios --show trump-zelensky-2019",
}


def usage_fault(error: Exception, group: Any, arguments: list[str]) -> str:
    """Say what is wrong with a command line, what is allowed and what to write.

    Parameters
    ----------
    error
        What typer raised: a `UsageError`.
    group
        The whole command, as ``typer.main.get_command`` gives it.
    arguments
        The words of the command line, without the program's name.

    Returns
    -------
    str
        The fault; it names the first thing that typer could not read.
    """
    context = getattr(error, "ctx", None)
    word = next((word for word in arguments if not word.startswith("-")), "")
    name = context.info_name if context is not None else word
    command = group.commands.get(name, group)
    path = f"summitry {name}" if command is not group else "summitry"
    example = f"Write for example {EXAMPLES.get(name, EXAMPLES['solve'])}."
    kind, message = type(error).__name__, getattr(error, "message", str(error))
    option = getattr(error, "option_name", "")
    if kind == "NoSuchOption":
        return _strange_option(option, command, path)
    if kind == "BadOptionUsage" and "does not take" in message:
        return f"{option} takes no value: it is either there or not. Write {option} alone."
    if kind == "BadOptionUsage":
        return f"{option} has no value after it. {_help(command, option)} {example}"
    if kind == "MissingParameter":
        missing = _label(cast(Any, error).param)
        meaning = _help(command, missing)
        return f"{path}: {missing} is missing: {meaning[:1].lower()}{meaning[1:]} {example}"
    if found := re.match(r"No such command '(.*?)'\.?", message):
        return _strange_word(found[1], group)
    if found := re.search(r"unexpected extra argument\w*(?:\(s\))? \((.*)\)", message):
        return _extra_words(found[1], command, path)
    return f"{path}: {message.rstrip('.')}. {example}"


def _label(parameter: Any) -> str:
    """Name a parameter as a user writes it: an option by its longest spelling."""
    is_option = parameter.param_type_name == "option"
    return str(max(parameter.opts, key=len) if is_option else parameter.name)


def _help(command: Any, label: str) -> str:
    """Give the help text of a parameter."""
    texts = {_label(parameter): parameter.help for parameter in command.params}
    return str(texts.get(label) or "")


def _strange_option(option: str, command: Any, path: str) -> str:
    known = [_label(p) for p in command.params if p.param_type_name == "option"] + ["--help"]
    meant = closest(option, {name.replace("-", "_"): name for name in known})
    advice = f"Did you mean {meant}?" if meant else "Remove it, or use one of these."
    if meant is None and path == "summitry":
        advice = f"An option of a command stands after it: {EXAMPLES['solve']}."
    return f"{option} is not an option of {path}. Its options are {', '.join(known)}. {advice}"


def _strange_word(word: str, group: Any) -> str:
    names = sorted(group.commands)
    meant = closest(word, {name: name for name in names})
    advice = f"Did you mean {meant}?" if meant else f"Write for example {EXAMPLES['solve']}."
    return f"{shown(word)} is not a command. The commands are {', '.join(names)}. {advice}"


def _extra_words(words: str, command: Any, path: str) -> str:
    wanted = [_label(p) for p in command.params if p.param_type_name == "argument"]
    takes = f"only {' and '.join(wanted)}" if wanted else "options only"
    return (
        f"{path}: {shown(words)} is too much: it takes {takes}. "
        "Remove it, or put a name that has blanks in quotes."
    )
