"""`summitry reproduce`: the whole article as one page, with its data.

In: a folder. Out: `index.html` with the model, the figures, the verdict on every claim and the scenarios, and
the data of each as CSV beside it.
"""

from __future__ import annotations

from .run import reproduce as reproduce
