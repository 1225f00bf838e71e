// The one place where the state changes. Panels ask for a change and are told of every change.

import type { Meta } from "./api";
import { History, initial, same, type State } from "./state";

export type Patch = Partial<Omit<State, "model">> & { model?: Record<string, number> };
export type Listener = (state: State, settled: boolean) => void;

export class Store {
  state: State;
  readonly history: History;
  /** Whether an earlier answer is kept beside the present one. */
  pinned = false;
  private listeners: Listener[] = [];
  private timer = 0;

  constructor(
    readonly meta: Meta,
    start: State,
  ) {
    this.state = start;
    this.history = new History(start);
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Change some of the state; `settled` ends a drag and so makes a step that undo takes back. */
  set(patch: Patch, settled = true): void {
    const model = patch.model ? { ...this.state.model, ...patch.model } : this.state.model;
    this.replace({ ...this.state, ...patch, model }, settled);
  }

  replace(state: State, settled = true): void {
    const changed = !same(state, this.state);
    this.state = state;
    window.clearTimeout(this.timer);
    if (settled) this.history.settle(state);
    // A drag whose end nobody reports (a key held down) settles by itself.
    else this.timer = window.setTimeout(() => this.settle(), 600);
    if (changed || settled) this.tell(settled);
  }

  settle(): void {
    window.clearTimeout(this.timer);
    this.history.settle(this.state);
    this.tell(true);
  }

  /** Keep the present answer for comparison, or let go of it. */
  pin(on: boolean): void {
    this.pinned = on;
    this.tell(true);
  }

  undo(): void {
    this.travel(this.history.undo());
  }
  redo(): void {
    this.travel(this.history.redo());
  }
  reset(): void {
    this.replace(initial(this.meta));
  }

  private travel(state: State | null): void {
    if (!state) return;
    window.clearTimeout(this.timer);
    this.state = state;
    this.tell(true);
  }

  private tell(settled: boolean): void {
    for (const listener of this.listeners) listener(this.state, settled);
  }
}
