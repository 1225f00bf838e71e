// Laws of C's cost of a challenge (T13.1): read from a text, and tabulated for the engine (summitry.h, "a cost law") as
// `summitry.model.cost_table` does. A density is all that is written here; G is summed up from it.

import type { Meta } from "../api";
import { isUniform, lawText, splitLaw, type Law } from "../law";
import { Refusal } from "../refusal";
import { logGamma } from "./special";

const MOST = 1000; // of every number of a law

/** Read a law; raises what is wrong with it. */
export function readLaw(meta: Meta, text: string): Law {
  const law = splitLaw(text);
  const { name, numbers, never } = law;
  const start = `cost = ${cut(text)}:`;
  if (!(never >= 0 && never < 1))
    throw new Refusal([`${start} the chance that C never challenges must be from 0 to below 1. Write for example never:0.1:power:2.`]);
  const about = meta.cost_laws.find((one) => one.name === name);
  if (!about) {
    const known = [...meta.cost_laws.map((one) => one.name), "never"].join(", ");
    throw new Refusal([`${start} the law “${cut(name)}” is unknown on this page. It must be one of ${known}. Write for example beta:2:4.`]);
  }
  const within = about.numbers.every(({ least }, i) => (numbers[i] ?? NaN) >= least && (numbers[i] ?? NaN) <= MOST);
  if (numbers.length === about.numbers.length && within) return law;
  const domains = about.numbers.map((one) => `${one.name} from ${one.least} to ${MOST}`).join(", ");
  const example = [name, ...about.numbers.map((one) => one.usual)].join(":");
  throw new Refusal([`${start} ${name} takes ${domains || "no numbers"}. Write for example ${example}.`]);
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

interface Shape {
  bounded: boolean;
  sharp: boolean; // G(1) is known to be 1, whatever the sum of the panels is
  density: (x: number, rest: number) => number; // at x = 1 − rest, each with its digits
  below: (x: number) => number; // G near 0
  above: (x: number) => number; // 1 − G where that is small, for laws without a largest cost
}

const none = (): number => 0;

function shapeOf({ name, numbers }: Law): Shape {
  const [a = 1, b = 1] = numbers;
  if (name === "uniform") return { bounded: true, sharp: true, density: () => 1, below: (x) => x, above: none };
  if (name === "power")
    return { bounded: true, sharp: true, density: (x) => a * x ** (a - 1), below: (x) => x ** a, above: none };
  if (name === "beta") {
    const norm = logGamma(a + b) - logGamma(a) - logGamma(b);
    const density = (x: number, rest: number): number =>
      rest > 0 ? Math.exp(norm + (a - 1) * Math.log(x) + (b - 1) * Math.log(rest)) : 0;
    return { bounded: true, sharp: false, density, below: (x) => (x * density(x, 1 - x)) / a, above: none };
  }
  if (name === "kumaraswamy") {
    const left = (x: number, rest: number): number => -Math.expm1(a * (x < 0.5 ? Math.log(x) : Math.log1p(-rest)));
    return {
      bounded: true,
      sharp: true,
      density: (x, rest) => (rest > 0 ? a * b * x ** (a - 1) * left(x, rest) ** (b - 1) : 0),
      below: (x) => -Math.expm1(b * Math.log1p(-(x ** a))),
      above: none,
    };
  }
  if (name === "exponential")
    return {
      bounded: false,
      sharp: false,
      density: (x) => a * Math.exp(-a * x),
      below: (x) => -Math.expm1(-a * x),
      above: (x) => Math.exp(-a * x),
    };
  // lognormal: far from the mean a tail is its density times Mill's ratio
  const score = (x: number): number => (Math.log(x) - a) / b;
  const tail = (u: number): number =>
    u > 6 ? ((Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI)) * (1 - 1 / u ** 2 + 3 / u ** 4)) / u : 1;
  return {
    bounded: false,
    sharp: false,
    density: (x) => Math.exp(-0.5 * score(x) ** 2) / (x * b * Math.sqrt(2 * Math.PI)),
    below: (x) => tail(-score(x)),
    above: (x) => tail(score(x)),
  };
}

const [DEGREE, ROW] = [8, 12]; // of the polynomials of G; numbers of a panel
const [ANCHOR, PER_WIDTH, AREA, FIRST] = [0, 1, 2, 3]; // the coefficients begin at FIRST
const [DEEPEST, RAREST] = [300, 1e-40]; // powers of ½ below which no panel stands, and the chance there
const NEAREST = 45; // the same of 1 − x
const [COARSEST, FINEST, PRECISE] = [5, 7, 3e-14]; // log₂ of panels to a power of two; the error that is small enough
const SURE = 5e-17; // a chance that nothing is lost by leaving out
const NODES = Array.from({ length: DEGREE }, (_, i) => -Math.cos((Math.PI * (i + 0.5)) / DEGREE));
const TESTS = [-0.96, -0.58, -0.14, 0.36, 0.94];
const horner = (coefficients: ArrayLike<number>, t: number): number => {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * t + (coefficients[i] as number);
  return value;
};

