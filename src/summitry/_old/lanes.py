"""Eight numbers at once, or sixteen: types with which a scalar function computes as many models or points.

``Lanes`` behaves like a float in arithmetic and comparisons; the same function, called with floats or with
lanes, is the same sequence of operations, and gives the same bits (``docs/decisions/0016``). Branches on
numbers are written `select`; what differs between the two is asked of `all_true` and `any_true`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import ConcreteTemplate, infer_global, signature
from numba.extending import intrinsic
from numpy.typing import NDArray

WIDTH = 8
TWICE = 2 * WIDTH  # of a search whose steps wait for each other: the other half is computed meanwhile
_DOUBLE, _BIT, _WORD, _PLACE = ir.DoubleType(), ir.IntType(1), ir.IntType(64), ir.IntType(32)


class LanesType(types.Type):
    """Numba's type of eight floats, or twice as many."""

    def __init__(self, width: int) -> None:
        self.width, self.vector = width, ir.VectorType(_DOUBLE, width)
        super().__init__(name=f"Lanes{width}")


class MaskType(types.Type):
    """Numba's type of as many truth values."""

    def __init__(self, width: int) -> None:
        self.width, self.vector = width, ir.VectorType(_BIT, width)
        super().__init__(name=f"Mask{width}")


_LANES = {width: LanesType(width) for width in (WIDTH, TWICE)}
_MASKS = {width: MaskType(width) for width in (WIDTH, TWICE)}
LANES = _LANES[WIDTH]


@register_default(LanesType)
@register_default(MaskType)
class _Model(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, kind.vector)


def _constant(kind: Any, values: Any) -> Any:
    return ir.Constant(kind, list(values))


def _undefined(kind: Any) -> Any:
    return ir.Constant(kind, ir.Undefined)


def _places(places: Any) -> Any:
    """Give the lanes that a shuffle takes."""
    return _constant(ir.VectorType(_PLACE, len(places)), places)


def _spread(builder: Any, value: Any, width: int) -> Any:
    """Put a scalar into every lane; leave lanes as they are."""
    if isinstance(value.type, ir.VectorType):
        return value
    nothing = _undefined(ir.VectorType(value.type, width))
    one = builder.insert_element(nothing, value, ir.Constant(_PLACE, 0))
    return builder.shuffle_vector(one, nothing, _places([0] * width))


def _binary(op: Any, result: Any, emit: Callable[[Any, Any, Any], Any], kind: Any, scalar: Any) -> None:
    """Teach numba an operator of two lanes, or of lanes and a scalar."""
    pairs = [(kind, kind), (kind, scalar), (scalar, kind)]

    class Template(ConcreteTemplate):  # type: ignore[misc]
        cases = tuple(signature(result, *pair) for pair in pairs)

    infer_global(op)(Template)

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return emit(builder, *(_spread(builder, x, kind.width) for x in args))

    for pair in pairs:
        lower_builtin(op, *pair)(lower)


def _unary(op: Any, kind: Any, emit: Callable[[Any, Any], Any]) -> None:
    class Template(ConcreteTemplate):  # type: ignore[misc]
        cases = (signature(kind, kind),)

    infer_global(op)(Template)

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return emit(builder, args[0])

    lower_builtin(op, kind)(lower)


def _call(builder: Any, name: str, kind: Any, args: Any) -> Any:
    """Call an intrinsic of LLVM for floats or lanes."""
    suffix = f"v{kind.count}f64" if isinstance(kind, ir.VectorType) else "f64"
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(kind, [kind] * len(args)), f"llvm.{name}.{suffix}"
    )
    return builder.call(function, args)


def _comparison(sign: str) -> Callable[[Any, Any, Any], Any]:
    return lambda builder, x, y: builder.fcmp_ordered(sign, x, y)


for _width in (WIDTH, TWICE):
    _lanes, _mask = _LANES[_width], _MASKS[_width]
    for _op, _emit in (
        (operator.add, lambda b, x, y: b.fadd(x, y)),
        (operator.sub, lambda b, x, y: b.fsub(x, y)),
        (operator.mul, lambda b, x, y: b.fmul(x, y)),
        (operator.truediv, lambda b, x, y: b.fdiv(x, y)),
    ):
        _binary(_op, _lanes, _emit, _lanes, types.float64)
    for _op, _sign in (
        (operator.lt, "<"), (operator.le, "<="), (operator.gt, ">"), (operator.ge, ">="),
        (operator.eq, "=="),
    ):  # fmt: skip
        _binary(_op, _mask, _comparison(_sign), _lanes, types.float64)
    _differ = lambda b, x, y: b.fcmp_unordered("!=", x, y)  # noqa: E731
    _binary(operator.ne, _mask, _differ, _lanes, types.float64)
    _binary(operator.and_, _mask, lambda b, x, y: b.and_(x, y), _mask, types.boolean)
    _binary(operator.or_, _mask, lambda b, x, y: b.or_(x, y), _mask, types.boolean)
    _binary(operator.xor, _mask, lambda b, x, y: b.xor(x, y), _mask, types.boolean)
    _unary(operator.neg, _lanes, lambda b, x: b.fneg(x))
    _unary(abs, _lanes, lambda b, x: _call(b, "fabs", x.type, [x]))


