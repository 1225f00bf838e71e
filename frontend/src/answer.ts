// The answer: above the pictures what it means under each protocol, below them its numbers in one table with the
// protocols side by side, the rest on demand.

import { PROTOCOLS, USUAL, valueOf, type Equilibrium, type Meta, type Offer, type ProtocolId, type Solution, type View } from "./api";
import { h, setText, symbol } from "./dom";
import { explained } from "./explain";
import { listed } from "./engine/shown";
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
// what the table shows before more is asked for, and what its label then needs besides, without the headings
const FIRST: Record<string, string> = {
  concession: "",
  visit_probability: "",
  weakness_visit: "L’s weakness to C ",
  removal_salient: "L’s risk if ",
  removal_isolated: "L’s risk ",
  payoff_L_salient: "Payoff of ",
  payoff_F: "Payoff of ",
};
const PAYOFFS_L = new Set(["payoff_L_salient", "payoff_L_not_salient"]);
// defined without any equilibrium: a rejected candidate has them too
const ISOLATED = new Set(["weakness_prior", "removal_isolated", "payoff_L_isolated"]);

/** What an answer means for the leaders, and a class for its colour. */
export function verdict(solution: Solution, eq: Equilibrium | undefined): { text: string; tone: string } {
  const { status } = solution;
  if (status === "limit") return { text: "Only in the limit", tone: "limit" };
  if (status === "unworked") return { text: "Not worked out", tone: "unanswered" };
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
  return Math.min(wanted, Math.max(0, listed(solution).length - 1));
}

/** Who proposes under a protocol, if that is one leader. */
const proposing = (id: ProtocolId): { proposer?: "F" | "L" } => (id === "F" || id === "L" ? { proposer: id } : {});

/** One protocol: its button above the pictures, and its column of the table. */
class Column {
  readonly pick: HTMLButtonElement;
  readonly head: HTMLElement;
  readonly words: HTMLElement;
  readonly numbers = new Map<string, HTMLButtonElement>();
  readonly cells = new Map<string, HTMLElement>();
  offers: Offer[] = []; // of the equilibrium that is shown, where it is not one deal
  private readonly badge = h("span", { class: "badge" });
  private readonly sentence = h("p", { class: "sentence" });
  private readonly summary = h("p", { class: "summary" });
  private readonly proof = h("p", { class: "proof" });
  private readonly which = h("div", { class: "which", role: "group", "aria-label": "Which equilibrium" });

  constructor(
    private readonly store: Store,
    readonly id: ProtocolId,
    label: string,
  ) {
    const look = (): void => store.set({ protocol: id, equilibrium: 0, ...proposing(id) });
    const swatch = (): HTMLElement => h("span", { class: `swatch k-${id}` });
    this.pick = h(
      "button",
      { type: "button", class: "look", "data-protocol": id, title: "Show this protocol in the pictures", click: look },
      h("span", { class: "pick-name" }, swatch(), label),
      this.badge,
    );
    this.head = h("th", { scope: "col", "data-protocol": id }, swatch(), label, this.which);
    this.words = h(
      "section",
      { class: "said", "data-protocol": id, "aria-label": label },
      h("h3", {}, swatch(), label),
      this.sentence,
      this.proof,
      this.summary,
    );
    for (const [, rows] of ROWS) for (const [name] of rows) this.cell(name);
  }

  private cell(name: string): void {
    const value = h("button", { type: "button", class: "number", tabindex: "-1" });
    explained(value, name);
    this.numbers.set(name, value);
    this.cells.set(name, h("td", { "data-protocol": this.id }, value, h("span", { class: "was" })));
  }

  show(solution: Solution, state: State, before: Solution | undefined): void {
    const index = shownOf(solution, state, this.id);
    const all = listed(solution);
    const eq = all[index];
    const { text, tone } = verdict(solution, eq);
    const many = all.length;
    setText(this.badge, many > 1 ? `${text} · ${index + 1} of ${many}` : text);
    this.badge.className = `badge tone-${tone}`;
    setText(this.sentence, sentence(solution));
    setText(this.summary, solution.summary);
    setText(this.proof, proof(solution, eq));
    const isolated = eq ?? solution.rejected[0];
    const earlier = before && listed(before)[shownOf(before, state, this.id)];
    for (const [name, node] of this.numbers) {
      this.fill(name, node, eq ?? (ISOLATED.has(name) ? isolated : undefined));
      const old = earlier ? valueOf(earlier, name) : null;
      setText(this.cells.get(name)?.lastElementChild as Element, before ? `was ${number(old)}` : "");
    }
    this.choices(all, index);
    this.offers = eq?.offers ?? [];
    const here = state.protocol === this.id;
    this.pick.setAttribute("aria-pressed", String(here));
    for (const node of [this.head, this.words, ...this.cells.values()]) node.hidden = !state.all && !here;
  }