/** Coefficients, in powers, of the polynomials that are 1 at one node and 0 at the others. */
const BASIS = NODES.map((node) =>
  NODES.filter((other) => other !== node).reduce(
    (product, other) => {
      const up = [0, ...product].map((c, i) => c - other * (product[i] ?? 0));
      return up.map((c) => c / (node - other));
    },
    [1],
  ),
);

/** Ends of the panels of powers of two, from 2^from to 2^to. */
function edges(from: number, to: number, bits: number): number[] {
  const each = 2 ** bits;
  const out: number[] = [];
  for (let e = from; e < to; e++) for (let i = 0; i < each; i++) out.push(2 ** e * (1 + i / each));
  return [...out, 2 ** to];
}

interface Panels {
  start: number[];
  end: number[];
  width: number[];
  low: number; // how many lie below ½, or all where there is no largest cost
}

function panelsOf(shape: Shape, bits: number): Panels {
  let deep = 1;
  while (deep < DEEPEST && !(shape.below(2 ** -deep) < RAREST)) deep++;
  if (!shape.bounded) {
    let high = 0;
    while (!(shape.above(2 ** high) < SURE)) high++;
    const at = edges(-deep, high, bits);
    const width = at.slice(1).map((x, i) => x - (at[i] as number));
    return { start: at.slice(0, -1), end: at.slice(1), width, low: width.length };
  }
  const lower = [...edges(-deep, -1, bits), 0.5 * (1 + 2 ** -bits)]; // ½ itself is named as what follows it
  const rests = edges(-NEAREST, -1, bits).reverse();
  const [from, to] = [rests.slice(0, -1), rests.slice(1)];
  return {
    start: [...lower.slice(0, -1), ...from.map((x) => 1 - x)],
    end: [...lower.slice(1), ...to.map((x) => 1 - x)],
    width: [...lower.slice(1).map((x, i) => x - (lower[i] as number)), ...from.map((x, i) => x - (to[i] as number))],
    low: lower.length - 1,
  };
}

/** Sums up to the start of each panel; the one that begins at ½ reaches beyond the first one above. */
function running(parts: Float64Array, low: number, first: number): Float64Array {
  const sums = new Float64Array(parts.length);
  let sum = first;
  parts.forEach((part, i) => {
    sums[i] = sum - (i >= low ? (parts[low - 1] ?? 0) : 0);
    sum += part;
  });
  return sums;
}

const bitsOf = new DataView(new ArrayBuffer(8));
function nameOf(x: number, shift: number): number {
  bitsOf.setFloat64(0, x);
  return Number(bitsOf.getBigInt64(0) >> BigInt(shift));
}

/** Coefficients of the polynomial through values at the nodes; of what differs from one of them, which is small. */
function fit(values: Float64Array, out: Float64Array): void {
  const level = values[DEGREE / 2] as number;
  for (let k = 0; k < DEGREE; k++) {
    let sum = k ? 0 : level;
    for (let j = 0; j < DEGREE; j++) sum += ((values[j] as number) - level) * (BASIS[j]?.[k] as number);
    out[k] = sum;
  }
}

