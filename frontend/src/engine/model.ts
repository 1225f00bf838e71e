// A model as the page has it, checked by the domains that `summitry.model.parameters.FIELDS` defines.

import type { Field, GivenModel, Meta } from "../api";
import { Refusal } from "../refusal";
import { curveOf, impossible, type Curve } from "./curve";
import type { Library } from "./library";
import { filled } from "./words";

export interface Atoms {
  probabilities: number[];
  weaknesses: number[];
}

/** The numbers of T1 and the information structure; n is 1 where the structure does not use it. */
export interface Game {
  alpha: number;
  beta: number;
  n: number;
  sigma: number;
  q: number;
  tau: number;
  rho: number;
  r: number;
  psi: number;
  k_max: number;
  kind: string;
  atoms: Atoms | null;
}

const AGREE = 1e-9; // of the posteriors' mean with the prior, as `summitry.model.plausibility` has it

/** What is wrong with a value of a parameter; nothing if it is allowed. */
export function fieldFault(field: Field, value: number): string {
  const wrong =
    Number.isNaN(value) ? "is not a number"
    : value === Infinity && field.may_be_infinite ? ""
    : !Number.isFinite(value) ? "is infinite"
    : value < field.lower || (value === field.lower && !field.lower_inclusive)
      ? `is ${field.lower_inclusive ? "below" : "not above"} ${field.lower}`
    : value < field.least ? `is below ${field.least}`
    : value > field.greatest ? `is above ${field.greatest}`
    : "";
  return wrong && `${field.name} = ${value} ${wrong}. ${field.rule}`;
}

/** Read probability:weakness, … as two lists. */
export function readAtoms(text: string, most: number): Atoms {
  const pairs = text.split(",").map((part) => part.split(":").map((word) => (word.trim() ? Number(word) : NaN)));
  if (pairs.length > most) throw new Refusal([`atoms has ${pairs.length} pairs. It must have at most ${most}.`]);
  if (!pairs.every((pair) => pair.length === 2 && pair.every((x) => x > 0 && x <= 1)))
    throw new Refusal([
      `atoms = ${text.slice(0, 60)} is not a list of probability:weakness with commas, each above 0 and at most 1. Write for example 0.5:0.4,0.5:0.6.`,
    ]);
  return { probabilities: pairs.map((pair) => pair[0] ?? 0), weaknesses: pairs.map((pair) => pair[1] ?? 0) };
}

/** Check a model and make it; all faults are raised at once. */
export function makeGame(library: Library, meta: Meta, given: GivenModel): Game {
  const faults: string[] = [];
  const kind = meta.kinds.find((one) => one.name === given.kind);
  if (!kind) {
    const known = meta.kinds.map((one) => one.name).join(", ");
    throw new Refusal([`kind = ${given.kind} is unknown on this page. It must be one of ${known}.`]);
  }
  const values = { ...given.values };
  if (!kind.uses_n) values["n"] ??= 1;
  for (const field of meta.fields) {
    const value = values[field.name];
    const fault = value === undefined ? `${field.name} is missing. ${field.rule}` : fieldFault(field, value);
    if (fault) faults.push(fault);
    const [low, high] = kind.limits[field.name] ?? [-Infinity, Infinity];
    if (!fault && value !== undefined && (value < low || value > high))
      faults.push(`${field.name} = ${value} takes too long for a page with kind = ${kind.name}: here it must be from ${low} to ${high}. For more use summitry.solve.`);
  }
  const { rho = 1, r = 0, tau = 0, n = 1 } = values;
  if (rho + (1 - r) * tau === 0) faults.push(filled(meta.sentences.no_cost, { rho: String(rho), r: String(r), tau: String(tau) }));
  if (kind.name === "binomial" && !Number.isInteger(n))
    faults.push(`n = ${n} is not a whole number, which coin flips need. Write for example n = ${Math.max(1, Math.round(n))}.`);
  let atoms: Atoms | null = null;
  try {
    atoms = kind.name === "atoms" ? readAtoms(given.atoms, meta.limits["atoms"] ?? 32) : null;
  } catch (error) {
    faults.push(...(error as Refusal).faults);
  }
  if (faults.length) throw new Refusal(faults);
  const game = { ...(values as Omit<Game, "kind" | "atoms">), kind: kind.name, atoms };
  const wrong = atomsFault(library, game);
  if (wrong) throw new Refusal([wrong]);
  return game;
}

/** What is wrong with a list of posteriors for a prior (T2); nothing for other structures. */
export function atomsFault(library: Library, game: Game): string {
  if (!game.atoms) return "";
  const { probabilities, weaknesses } = game.atoms;
  const total = probabilities.reduce((a, b) => a + b, 0);
  if (Math.abs(total - 1) > AGREE) return `atoms: the probabilities sum to ${total}; they must sum to 1.`;
  if (weaknesses.some((w) => w >= 1)) return "atoms: every weakness must lie strictly between 0 and 1.";
  const mean = probabilities.reduce((sum, p, i) => sum + p * (weaknesses[i] ?? 0), 0) / total;
  const prior = game.beta / (game.alpha + game.beta);
  if (Math.abs(mean - prior) > AGREE)
    return `atoms: the mean weakness is ${Number(mean.toPrecision(12))}, but the prior's is beta/(alpha+beta) = ${Number(prior.toPrecision(12))}. Change the atoms, or alpha and beta, until they agree.`;
  return impossible(library, game) > AGREE
    ? "atoms: no experiment on strength ~ Beta(alpha, beta) can give these weaknesses: they reveal more than the strength itself. Move them towards their mean."
    : "";
}

/** A model as a row of a table of models. */
export function rowOf(meta: Meta, game: Game): number[] {
  return meta.fields.map((field) => game[field.name as keyof Game] as number);
}

/** A model with its curve and what C reads into an unexpected visit: the strongest signal (Assumption 1). */
export class Problem {
  readonly curve: Curve;
  readonly belief: number;
  readonly below: number; // k₀ less it, which is sharp also when the signal says little
  readonly row: number[];

  constructor(
    readonly library: Library,
    readonly meta: Meta,
    readonly game: Game,
  ) {
    this.curve = curveOf(library, game);
    this.row = rowOf(meta, game);
    this.belief = this.curve.strongest;
    this.below = this.curve.point(0, -Infinity).spread;
  }

  /** Payoffs of T1: 0 removal, 2 F's from a visit, 3 C's from a cut-off (see summitry.h). */
  payoff(which: number, first: number, second: number): number {
    const lib = this.library;
    return lib.scratch(() => {
      const out = lib.doubles(1);
      lib.call("payoffs", lib.doubles(this.row), which, 1n, lib.doubles([first]), lib.doubles([second]), out);
      return lib.read(out, 1)[0] ?? NaN;
    });
  }
}
