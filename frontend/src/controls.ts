// Everything that can be set: scenario, prior, the numbers, F's information, protocol; undo, redo, reset.

import type { Field, Meta, ProtocolId } from "./api";
import { h, segmented, select, setText } from "./dom";
import { typed } from "./format";
import { isUniform, splitLaw } from "./law";
import { costPart, powerPart, strategiesPart, type Part } from "./folded";
import { sliderRow, type Row } from "./slider";
import { fromModel, PLAIN, type State } from "./state";
import type { Store } from "./store";

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ["Bargaining", ["sigma", "q"]],
  ["The foreign leader F", ["n", "tau", "rho", "r"]],
  ["The domestic leader L", ["psi"]],
];

export class Controls {
  readonly node: HTMLElement;
  private readonly rows = new Map<string, Row>();
  private readonly parts: Part[];
  private used: string[] = [];
  private readonly faults = h("div", { class: "faults", role: "alert" });

  constructor(private readonly store: Store) {
    const [scenario, protocol, prior, information] = [
      this.scenario(),
      this.protocol(),
      this.prior(),
      this.information(),
    ];
    const [cost, strategies, power] = [costPart(store), strategiesPart(store), powerPart(store)];
    this.parts = [scenario, protocol, prior, information, cost, strategies, power];
    const section = (title: string, ...inside: Node[]) => h("section", { class: "group" }, h("h3", {}, title), ...inside);
    const change = h(
      "details",
      { class: "group change" },
      h("summary", {}, "Change the model"),
      prior.node,
      information.node,
      section("The challenger C", this.row("k_max").node, cost.node),
      section("Strategies and beliefs", strategies.node),
      section("The proposer", power.node),
    );
    const groups = GROUPS.map(([title, names]) =>
      h("section", { class: "group" }, h("h3", {}, title), ...names.map((name) => this.row(name).node)),
    );
    this.node = h(
      "div",
      { class: "controls-inner" },
      this.buttons(),
      this.faults,
      scenario.node,
      ...groups,
      protocol.node,
      change,
    );
    for (const name of ["sigma", "q"]) this.use(name);
  }

  show(state: State): void {
    for (const part of this.parts) part.show(state);
    const uses = this.store.meta.kinds.find((kind) => kind.name === state.kind)?.uses_n ?? true;
    for (const [name, row] of this.rows) {
      const value = state.model[name];
      if (value !== undefined) row.set(value);
    }
    this.rows.get("n")?.enable(uses, "this information structure does not use n");
    const n = this.rows.get("n");
    if (n) n.range.whole = state.kind === "binomial";
  }

  /** Put each fault beside the control that it is about; the others on top. */
  complain(faults: readonly string[]): void {
    const left = new Set(faults);
    for (const [name, row] of this.rows) {
      const mine = faults.filter((fault) => fault.startsWith(`${name} = `));
      mine.forEach((fault) => left.delete(fault));
      row.fault(mine.join(" "));
    }
    for (const [name, say] of this.parts.flatMap((part) => Object.entries(part.faults ?? {}))) {
      const mine = faults.filter((fault) => fault.startsWith(`${name} = `));
      mine.forEach((fault) => left.delete(fault));
      say(mine.join(" "));
    }
    const folded = this.node.querySelector(".change"); // what is wrong must be seen
    if (Array.from(folded?.querySelectorAll(".fault") ?? []).some((one) => one.textContent)) folded?.setAttribute("open", "");
    setText(this.faults, [...left].join(" "));
    this.faults.hidden = left.size === 0;
  }

  private field(name: string): Field {
    const found = this.store.meta.fields.find((field) => field.name === name);
    if (!found) throw new Error(`the page knows no parameter ${name}`);
    return found;
  }

  private row(name: string): Row {
    const field = this.field(name);
    const { from, to, log } = field.slider;
    const range = { from, to, log, infinite: field.may_be_infinite };
    const row = sliderRow(field, range, (value, settled) => {
      if (settled) this.use(name);
      this.store.set({ model: { [name]: value }, equilibrium: 0 }, settled);
    });
    this.rows.set(name, row);
    return row;
  }

  /** On a small screen the two controls used last are the ones in sight. */
  private use(name: string): void {
    if (this.used.includes(name)) return;
    this.used = [name, ...this.used].slice(0, 2);
    for (const [one, row] of this.rows) row.node.classList.toggle("in-use", this.used.includes(one));
  }

  private buttons(): HTMLElement {
    const button = (text: string, title: string, click: () => void) =>
      h("button", { type: "button", title, click }, text);
    const undo = button("Undo", "Ctrl+Z", () => this.store.undo());
    const redo = button("Redo", "Ctrl+Shift+Z", () => this.store.redo());
    const reset = button("Reset", "The page as it opened", () => this.store.reset());
    this.store.listen(() => {
      undo.disabled = !this.store.history.canUndo;
      redo.disabled = !this.store.history.canRedo;
    });
    return h("div", { class: "buttons", role: "group", "aria-label": "History" }, undo, redo, reset);
  }

  private scenario(): Part {
    const { scenarios } = this.store.meta;
    const note = h("p", { class: "note" });
    const options: [string, string][] = scenarios.map((one) => [
      one.name,
      one.years ? `${one.title} (${one.years})` : one.title,
    ]);
    const pick = select("Scenario", [["", "your own values"], ...options], (name) => {
      const chosen = scenarios.find((one) => one.name === name);
      if (chosen) this.store.set({ ...fromModel(chosen.model), ...here(this.store.state), equilibrium: 0 });
    });
    const show = (state: State): void => {
      const here = scenarios.find((one) => isAt(state, one.model));
      pick.set(here?.name ?? "");
      setText(note, here ? `${here.note} ${here.source}.` : "Moved away from the scenarios: these values are yours.");
    };
    return { node: h("section", { class: "group" }, pick.node, note), show };
  }

