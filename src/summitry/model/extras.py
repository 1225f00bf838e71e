"""Packages that only some calls need: the error that names the extra which brings them."""

from __future__ import annotations

from importlib.util import find_spec

from .faults import InputError


class MissingPackageError(ImportError):
    """A package that a call needs is not installed; the message names the extra that brings it."""


def require(what: str, extra: str, *packages: str) -> None:
    """Refuse a call whose packages are not installed, and name the extra of summitry that brings them.

    Parameters
    ----------
    what
        The call, as its user wrote it.
    extra
        Name of the extra.
    packages
        What the call is about to import.

    Raises
    ------
    MissingPackageError
        If one of them is missing: an `ImportError`.

    Examples
    --------
    >>> require("solve_many", "data", "a_missing_package")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    MissingPackageError: solve_many needs a_missing_package, which is not installed. Run: ...
    """
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise MissingPackageError(_sentence(what, ", ".join(missing), extra))


def need_packages(what: str, extra: str, *packages: str) -> None:
    """Refuse a command whose packages are not installed, before it computes anything.

    Raises
    ------
    InputError
        Naming the packages and the extra.
    """
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise missing_package(what, ", ".join(missing), extra)


def missing_package(what: str, package: str, extra: str) -> InputError:
    """Return the error of a call of the command line whose package is not installed, for `raise`.

    Examples
    --------
    >>> print(missing_package("a figure", "matplotlib", "figures"))  # doctest: +ELLIPSIS
    a figure needs matplotlib, which is not installed. Run: ...
    """
    return InputError(_sentence(what, package, extra))


def _sentence(what: str, packages: str, extra: str) -> str:
    # it reads the installation's records, which costs time that a call without a fault should not spend
    from .installation import install_command

    return f"{what} needs {packages}, which is not installed. Run: {install_command(extra)}"
