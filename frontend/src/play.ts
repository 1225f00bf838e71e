// Play a role: the visitor decides for one player, the others play the equilibrium, chance is drawn, and
// afterwards the page says what the best answer would have been.

import type { Played, PlayAsk } from "./api";
import { h, segmented } from "./dom";
import { number, parse, percent } from "./format";
import { jump } from "./skeleton";
import { Refusal } from "./refusal";
import { givenModel, type State } from "./state";
import type { Surroundings } from "./surroundings";

type Role = "L" | "F" | "C";
type Outcome = NonNullable<Played["outcome"]>;

export class Play {
  private readonly node: HTMLElement;
  private readonly role;
  private readonly table = h("div", { class: "table-top", "aria-live": "polite" });
  private readonly score = h("p", { class: "score" });
  private seed = 1 + Math.floor(Math.random() * 1e6);
  private asked = "";
  private plays: { best: boolean; lost: number }[] = [];
  private turn = 0;

  constructor(private readonly around: Surroundings) {
    this.node = around.page.play;
    const { store, page, root } = around;
    this.role = segmented<Role>(
      "You are",
      [
        ["L", "L, the leader"],
        ["F", "F, abroad"],
        ["C", "C, the challenger"],
      ],
      (play) => store.set({ play }),
    );
    this.node.setAttribute("aria-labelledby", "play-h");
    const stop = h("button", { type: "button", "data-part": "stop", click: () => this.stop() }, "Stop playing");
    this.node.append(
      h("header", {}, h("h2", { id: "play-h" }, "Play it yourself"), stop),
      h(
        "p",
        { class: "note" },
        "You decide for one player under the protocol chosen; the others play the equilibrium that the pictures show, and chance is drawn. Afterwards you see what the best answer would have been.",
      ),
      this.role.node,
      this.table,
      this.score,
    );
    const start = h("button", { type: "button", "data-part": "play", click: () => this.start(root) }, "Play a role");
    page.nav.append(start);
    store.listen((state, settled) => settled && this.show(state));
    this.show(store.state);
  }

  private stop(): void {
    this.around.store.set({ play: "" });
    this.asked = "";
    this.around.page.nav.querySelector<HTMLElement>("[data-part=play]")?.focus();
  }

  private start(root: HTMLElement): void {
    if (!this.around.store.state.play) this.around.store.set({ play: "L" });
    jump(null, root, "#play h2");
  }

  private asking(state: State, choice: string | null = null): PlayAsk {
    const { protocol, equilibrium } = state;
    const model = givenModel(state);
    return { kind: "play", model, protocol, equilibrium, role: state.play || "L", seed: this.seed, choice };
  }

  private show(state: State): void {
    this.node.hidden = state.play === "";
    if (!state.play) return this.hide(false);
    this.role.set(state.play);
    if (JSON.stringify(this.asking(state)) !== this.asked) void this.deal();
  }

  /** While the visitor decides, the page does not show what the best answer is. */
  private hide(on: boolean): void {
    const { root } = this.around;
    if (on) root.dataset["deciding"] = "1";
    else delete root.dataset["deciding"];
  }

  /** A new play: ask what the visitor sees. */
  private async deal(): Promise<void> {
    const ask = this.asking(this.around.store.state);
    this.asked = JSON.stringify(ask);
    this.hide(true);
    await this.ask(ask, (played) => this.question(played));
  }

  private async decide(choice: string): Promise<void> {
    const ask = this.asking(this.around.store.state, choice);
    await this.ask(ask, ({ outcome }) => outcome && this.outcome(outcome));
  }

  /** Ask, and show what comes only if nothing newer was asked meanwhile. */
  private async ask(ask: PlayAsk, show: (answer: Played) => void): Promise<void> {
    const turn = ++this.turn;
    try {
      const answer = await this.around.solve.ask<"play">(ask);
      if (turn === this.turn) show(answer);
    } catch (error) {
      if (turn !== this.turn) return;
      this.hide(false);
      const faults = error instanceof Refusal ? error.faults : [String(error)];
      this.table.replaceChildren(...faults.map((fault) => h("p", { class: "empty" }, capital(fault))));
    }
  }

