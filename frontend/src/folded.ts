// What changes the model itself, folded away: the law of C's cost, strategies and off-path belief, a random proposer.

import type { CostLaw } from "./api";
import { h, segmented, select, setText } from "./dom";
import { parse, typed } from "./format";
import { lawText, splitLaw, type Law } from "./law";
import { sliderRow, type Row } from "./slider";
import type { State } from "./state";
import type { Store } from "./store";

/** A group of controls; `faults` takes what is wrong with each of the names it answers for. */
export interface Part {
  node: Node;
  show: (state: State) => void;
  faults?: Record<string, (text: string) => void>;
}

const fault = (): HTMLElement => h("p", { class: "fault", role: "alert" });

/** The law of C's cost, its numbers, and how many C never challenge. */
export function costPart(store: Store): Part {
  const { cost_laws: laws } = store.meta;
  const now = (): Law => splitLaw(store.state.cost);
  const change = (law: Partial<Law>, settled = true): void =>
    store.set({ cost: lawText({ ...now(), ...law }), equilibrium: 0 }, settled);
  const pick = select("The law of C’s cost K, as a share of c", laws.map((law) => [law.name, law.name] as const), (name) =>
    change({ name, numbers: laws.find((law) => law.name === name)?.numbers.map((one) => one.usual) ?? [] }),
  );
  const meaning = h("p", { class: "note" });
  const rows = new Map(laws.map((law) => [law.name, numbersOf(law, now, (numbers, settled) => change({ numbers }, settled))]));
  const never = sliderRow(
    { name: "cost_never", symbol: "e", meaning: "the chance that C never challenges, whatever she thinks" },
    { from: 0, to: 0.9, log: false },
    (value, settled) => change({ never: value }, settled),
  );
  const wrong = fault();
  const show = (state: State): void => {
    const law = splitLaw(state.cost);
    pick.set(law.name);
    never.set(law.never);
    setText(meaning, laws.find((one) => one.name === law.name)?.meaning ?? "");
    for (const [name, list] of rows)
      list.forEach((row, i) => {
        row.node.hidden = name !== law.name;
        if (name === law.name) row.set(law.numbers[i] ?? NaN);
      });
  };
  const all = [...rows.values()].flat().map((row) => row.node);
  return { node: h("div", {}, pick.node, meaning, ...all, never.node, wrong), show, faults: { cost: (text) => setText(wrong, text) } };
}

function numbersOf(law: CostLaw, now: () => Law, changed: (numbers: number[], settled: boolean) => void): Row[] {
  return law.numbers.map(({ name, least, slider }, i) =>
    sliderRow({ name: `cost_${law.name}_${name}`, symbol: name, meaning: `of ${law.name}, from ${least} to 1000` }, slider, (value, settled) =>
      changed(now().numbers.map((old, j) => (j === i ? value : old)), settled),
    ),
  );
}

const READINGS = [
  ["strongest", "F’s strongest signal (Assumption 1)"],
  ["prior", "nothing: the prior"],
  ["smallest", "the least that supports no visits"],
  ["own", "a weakness of your own"],
] as const;

/** Pure or mixed strategies, and what C reads into a visit that she does not expect. */
export function strategiesPart(store: Store): Part {
  const strategies = segmented("Equilibria in", [["pure", "pure strategies"], ["mixed", "mixed ones too"]], (value) =>
    store.set({ strategies: value, equilibrium: 0 }),
  );
  const prior = (): number => (store.state.model["beta"] ?? 1) / ((store.state.model["alpha"] ?? 1) + (store.state.model["beta"] ?? 1));
  const reading = select("C reads into a visit that she does not expect, and whose price she does not see", READINGS, (value) =>
    store.set({ off_path: value === "own" ? typed(Number(prior().toPrecision(3))) : value, equilibrium: 0 }),
  );
  const wrong = fault();
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    "data-field": "off_path",
    change: () => store.set({ off_path: field.value.trim() || "strongest", equilibrium: 0 }),
  });
  const own = h("label", { class: "choice" }, h("span", {}, "weakness of L in C’s eyes"), field);
  const note = h("p", { class: "note" });
  const show = (state: State): void => {
    const named = READINGS.some(([value]) => value === state.off_path);
    strategies.set(state.strategies);
    reading.set(named ? state.off_path : "own");
    own.hidden = named;
    if (document.activeElement !== field) field.value = named ? "" : state.off_path;
    setText(note, state.strategies === "mixed" ? why(state) : "");
  };
  return { node: h("div", {}, strategies.node, note, reading.node, own, wrong), show, faults: { off_path: (text) => setText(wrong, text) } };
}

/** What mixed strategies need, where it is missing. */
function why({ model }: State): string {
  if (model["sigma"] === 1) return "With σ = 1 only pure strategies are shown: how to find all others is not known (T11).";
  return "Where the answer has several equilibria, choose one above the numbers.";
}

/** Nature draws who proposes. */
export function powerPart(store: Store): Part {
  const who = segmented("Who proposes is", [["", "known"], ["0.5", "drawn by Nature"]], (power) => {
    const { protocol, proposer } = store.state;
    store.set({ power, equilibrium: 0, protocol: power ? "random" : protocol === "random" ? proposer : protocol });
  });
  const row = sliderRow(
    { name: "power", symbol: "λ", meaning: "the chance that F proposes; C does not see who did" },
    { from: 0, to: 1, log: false },
    (value, settled) => store.set({ power: typed(value), equilibrium: 0 }, settled),
  );
  const show = (state: State): void => {
    who.set(state.power === "" ? "" : "0.5");
    row.node.hidden = state.power === "";
    if (state.power !== "") row.set(parse(state.power));
  };
  return { node: h("div", {}, who.node, row.node), show, faults: { power: row.fault } };
}
