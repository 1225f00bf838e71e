// The answer in words and numbers: one card a protocol, all with the same rows, so that they can be
// compared line by line.

import { PROTOCOLS, valueOf, type Equilibrium, type Meta, type ProtocolId, type Solution, type View } from "./api";
import { h, setText, symbol } from "./dom";
import { explained } from "./explain";
import { number, signed } from "./format";
import type { State } from "./state";
import type { Store } from "./store";

const ROWS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ["The concession", [["concession", "L pays for a visit"]]],
  [
    "How often",
    [
      ["visit_probability", "F visits after a deal"],
      ["threshold", "if F’s signal is at least"],
    ],
  ],
  [
    "What a visit tells C: L’s weakness",
    [
      ["weakness_prior", "before"],
      ["weakness_visit", "after a visit"],
      ["weakness_no_visit", "without one"],
    ],
  ],
  [
    "Risk that L is removed",
    [
      ["removal_visit", "after a visit"],
      ["removal_salient", "F wants a favour"],
      ["removal_not_salient", "F wants none"],
      ["removal_ex_ante", "before that is known"],
      ["removal_isolated", "in isolation"],
    ],
  ],
  [
    "Payoffs, and against isolation",
    [
      ["payoff_L_salient", "L, F wants a favour"],
      ["payoff_L_not_salient", "L, F wants none"],
      ["payoff_L_isolated", "L in isolation"],
      ["payoff_F", "F, wanting a favour"],
      ["payoff_C", "C, ex ante"],
    ],
  ],
];
const PAYOFFS_L = new Set(["payoff_L_salient", "payoff_L_not_salient"]);
// defined without any equilibrium: a rejected candidate has them too
const ISOLATED = new Set(["weakness_prior", "removal_isolated", "payoff_L_isolated"]);

/** What an answer means for the leaders, and a class for its colour. */
export function verdict(solution: Solution, eq: Equilibrium | undefined): { text: string; tone: string } {
  const { status } = solution;
  if (status === "limit") return { text: "Only in the limit", tone: "limit" };
  if (status === "unbounded") return { text: "No bound to the concession", tone: "limit" };
  if (!eq)
    return status === "none" ? { text: "No equilibrium", tone: "none" } : { text: "Undecided", tone: "unanswered" };
  if (eq.is_resource_curse) return { text: "Resource curse", tone: "curse" };
  if (eq.is_mutually_beneficial) return { text: "Mutually beneficial", tone: "mutual" };
  if (eq.visit_probability === 0) return { text: "No deal", tone: "no_deal" };
  return { text: "L or F breaks even", tone: "neutral" };
}

/** Which equilibrium of a protocol the page shows: the chosen one, or the last there is. */
export function shownOf(solution: Solution, state: State, id: ProtocolId): number {
  const wanted = id === state.protocol ? state.equilibrium : 0;
  return Math.min(wanted, Math.max(0, solution.equilibria.length - 1));
}

class Card {
  readonly node: HTMLElement;
  private readonly badge = h("span", { class: "badge" });
  private readonly sentence = h("p", { class: "sentence" });
  private readonly words = h("p", { class: "summary" });
  private readonly proof = h("p", { class: "proof" });
  private readonly which = h("div", { class: "which", role: "group", "aria-label": "Which equilibrium" });
  private readonly look: HTMLButtonElement;
  private readonly numbers = new Map<string, HTMLButtonElement>();

  constructor(
    private readonly store: Store,
    readonly id: ProtocolId,
    label: string,
  ) {
    const pick = (): void => store.set({ protocol: id, equilibrium: 0, ...(id === "open" ? {} : { proposer: id }) });
    this.look = h("button", { type: "button", class: "look", click: pick }, "Look closer");
    const list = h("dl", { keydown: (event: KeyboardEvent) => this.move(event) });
    for (const [title, rows] of ROWS) {
      list.append(
        h(
          "div",
          { class: "rows-title" },
          h("dt", {}, title),
          h("dd", { class: "sr-only" }, "in the lines that follow"),
        ),
      );
      for (const [name, text] of rows) list.append(this.line(name, text));
    }
    list.querySelector("button")?.setAttribute("tabindex", "0");
    this.node = h(
      "article",
      { class: "card", "data-protocol": id, "aria-label": label },
      h("header", {}, h("h3", {}, h("span", { class: `swatch k-${id}` }), label), this.badge),
      this.sentence,
      this.which,
      list,
      this.proof,
      h("details", {}, h("summary", {}, "In words"), this.words),
      this.look,
    );
  }