def _kind(*kinds: Any) -> Any:
    """Say what a function of these makes: lanes if any is, else a float."""
    return next((kind for kind in kinds if isinstance(kind, LanesType)), types.float64)


def _numbers(context: Any, builder: Any, sig: Any, args: Any) -> list[Any]:
    """Bring the arguments of an intrinsic to what it makes."""
    out = []
    for arg, kind in zip(args, sig.args, strict=True):
        if isinstance(kind, LanesType | MaskType):
            out.append(arg)
        else:
            out.append(context.cast(builder, arg, kind, types.float64))
    if not isinstance(sig.return_type, LanesType):
        return out
    return [_spread(builder, x, sig.return_type.width) for x in out]


def _fma_code(context: Any, x: Any, y: Any, z: Any) -> Any:
    """x·y + z with one rounding."""
    kind = _kind(x, y, z)

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        numbers = _numbers(context, builder, sig, args)
        return _call(builder, "fma", numbers[0].type, numbers)

    return kind(x, y, z), code


def _select_code(context: Any, which: Any, yes: Any, no: Any) -> Any:
    """``yes`` where ``which`` is true, else ``no``."""
    kind = _LANES[which.width] if isinstance(which, MaskType) else _kind(yes, no)

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pair = [
            x if isinstance(k, LanesType) else context.cast(builder, x, k, types.float64)
            for x, k in zip(args[1:], sig.args[1:], strict=True)
        ]
        if isinstance(sig.return_type, LanesType):
            pair = [_spread(builder, x, sig.return_type.width) for x in pair]
        return builder.select(args[0], *pair)

    return kind(which, yes, no), code


def _scaled_code(context: Any, p: Any, shifted: Any) -> Any:
    """Multiply ``p`` by 2ᵏ, k being the last bits of ``shifted``: see `summitry._old.elementary`."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        word, number, places = _WORD, _DOUBLE, ir.Constant(_WORD, 52)
        if isinstance(sig.return_type, LanesType):
            width, number = sig.return_type.width, sig.return_type.vector
            word = ir.VectorType(_WORD, width)
            places = _constant(word, [52] * width)
        power = builder.shl(builder.bitcast(args[1], word), places)
        return builder.bitcast(builder.add(builder.bitcast(args[0], word), power), number)

    return _kind(p)(p, shifted), code


def _all_code(context: Any, which: Any) -> Any:
    """Say whether all lanes are true; of a single truth value, whether it is."""
    return types.boolean(which), lambda c, b, s, a: _mask_test(b, a[0], -1, "==")


def _any_code(context: Any, which: Any) -> Any:
    """Say whether any lane is true."""
    return types.boolean(which), lambda c, b, s, a: _mask_test(b, a[0], 0, "!=")


def _mask_test(builder: Any, mask: Any, value: int, sign: str) -> Any:
    if not isinstance(mask.type, ir.VectorType):
        return mask
    kind = ir.IntType(mask.type.count)
    return builder.icmp_unsigned(sign, builder.bitcast(mask, kind), ir.Constant(kind, value))


def _packed(builder: Any, mask: Any) -> Any:
    return builder.zext(builder.bitcast(mask, ir.IntType(mask.type.count)), _WORD)


def _count_code(context: Any, which: Any) -> Any:
    """Say in how many lanes it is true."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.ctpop(_packed(builder, args[0]))

    return types.int64(which), code


def _bits_code(context: Any, which: Any) -> Any:
    """Pack truth values into a whole number, lane 0 in its lowest bit."""
    return types.int64(which), lambda c, b, s, a: _packed(b, a[0])


def _first_code(context: Any, bits: Any) -> Any:
    """Say which is the lowest bit of a whole number other than 0."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(_BIT, 1))

    return types.int64(types.int64), code


def _alike_code(context: Any, value: Any, example: Any) -> Any:
    """Give a number as the example is: in every lane, or alone."""
    kind = _kind(example)

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        number = args[0]
        if not isinstance(sig.args[0], LanesType):
            number = context.cast(builder, number, sig.args[0], types.float64)
        kind = sig.return_type
        return _spread(builder, number, kind.width) if isinstance(kind, LanesType) else number

    return kind(value, example), code


def _order_code(context: Any) -> Any:
    """Give the numbers 0 to 7, each in its lane."""
    return LANES(), lambda c, b, s, a: _constant(LANES.vector, range(WIDTH))


def _lane_code(context: Any, values: Any, which: Any) -> Any:
    """Take the number in one lane."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.extract_element(args[0], args[1])

    return types.float64(values, types.int64), code


