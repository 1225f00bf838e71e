"""An audit as one self-contained HTML page."""

from __future__ import annotations

from importlib.metadata import version

from ..audits.result import Audit
from .pictures import colour_rules
from .templates import render


def audit_page(audit: Audit) -> str:
    """Write the verdicts of an audit as a page, with counterexamples to unfold.

    Parameters
    ----------
    audit
        What `summitry.audit` returns.

    Raises
    ------
    InputError
        If Jinja2, of the optional extra ``report``, is missing.
    """
    return render(
        "audit.html", audit=audit, colour_rules=colour_rules(), version=version("summitry")
    )
