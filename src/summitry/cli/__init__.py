"""The command line, `summitry`.

In: arguments and files. Out: text or JSON on standard output, files, and an exit code: 0, 1 (not confirmed,
or our fault), 2 (bad input) or 3 (the machine: an output that cannot be written). Each command parses, calls
one public function and prints; there is no mathematics here.
"""

from __future__ import annotations

from .application import app as app
from .application import main as main