/** Fit the density on every panel, and integrate it from 0 on. */
function tabulate(shape: Shape, bits: number): { numbers: Float64Array; error: number } {
  const { start, end, width, low } = panelsOf(shape, bits);
  const count = start.length;
  const rows = new Float64Array(count * ROW);
  const [gBelow, gAbove] = [new Float64Array(count), new Float64Array(count)]; // of G, on each side of the middle
  let error = 0;
  const [values, mass] = [new Float64Array(DEGREE), new Float64Array(DEGREE)];
  for (let i = 0; i < count; i++) {
    const half = 0.5 * (width[i] as number);
    const far = shape.bounded ? Math.max(1 - (end[i] as number), 0) : 0;
    const at = (t: number): number => (start[i] as number) + half * (1 + t);
    const dense = (t: number): number => shape.density(at(t), far + half * (1 - t));
    for (let j = 0; j < DEGREE; j++) values[j] = dense(NODES[j] as number);
    fit(values, mass);
    for (const t of TESTS) {
      const right = dense(t);
      error = Math.max(error, (at(t) * Math.abs(horner(mass, t) - right)) / Math.max(1, at(t) * right));
    }
    rows[i * ROW + ANCHOR] = at(0);
    rows[i * ROW + PER_WIDTH] = 1 / half;
    mass.forEach((m, k) => {
      const c = (m * half) / (k + 1);
      rows[i * ROW + FIRST + k + 1] = c;
      gAbove[i] = (gAbove[i] as number) + c;
      gBelow[i] = (gBelow[i] as number) + (k % 2 ? -c : c);
    });
  }
  const first = shape.below(start[0] as number);
  const heights = running(gBelow.map((x, i) => x + (gAbove[i] as number)), low, first);
  const [below, above] = [new Float64Array(count), new Float64Array(count)]; // of the integral of G
  for (let i = 0; i < count; i++) {
    rows[i * ROW + FIRST] = (heights[i] as number) + (gBelow[i] as number);
    const half = 0.5 * (width[i] as number);
    for (let k = 0; k <= DEGREE; k++) {
      const part = ((rows[i * ROW + FIRST + k] as number) * half) / (k + 1);
      above[i] = (above[i] as number) + part;
      below[i] = (below[i] as number) + (k % 2 ? -part : part);
    }
  }
  const totals = running(below.map((x, i) => x + (above[i] as number)), low, 0.5 * first * (start[0] as number));
  totals.forEach((total, i) => (rows[i * ROW + AREA] = total + (below[i] as number)));
  const last = count - 1;
  const top = shape.bounded ? 1 : (end[last] as number);
  const reached = (heights[last] as number) + (gBelow[last] as number) + (gAbove[last] as number);
  const total = (totals[last] as number) + (below[last] as number) + (above[last] as number);
  return { numbers: laidOut({ shape, bits, rows, low, start: start[0] as number, first, top, reached, total }), error };
}

interface Laid {
  shape: Shape;
  bits: number;
  rows: Float64Array;
  low: number;
  start: number;
  first: number;
  top: number;
  reached: number; // G, and its integral, at the end of the last panel
  total: number;
}

/** Put the panels in the order of their names, with what lies before the first and beyond the last. */
function laidOut({ shape, bits, rows, low, start, first, top, reached, total }: Laid): Float64Array {
  const shift = 52 - bits;
  const { bounded } = shape;
  const rest = 2 ** -NEAREST;
  const highest = bounded && shape.sharp ? 1 : reached;
  const bottom = new Float64Array(ROW);
  bottom[PER_WIDTH] = 1 / start;
  bottom[FIRST + 1] = first;
  const beyond = new Float64Array(ROW);
  beyond.set([bounded ? 1 - rest : top, bounded ? 1 / rest : 1, total, reached]);
  if (bounded) beyond[FIRST + 1] = highest - reached; // a straight line, from its lower end
  const count = rows.length / ROW;
  const upper = Array.from({ length: count - low }, (_, i) => rows.subarray((count - 1 - i) * ROW, (count - i) * ROW));
  const table = [bottom, rows.subarray(0, low * ROW), beyond, ...upper];
  const [fold, name] = bounded ? [low + 1, nameOf(rest, shift) - 1] : [0, 0];
  const head = [count + 2, shift, nameOf(start, shift) - 1, name, fold, top, 2 ** -(bits + 4), highest];
  const out = new Float64Array(head.length + (count + 2) * ROW);
  out.set(head);
  let at = head.length;
  for (const part of table) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const known = new Map<string, Float64Array>();
const KEPT = 4; // tables that are remembered: a slider goes to and fro

/** The table of a law; null for the uniform one, which the engine knows. */
export function tableOfLaw(law: Law): Float64Array | null {
  if (isUniform(law)) return null;
  const key = lawText(law);
  const found = known.get(key);
  if (found) return found;
  const bare = shapeOf(law);
  let best = tabulate(bare, COARSEST);
  for (let bits = COARSEST + 1; bits <= FINEST && best.error >= PRECISE; bits++) {
    const finer = tabulate(bare, bits);
    if (finer.error < best.error) best = finer;
  }
  const table = scaled(best.numbers, 1 - law.never);
  if (known.size >= KEPT) known.delete(known.keys().next().value as string);
  known.set(key, table);
  return table;
}

/** The same law where C challenges with that chance only: G, and its integral, times the chance. */
function scaled(numbers: Float64Array, share: number): Float64Array {
  const out = Float64Array.from(numbers);
  const HEAD = 8;
  out[HEAD - 1] = share * (out[HEAD - 1] as number);
  for (let row = HEAD; row < out.length; row += ROW)
    for (let k = AREA; k < ROW; k++) out[row + k] = share * (out[row + k] as number);
  return out;
}
