// The guided tour: a panel beside the pictures, so that both are on the screen. Every statement carries the numbers it rests on, and says
// so when the visitor has moved to where it is no longer true.

import { PROTOCOLS, valueOf, type View } from "./api";
import { shownOf } from "./answer";
import { h, setText, type Attrs } from "./dom";
import { Dragged } from "./drag";
import { number } from "./format";
import { row } from "./table";
import { jump } from "./skeleton";
import { fromModel, PLAIN, type State } from "./state";
import type { Surroundings } from "./surroundings";
import { STEPS, type Claim } from "./tour-steps";

interface Checked {
  holds: boolean | null; // null: nothing to check against here
  numbers: string;
}

export class Tour {
  private readonly node: HTMLElement;
  private readonly claims = h("ul", { class: "claims" });
  private shown = -1;
  private dragged: Dragged[] = [];
  private items: { claim: Claim; mark: HTMLElement; numbers: HTMLElement }[] = [];

  constructor(private readonly around: Surroundings) {
    this.node = around.page.tour;
    const start = h(
      "button",
      { type: "button", class: "start", "data-part": "tour", click: () => this.go(1) },
      h("span", { class: "long" }, "The argument in "),
      "seven steps",
    );
    around.page.nav.append(start);
    around.store.listen((state) => this.show(state));
    this.show(around.store.state);
  }

  /** Check the statements against a new answer. */
  check(view: View, state: State): void {
    for (const { claim, mark, numbers } of this.items) {
      const { holds, numbers: text } = check(claim, view, state);
      mark.className = `mark ${holds === null ? "open" : holds ? "holds" : "fails"}`;
      setText(mark, holds === null ? "–" : holds ? "✓" : "✗");
      mark.setAttribute("aria-label", holds === null ? "no answer to check:" : holds ? "true here:" : "not true here:");
      setText(numbers, text);
    }
  }

  private go(step: number): void {
    const { store, meta, page, root } = this.around;
    const chosen = STEPS[step - 1];
    if (!chosen) {
      store.set({ step: 0 });
      page.nav.querySelector<HTMLElement>(".start")?.focus();
      return;
    }
    const base = meta.scenarios.find((one) => one.name === meta.default_scenario);
    const model: Record<string, number> = {};
    for (const [name, value] of Object.entries(chosen.model)) model[name] = value === "inf" ? Infinity : Number(value);
    const start = base ? fromModel(base.model) : { model: {}, kind: "linear" };
    const { protocol } = chosen.view;
    store.set({
      all: true,
      equilibrium: 0,
      ...chosen.view,
      ...(protocol === "F" || protocol === "L" ? { proposer: protocol } : {}),
      kind: start.kind,
      ...PLAIN,
      cost: "uniform",
      model: { ...start.model, ...model },
      step,
    });
    page.tour.scrollTop = 0;
    page.nav.ownerDocument.getElementById("tour-h")?.focus({ preventScroll: true });
    root.querySelector(".side")?.scrollTo({ top: 0 });
  }

  private show(state: State): void {
    this.node.hidden = state.step === 0;
    if (state.step !== this.shown) {
      this.shown = state.step;
      this.build(state.step);
    }
    for (const one of this.dragged) one.show(state);
    const view = this.around.view();
    if (view) this.check(view, state);
  }

  private build(step: number): void {
    const chosen = STEPS[step - 1];
    if (!chosen) {
      this.items = [];
      return this.node.replaceChildren();
    }
    const setting = h("p", { class: "setting" }, "Drag a number to change it: ", ...this.numbers(chosen.model));
    this.items = chosen.claims.map((claim) => ({
      claim,
      mark: h("span", { class: "mark", role: "img" }),
      numbers: h("span", { class: "claim-numbers" }),
    }));
    this.claims.replaceChildren(...this.items.map((item) => this.line(item)));
    this.node.setAttribute("aria-labelledby", "tour-h");
    const text = h("div", { class: "tour-text" }, ...chosen.text.map((words) => h("p", {}, words)), setting);
    const look = h("div", {}, h("h3", {}, "Look, and try to break it"), this.claims);
    this.node.replaceChildren(
      h("header", {}, h("h2", { id: "tour-h", tabindex: "-1" }, `${step}. ${chosen.title}`), this.dots(step)),
      h("div", { class: "tour-body" }, text, look),
      h(
        "div",
        { class: "tour-buttons" },
        this.button("Back", step - 1, { disabled: step === 1 }),
        this.button("Set this step again", step),
        step < STEPS.length ? this.button("Next", step + 1, { class: "primary" }) : null,
        this.button(step < STEPS.length ? "Leave the tour" : "Finish", 0),
      ),
    );
  }

