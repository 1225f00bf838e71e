// The page: panels on one state, and the questions that a change of it asks.

import type { MapAsk, Meta, ModelData, View, ViewAsk } from "./api";
import { Answer } from "./answer";
import { Controls } from "./controls";
import { h } from "./dom";
import { explainer } from "./explain";
import { isUniform, splitLaw } from "./law";
import { paint } from "./palette";
import { FigureTwo } from "./pictures/figure2";
import { Landscape } from "./pictures/landscape";
import { Line } from "./pictures/line";
import { COARSE, FINE, Mapped } from "./pictures/map";
import { plotCharts } from "./pictures/plot";
import { Timeline } from "./pictures/timeline";
import { Refusal } from "./refusal";
import { skeleton, type Skeleton } from "./skeleton";
import { fromHash, fromModel, givenModel, initial, toHash, type State } from "./state";
import { Store } from "./store";
import { Queue, type Solve } from "./transport";

export interface Options {
  /** Where the page keeps its state for a link; a notebook has no such place. */
  address: boolean;
  /** The model to begin with, instead of the default scenario's. */
  start?: ModelData;
  /** Told of every state that has an answer. */
  settled?: (state: State) => void;
}

const REST = 100; // milliseconds without a move, after which the map is refined

/** Run something when the frame that is being made has been painted. */
function painted(run: () => void): void {
  requestAnimationFrame(() => window.setTimeout(run));
}

function viewAsk(state: State): ViewAsk {
  const { protocol, equilibrium, variable, parameter } = state;
  return { kind: "view", model: givenModel(state), protocol, equilibrium, variable, parameter };
}

