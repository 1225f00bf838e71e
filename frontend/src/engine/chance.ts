// Chance for one play of the game: Nature draws L's strength and F's signal as the model says (T1, T2).

import type { Problem } from "./model";

/** Uniform draws on [0, 1) that a seed fixes (Mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(roll: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
}

/** The logarithm of a draw from Gamma(shape, 1), by Marsaglia and Tsang: a tiny shape then loses nothing. */
function logGamma(shape: number, roll: () => number): number {
  if (shape < 1) return logGamma(shape + 1, roll) + Math.log(1 - roll()) / shape;
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(roll);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - roll()) < x * x / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

function beta(alpha: number, b: number, roll: () => number): number {
  return 1 / (1 + Math.exp(logGamma(b, roll) - logGamma(alpha, roll)));
}

/** What Nature draws; strength is null where the signal does not fix it (a list of posteriors). */
export interface Nature {
  strength: number | null;
  weakness: number; // the chance that a challenge removes L
  signal: number; // as F reads it: from 0 to n, a count, or the rank from the weakest
}

export function nature({ game, curve }: Problem, roll: () => number): Nature {
  const { alpha, beta: b, n, kind, atoms } = game;
  if (atoms) {
    const at = roll();
    const step = Array.from(curve.ends).slice(1).findIndex((end) => at < end);
    const chosen = step < 0 ? curve.segments - 1 : step;
    return { strength: null, weakness: curve.weakness[chosen] ?? 0, signal: curve.segments - 1 - chosen };
  }
  const strength = beta(alpha, b, roll);
  const said = { strength, weakness: 1 - strength };
  if (kind === "binomial") {
    const heads = Array.from({ length: n }, () => roll() < strength).filter(Boolean).length;
    return { ...said, signal: heads };
  }
  const truth = roll() < n / (alpha + b + n);
  return { ...said, signal: n * (truth ? strength : beta(alpha, b, roll)) };
}
