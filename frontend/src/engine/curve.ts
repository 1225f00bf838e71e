// Weakness curves (T2): made, evaluated and inverted by the engine, as `summitry.model.experiments` has them.

import { TOO_SMALL, type Library } from "./library";
import type { Atoms, Game } from "./game";
import { articlePanels } from "./table";

export const STEPS = 1;
const TABLE = 2;
const PANEL = 17; // numbers of a function in a panel
const HEADER = 14;
const LENGTHS = [HEADER + 512, HEADER + 2 * 20_008 + 8];

export interface Points {
  segment: Float64Array;
  x: Float64Array;
}

export interface Point {
  v: number;
  kappa: number;
  spread: number; // ν − κ
  m: number;
}

/** A curve as the engine reads it: one array of numbers. */
export class Curve {
  readonly kind: number;
  readonly segments: number;
  readonly k0: number;
  readonly strongest: number; // m(0)
  readonly weakest: number; // m(1)
  private readonly size: number;

  constructor(
    private readonly library: Library,
    readonly array: Float64Array,
  ) {
    [this.kind, this.segments, this.k0, this.strongest, this.weakest] = [0, 1, 2, 3, 4].map((i) => array[i] as number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    this.size = array[12] as number;
  }

  private list(which: number, length: number): Float64Array {
    const start = HEADER + which * (this.size + 1);
    return this.array.slice(start, start + length);
  }

  /** Visit probabilities at the ends of steps. */
  get ends(): Float64Array {
    return this.list(0, this.size + 1);
  }

  /** The weakness of each step, from the strong end. */
  get weakness(): Float64Array {
    return this.list(5, this.size);
  }

  locate(v: ArrayLike<number>, vc: ArrayLike<number>): Points {
    const lib = this.library;
    return lib.scratch(() => {
      const [segment, x] = [lib.doubles(v.length), lib.doubles(v.length)];
      lib.call("locate", lib.doubles(this.array), BigInt(v.length), lib.doubles(v), lib.doubles(vc), segment, x);
      return { segment: lib.read(segment, v.length), x: lib.read(x, v.length) };
    });
  }

  point(segment: number, x: number): Point {
    const lib = this.library;
    return lib.scratch(() => {
      const out = lib.doubles(9);
      lib.call("points", lib.doubles(this.array), 1n, lib.doubles([segment]), lib.doubles([x]), out);
      const [v = 0, , kappa = 0, spread = 0, m = 0] = lib.read(out, 9);
      return { v, kappa, spread, m };
    });
  }
}

function linear(library: Library, { alpha, beta }: Game, noise: number, signal: number): Curve {
  return library.scratch(() => {
    for (const capacity of LENGTHS) {
      const [room, length] = [library.doubles(capacity), library.bytes(8)];
      if (library.call("linear_curve", alpha, beta, noise, signal, BigInt(capacity), room, length) === TOO_SMALL)
        continue;
      return new Curve(library, library.read(room, library.readLongs(length, 1)[0] ?? 0));
    }
    throw new Error("a linear curve is longer than the engine says it can be");
  });
}

function binomial(library: Library, { alpha, beta, n }: Game): Curve {
  return library.scratch(() => {
    const capacity = HEADER + 6 * (n + 2);
    const [room, length] = [library.doubles(capacity), library.bytes(8)];
    library.call("binomial_curve", alpha, beta, BigInt(n), BigInt(capacity), room, length);
    return new Curve(library, library.read(room, library.readLongs(length, 1)[0] ?? 0));
  });
}

const cumulated = (values: number[]): number[] => values.reduce((out, x) => [...out, (out.at(-1) ?? 0) + x], [0]);
const sum = (values: number[]): number => values.reduce((total, x) => total + x, 0);

/** The curve of a list of posteriors; equal weaknesses are one step (T6). */
export function stepsCurve(library: Library, { probabilities, weaknesses }: Atoms): Curve {
  const masses = new Map<number, number>();
  weaknesses.forEach((w, i) => masses.set(w, (masses.get(w) ?? 0) + (probabilities[i] ?? 0)));
  const w = [...masses.keys()].sort((a, b) => a - b);
  const total = sum(probabilities);
  const mass = w.map((one) => (masses.get(one) ?? 0) / total);
  const moment = mass.map((p, i) => p * (w[i] ?? 0));
  const k0 = sum(moment);
  const gap = mass.map((p, i) => p * (k0 - (w[i] ?? 0)));
  const level = w.map((one) => k0 - one);
  return listed(library, STEPS, w.length, k0, w, [...sums({ mass, moment, gap, level }), ...w, 0]);
}

interface Parts {
  mass: number[];
  moment: number[];
  gap: number[];
  level: number[];
}

/** v, 1 − v, M and k₀v − M over steps or panels, each from the end where it is small; and their masses. */
function sums({ mass, moment, gap, level }: Parts): number[] {
  const fromWeak = (values: number[]): number[] => cumulated([...values].reverse()).reverse();
  const [strong, weak] = [cumulated(gap), fromWeak(gap)];
  const joined = strong.map((x, i) => (i === 0 || (level[i - 1] ?? 0) > 0 ? x : -(weak[i] ?? 0)));
  return [cumulated(mass), fromWeak(mass), cumulated(moment), joined, [...mass, 0]].flat();
}

/** A curve from its lists; the weakness runs from the strong end to the weak one. */
function listed(library: Library, kind: number, segments: number, k0: number, weakness: number[], lists: number[]): Curve {
  const size = kind === STEPS ? segments : (lists.length - 6) / (6 + 3 * PANEL);
  const head = [kind, segments, k0, weakness[0] ?? 0, weakness.at(-1) ?? 0, 0, 0, 0, 0, 0, 0, 0, size, lists.length];
  return new Curve(library, Float64Array.from([...head, ...lists]));
}

/** The curve of the article's density taken literally (T2). */
function article(library: Library, { alpha, beta, n }: Game): Curve {
  const panels = articlePanels(alpha, beta, n);
  const { k0, edges, density, weakness, slope } = panels;
  return listed(library, TABLE, 1, k0, weakness, [...sums(panels), ...edges, ...density, ...weakness, ...slope]);
}

/** The curve of a model's information structure (T2). */
export function curveOf(library: Library, game: Game): Curve {
  if (game.kind === "binomial") return binomial(library, game);
  if (game.kind === "article") return article(library, game);
  if (game.kind === "atoms" && game.atoms) return stepsCurve(library, game.atoms);
  const s = game.alpha + game.beta;
  return linear(library, game, s / (s + game.n), game.n / (s + game.n));
}

/** By how much a list reveals more than the strength itself would, at most; 0 or less if it can be (T2). */
export function impossible(library: Library, game: Game): number {
  if (!game.atoms) return -Infinity;
  const curve = stepsCurve(library, game.atoms);
  if (curve.segments < 2) return -Infinity;
  const inner = curve.ends.slice(1, -1);
  const revealed = linear(library, game, 0, 1);
  const at = revealed.locate(inner, inner.map((v) => 1 - v));
  const mass = Array.from(curve.ends).slice(1).map((end, i) => end - (curve.ends[i] ?? 0));
  let m = 0;
  return Math.max(
    ...Array.from(inner, (_, i) => {
      m += (mass[i] ?? 0) * (curve.weakness[i] ?? 0);
      const p = revealed.point(at.segment[i] ?? 0, at.x[i] ?? 0);
      return p.v * p.kappa - m;
    }),
  );
}
