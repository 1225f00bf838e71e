"""Standard output and standard error as they are: full, closed, read by nobody, or without Greek letters."""

from __future__ import annotations

import codecs
import contextlib
import errno
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..model.output_files import keep_elsewhere, reason_of

if TYPE_CHECKING:
    from rich.console import Console

BROKEN_PIPE = 128 + 13  # the shell's code for a program that SIGPIPE ended
MACHINE = 3  # the machine is at fault: a full disk, a closed output, too little memory
_ERRORS = "summitry_ascii_names"
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣᵅᵈᵝ]+")
_SIGNS = {
    "−": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "×": "x", "·": "*", "…": "...",
    "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "∞": "inf", "→": "->", "←": "<-", "√": "sqrt", "±": "+-",
    "∗": "*", "∈": "in", "∫": "integral", "∂": "d", "ℓ": "l", "•": "*", "°": " degrees",
    "§": "section ", "ɑ": "alpha", "′": "'", "⁄": "/",
    "✓": "+", "✗": "x", "○": "o", "◐": "o", "≪": "<<", "≫": ">>",
}  # fmt: skip


class OutputError(Exception):
    """Standard output cannot be written. No OSError, which click and rich turn into exit code 1."""


def in_ascii(text: str) -> str:
    """Write a text in ASCII: Greek letters by their names, other signs by what is nearest.

    Examples
    --------
    >>> in_ascii("κ ≥ σ·k₀², Ψ → ∞, André")
    'kappa >= sigma*k0^2, Psi -> inf, Andre'
    """
    if text.isascii():
        return text
    return "".join(map(_character_in_ascii, _RAISED.sub(lambda power: f"^{power[0]}", text)))


def _character_in_ascii(character: str) -> str:
    if character.isascii():
        return character
    if character in _SIGNS:
        return _SIGNS[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK") and " LETTER " in name:
        letter = name.split(" LETTER ")[1].split()[-1 if "FINAL" in name else 0]
        return letter.capitalize() if " CAPITAL " in name else letter.lower()
    if name.startswith("BOX DRAWINGS"):
        return {"HORIZONTAL": "-", "LEFT": "-", "RIGHT": "-", "VERTICAL": "|"}.get(
            name.split()[-1] if len(name.split()) == 4 else "", "+"
        )
    if unicodedata.combining(character):
        return ""
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        return "".join(map(_character_in_ascii, parts))
    # as TOML and JSON would write it, for a text may be one of theirs
    short = character < "\U00010000"
    return f"\\u{ord(character):04x}" if short else f"\\U{ord(character):08x}"


def _encode_in_ascii(error: UnicodeError) -> tuple[str | bytes, int]:
    """Handle what an encoding lacks: names in ASCII, and a file's name byte by byte as the system has it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    with contextlib.suppress(UnicodeEncodeError):
        return lacking.encode("ascii", "surrogateescape"), error.end
    return in_ascii(lacking), error.end


codecs.register_error(_ERRORS, _encode_in_ascii)


def has_unicode() -> bool:
    """Return whether standard output takes every character."""
    return str(getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")


def print_json(document: Any) -> None:
    """Print plain data as JSON, which is UTF-8 whatever the terminal's encoding: escaped if it is another."""
    from ..equilibrium.solution import plain

    escaped = not has_unicode()
    print(json.dumps(plain(document), indent=2, allow_nan=False, ensure_ascii=escaped))


def print_file(text: str) -> None:
    """Print a file that is to be saved and read again as UTF-8; all in ASCII for another encoding."""
    print(text if has_unicode() else in_ascii(text), end="")


def console(width: int, *, markup: bool = True) -> Console:
    """Return a console on standard output, so many characters wide where that is no terminal."""
    from rich.console import Console
    from rich.text import Text

    class _Console(Console):
        """Lays tables out with the names in ASCII that will be printed, so that columns stay aligned."""

        def render_str(self, text: str, **options: Any) -> Text:
            return super().render_str(text if has_unicode() else in_ascii(text), **options)

    shown = None if sys.stdout.isatty() else width
    return _Console(file=sys.stdout, highlight=False, markup=markup, width=shown)


class _Guarded:
    """A text stream whose failures are handed to a function; everything else is the stream's own."""

    def __init__(self, stream: Any, failed: Callable[[OSError], None]) -> None:
        self._stream = stream
        self._failed = failed

    def write(self, text: str) -> int:
        try:
            return int(self._stream.write(text))
        except OSError as error:
            self._failed(error)
            return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self._failed(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class StandardOutput(_Guarded):
    """Standard output, with a copy of what was printed: if it cannot be written, it is kept in a file."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream, self._fail)
        self._printed: list[str] = []
        self.error: OSError | None = None

    def _fail(self, error: OSError) -> None:
        """Stop at once if nobody reads; otherwise go on, for what is printed now will be kept."""
        if self.error is None:
            self.error = error
            _silence(self._stream)
        if error.errno == errno.EPIPE:
            raise OutputError

    def write(self, text: str) -> int:
        """Write a text, or only keep it once writing has failed."""
        if not isinstance(text, str):  # how click finds out what sort of stream this is
            raise TypeError("standard output takes text")
        self._printed.append(text)
        return len(text) if self.error else super().write(text)

    def ended(self, code: int) -> int:
        """Write what is left; return the exit code, which is another if not all could be written."""
        with contextlib.suppress(OutputError):
            self.flush()
        if self.error is None or self.error.errno == errno.EPIPE:
            return code if self.error is None else BROKEN_PIPE
        kept = keep_elsewhere({"standard-output.txt": "".join(self._printed).encode()})
        where = f"What was printed is in {str(kept)!r}." if kept else "What was printed is lost."
        say(f"Error: standard output cannot be written: {reason_of(self.error)}. {where}")
        return MACHINE


def say(text: str) -> None:
    """Print a line to standard error."""
    print(text, file=sys.stderr, flush=True)


def _silence(stream: Any) -> None:
    """Redirect a broken stream to nowhere, so that Python can end without a complaint of its own."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextlib.contextmanager
def standard_streams() -> Iterator[StandardOutput]:
    """Guard standard output and standard error while a command runs.

    Raises
    ------
    OutputError
        If standard output is closed.
    """
    before = sys.stdout, sys.stderr
    errors = [(stream, stream.errors) for stream in before if hasattr(stream, "reconfigure")]
    try:
        if sys.stderr is None:  # closed: print(file=None) would write to standard output
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        for stream, _ in errors:
            stream.reconfigure(errors=_ERRORS)
        noisy = sys.stderr
        # nobody would see a complaint about standard error, and hours of work should not end for it
        sys.stderr = _Guarded(noisy, lambda _: _silence(noisy))
        if sys.stdout is None:
            raise OutputError(
                "standard output is closed. Send it to a file, or to nowhere with > /dev/null."
            )
        output = StandardOutput(sys.stdout)
        sys.stdout = output
        yield output
    finally:
        sys.stdout, sys.stderr = before
        for stream, handler in errors:
            with contextlib.suppress(OSError):
                stream.reconfigure(errors=handler)
