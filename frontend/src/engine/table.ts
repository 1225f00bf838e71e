// Curves of continuous signals as tables of Chebyshev panels, as `summitry.model.experiments.density_curve` makes them.

import { logGammaRatio } from "./special";

const LAST = 16; // a panel has one node more
const [TOLERANCE, NEGLIGIBLE, LOG_FLOOR] = [2e-13, 1e-280, -690];
const NARROWEST = 1e-12;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const NODES = range(LAST + 1).map((i) => -Math.cos((Math.PI * i) / LAST));
const sum = (values: number[]): number => values.reduce((total, x) => total + x, 0);

type Function = (x: number) => number;

/** A panel's values at the nodes. */
function sample(f: Function, low: number, high: number): number[] {
  const [half, middle] = [(high - low) / 2, (high + low) / 2];
  return NODES.map((t) => f(Math.min(high, Math.max(low, middle + half * t))));
}

/** Chebyshev coefficients of the polynomial through a panel's values. */
function coefficients(values: number[]): number[] {
  return range(LAST + 1).map((k) => {
    const terms = values.map((f, j) => (j % LAST ? f : f / 2) * Math.cos((k * Math.PI * (LAST - j)) / LAST));
    return ((k % LAST ? 2 : 1) / LAST) * sum(terms);
  });
}

/** The value of a Chebyshev series, by Clenshaw's rule. */
function series(c: number[], t: number): number {
  let [b1, b2] = [0, 0];
  for (let k = c.length - 1; k > 0; k--) [b1, b2] = [2 * t * b1 - b2 + (c[k] as number), b1];
  return t * b1 - b2 + (c[0] ?? 0);
}

/** The derivative of a Chebyshev series, as one. */
function derived(c: number[]): number[] {
  const out = new Array<number>(c.length + 1).fill(0);
  for (let k = c.length - 2; k >= 0; k--) out[k] = (out[k + 2] ?? 0) + 2 * (k + 1) * (c[k + 1] as number);
  out[0] = (out[0] ?? 0) / 2;
  return out.slice(0, c.length - 1);
}

/** Nodes and weights of Gauss and Legendre, by Newton's method. */
function gauss(count: number): { at: number; weight: number }[] {
  return range(count).map((i) => {
    let at = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let [before, now] = [1, at];
      for (let k = 2; k <= count; k++) [before, now] = [now, ((2 * k - 1) * at * now - (k - 1) * before) / k];
      slope = (count * (at * now - before)) / (at * at - 1);
      at -= now / slope;
    }
    return { at, weight: 2 / ((1 - at * at) * slope * slope) };
  });
}

const GAUSS = gauss(LAST + 1);

/** Halve panels of [0, 1] until every function is interpolated to near rounding. */
function refined(functions: Function[], tolerance: number): number[] {
  const work = range(4).map((i): [number, number] => [i / 4, (i + 1) / 4]);
  const largest = (values: number[]): number => Math.max(...values.map(Math.abs));
  const floors = functions.map((f) => NEGLIGIBLE * Math.max(...work.map(([low, high]) => largest(sample(f, low, high)))));
  const edges = new Set([0]);
  for (let panel = work.pop(); panel; panel = work.pop()) {
    const [low, high] = panel;
    const bad = functions.some((f, i) => {
      const values = sample(f, low, high);
      const most = largest(values);
      return !(largest(coefficients(values).slice(-2)) <= tolerance * most || most <= (floors[i] as number));
    });
    const middle = (low + high) / 2;
    if (bad && high - low > NARROWEST) work.push([low, middle], [middle, high]);
    else edges.add(high);
  }
  return [...edges].sort((a, b) => a - b);
}

/** What a table of a curve holds, panel by panel. */
export interface Panels {
  mass: number[];
  moment: number[];
  gap: number[]; // of the prior weakness over the panel's
  level: number[]; // the same at the panel's weak end
  k0: number;
  edges: number[];
  density: number[];
  weakness: number[];
  slope: number[];
}

/** Tabulate a signal s ∈ [0, 1] from the strong end, from its density, up to a constant, and its posterior weakness. */
function tabulated(density: Function, weakness: Function, tolerance: number): Panels {
  const edges = refined([density, weakness], tolerance);
  const panels = range(edges.length - 1).map((i) => {
    const [low, high] = [edges[i] as number, edges[i + 1] as number];
    const [values, posterior] = [sample(density, low, high), sample(weakness, low, high)];
    const [dense, weak] = [coefficients(values), coefficients(posterior)];
    const half = (high - low) / 2;
    const share = GAUSS.map(({ at, weight }) => series(dense, at) * weight * half);
    return { values, posterior, share, at: GAUSS.map(({ at }) => series(weak, at)), weak: derived(weak), half };
  });
  const total = sum(panels.map((one) => sum(one.share)));
  for (const one of panels) one.share = one.share.map((x) => x / total);
  const moment = panels.map((one) => sum(one.share.map((p, j) => p * (one.at[j] as number))));
  const k0 = sum(moment);
  return {
    k0,
    moment,
    edges,
    mass: panels.map((one) => sum(one.share)),
    gap: panels.map((one) => sum(one.share.map((p, j) => p * (k0 - (one.at[j] as number))))),
    level: panels.map((one) => k0 - (one.posterior[LAST] as number)),
    density: panels.flatMap((one) => one.values.map((x) => x / total)),
    weakness: panels.flatMap((one) => one.posterior),
    slope: panels.flatMap((one) => NODES.map((t) => Math.max(series(one.weak, t) / one.half, 0))),
  };
}

/** The article's words taken literally: the binomial density at real counts (T2). */
export function articlePanels(alpha: number, beta: number, n: number): Panels {
  const log = (s: number): number => logGammaRatio(n * (1 - s), alpha) + logGammaRatio(n * s, beta);
  const top = Math.max(...range(1001).map((i) => log(i / 1000)));
  const weakness = (s: number): number => (beta + n * s) / (alpha + beta + n);
  return tabulated((s) => Math.exp(Math.max(log(s) - top, LOG_FLOOR)), weakness, TOLERANCE + 2e-15 * (alpha + beta + n));
}
