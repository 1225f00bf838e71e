// Everything the page shows follows from one plain value, the state. The address after # holds it, undo
// and redo are lists of it, and a tour step is a change of it.

import { PROTOCOLS, type GivenModel, type Meta, type ModelData, type ProtocolId } from "./api";
import { parse, typed } from "./format";
import { isUniform, splitLaw } from "./law";

export interface State {
  model: Record<string, number>; // the numbers of T1 by name; psi may be Infinity
  kind: string;
  atoms: string; // probability:weakness, … for kind = atoms
  cost: string; // the law of C's cost: its name and numbers, with colons
  strategies: "pure" | "mixed";
  off_path: string; // what C reads into an unexpected visit: a rule's name, or a weakness
  power: string; // the chance that F proposes where Nature draws; empty where it does not
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
  cost: "uniform",
  strategies: "pure",
  off_path: "strongest",
  power: "",
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
  strategies: ["pure", "mixed"],
  protocol: PROTOCOLS,
  proposer: ["L", "F"],
  prior: ["shape", "mean"],
  play: ["", "L", "F", "C"],
};

/** For what a model is solved, as the page opens. */
export const PLAIN = { strategies: "pure", off_path: "strongest", power: "" } as const;

/** The numbers, the information structure and the cost law of a scenario. */
export function fromModel(data: ModelData): Pick<State, "model" | "kind" | "atoms" | "cost"> {
  const model: Record<string, number> = {};
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === "number") model[name] = value;
    else if (value === "inf") model[name] = Infinity;
  }
  const { probabilities, weaknesses } = data.information as { probabilities?: number[]; weaknesses?: number[] };
  const listed = probabilities?.map((p, i) => `${typed(p)}:${typed(weaknesses?.[i] ?? 0)}`).join(",") ?? VIEW.atoms;
  return { model, kind: data.information.kind, atoms: listed, cost: costText(data.cost) };
}

function costText(data: ModelData["cost"]): string {
  if (!data) return VIEW.cost;
  const { law, e, base, ...numbers } = data as { law: string; e?: number; base?: ModelData["cost"] };
  return base ? `never:${e}:${costText(base)}` : [law, ...Object.values(numbers)].join(":");
}

function costData(text: string, meta: Meta): NonNullable<ModelData["cost"]> {
  const { name, numbers, never } = splitLaw(text);
  const about = meta.cost_laws.find((one) => one.name === name);
  const base = { law: name, ...Object.fromEntries(numbers.map((x, i) => [about?.numbers[i]?.name ?? String(i), x])) };
  return never > 0 ? { law: "never", e: never, base } : base;
}

/** The same as `Model.to_dict` writes it. */
export function modelData(state: State, meta: Meta): ModelData {
  const values = Object.entries(state.model).map(([name, value]) => [name, value === Infinity ? "inf" : value]);
  const lists: Record<string, number[]> = {};
  if (state.kind === "atoms") {
    const pairs = state.atoms.split(",").map((pair) => pair.split(":").map(Number));
    lists["probabilities"] = pairs.map((pair) => pair[0] ?? NaN);
    lists["weaknesses"] = pairs.map((pair) => pair[1] ?? NaN);
  }
  const cost = isUniform(splitLaw(state.cost)) ? {} : { cost: costData(state.cost, meta) };
  return { ...Object.fromEntries(values), information: { kind: state.kind, ...lists }, ...cost };
}

/** The page as it opens. */
export function initial(meta: Meta): State {
  const scenario = meta.scenarios.find((one) => one.name === meta.default_scenario) ?? meta.scenarios[0];
  if (!scenario) throw new Error("the page knows no scenario");
  return { ...VIEW, all: true, equilibrium: 0, step: 0, ...fromModel(scenario.model) };
}

const VERSION = "1"; // of what the names in an address mean