  /** A protocol that nobody asks about. */
  absent(): void {
    this.offers = [];
    for (const node of [this.pick, this.head, this.words, ...this.cells.values()]) node.remove();
  }

  /** No answer yet: the parameters are no model. */
  none(): void {
    setText(this.badge, "no answer");
    this.badge.className = "badge";
    for (const [name, node] of this.numbers) this.fill(name, node, undefined);
  }

  private fill(name: string, node: HTMLButtonElement, eq: Equilibrium | undefined): void {
    const value = eq ? valueOf(eq, name) : null;
    let text = number(value);
    const each = eq?.offers.map((one) => (one as unknown as Record<string, number | null>)[name]);
    if (value === null && each?.length && each.every((x) => typeof x === "number")) text = each.map((x) => number(x, 3)).join(" or ");
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
    const choose = (equilibrium: number): void =>
      this.store.set({ protocol: this.id, equilibrium, ...proposing(this.id) });
    const button = (eq: Equilibrium, i: number): HTMLElement =>
      h(
        "button",
        { type: "button", "aria-pressed": String(i === index), "data-index": String(i), click: () => choose(i) },
        `v = ${number(eq.visit_probability, 3)}${kindOf(eq)}`,
      );
    const focused = this.which.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset["index"]
      : null;
    this.which.replaceChildren(h("span", {}, "Which one?"), ...equilibria.map(button));
    if (focused) this.which.querySelector<HTMLElement>(`[data-index="${focused}"]`)?.focus();
  }
}

/** What an equilibrium is besides its visits: mixed, or a tipping point between others. */
function kindOf(eq: Equilibrium): string {
  const mixed = eq.offers.length && eq.proposer !== "random" ? ", mixed" : "";
  return `${mixed}${eq.index === -1 ? ", tipping point" : ""}`;
}