  show(solution: Solution, state: State): void {
    const index = shownOf(solution, state, this.id);
    const eq = solution.equilibria[index];
    const { text, tone } = verdict(solution, eq);
    const many = solution.equilibria.length;
    setText(this.badge, many > 1 ? `${text} · ${index + 1} of ${many}` : text);
    this.badge.className = `badge tone-${tone}`;
    setText(this.sentence, sentence(solution));
    setText(this.words, solution.summary);
    const isolated = eq ?? solution.rejected[0];
    for (const [name, node] of this.numbers) this.fill(name, node, eq ?? (ISOLATED.has(name) ? isolated : undefined));
    setText(this.proof, proof(solution, eq));
    this.choices(solution.equilibria, index);
    const here = state.protocol === this.id;
    this.node.classList.toggle("chosen", here);
    this.look.setAttribute("aria-pressed", String(here));
    setText(this.look, here ? "Shown in the pictures" : "Look closer");
    this.node.hidden = !state.all && !here;
  }

  private line(name: string, text: string): HTMLElement {
    const letters = this.store.meta.variables[name]?.symbol ?? "";
    const value = h("button", { type: "button", class: "number", tabindex: "-1" });
    explained(value, name);
    this.numbers.set(name, value);
    return h(
      "div",
      { class: "row" },
      h("dt", {}, text, letters.length <= 3 ? symbol(letters) : null),
      h("dd", {}, value),
    );
  }

  private fill(name: string, node: HTMLButtonElement, eq: Equilibrium | undefined): void {
    const value = eq ? valueOf(eq, name) : null;
    let text = number(value);
    if (eq && value !== null && PAYOFFS_L.has(name)) text += ` (${signed(value - eq.payoff_L_isolated)})`;
    if (eq && value !== null && name === "weakness_visit" && eq.visit_probability === 0) text += " (off path)";
    setText(node, text);
    node.dataset["exact"] = value === null ? "" : number(value, 12);
    node.dataset["why"] = eq?.reasons[name] ?? (eq ? "" : "Without an equilibrium this has no value.");
    node.classList.toggle("undefined", value === null);
  }

  private choices(equilibria: Equilibrium[], index: number): void {
    this.which.hidden = equilibria.length < 2;
    if (this.which.hidden) return;
    const button = (eq: Equilibrium, i: number): HTMLElement =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(i === index),
          "data-index": String(i),
          click: () =>
            this.store.set({ protocol: this.id, equilibrium: i, ...(this.id === "open" ? {} : { proposer: this.id }) }),
        },
        `v = ${number(eq.visit_probability, 3)}`,
      );
    const focused = this.which.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset["index"]
      : null;
    this.which.replaceChildren(h("span", {}, "Which one?"), ...equilibria.map(button));
    if (focused) this.which.querySelector<HTMLElement>(`[data-index="${focused}"]`)?.focus();
  }

  /** One tab stop a card; the arrow keys walk its numbers. */
  private move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...this.numbers.values()];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = all[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    all[at]?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}

function sentence(solution: Solution): string {
  const text = solution.status_sentence;
  const count = solution.status === "several" ? ` (${solution.equilibria.length})` : "";
  const notes = solution.notes.length ? ` ${solution.notes.join(" ")}` : "";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${count}.${notes}`;
}

function proof(solution: Solution, eq: Equilibrium | undefined): string {
  if (eq) {
    const { max_gain: gain, allowed, passed } = eq.certificate;
    if (!passed) return "Not certified: see the words below.";
    return `Certified: no deviation found gains anybody more than ${number(gain, 2)}; up to ${number(allowed, 2)} counts as rounding.`;
  }
  const nearest = solution.rejected[0];
  if (!nearest) return "";
  const best = nearest.certificate.deviations.reduce((a, b) => (b.gain > a.gain ? b : a));
  return `The candidate closest to an equilibrium fails: ${best.player} would gain ${number(best.gain, 3)} by ${best.to} (${best.decision}).`;
}

export class Answer {
  readonly node: HTMLElement;
  private readonly cards: Card[];
  private readonly live = h("p", { class: "sr-only", "aria-live": "polite" });

  constructor(store: Store, meta: Meta) {
    this.cards = PROTOCOLS.map((id) => new Card(store, id, meta.protocols.find((one) => one.id === id)?.label ?? id));
    this.node = h("div", { class: "cards" }, ...this.cards.map((card) => card.node), this.live);
  }

  show(view: View, state: State, settled: boolean): void {
    const { solve } = view.header;
    if (!solve) return;
    this.cards.forEach((card, i) => solve[i] && card.show(solve[i], state));
    this.node.classList.toggle("single", !state.all);
    if (!settled) return; // a screen reader is told when the hand rests, not during a drag
    const told = PROTOCOLS.map((id, i) => {
      const solution = solve[i];
      return solution ? `${id}: ${verdict(solution, solution.equilibria[shownOf(solution, state, id)]).text}` : "";
    });
    setText(this.live, told.join(". "));
  }
}
