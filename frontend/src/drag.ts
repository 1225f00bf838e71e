// A number in a sentence that can be dragged: a parameter, as a slider without a track.

import type { Meta } from "./api";
import { h, setText } from "./dom";
import { number } from "./format";
import { atNotch, NOTCHES, toNotch, type Range } from "./slider";
import type { State } from "./state";
import type { Store } from "./store";

const PIXELS = 3; // of a drag, for one notch

export class Dragged {
  readonly node: HTMLElement;
  private readonly range: Range;
  private readonly symbol: string;
  private from: { x: number; notch: number } | null = null;

  constructor(
    meta: Meta,
    private readonly store: Store,
    private readonly name: string,
  ) {
    const field = meta.fields.find((one) => one.name === name);
    const { from, to, log } = field?.slider ?? { from: 0, to: 1, log: false };
    this.range = { from, to, log };
    this.symbol = field?.symbol ?? name;
    this.node = h("span", {
      class: "dragged",
      role: "slider",
      tabindex: "0",
      "aria-label": field?.meaning ?? name,
      "aria-valuemin": from,
      "aria-valuemax": to,
      "data-drag": name,
      pointerdown: (event: PointerEvent) => this.start(event),
      pointermove: (event: PointerEvent) => this.move(event),
      pointerup: () => this.end(),
      pointercancel: () => this.end(),
      keydown: (event: KeyboardEvent) => this.key(event),
    });
    this.show(store.state);
  }

  show(state: State): void {
    const value = state.model[this.name] ?? NaN;
    setText(this.node, `${this.symbol} = ${number(value)}`);
    this.node.setAttribute("aria-valuenow", String(Math.min(this.range.to, value)));
    this.node.setAttribute("aria-valuetext", number(value));
  }

  private notch(): number {
    return Math.min(NOTCHES, toNotch(this.range, this.store.state.model[this.name] ?? 0));
  }

  private start(event: PointerEvent): void {
    event.preventDefault();
    this.node.focus();
    this.node.setPointerCapture(event.pointerId);
    this.from = { x: event.clientX, notch: this.notch() };
  }

  private move(event: PointerEvent): void {
    if (this.from) this.go(this.from.notch + Math.round((event.clientX - this.from.x) / PIXELS), false);
  }

  private end(): void {
    if (this.from) this.store.settle();
    this.from = null;
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.go(this.notch() + step, true);
  }

  private go(notch: number, settled: boolean): void {
    const value = atNotch(this.range, Math.min(NOTCHES, Math.max(0, notch)));
    this.store.set({ model: { [this.name]: value }, equilibrium: 0 }, settled);
  }
}
