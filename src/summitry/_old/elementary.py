"""Exponential and logarithm that loops can evaluate side by side, which those of the C library cannot.

Both are accurate to about one unit in the last place: see ``tests/_old/test_elementary.py``.
"""

from __future__ import annotations

import math

from ._compile import compiled_inline
from .lanes import fma, scaled, select

_PER_LOG2 = 1.0 / math.log(2.0)
_LOG2_HIGH = 6.93147180369123816490e-01  # log 2 to 33 bits: whole multiples of it are exact
_LOG2_LOW = 1.90821492927058770002e-10
_SHIFT = 6755399441055744.0  # 1.5·2⁵²: adding it rounds to a whole number, which then stands in the last bits
_LOWEST = -708.0  # results below are denormal and count as zero
_E2, _E3, _E4, _E5, _E6, _E7 = (1.0 / math.factorial(k) for k in range(2, 8))
_E8, _E9, _E10, _E11, _E12, _E13 = (1.0 / math.factorial(k) for k in range(8, 14))


@compiled_inline
def exp(x: float) -> float:
    """Exponential of x ≤ 700; below −708 zero."""
    y = select(x > _LOWEST, x, _LOWEST)
    shifted = fma(y, _PER_LOG2, _SHIFT)
    k = shifted - _SHIFT
    r = fma(-k, _LOG2_LOW, fma(-k, _LOG2_HIGH, y))
    # Taylor polynomial for |r| ≤ ½ log 2, its terms in pairs so that they need not wait for each other
    r2 = r * r
    r4 = r2 * r2
    low = fma(r2, fma(r, _E3, _E2), r + 1.0)
    middle = fma(r2, fma(r, _E7, _E6), fma(r, _E5, _E4))
    high = fma(r2, fma(r, _E11, _E10), fma(r, _E9, _E8))
    p = fma(r4, fma(r4, fma(r4, fma(r, _E13, _E12), high), middle), low)
    return select(x > _LOWEST, scaled(p, shifted), 0.0)


_LOG2 = math.log(2.0)
_L1, _L2, _L3, _L4, _L5, _L6 = (1.0 / (2 * k + 1) for k in range(1, 7))
_L7, _L8, _L9, _L10, _L11 = (1.0 / (2 * k + 1) for k in range(7, 12))
_HALF = math.sqrt(2.0) - 1.0  # where 1 + e is √2: from there on (1 + e)/2 is nearer to 1


@compiled_inline
def log1p(e: float) -> float:
    """Log of 1 + e for e in [0, 1], to full relative accuracy: 2·artanh(s), s = f/(2 + f)."""
    far = e > _HALF
    s = select(far, e - 1.0, e) / select(far, e + 3.0, e + 2.0)
    z = s * s
    z2 = z * z
    z4 = z2 * z2
    low = fma(z2, fma(z, _L4, _L3), fma(z, _L2, _L1))
    middle = fma(z2, fma(z, _L8, _L7), fma(z, _L6, _L5))
    p = fma(z4, fma(z4, fma(z2, _L11, fma(z, _L10, _L9)), middle), low)
    return select(far, _LOG2, 0.0) + 2.0 * fma(s * z, p, s)