function sentence(solution: Solution): string {
  const text = solution.status_sentence;
  const count = solution.status === "several" ? ` (${listed(solution).length})` : "";
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
  /** What the answer means, above the pictures. */
  readonly strip: HTMLElement;
  /** Its numbers, below them. */
  readonly node: HTMLElement;
  private readonly columns: Column[];
  private readonly rows = new Map<string, HTMLElement>();
  private readonly heads = h("tr", {}, h("td", {}));
  private readonly words = h("div", { class: "words", hidden: true });
  private readonly offers = h("div", { class: "table-scroll offers", tabindex: "0", role: "region", "aria-label": "The offers", hidden: true });
  private readonly live = h("p", { class: "sr-only", "aria-live": "polite" });
  private readonly pin: HTMLButtonElement;
  private pinned: Solution[] | null = null;
  private last: Solution[] | null = null;

  constructor(
    private readonly store: Store,
    meta: Meta,
  ) {
    this.columns = PROTOCOLS.map(
      (id) => new Column(store, id, meta.protocols.find((one) => one.id === id)?.label ?? id),
    );
    this.pin = h("button", { type: "button", class: "pin", "aria-pressed": "false", click: () => this.toggle() }, "Pin");
    this.pin.title = "Keep these numbers and lines to compare with what follows";
    this.strip = h(
      "div",
      { class: "verdicts", role: "group", "aria-label": "What the answer means, and which protocol the pictures show" },
      this.pin,
      this.live,
    );
    const more = h("button", { type: "button", class: "more", "aria-expanded": "false" }, "All numbers, certificates and words");
    const table = this.table(meta);
    const { words } = this;
    this.node = h("div", { class: "numbers-table" }, h("div", { class: "table-scroll whole", tabindex: "0", role: "region", "aria-label": "The numbers" }, table), this.offers, more, words);
    more.addEventListener("click", () => {
      const open = this.node.classList.toggle("all");
      words.hidden = !open;
      more.setAttribute("aria-expanded", String(open));
      setText(more, open ? "Fewer numbers" : "All numbers, certificates and words");
    });
  }

  private table(meta: Meta): HTMLElement {
    const body = ROWS.map(([title, rows]) =>
      h(
        "tbody",
        {},
        h("tr", { class: "rows-title" }, h("th", { scope: "rowgroup", colspan: PROTOCOLS.length + 1 }, title)),
        ...rows.map(([name, text]) => {
          const letters = meta.variables[name]?.symbol ?? "";
          const before = FIRST[name] ? h("span", { class: "before" }, FIRST[name]) : null;
          const label = h("th", { scope: "row" }, before, text, letters.length <= 3 ? symbol(letters) : null);
          const row = h("tr", { class: name in FIRST ? "" : "rest" }, label);
          this.rows.set(name, row);
          return row;
        }),
      ),
    );
    for (const column of this.columns) column.numbers.get("concession")?.setAttribute("tabindex", "0");
    for (const column of this.columns.slice(0, USUAL.length)) this.place(column);
    return h(
      "table",
      { class: "answers", keydown: (event: KeyboardEvent) => this.move(event) },
      h("caption", { class: "sr-only" }, "The equilibrium’s numbers under each protocol"),
      h("thead", {}, this.heads),
      ...body,
    );
  }

  /** Put a protocol's column where it belongs: the last. */
  private place(column: Column): void {
    if (column.pick.parentElement) return;
    this.pin.before(column.pick);
    this.heads.append(column.head);
    for (const [name, row] of this.rows) row.append(column.cells.get(name) ?? "");
    this.words.append(column.words);
  }

  none(): void {
    for (const column of this.columns) column.none();
  }

  show(view: View, state: State, settled: boolean): void {
    const { solve } = view.header;
    this.last = solve;
    this.columns.forEach((column, i) => {
      const solution = solve[i];
      if (!solution) return column.absent();
      this.place(column);
      column.show(solution, state, this.pinned?.[i]);
    });
    this.strip.classList.toggle("four", solve.length > USUAL.length);
    this.listOffers(solve, state);
    if (!settled) return; // a screen reader is told when the hand rests, not during a drag
    const told = PROTOCOLS.map((id, i) => {
      const solution = solve[i];
      return solution ? `${id}: ${verdict(solution, listed(solution)[shownOf(solution, state, id)]).text}` : "";
    });
    setText(this.live, told.filter(Boolean).join(". "));
  }

  /** The deals of equilibria that have several, or one that is struck at times. */
  private listOffers(solve: Solution[], state: State): void {
    const rows = this.columns.flatMap(({ id, offers }, i) =>
      (state.all || state.protocol === id ? offers : []).map((one, j) => {
        const who = solve[i]?.proposer === "random" ? `${j ? "L" : "F"} proposes` : `${solve[i]?.proposer} names`;
        const cells = [one.offered, one.accepted, one.concession, one.visit_probability, one.payoff_F];
        return h("tr", {}, h("th", { scope: "row" }, h("span", { class: `swatch k-${id}` }), who), ...cells.map((x) => h("td", {}, number(x))));
      }),
    );
    this.offers.hidden = rows.length === 0;
    if (this.offers.hidden) return this.offers.replaceChildren();
    const heads = ["", "chance", "accepted", "z", "v", "F’s payoff"];
    const head = h("tr", {}, ...heads.map((text) => (text ? h("th", { scope: "col" }, text) : h("td", {}))));
    const caption = h("caption", {}, "Each offer: how likely it is, its price z, and how often F then visits");
    this.offers.replaceChildren(h("table", { class: "answers" }, caption, h("thead", {}, head), h("tbody", {}, ...rows)));
  }

  /** Keep what is shown now, or let go of what was kept. */
  private toggle(): void {
    this.pinned = this.pinned ? null : this.last;
    const on = this.pinned !== null;
    this.pin.setAttribute("aria-pressed", String(on));
    setText(this.pin, on ? "Unpin" : "Pin");
    this.store.pin(on);
  }

  /** One tab stop a protocol; the arrow keys walk the numbers. */
  private move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const from = document.activeElement as HTMLButtonElement;
    const column = this.columns.findIndex((one) => [...one.numbers.values()].includes(from));
    const own = this.columns[column];
    if (!own || (!step && !aside)) return;
    const seen = [...own.numbers.values()].filter((node) => node.checkVisibility());
    const next = step
      ? seen[seen.indexOf(from) + step]
      : this.columns[column + (aside ?? 0)]?.numbers.get(from.dataset["variable"] ?? "");
    if (!next) return;
    event.preventDefault();
    from.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}