  private question(asked: Played): void {
    const controls = asked.choice.kind === "yesno" ? this.yesNo() : this.amount(asked);
    this.table.replaceChildren(
      h("ul", { class: "situation" }, ...asked.situation.map((line) => h("li", {}, line))),
      h("p", { class: "question" }, asked.question),
      controls,
    );
  }

  private yesNo(): HTMLElement {
    const button = (text: string, choice: string) =>
      h("button", { type: "button", "data-choice": choice, click: () => void this.decide(choice) }, text);
    return h("div", { class: "decide" }, button("Yes", "yes"), button("No", "no"));
  }

  private amount(asked: Played): HTMLElement {
    const { to = 1, label, none } = asked.choice;
    const field = h("input", {
      type: "text",
      inputmode: "decimal",
      value: "0",
      "aria-label": label,
      input: () => (slider.value = String(parse(field.value))),
    });
    const slider = h("input", {
      type: "range",
      min: 0,
      max: to,
      step: to / 100,
      value: 0,
      "aria-label": `${label}, slider`,
      input: () => (field.value = slider.value),
    });
    const go = h("button", { type: "submit", "data-choice": "number", class: "primary" }, "Decide");
    const said = h("p", { class: "fault", role: "alert" });
    const send = (event: Event): void => {
      event.preventDefault();
      const value = parse(field.value);
      const wrong = !(value >= 0 && value <= (asked.decision === "challenge" ? to : 1e9));
      field.setAttribute("aria-invalid", String(wrong));
      said.textContent = wrong ? `“${field.value}” is not a number from 0 to ${asked.decision === "challenge" ? to : "1e9"}.` : "";
      if (!wrong) void this.decide(String(value));
    };
    const refuse = none
      ? h("button", { type: "button", "data-choice": "none", click: () => void this.decide("none") }, capital(none))
      : null;
    return h(
      "form",
      { class: "decide", submit: send },
      h("span", { class: "label" }, label),
      slider,
      field,
      go,
      refuse,
      said,
    );
  }

  private outcome(played: Outcome): void {
    this.hide(false);
    const best = played.gain === 0;
    this.plays.push({ best, lost: played.gain });
    const { expected, realised, unit } = played.payoff;
    const amount = (x: number): string => (unit === "payoff" ? number(x) : percent(x, 2));
    const word = best
      ? "Nothing would have been better in expectation."
      : `The best answer, ${played.best.choice === "none" ? "no deal" : shortened(played.best.choice)}, is worth ${amount(played.best.expected)} in expectation: ${amount(played.gain)} more than yours.`;
    this.table.replaceChildren(
      h("h3", {}, `You chose ${played.chosen === "none" ? "no deal" : shortened(played.chosen)}. What happened:`),
      h("ol", { class: "happened" }, ...played.steps.map((step) => h("li", {}, step))),
      h(
        "p",
        {},
        `Payoffs: L ${number(realised.L)}, F ${number(realised.F)}, C ${number(realised.C)}. In expectation your choice is worth ${amount(expected)} to you.`,
      ),
      h("p", { class: best ? "verdict good" : "verdict" }, word),
      h("p", { class: "note" }, capital(played.best.text)),
      h(
        "div",
        { class: "decide" },
        h(
          "button",
          { type: "button", class: "primary", "data-choice": "again", click: () => this.again() },
          "Play again",
        ),
        h(
          "button",
          { type: "button", "data-choice": "retry", click: () => void this.deal() },
          "Same chances, another choice",
        ),
      ),
    );
    const right = this.plays.filter((one) => one.best).length;
    const lost = this.plays.reduce((sum, one) => sum + one.lost, 0);
    this.score.textContent = `${this.plays.length} played, ${right} best answers, ${number(lost, 3)} given away in expectation.`;
  }

  private again(): void {
    this.seed += 1;
    void this.deal();
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shortened(choice: string): string {
  const value = Number(choice);
  return Number.isNaN(value) ? choice : number(value);
}
