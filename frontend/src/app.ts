// The page: panels on one state, and the requests that a change of it makes.

import type { MapHeader, Meta, ModelData, ViewHeader, View } from "./api";
import { Answer } from "./cards";
import { Controls } from "./controls";
import { h } from "./dom";
import { explainer } from "./explain";
import { decode } from "./frame";
import { paint } from "./palette";
import { FigureTwo } from "./pictures/figure2";
import { Landscape } from "./pictures/landscape";
import { Line } from "./pictures/line";
import { COARSE, FINE, Mapped } from "./pictures/map";
import { plotCharts } from "./pictures/plot";
import { Timeline } from "./pictures/timeline";
import { skeleton, type Skeleton } from "./skeleton";
import { fromHash, fromModel, initial, modelQuery, toHash, type State } from "./state";
import { Store } from "./store";
import { json, Queue, Refusal, type Solve } from "./transport";

export interface Options {
  /** Where the page keeps its state for a link; a notebook has no such place. */
  address: boolean;
  /** The model to begin with, instead of the default scenario's. */
  start?: ModelData;
}

export function viewQuery(state: State): string {
  const query = modelQuery(state);
  query.set("protocol", state.protocol);
  query.set("equilibrium", String(state.equilibrium));
  query.set("variable", state.variable);
  query.set("parameter", state.parameter);
  return query.toString();
}

export class App {
  private readonly store: Store;
  private readonly controls: Controls;
  private readonly answer: Answer;
  private readonly pictures;
  private readonly map: Mapped;
  private readonly queue = new Queue((error) => this.failed(error));
  private readonly page: Skeleton;
  private view: View | null = null;
  private asked = "";
  private answered = ""; // the query that `view` answers
  private more: (view: View, state: State) => void = () => undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly solve: Solve,
    private readonly options: Options,
    private readonly meta: Meta,
  ) {
    const start = { ...initial(meta), ...(options.start ? fromModel(options.start) : {}) };
    this.store = new Store(meta, options.address ? fromHash(location.hash, start) : start);
    const context = { meta, store: this.store, charts: plotCharts };
    this.controls = new Controls(this.store);
    this.answer = new Answer(this.store, meta);
    this.map = new Mapped(context);
    this.pictures = [new FigureTwo(context), new Line(context), new Landscape(context), new Timeline(context)] as const;
    paint(root);
    // the outcomes' colours have names in the style sheet; the server knows them by code
    for (const one of meta.outcomes) root.style.setProperty(`--o-${one.code}`, `var(--tone-${one.id})`);
    this.page = skeleton(root, meta, {
      controls: this.controls.node,
      answer: this.answer.node,
      pictures: [...this.pictures, this.map],
    });
    this.listen();
    this.changed(this.store.state, true);
    this.whenIdle(() => void this.extras());
  }

  private listen(): void {
    explainer(this.root, this.meta);
    this.store.listen((state, settled) => this.changed(state, settled));
    for (const picture of this.pictures)
      picture.redrawOnResize(() => this.view && picture.draw(this.view, this.store.state));
    this.map.redrawOnResize(() => this.map.draw(this.store.state));
    this.root.addEventListener("keydown", (event) => this.key(event));
    if (this.options.address) {
      window.addEventListener("hashchange", () => {
        const { state } = this.store;
        if (location.hash.slice(1) !== toHash(state)) this.store.replace(fromHash(location.hash, initial(this.meta)));
      });
    }
  }

  private key(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) this.store.redo();
    else this.store.undo();
  }

  private changed(state: State, settled: boolean): void {
    this.controls.show(state);
    if (settled && this.options.address && location.hash.slice(1) !== toHash(state)) {
      window.history.replaceState(null, "", `#${toHash(state)}`);
    }
    const query = viewQuery(state);
    if (query !== this.asked) {
      this.asked = query;
      this.queue.push("view", (signal) => this.ask(query, signal), true);
      this.root.dataset["busy"] = "1";
    } else {
      this.draw(settled);
    }
  }

  private async ask(query: string, signal: AbortSignal): Promise<void> {
    const answer = await this.solve.ask("/api/view", query, signal);
    this.view = decode<ViewHeader>(answer.bytes);
    this.answered = this.root.dataset["answered"] = query;
    this.controls.complain([]);
    this.draw(true);
    // a newer state waits already: it will ask for its own map
    if (query === this.asked) this.wantMap();
  }

  private draw(settled: boolean): void {
    const { state } = this.store;
    if (this.view) {
      this.answer.show(this.view, state, settled);
      for (const picture of this.pictures) picture.draw(this.view, state);
      this.more(this.view, state);
    }
    this.map.draw(state);
    this.rest();
  }

  /** Say that nothing is outstanding, if so: what is drawn is what the controls say. */
  private rest(): void {
    const { state } = this.store;
    if (this.answered !== this.asked || this.map.stale(state)) return;
    this.root.dataset["drawn"] = toHash(state);
    delete this.root.dataset["busy"];
  }

  /** A coarse map at once, then the fine one: each only while the state stays. */
  private wantMap(): void {
    const { state } = this.store;
    if (!this.map.stale(state)) return;
    const key = Mapped.key(state);
    delete this.root.dataset["map"];
    const step = (side: number, then: () => void) => async (signal: AbortSignal) => {
      const answer = await this.solve.ask("/api/map", Mapped.query(state, side), signal);
      if (Mapped.key(this.store.state) !== key) return;
      this.map.take(decode<MapHeader>(answer.bytes), this.store.state, key);
      this.root.dataset["map"] = String(side);
      this.rest();
      then();
    };
    const refine = (): void =>
      this.queue.push(
        "map",
        step(FINE, () => undefined),
      );
    this.queue.push("map", step(COARSE, refine));
  }

  private failed(error: unknown): void {
    delete this.root.dataset["busy"];
    const faults =
      error instanceof Refusal
        ? error.faults
        : [`The solver does not answer: ${String(error)}. Is the server still running?`];
    this.controls.complain(faults);
    this.asked = this.answered = "";
  }

  /** The tour, the play mode and the files: loaded when the first view stands. */
  private async extras(): Promise<void> {
    const { addExtras } = await import("./extras");
    this.more = addExtras({
      page: this.page,
      store: this.store,
      solve: this.solve,
      meta: this.meta,
      view: () => this.view,
      root: this.root,
    });
  }

  private whenIdle(run: () => void): void {
    const wait = (): void =>
      void (this.view || this.root.querySelector(".fault:not(:empty)") ? run() : window.setTimeout(wait, 30));
    wait();
  }
}

/** Draw the page into an element, with whatever answers its questions. */
export async function mount(root: HTMLElement, solve: Solve, options: Options): Promise<void> {
  root.classList.add("smt");
  root.replaceChildren(h("p", { class: "loading" }, "One moment …"));
  try {
    const meta = json<Meta>(await solve.ask("/api/meta", ""));
    new App(root, solve, options, meta);
  } catch (error) {
    root.replaceChildren(
      h(
        "p",
        { class: "loading", role: "alert" },
        `The solver does not answer: ${String(error)}. Is the server running?`,
      ),
    );
  }
}
