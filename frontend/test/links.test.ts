import { expect, test } from "vitest";
import { dice } from "../src/engine/chance";
import type { Library } from "../src/engine/library";
import { makeGame } from "../src/engine/model";
import type { Field, Meta } from "../src/api";
import { Refusal } from "../src/refusal";
import { fromHash, givenModel, type State } from "../src/state";

const MODEL = { alpha: 2, beta: 3, n: 12, sigma: 0.35, q: 0.6, tau: 0.1, rho: 0.8, r: 0.4, psi: 30, k_max: 1 };
const PROBABILITIES = ["sigma", "q", "r"];
const NOT_NEGATIVE = ["tau", "rho", ...PROBABILITIES];
const field = (name: string): Partial<Field> => ({
  name,
  rule: `${name} must be a number in its domain.`,
  lower: name === "k_max" ? 1 : 0,
  lower_inclusive: NOT_NEGATIVE.includes(name) || name === "k_max",
  least: NOT_NEGATIVE.includes(name) ? 0 : 1e-9,
  greatest: PROBABILITIES.includes(name) ? 1 : 1e15,
  may_be_infinite: name === "psi",
});
const META = {
  fields: Object.keys(MODEL).map(field),
  kinds: ["linear", "binomial", "article", "atoms"].map((name) => ({ name, uses_n: name !== "atoms", limits: {} })),
  variables: { concession: {} },
  axes: ["sigma", "q", "n", "tau", "psi"].map((name) => ({ name })),
  cost_laws: [{ name: "uniform", numbers: [] }, { name: "beta", numbers: [{ name: "a", least: 0.1, usual: 2 }, { name: "b", least: 0.1, usual: 4 }] }],
  any_scale: { least: 1e-9, rule: "" },
  limits: { atoms: 32 },
  sentences: { no_cost: "" },
} as unknown as Meta;
const BASE: State = {
  model: MODEL, kind: "linear", atoms: "0.5:0.4,0.5:0.8", cost: "uniform", strategies: "pure", off_path: "strongest",
  power: "", all: true, protocol: "L", proposer: "L", equilibrium: 0, prior: "shape", variable: "concession",
  parameter: "sigma", mapX: "sigma", mapY: "q", step: 0, play: "",
};

// a value that is wrong for certain, for every name that a link may have
const WRONG: Record<string, string> = {
  alpha: "0", beta: "-1", n: "0", sigma: "2", q: "-1", tau: "inf", rho: "-0.1", r: "1.1", psi: "0", k_max: "0.5",
  kind: "custom", atoms: "x", cost: "beta:2", strategies: "any", off_path: "weak", power: "2", all: "yes",
  protocol: "G", proposer: "C", equilibrium: "-1", prior: "odds", variable: "price", parameter: "z", mapX: "<b>",
  mapY: "sigma", step: "8", play: "D", v: "2",
};
const PRINTED = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((one) => one !== "&");

/** What the page says of a link: what it does not understand, else what is wrong with the model. */
function said(link: string): string[] {
  const { state, faults } = fromHash(`#${link}`, BASE, META);
  if (faults.length) return faults;
  try {
    makeGame({} as Library, META, givenModel(state));
  } catch (error) {
    if (error instanceof Refusal) return error.faults;
    throw error;
  }
  return [];
}

test("each of 2,000 malformed links is explained", () => {
  const roll = dice(21);
  const one = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;
  const junk = (): string => Array.from({ length: 1 + Math.floor(30 * roll()) }, () => one(PRINTED)).join("");
  for (let i = 0; i < 2000; i++) {
    const name = one(Object.keys(WRONG));
    const number = one(Object.keys(MODEL));
    const kinds = [`${name}=${WRONG[name]}`, `zz${junk()}=1`, `${number}=1${junk()}x`, `${number}=NaN`, `${number}=1&${number}=2`];
    const parts = [one(kinds), ...(name === "atoms" ? ["kind=atoms"] : []), ...(roll() < 0.5 ? ["variable=concession"] : [])];
    if (name === "atoms" && !parts[0]?.startsWith("atoms")) parts.splice(1, 1);
    const link = (roll() < 0.5 ? parts.reverse() : parts).join("&");
    const faults = said(link);
    expect(faults.length, link).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.length > 10), link).toBe(true);
  }
});

test("a link with nothing wrong has nothing said about it", () => {
  expect(said("v=1&sigma=0.4&psi=inf&cost=never:0.1:beta:2:4&strategies=mixed&off_path=0.5&power=0.3&protocol=random")).toEqual([]);
});
