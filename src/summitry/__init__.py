"""summitry: every equilibrium of quid pro quo diplomacy, found and certified.

The reference implementation of Malis & Smith, "Quid Pro Quo Diplomacy" (Games 2024). The public names are
listed in ``__init__.pyi`` and loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import copyreg
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import lazy_loader

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["__version__"]

# lazy_loader gives a package a class of its own where a function has a subpackage's name, and pickle knows no
# such modules: functions that refer to `sm` could not be sent to the processes of joblib and dask.
_type = type(sys.modules[__name__])
if _type is not ModuleType:
    copyreg.pickle(_type, lambda module: (import_module, (module.__name__,)))


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("summitry")
    return _load(name)