  private protocol(): Part {
    const { store } = this;
    const go = (bargaining: string, proposer: "L" | "F"): void => {
      const protocol: ProtocolId = bargaining === "open" ? "open" : proposer;
      store.set({ protocol, proposer, equilibrium: 0 });
    };
    const bargaining = segmented(
      "Bargaining is",
      [
        ["closed", "closed"],
        ["open", "open"],
      ],
      (value) => go(value, store.state.proposer),
    );
    const proposer = segmented(
      "Who proposes",
      [
        ["L", "L, at home"],
        ["F", "F, abroad"],
      ],
      (value) => go(store.state.protocol === "open" ? "open" : "closed", value),
    );
    const all = segmented(
      "Show",
      [
        ["1", "all side by side"],
        ["0", "this protocol only"],
      ],
      (value) => store.set({ all: value === "1" }),
    );
    const note = h("p", { class: "note" });
    const show = (state: State): void => {
      bargaining.set(state.protocol === "open" ? "open" : "closed");
      proposer.set(state.protocol === "random" ? ("" as "L") : state.proposer);
      all.set(state.all ? "1" : "0");
      const open = isUniform(splitLaw(state.cost))
        ? "C sees the offer and the answer; whoever proposes, no deal is struck (Prop. 4 and 5)."
        : "C sees the offer and the answer; with this law of C’s cost a deal may be struck (T13.1).";
      const closed = "C sees only whether F visits, and the concession with chance q.";
      setText(note, state.protocol === "open" ? open : closed);
    };
    return {
      node: h("section", { class: "group" }, h("h3", {}, "Protocol"), bargaining.node, proposer.node, note, all.node),
      show,
    };
  }

  private prior(): Part {
    const { store } = this;
    const mode = segmented(
      "Prior about L, as",
      [
        ["shape", "α and β"],
        ["mean", "mean and strength"],
      ],
      (prior) => store.set({ prior }),
    );
    const shape = h("div", {}, this.row("alpha").node, this.row("beta").node);
    const change = (mean: number, strength: number, settled: boolean): void => {
      const alpha = Number((mean * strength).toPrecision(8));
      const beta = Number(((1 - mean) * strength).toPrecision(8));
      store.set({ model: { alpha, beta }, equilibrium: 0 }, settled);
    };
    const [meanNow, strengthNow] = [() => meanOf(store.state), () => strengthOf(store.state)];
    const mean = sliderRow(
      { name: "mean", symbol: "E[θ]", meaning: "how strong L looks before anything happens, α/(α+β)" },
      { from: 0.02, to: 0.98, log: false },
      (value, settled) => change(value, strengthNow(), settled),
    );
    const strength = sliderRow(
      { name: "strength", symbol: "α+β", meaning: "how much evidence the prior rests on" },
      { from: 0.2, to: 100, log: true },
      (value, settled) => change(meanNow(), value, settled),
    );
    const moments = h("div", {}, mean.node, strength.node);
    const show = (state: State): void => {
      mode.set(state.prior);
      shape.hidden = state.prior !== "shape";
      moments.hidden = state.prior !== "mean";
      mean.set(Number(meanOf(state).toPrecision(6)));
      strength.set(Number(strengthOf(state).toPrecision(6)));
    };
    return {
      node: h("section", { class: "group" }, h("h3", {}, "What everybody believes of L"), mode.node, shape, moments),
      show,
    };
  }

  private information(): Part {
    const { store } = this;
    const { kinds } = store.meta;
    const meaning = h("p", { class: "note" });
    const pick = select(
      "F’s signal",
      kinds.map((kind) => [kind.name, kind.name] as const),
      (kind) => {
        const n = store.state.model["n"] ?? 12;
        // two reports, equally likely, that agree with the prior: somewhere to start from
        const k0 = 1 - meanOf(store.state);
        const atoms = `0.5:${typed(0.8 * k0)},0.5:${typed(1.2 * k0)}`;
        store.set({
          kind,
          equilibrium: 0,
          ...(kind === "atoms" ? { atoms } : {}),
          ...(kind === "binomial" ? { model: { n: Math.max(1, Math.round(n)) } } : {}),
        });
      },
    );
    const field = h("input", {
      type: "text",
      "data-field": "atoms",
      change: () => store.set({ atoms: field.value.replaceAll(" ", ""), equilibrium: 0 }),
    });
    const atoms = h("label", { class: "choice" }, h("span", {}, "probability:weakness, …"), field);
    const show = (state: State): void => {
      pick.set(state.kind);
      field.value = state.atoms;
      atoms.hidden = state.kind !== "atoms";
      setText(meaning, kinds.find((kind) => kind.name === state.kind)?.meaning ?? "");
    };
    return {
      node: h("section", { class: "group" }, h("h3", {}, "Information structure"), pick.node, meaning, atoms),
      show,
    };
  }
}

const meanOf = (state: State): number =>
  (state.model["alpha"] ?? 1) / ((state.model["alpha"] ?? 1) + (state.model["beta"] ?? 1));
const strengthOf = (state: State): number => (state.model["alpha"] ?? 1) + (state.model["beta"] ?? 1);

/** For what scenarios are solved; a random proposer goes. */
const here = ({ protocol, proposer }: State): Partial<State> => ({ ...PLAIN, ...(protocol === "random" ? { protocol: proposer } : {}) });

function isAt(state: State, data: Meta["scenarios"][number]["model"]): boolean {
  const there = fromModel(data);
  const numbers = Object.entries(there.model).every(([name, value]) => state.model[name] === value);
  return numbers && state.cost === there.cost && state.kind === there.kind && (state.kind !== "atoms" || state.atoms === there.atoms);
}
