"""A command line that cannot be parsed: click's own words, then where the help is."""

from __future__ import annotations

from typing import Any, cast

import typer

# typer has its own copy of click in newer versions and uses click itself in older ones: this finds either.
UsageError = cast(type[Exception], typer.BadParameter.__base__)


def usage_fault(error: Any) -> str:
    """Return what is wrong with a command line, with click's suggestion, and what to type for help.

    Parameters
    ----------
    error
        What typer raised: a `UsageError`.
    """
    context = error.ctx
    command = context.command_path if context is not None else "summitry"
    fault = " ".join(error.format_message().split()).rstrip(".")
    return f"{fault}{'' if fault.endswith('?') else '.'} For help: {command} --help"