def _largest_code(context: Any, values: Any) -> Any:
    """Find the largest number of the lanes."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        rest, size = args[0], WIDTH
        while size > 1:
            size //= 2
            halves = []
            for start in (0, size):
                places = _places(range(start, start + size))
                halves.append(builder.shuffle_vector(rest, _undefined(rest.type), places))
            rest = builder.select(builder.fcmp_ordered(">", *halves), *halves)
        return builder.extract_element(rest, ir.Constant(_PLACE, 0))

    return types.float64(values), code


def _turned_code(
    context: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any
) -> Any:  # fmt: skip
    """Turn a square of eight times eight numbers: lane i of what is given j-th is lane j of the i-th."""
    kind = types.containers.UniTuple(LANES, WIDTH)

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        rows = list(args)
        for far in (1, 2, 4):  # swap the off-diagonal quarters of ever larger squares
            after = list(rows)
            for i in range(WIDTH):
                if i & far == 0:
                    low = [k if k & far == 0 else k - far + WIDTH for k in range(WIDTH)]
                    high = [k + far if k & far == 0 else k + WIDTH for k in range(WIDTH)]
                    for place, lanes in ((i, low), (i + far, high)):
                        after[place] = builder.shuffle_vector(rows[i], rows[i + far], _places(lanes))
            rows = after
        return context.make_tuple(builder, sig.return_type, rows)

    return kind(a, b, c, d, e, f, g, h), code


def _load_code(kind: Any) -> Callable[[Any, Any, Any], Any]:
    """Read as many numbers of a one-dimensional array."""

    def typing(context: Any, array: Any, start: Any) -> Any:
        def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            place = _place(context, builder, sig, args, kind.vector)
            return builder.load(place, align=8)

        return kind(array, types.int64), code

    return typing


def _store_code(context: Any, array: Any, start: Any, values: Any) -> Any:
    """Write as many numbers as there are lanes into a one-dimensional array."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = _place(context, builder, sig, args, args[2].type)
        builder.store(args[2], place, align=8)
        return context.get_dummy_value()

    return types.void(array, types.int64, values), code


def _gather_code(context: Any, array: Any, places: Any, after: Any) -> Any:
    """Read a number for each lane: the one ``after`` its place in a one-dimensional array."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        places = builder.fptosi(args[1], ir.VectorType(_WORD, sig.args[1].width))
        out = _undefined(sig.args[1].vector)
        for j in range(sig.args[1].width):
            here = ir.Constant(_PLACE, j)
            start = builder.gep(data, [builder.extract_element(places, here)])
            number = builder.load(builder.gep(start, [args[2]]))
            out = builder.insert_element(out, number, here)
        return out

    return places(array, places, types.int64), code


def _place(context: Any, builder: Any, sig: Any, args: Any, vector: Any) -> Any:
    """Find the address of as many numbers."""
    array = context.make_array(sig.args[0])(context, builder, args[0])
    return builder.bitcast(builder.gep(array.data, [args[1]]), vector.as_pointer())


# lanes stand where the annotations of kernels say float, masks where they say bool
Array = NDArray[np.float64]
fma: Callable[[float, float, float], float] = intrinsic(_fma_code)
select: Callable[[bool, float, float], float] = intrinsic(_select_code)
scaled: Callable[[float, float], float] = intrinsic(_scaled_code)
all_true: Callable[[bool], bool] = intrinsic(_all_code)
any_true: Callable[[bool], bool] = intrinsic(_any_code)
count_true: Callable[[bool], int] = intrinsic(_count_code)
pack: Callable[[bool], int] = intrinsic(_bits_code)
first_bit: Callable[[int], int] = intrinsic(_first_code)
largest: Callable[[float], float] = intrinsic(_largest_code)
alike: Callable[[float, float], float] = intrinsic(_alike_code)
order: Callable[[], float] = intrinsic(_order_code)
lane: Callable[[float, int], float] = intrinsic(_lane_code)
turned: Callable[..., tuple[float, ...]] = intrinsic(_turned_code)
load: Callable[[Array, int], float] = intrinsic(_load_code(LANES))
load_twice: Callable[[Array, int], float] = intrinsic(_load_code(_LANES[TWICE]))
store: Callable[[Array, int, float], None] = intrinsic(_store_code)
gather: Callable[[Array, float, int], float] = intrinsic(_gather_code)
