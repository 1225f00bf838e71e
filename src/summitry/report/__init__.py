"""`summitry reproduce`: the whole article as one page, with its data."""

from __future__ import annotations

from .run import reproduce as reproduce