/** Write the state as the part of an address after #: the whole model, and of the view what is not usual. */
export function toHash(state: State): string {
  const out = new URLSearchParams({ v: VERSION });
  for (const [name, value] of Object.entries(state.model)) out.set(name, value === Infinity ? "inf" : typed(value));
  if (state.kind !== "linear") out.set("kind", state.kind);
  if (state.kind === "atoms") out.set("atoms", state.atoms);
  for (const [name, usual] of Object.entries(VIEW) as [keyof Words, string][]) {
    if (name !== "kind" && name !== "atoms" && state[name] !== usual) out.set(name, state[name]);
  }
  if (!state.all) out.set("all", "0");
  if (state.equilibrium) out.set("equilibrium", String(state.equilibrium));
  if (state.step) out.set("step", String(state.step));
  return out.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
}

export interface ReadState {
  state: State;
  faults: string[]; // what the address says that this page does not understand
}

const LONGEST = 60; // characters of a value that a message repeats
const shown = (text: string): string => `“${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}”`;

/** Read an address; what it does not say is as in `base`, and what is not understood is said. */
export function fromHash(hash: string, base: State, meta: Meta): ReadState {
  const faults: string[] = [];
  const state: State = { ...base, model: { ...base.model } };
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (given.has(name)) faults.push(`${shown(name)} stands twice in the link; the first is used.`);
    else given.set(name, value);
  }
  const version = given.get("v");
  if (version !== undefined && version !== VERSION)
    faults.push(`The link is of version ${shown(version)}; this page reads version ${VERSION}.`);
  for (const [name, text] of given) {
    const fault = name === "v" ? "" : take(state, name, text, meta);
    if (fault) faults.push(fault);
  }
  if (state.mapX === state.mapY) {
    faults.push(`mapX and mapY are both ${state.mapX}: a map needs two parameters.`);
    state.mapY = state.mapX === VIEW.mapY ? VIEW.mapX : VIEW.mapY;
  }
  if (state.protocol === "random" && state.power === "") {
    faults.push("protocol = random needs power, the chance that F proposes; L proposes instead. Write for example power=0.5.");
    state.protocol = "L";
  }
  if (state.protocol === "F" || state.protocol === "L") state.proposer = state.protocol;
  return { state, faults };
}

/** Take one value of an address; returns what is wrong with it. */
function take(state: State, name: string, text: string, meta: Meta): string {
  const field = meta.fields.find((one) => one.name === name);
  if (field) {
    const value = parse(text);
    if (Number.isNaN(value)) return `${name} = ${shown(text)} is not a number. ${field.rule}`;
    state.model[name] = value; // whether it is allowed the model's own check says
    return "";
  }
  if (name === "all") {
    state.all = text !== "0";
    return text === "0" || text === "1" ? "" : `all = ${shown(text)} must be 0 or 1.`;
  }
  if (name === "equilibrium" || name === "step") {
    const most = name === "step" ? 7 : 20;
    if (!/^\d{1,2}$/.test(text) || Number(text) > most) return `${name} = ${shown(text)} must be a whole number from 0 to ${most}.`;
    state[name] = Number(text);
    return "";
  }
  if (!Object.hasOwn(VIEW, name)) return `${shown(name)} is nothing that a link of this page says.`;
  const key = name as keyof Words;
  const known = choicesOf(key, meta);
  if (known && !known.includes(text)) return `${name} = ${shown(text)} is unknown. It must be one of ${known.filter(Boolean).join(", ")}.`;
  (state as unknown as Record<string, string>)[key] = text;
  return "";
}

function choicesOf(name: keyof Words, meta: Meta): readonly string[] | undefined {
  if (name === "kind") return meta.kinds.map((one) => one.name);
  if (name === "variable") return Object.keys(meta.variables);
  if (name === "parameter" || name === "mapX" || name === "mapY") return meta.axes.map((one) => one.name);
  return CHOICES[name];
}

/** The model as questions name it. */
export function givenModel(state: State): GivenModel {
  const { kind, cost, strategies, off_path, power } = state;
  const proposer = cost === VIEW.cost ? VIEW.proposer : state.proposer;
  const atoms = kind === "atoms" ? state.atoms : "";
  return { values: { ...state.model }, kind, atoms, cost, strategies, off_path, power, proposer };
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
