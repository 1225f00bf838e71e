// Everything the page shows follows from one plain value, the state. The address after # holds it, undo
// and redo are lists of it, and a tour step is a change of it.

import type { Meta, ModelData, ProtocolId } from "./api";
import { parse, typed } from "./format";

export interface State {
  model: Record<string, number>; // the numbers of T1 by name; psi may be Infinity
  kind: string;
  atoms: string; // probability:weakness, … for kind = atoms
  all: boolean; // every protocol side by side, or only the one looked at
  protocol: ProtocolId; // the one looked at
  proposer: "L" | "F"; // remembered under open bargaining, where it makes no difference
  equilibrium: number;
  prior: "shape" | "mean"; // how the prior is set: (α, β), or its mean and strength
  variable: string;
  parameter: string;
  mapX: string;
  mapY: string;
  step: number; // of the tour; 0 when it is not running
  play: "" | "L" | "F" | "C";
}

type Words = Omit<State, "model" | "all" | "equilibrium" | "step">;
const VIEW: Words = {
  kind: "linear",
  atoms: "0.5:0.4,0.5:0.6",
  protocol: "L",
  proposer: "L",
  prior: "shape",
  variable: "concession",
  parameter: "sigma",
  mapX: "sigma",
  mapY: "q",
  play: "",
};
const CHOICES: Partial<Record<keyof Words, readonly string[]>> = {
  protocol: ["open", "F", "L"],
  proposer: ["L", "F"],
  prior: ["shape", "mean"],
  play: ["", "L", "F", "C"],
};

/** The numbers and the information structure of a scenario. */
export function fromModel(data: ModelData): Pick<State, "model" | "kind" | "atoms"> {
  const model: Record<string, number> = {};
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === "number") model[name] = value;
    else if (value === "inf") model[name] = Infinity;
  }
  const { probabilities, weaknesses } = data.information as { probabilities?: number[]; weaknesses?: number[] };
  const listed = probabilities?.map((p, i) => `${typed(p)}:${typed(weaknesses?.[i] ?? 0)}`).join(",") ?? VIEW.atoms;
  return { model, kind: data.information.kind, atoms: listed };
}

/** The page as it opens. */
export function initial(meta: Meta): State {
  const scenario = meta.scenarios.find((one) => one.name === meta.default_scenario) ?? meta.scenarios[0];
  if (!scenario) throw new Error("the server knows no scenario");
  return { ...VIEW, all: true, equilibrium: 0, step: 0, ...fromModel(scenario.model) };
}

/** Write the state as the part of an address after #: the whole model, and of the view what is not usual. */
export function toHash(state: State): string {
  const out = modelQuery(state);
  for (const [name, usual] of Object.entries(VIEW) as [keyof Words, string][]) {
    if (name !== "kind" && name !== "atoms" && state[name] !== usual) out.set(name, state[name]);
  }
  if (!state.all) out.set("all", "0");
  if (state.equilibrium) out.set("equilibrium", String(state.equilibrium));
  if (state.step) out.set("step", String(state.step));
  return out.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
}

/** Read an address; what it does not say is as in `base`, what is not understood is left out. */
export function fromHash(hash: string, base: State): State {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state: State = { ...base, model: { ...base.model } };
  for (const name of Object.keys(base.model)) {
    const value = parse(given.get(name) ?? "");
    if (!Number.isNaN(value)) state.model[name] = value;
  }
  for (const name of Object.keys(VIEW) as (keyof Words)[]) {
    const value = given.get(name);
    if (value !== null && (CHOICES[name]?.includes(value) ?? /^[\w:.,+-]*$/.test(value))) {
      (state as unknown as Record<string, string>)[name] = value;
    }
  }
  if (state.protocol !== "open") state.proposer = state.protocol;
  state.all = given.get("all") !== "0";
  state.equilibrium = whole(given.get("equilibrium"), 20);
  state.step = whole(given.get("step"), 7);
  return state;
}

function whole(text: string | null, most: number): number {
  const value = Number(text ?? 0);
  return Number.isInteger(value) && value >= 0 && value <= most ? value : 0;
}

/** The model as the server's query keys. */
export function modelQuery(state: State): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(state.model)) {
    query.set(name, value === Infinity ? "inf" : typed(value));
  }
  if (state.kind !== "linear") query.set("kind", state.kind);
  if (state.kind === "atoms") query.set("atoms", state.atoms);
  return query;
}

/** Whether two states have the same address, and so show the same. */
export function same(a: State, b: State): boolean {
  return toHash(a) === toHash(b);
}

/** Undo and redo. A drag is one step: `settle` marks its end. */
export class History {
  private past: State[] = [];
  private future: State[] = [];

  constructor(private settled: State) {}

  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }

  settle(state: State): void {
    if (same(state, this.settled)) return;
    this.past.push(this.settled);
    if (this.past.length > 200) this.past.shift();
    this.future = [];
    this.settled = state;
  }

  undo(): State | null {
    return this.move(this.past, this.future);
  }
  redo(): State | null {
    return this.move(this.future, this.past);
  }

  private move(from: State[], to: State[]): State | null {
    const state = from.pop();
    if (!state) return null;
    to.push(this.settled);
    this.settled = state;
    return state;
  }
}
