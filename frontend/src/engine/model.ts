// A model as the page has it, checked by the domains that `summitry.model.parameters.FIELDS` defines.

import type { Field, GivenModel, Meta } from "../api";
import { Refusal } from "../refusal";
import { isUniform } from "../law";
import { readLaw, tableOfLaw } from "./cost";
import { curveOf, impossible, type Curve } from "./curve";
import type { Atoms, Game, How } from "./game";
import type { Library } from "./library";
import { filled } from "./text";

const BOUNDED = ["uniform", "power", "beta", "kumaraswamy"];
const READINGS = ["strongest", "prior", "smallest"];
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
  const law = attempt(faults, () => readLaw(meta, given.cost));
  const kind = meta.kinds.find((one) => one.name === given.kind);
  if (!kind) {
    const known = meta.kinds.map((one) => one.name).join(", ");
    throw new Refusal([`kind = ${given.kind} is unknown on this page. It must be one of ${known}.`]);
  }
  const values = { ...given.values };
  if (!kind.uses_n) values["n"] ??= 1;
  for (const named of meta.fields) {
    // only the uniform law needs the article's k_max ≥ 1
    const field = named.name === "k_max" && law && !isUniform(law) ? { ...named, lower: 0, ...meta.any_scale } : named;
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
  const steep = (meta.limits["article_steep"] ?? Infinity) * Math.min(values["alpha"] ?? 1, values["beta"] ?? 1);
  if (kind.name === "article" && n > steep)
    faults.push(`n = ${n} is too large beside alpha and beta for the article’s own density. It must be at most ${steep} here; or choose the linear signal.`);
  const atoms = kind.name === "atoms" ? attempt(faults, () => readAtoms(given.atoms, meta.limits["atoms"] ?? 32)) : null;
  const { k_max: scale = 1, psi } = values;
  if (law && BOUNDED.includes(law.name) && scale < 1 && psi === Infinity)
    faults.push(`k_max = ${scale} with Ψ = ∞ has no answer: a C who perceives a weakness above k_max is sure to challenge. Raise k_max to 1, or lower Ψ.`);
  attempt(faults, () => makeHow(given));
  if (faults.length || !law) throw new Refusal(faults);
  const game = { ...(values as Omit<Game, "kind" | "atoms" | "law">), kind: kind.name, atoms, law };
  const wrong = atomsFault(library, game);
  if (wrong) throw new Refusal([wrong]);
  return game;
}

/** Run what may refuse, and keep what it says is wrong. */
function attempt<T>(faults: string[], run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push(...error.faults);
    return null;
  }
}

/** Read for what a model is to be solved; whether C can read what is asked for is seen with its curve. */
export function makeHow({ strategies, off_path, power, proposer }: GivenModel): How {
  const faults: string[] = [];
  if (strategies !== "pure" && strategies !== "mixed") faults.push(`strategies = ${strategies} is unknown. It must be pure or mixed.`);
  const reading = READINGS.includes(off_path) || !off_path.trim() ? NaN : Number(off_path);
  if (!READINGS.includes(off_path) && Number.isNaN(reading))
    faults.push(`off_path = ${off_path} is unknown. It must be ${READINGS.join(", ")}, or a weakness such as 0.5.`);
  const chance = power.trim() ? Number(power) : null;
  if (chance !== null && !(chance >= 0 && chance <= 1))
    faults.push(`power = ${power} is no probability that F proposes. It must be from 0 to 1.`);
  if (faults.length) throw new Refusal(faults);
  const offPath = Number.isNaN(reading) ? (off_path as "strongest") : reading;
  return { mixed: strategies === "mixed", offPath, power: chance, proposer: proposer === "F" ? "F" : "L" };
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

/** A model with its curve and what C reads into an unexpected visit. */
export class Problem {
  readonly curve: Curve;
  readonly law: Float64Array | null;
  readonly belief: number;
  readonly below: number; // k₀ less it, which is sharp also when the signal says little
  readonly row: number[];

  constructor(
    readonly library: Library,
    readonly meta: Meta,
    readonly game: Game,
    readonly how: How,
  ) {
    this.curve = curveOf(library, game);
    this.row = rowOf(meta, game);
    this.law = tableOfLaw(game.law);
    [this.belief, this.below] = this.reading(how.offPath);
  }

  /** Call a function of one model, which ends with the law of C's cost. */
  call(name: string, ...given: (number | bigint)[]): number {
    return this.library.call(name, this.library.doubles(this.row), ...given, this.library.shared(this.law));
  }

  /** Whether equilibria in mixed strategies are looked for, and can be: with σ < 1 (T11). */
  get mixes(): boolean {
    return this.how.mixed && this.game.sigma < 1;
  }

  /** Why a random proposer has no answer; nothing if there is one. */
  get unworked(): string {
    return this.game.psi === Infinity ? "a random proposer is not worked out with Ψ = ∞" : "";
  }

  /** The beliefs that support no visits, and the smallest that does with k₀ less it (T5). */
  offPathBeliefs(): { strongest: boolean; prior: boolean; smallest: number; below: number } {
    const lib = this.library;
    return lib.scratch(() => {
      const out = lib.doubles(4);
      this.call("off_path_beliefs", lib.doubles(this.curve.array), out);
      const [strongest, prior, smallest = NaN, below = NaN] = lib.read(out, 4);
      return { strongest: !!strongest, prior: !!prior, smallest, below };
    });
  }

  private reading(offPath: How["offPath"]): [number, number] {
    const { strongest, weakest, k0 } = this.curve;
    const sharp: [number, number] = [strongest, this.curve.point(0, -Infinity).spread];
    if (offPath === "prior") return [k0, 0];
    if (offPath === "smallest") {
      const { smallest, below } = this.offPathBeliefs();
      return Number.isNaN(smallest) ? sharp : [smallest, below];
    }
    if (typeof offPath !== "number") return sharp;
    if (!(offPath >= strongest * (1 - 1e-12) && offPath <= weakest * (1 + 1e-12)))
      throw new Refusal([`off_path = ${offPath} is nothing that C can read into a visit: it must be from ${strongest} to ${weakest}, the weakness at F’s strongest and at its weakest signal.`]);
    const belief = Math.min(Math.max(offPath, strongest), weakest);
    return belief === strongest ? sharp : [belief, k0 - belief];
  }

  /** Payoffs of T1: 0 removal, 2 F's from a visit, 3 C's from a cut-off, 4 chance of a challenge (see summitry.h). */
  payoff(which: number, first: number, second: number): number {
    const lib = this.library;
    return lib.scratch(() => {
      const out = lib.doubles(1);
      this.call("payoffs", which, 1n, lib.doubles([first]), lib.doubles([second]), out);
      return lib.read(out, 1)[0] ?? NaN;
    });
  }
}
