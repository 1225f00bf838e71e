"""Exponential and logarithm that loops can evaluate side by side, which those of the C library cannot.

Both are accurate to about one unit in the last place: see ``tests/unit/test_elementary.py``.
"""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from ._compile import compiled_inline


def _bits_code(context: Any, x: Any) -> Any:
    """Read the bits of a float as a whole number."""
    return types.int64(types.float64), lambda c, b, s, a: b.bitcast(a[0], ir.IntType(64))


def _float_code(context: Any, x: Any) -> Any:
    """Read the bits of a whole number as a float."""
    return types.float64(types.int64), lambda c, b, s, a: b.bitcast(a[0], ir.DoubleType())


def _fma_code(context: Any, x: Any, y: Any, z: Any) -> Any:
    """Evaluate x·y + z with one rounding."""
    signature = types.float64(types.float64, types.float64, types.float64)
    return signature, lambda c, b, s, a: b.fma(*a)


_bits, _float, _fma = intrinsic(_bits_code), intrinsic(_float_code), intrinsic(_fma_code)

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
    y = x if x > _LOWEST else _LOWEST
    shifted = _fma(y, _PER_LOG2, _SHIFT)
    k = shifted - _SHIFT
    r = _fma(-k, _LOG2_LOW, _fma(-k, _LOG2_HIGH, y))
    # Taylor polynomial for |r| ≤ ½ log 2, its terms in pairs so that they need not wait for each other
    r2 = r * r
    r4 = r2 * r2
    low = _fma(r2, _fma(r, _E3, _E2), r + 1.0)
    middle = _fma(r2, _fma(r, _E7, _E6), _fma(r, _E5, _E4))
    high = _fma(r2, _fma(r, _E11, _E10), _fma(r, _E9, _E8))
    p = _fma(r4, _fma(r4, _fma(r4, _fma(r, _E13, _E12), high), middle), low)
    scaled = _float(_bits(p) + (_bits(shifted) << 52))
    return float(scaled if x > _LOWEST else 0.0)


_LOG2 = math.log(2.0)
_L1, _L2, _L3, _L4, _L5, _L6 = (1.0 / (2 * k + 1) for k in range(1, 7))
_L7, _L8, _L9, _L10, _L11 = (1.0 / (2 * k + 1) for k in range(7, 12))
_HALF = math.sqrt(2.0) - 1.0  # where 1 + e is √2: from there on (1 + e)/2 is nearer to 1


@compiled_inline
def log1p(e: float) -> float:
    """Log of 1 + e for e in [0, 1], to full relative accuracy: 2·artanh(s), s = f/(2 + f)."""
    far = e > _HALF
    s = (e - 1.0) / (e + 3.0) if far else e / (e + 2.0)
    z = s * s
    z2 = z * z
    z4 = z2 * z2
    low = _fma(z2, _fma(z, _L4, _L3), _fma(z, _L2, _L1))
    middle = _fma(z2, _fma(z, _L8, _L7), _fma(z, _L6, _L5))
    p = _fma(z4, _fma(z4, _fma(z2, _L11, _fma(z, _L10, _L9)), middle), low)
    return float((_LOG2 if far else 0.0) + 2.0 * _fma(s * z, p, s))
