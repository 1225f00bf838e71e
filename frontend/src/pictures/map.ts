// Who gains, over any two parameters: coarse at once, then refined. Click to go there.

import type { MapFrame, Outcome, ProtocolId } from "../api";
import { s, select } from "../dom";
import { notAlong } from "../engine/axes";
import { row } from "../table";
import { number } from "../format";
import { Refusal } from "../refusal";
import { isUniform, splitLaw } from "../law";
import { givenModel, type State } from "../state";
import { cells } from "./cells";
import type { CellSpec, Drawn, FrameSpec } from "./charts";
import { compose, type Composed, type Key, type Panel } from "./compose";
import { brief, clamp, axisOf, labelOf, leftOut, move, parameterAxis, parameterChoices, place, type Context } from "./context";
import type { Column } from "./files";
import { Picture } from "./picture";

const TEXTS = {
  id: "map",
  title: "Who gains: a map over two parameters",
  hint: "The ring is where you are. Click anywhere to go there; with the keyboard, use the sliders.",
};
export const COARSE = 24;
export const FINE = 96;

export class Mapped extends Picture {
  private readonly x: { set: (value: string) => void };
  private readonly y: { set: (value: string) => void };
  private drawn: { frame: MapFrame; made: string; picture: Composed; rings: SVGElement[] } | null = null;
  private frame: MapFrame | null = null;
  private readonly frames: { key: string; drawn: Drawn }[] = []; // of the panels, without what is in them
  private key = "";
  /** What has been asked for last. */
  wanted = "";

  constructor(private readonly context: Context) {
    super(TEXTS);
    const { meta, store } = context;
    const choices = parameterChoices(meta);
    // choosing the other axis' parameter exchanges the two
    const x = select("Across", choices, (value) =>
      store.set(value === store.state.mapY ? { mapX: value, mapY: store.state.mapX } : { mapX: value }),
    );
    const y = select("Up", choices, (value) =>
      store.set(value === store.state.mapX ? { mapY: value, mapX: store.state.mapY } : { mapY: value }),
    );
    this.choices.append(x.node, y.node);
    [this.x, this.y] = [x, y];
    this.slot.addEventListener("click", (event) => this.go(event));
    this.slot.addEventListener("pointermove", (event) => this.hover(event));
  }

  /** What the map depends on: not the two parameters that it runs over. */
  static key(state: State): string {
    // neither mixtures nor a random proposer are drawn, and open bargaining is not
    const model = { ...givenModel(state), strategies: "", power: "", proposer: "" };
    for (const name of [state.mapX, state.mapY]) delete model.values[name];
    return JSON.stringify([model, state.mapX, state.mapY]);
  }

  /** Whether F's signal leaves both parameters free. */
  possible(state: State): boolean {
    return !notAlong(state.kind, state.mapX) && !notAlong(state.kind, state.mapY);
  }

  /** Whether what is drawn belongs to other values and must be asked for again. */
  stale(state: State): boolean {
    if (!this.possible(state)) return false;
    return this.key !== Mapped.key(state);
  }

  take(frame: MapFrame, state: State, key: string): void {
    this.frame = frame;
    this.key = key;
    this.draw(state);
  }

  /** No map for these values: the reason stands beside the controls. */
  failed(error: unknown): void {
    this.wanted = "";
    if (!(error instanceof Refusal)) this.empty(`No map: ${String(error)}.`);
  }