export class App {
  readonly store: Store;
  private readonly controls: Controls;
  private readonly answer: Answer;
  private readonly pictures;
  private readonly map: Mapped;
  private readonly views = new Queue((error) => this.failed(error));
  private readonly maps = new Queue((error) => {
    this.map.failed(error);
    delete this.root.dataset["busy"];
  });
  private readonly page: Skeleton;
  private view: View | null = null;
  private refining = 0;
  private asked = "";
  private answered = ""; // the question that `view` answers
  private more: (view: View, state: State) => void = () => undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly solve: Solve,
    private readonly options: Options,
    private readonly meta: Meta,
  ) {
    const start = { ...initial(meta), ...(options.start ? fromModel(options.start) : {}) };
    const read = options.address ? fromHash(location.hash, start, meta) : { state: start, faults: [] };
    this.store = new Store(meta, read.state);
    const context = { meta, store: this.store, charts: plotCharts };
    this.controls = new Controls(this.store);
    this.answer = new Answer(this.store, meta);
    this.map = new Mapped(context);
    this.pictures = [new FigureTwo(context), new Line(context), new Landscape(context), new Timeline(context)] as const;
    paint(root);
    // the outcomes' colours have names in the style sheet; the engine knows them by code
    for (const one of meta.outcomes) root.style.setProperty(`--o-${one.code}`, `var(--tone-${one.id})`);
    const [figure2, line, landscape, timeline] = this.pictures;
    this.page = skeleton(root, meta, {
      controls: this.controls.node,
      strip: this.answer.strip,
      answer: this.answer.node,
      pictures: { figure2, line, map: this.map, landscape, timeline },
    });
    this.page.said(read.faults);
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
    if (this.options.address) window.addEventListener("popstate", () => this.travelled());
  }

  /** Back, forward or another link: the address leads. */
  private travelled(): void {
    if (location.hash.slice(1) === toHash(this.store.state)) return;
    const { state, faults } = fromHash(location.hash, initial(this.meta), this.meta);
    this.page.said(faults);
    this.store.replace(state);
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
    this.root.classList.toggle("other-law", !isUniform(splitLaw(state.cost)));
    if (settled && this.options.address) this.remember(toHash(state));
    const ask = viewAsk(state);
    const key = JSON.stringify(ask);
    if (this.map.stale(state) && this.map.wanted !== Mapped.key(state)) this.dropMap();
    if (key !== this.asked) {
      this.asked = key;
      this.root.dataset["busy"] = "1";
      this.views.push((signal) => this.ask(ask, key, signal));
    } else {
      this.draw(settled);
      if (this.answered === key) this.wantMap();
    }
  }

  /** Each state that was settled on is one that Back returns to. */
  private remember(hash: string): void {
    if (location.hash.slice(1) === hash) return;
    try {
      if (this.answered) window.history.pushState(null, "", `#${hash}`);
      else window.history.replaceState(null, "", `#${hash}`);
    } catch {
      // a browser may admit only so many changes a minute: the next one holds everything again
    }
  }

  private async ask(ask: ViewAsk, key: string, signal: AbortSignal): Promise<void> {
    this.view = await this.solve.ask<"view">(ask, signal);
    this.answered = this.root.dataset["answered"] = key;
    this.controls.complain([]);
    delete this.root.dataset["stale"];
    this.draw(true);
    if (key !== this.asked) return;
    this.options.settled?.(this.store.state);
    // the map comes after: neither its solving nor its drawing keeps the other pictures waiting
    painted(() => key === this.asked && this.wantMap());
  }

  private draw(settled: boolean): void {
    const { state } = this.store;
    if (this.view && this.answered) {
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

  /** Neither solve nor refine a map whose values have been left. */
  private dropMap(): void {
    this.maps.stop();
    window.clearTimeout(this.refining);
    this.map.wanted = "";
    delete this.root.dataset["map"];
  }

  /** A coarse map at once, and the fine one when the controls rest; a newer question stops either. */
  private wantMap(): void {
    const { state } = this.store;
    const key = Mapped.key(state);
    const done = !this.map.stale(state) && this.root.dataset["map"] === String(FINE);
    if (done || key === this.map.wanted || !this.map.possible(state)) return;
    this.map.wanted = key;
    this.root.dataset["busy"] = "1";
    delete this.root.dataset["map"];
    const step = (side: number, then: () => void) => async (signal: AbortSignal) => {
      const ask: MapAsk = { kind: "map", model: givenModel(state), x: state.mapX, y: state.mapY, side };
      const answer = await this.solve.ask<"map">(ask, signal);
      if (Mapped.key(this.store.state) !== key) return;
      this.map.take(answer, this.store.state, key);
      this.root.dataset["map"] = String(side);
      this.rest();
      then();
    };
    const fine = (): void => this.maps.push(step(FINE, () => undefined));
    const refine = (): void => void (this.refining = window.setTimeout(fine, REST));
    this.maps.push(step(COARSE, refine), true);
  }

  private failed(error: unknown): void {
    delete this.root.dataset["busy"];
    this.controls.complain(error instanceof Refusal ? error.faults : [`The engine does not answer: ${String(error)}.`]);
    // what is still drawn belongs to other values: it is dimmed until there are good ones again
    this.root.dataset["stale"] = "1";
    this.asked = this.answered = "";
    this.dropMap();
    if (this.view) return;
    this.answer.none();
    for (const picture of [...this.pictures, this.map])
      picture.empty("These values are not a model: what is wrong stands beside the controls.");
  }

  /** The tour, the play mode and the files: loaded when the first view stands. */
  private async extras(): Promise<void> {
    const { addExtras } = await import("./extras");
    this.more = addExtras({
      page: this.page,
      store: this.store,
      solve: this.solve,
      meta: this.meta,
      view: () => (this.answered ? this.view : null),
      root: this.root,
      address: this.options.address,
    });
  }

  private whenIdle(run: () => void): void {
    const wait = (): void => void (this.view || this.root.dataset["stale"] ? run() : window.setTimeout(wait, 30));
    wait();
  }
}

/** Draw the page into an element, with whatever answers its questions; the promise gives the page. */
export async function mount(root: HTMLElement, load: () => Promise<[Meta, Solve]>, options: Options): Promise<App | null> {
  root.classList.add("smt");
  try {
    const [meta, solve] = await load();
    return new App(root, solve, options, meta);
  } catch (error) {
    root.replaceChildren(h("p", { class: "loading", role: "alert" }, `The page could not start: ${String(error)}.`));
    return null;
  }
}