  /** The parameters of a step as numbers that can be dragged, or moved with the arrow keys. */
  private numbers(model: Record<string, number | string>): (HTMLElement | string)[] {
    this.dragged = Object.keys(model).map((name) => new Dragged(this.around.meta, this.around.store, name));
    return this.dragged.flatMap((one, i) => [i ? ", " : "", one.node]);
  }

  private button(text: string, to: number, attrs: Attrs = {}): HTMLElement {
    return h("button", { type: "button", click: () => this.go(to), ...attrs }, text);
  }

  private dots(step: number): HTMLElement {
    const dot = (title: string, i: number) =>
      this.button(String(i), i, {
        title,
        "aria-label": `Step ${i}: ${title}`,
        "aria-current": i === step ? "step" : null,
      });
    const items = STEPS.map((one, i) => h("li", {}, dot(one.title, i + 1)));
    return h("ol", { class: "dots", "aria-label": "Steps" }, ...items);
  }

  private line({ claim, mark, numbers }: { claim: Claim; mark: HTMLElement; numbers: HTMLElement }): HTMLElement {
    const name =
      { answer: "the numbers", "figure-2": "what a concession buys", line: "the line", timeline: "the game", map: "the map" }[
        claim.where
      ] ?? claim.where;
    const look = h(
      "a",
      { href: `#${claim.where}`, click: (event: Event) => jump(event, this.around.root, `#${claim.where}`) },
      `see ${name}`,
    );
    return h("li", {}, mark, h("div", {}, `${claim.text} `, numbers, " ", look));
  }
}

/** Hold one statement against the numbers on the page. */
export function check(claim: Claim, view: View, state: State): Checked {
  if (claim.along) return along(claim, view);
  const left = read(view, state, claim.protocol, claim.variable);
  const right =
    typeof claim.than === "number" ? claim.than : read(view, state, claim.of ?? claim.protocol, claim.than ?? "");
  if (left === null || right === null) return { holds: null, numbers: "(no number here)" };
  const close = Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right), 1);
  const holds = claim.is === "=" ? close : !close && (claim.is === "<" ? left < right : left > right);
  const sign = close ? "=" : left < right ? "<" : ">";
  return { holds, numbers: `${number(left)} ${sign} ${number(right)}` };
}

function read(view: View, state: State, protocol: Claim["protocol"], name: string): number | null {
  const solution = view.header.solve?.[PROTOCOLS.indexOf(protocol)];
  const eq = solution?.equilibria[shownOf(solution, state, protocol)];
  return eq ? valueOf(eq, name) : null;
}

function along(claim: Claim, view: View): Checked {
  const table = view.arrays["line.value"];
  if (!table || view.header.line?.variable !== claim.variable)
    return { holds: null, numbers: "(another line is drawn)" };
  const [, branches = 1, count = 0] = table.shape;
  const all = row(table, PROTOCOLS.indexOf(claim.protocol));
  const each = Array.from({ length: branches }, (_, b) =>
    Array.from(all.subarray(b * count, (b + 1) * count)).filter(Number.isFinite),
  );
  const values = each.reduce((a, b) => (b.length > a.length ? b : a), []);
  if (values.length < 2) return { holds: null, numbers: "(no line here)" };
  const steps = values.slice(1).map((value, i) => value - (values[i] as number));
  const holds = steps.every((step) => (claim.along === "up" ? step > 0 : step < 0));
  return { holds, numbers: `from ${number(values[0])} to ${number(values[values.length - 1])}` };
}