  draw(state: State): void {
    this.x.set(state.mapX);
    this.y.set(state.mapY);
    const { frame } = this;
    const why = notAlong(state.kind, state.mapX) || notAlong(state.kind, state.mapY);
    if (why) {
      this.drawn = null;
      return this.empty(why);
    }
    // a map of other axes would carry the wrong labels, on the screen and in files
    if (!frame || frame.header.x !== state.mapX || frame.header.y !== state.mapY) {
      this.drawn = null;
      return this.empty("Solving …");
    }
    if (!state.all && state.protocol !== "F" && state.protocol !== "L") {
      this.drawn = null;
      this.empty(
        state.protocol === "random" ? "No map is drawn of a random proposer; choose a protocol whose proposer is known."
        : isUniform(splitLaw(state.cost)) ? "Under open bargaining there is never a deal (Prop. 4 and 5): the map would have one colour."
        : "Maps are drawn of closed bargaining only.",
      );
      return;
    }
    const shown = frame.header.protocols.filter((id) => state.all || id === state.protocol);
    const made = `${shown.join()} ${this.width} ${leftOut(state)}`;
    // moving along the map's own parameters moves the ring and leaves the cells as they are
    if (this.drawn?.frame !== frame || this.drawn.made !== made) this.redraw(frame, state, shown, made);
    const here = this.here(state);
    this.drawn?.rings.forEach((ring, i) => {
      const [x, y] = this.drawn?.picture.to(i, here.x, here.y) ?? [0, 0];
      ring.setAttribute("transform", `translate(${x} ${y})`);
    });
  }

  private redraw(frame: MapFrame, state: State, shown: ProtocolId[], made: string): void {
    const keys = this.present(frame, shown).map((one): Key => ({
      key: String(one.code),
      label: one.label,
      shape: "box",
    }));
    const picture = compose(this.width, keys, this.panels(frame, state, shown));
    const circle = (attrs: Record<string, string | number>) => s("circle", { r: 6, fill: "none", ...attrs });
    const rings = shown.map(() =>
      s(
        "g",
        { class: "ring" },
        circle({ stroke: "var(--paper)", "stroke-width": 4 }),
        circle({ stroke: "var(--ink)", "stroke-width": 2 }),
      ),
    );
    picture.node.append(...rings);
    picture.node.setAttribute("data-side", String(frame.header.nx));
    this.drawn = { frame, made, picture, rings };
    this.show(picture.node, this.words(state, frame, shown), () => this.columnsOf(frame));
  }

  private here(state: State): { x: number; y: number } {
    const at = (name: string): number => {
      const { from, to } = axisOf(this.context.meta, name);
      return clamp(place(state, name), [from, to]);
    };
    return { x: at(state.mapX), y: at(state.mapY) };
  }

  private panels(frame: MapFrame, state: State, shown: ProtocolId[]): Panel[] {
    const { meta } = this.context;
    const xs = frame.arrays["map.x"]?.values;
    const ys = frame.arrays["map.y"]?.values;
    const codes = frame.arrays["map.outcome"];
    if (!xs || !ys || !codes) return [];
    const beside = shown.length > 1 && this.width >= 300;
    const width = beside ? Math.floor(this.width / 2) : this.width;
    const height = Math.round(Math.min(400, width * (beside ? 0.95 : 0.82)));
    const [x, y] = [parameterAxis(axisOf(meta, state.mapX)), parameterAxis(axisOf(meta, state.mapY))];
    return shown.map((id, i) => ({
      drawn: this.filled(i, { width, height, x, y }, { xs, ys, codes: row(codes, frame.header.protocols.indexOf(id)) }),
      x: beside ? i * width : 0,
      y: beside ? 0 : i * height,
      width,
      height,
      title: labelOf(meta, id),
    }));
  }

  /** A panel with its cells, in the frame that it had before if nothing about that has changed. */
  private filled(panel: number, spec: FrameSpec, answer: CellSpec): Drawn {
    const key = JSON.stringify(spec);
    const kept = this.frames[panel];
    const drawn = kept?.key === key ? kept.drawn : this.context.charts.frame(spec);
    this.frames[panel] = { key, drawn };
    const [x0, y0] = [answer.xs[0] ?? NaN, answer.ys[0] ?? NaN];
    const inside = cells(answer, { x: (value) => drawn.to(value, y0)[0], y: (value) => drawn.to(x0, value)[1] });
    drawn.node.querySelector(".inside")?.remove();
    drawn.node.prepend(inside);
    return drawn;
  }

  private present(frame: MapFrame, shown: ProtocolId[]): Outcome[] {
    const codes = frame.arrays["map.outcome"];
    if (!codes) return [];
    const found = new Set(shown.flatMap((id) => Array.from(row(codes, frame.header.protocols.indexOf(id)))));
    return this.context.meta.outcomes.filter((one) => found.has(one.code));
  }

  private words(state: State, frame: MapFrame, shown: ProtocolId[]): string {
    const { meta } = this.context;
    const codes = frame.arrays["map.outcome"];
    const shares = shown.map((id) => {
      const all = codes ? Array.from(row(codes, frame.header.protocols.indexOf(id))) : [];
      const said = meta.outcomes
        .map((one) => ({ label: one.label, share: all.filter((code) => code === one.code).length / all.length }))
        .filter((one) => one.share > 0.0005)
        .sort((a, b) => b.share - a.share)
        .map((one) => `${one.label} ${(100 * one.share).toFixed(1)}%`);
      return `${labelOf(meta, id)}: ${said.join(", ")}`;
    });
    const axes = `${brief(axisOf(meta, state.mapX).meaning)} across, ${brief(axisOf(meta, state.mapY).meaning)} up`;
    return `${axes.charAt(0).toUpperCase()}${axes.slice(1)}. Share of the map: ${shares.join("; ")}.${leftOut(state)}`;
  }

  private columnsOf(frame: MapFrame): Column[] {
    const xs = frame.arrays["map.x"]?.values ?? [];
    const ys = frame.arrays["map.y"]?.values ?? [];
    const cells = Array.from({ length: xs.length * ys.length }, (_, i) => i);
    const codes = frame.arrays["map.outcome"];

    const word = (code: number | undefined) => this.context.meta.outcomes.find((one) => one.code === code)?.id ?? "";
    const out: Column[] = [
      { name: frame.header.x, values: cells.map((i) => xs[i % xs.length] as number) },
      { name: frame.header.y, values: cells.map((i) => ys[Math.floor(i / xs.length)] as number) },
    ];
    frame.header.protocols.forEach((id, p) => {
      if (codes) out.push({ name: `outcome_${id}`, values: Array.from(row(codes, p), word) });
      for (const name of ["concession", "visit_probability", "gain_L"]) {
        const table = frame.arrays[`map.${name}`];
        if (table) out.push({ name: `${name}_${id}`, values: row(table, p) });
      }
    });
    return out;
  }

  private go(event: MouseEvent): void {
    const found = this.drawn?.picture.at(event);
    if (!found) return;
    const { store } = this.context;
    const { state } = store;
    const across = move(state, state.mapX, found.x);
    const up = move({ ...state, model: { ...state.model, ...across } }, state.mapY, found.y);
    store.set({ model: { ...across, ...up }, equilibrium: 0 });
  }

  /** Say under the pointer what would be found there. */
  private hover(event: MouseEvent): void {
    const found = this.drawn?.picture.at(event);
    const { frame, context } = this;
    const codes = frame?.arrays["map.outcome"];
    if (!found || !frame || !codes) return this.slot.removeAttribute("title");
    const { state } = context.store;
    const shown = frame.header.protocols.filter((id) => state.all || id === state.protocol);
    const id = shown[found.panel];
    if (!id) return;
    const [i, j] = [
      nearest(frame.arrays["map.x"]?.values ?? [], found.x),
      nearest(frame.arrays["map.y"]?.values ?? [], found.y),
    ];
    const nx = frame.arrays["map.x"]?.values.length ?? 1;
    const code = row(codes, frame.header.protocols.indexOf(id))[j * nx + i];
    const label = context.meta.outcomes.find((one) => one.code === code)?.label ?? "";
    const [sx, sy] = [axisOf(context.meta, state.mapX).symbol, axisOf(context.meta, state.mapY).symbol];
    this.slot.title = `${labelOf(context.meta, id)}: ${label} at ${sx} = ${number(found.x, 3)}, ${sy} = ${number(found.y, 3)}`;
  }
}

function nearest(values: ArrayLike<number>, x: number): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if (Math.abs((values[i] as number) - x) < Math.abs((values[best] as number) - x)) best = i;
  }
  return best;
}
