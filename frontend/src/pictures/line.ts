// Any outcome against any parameter, under every protocol. Where a protocol has no equilibrium the line
// has a gap and a strip at the foot says so; several equilibria are several lines.

import { USUAL, type ProtocolId, type View } from "../api";
import { select } from "../dom";
import { notAlong } from "../engine/axes";
import type { Numbers, Table } from "../table";
import { row } from "../table";
import { number } from "../format";
import type { State } from "../state";
import type { Gap, Series } from "./charts";
import { compose, type Key } from "./compose";
import {
  brief,
  clamp,
  labelled,
  axisOf,
  labelOf,
  leftOut,
  move,
  parameterAxis,
  parameterChoices,
  place,
  shownProtocols,
  titled,
  variableOf,
  type Context,
} from "./context";
import type { Column } from "./files";
import { Picture } from "./picture";

const TEXTS = {
  id: "line",
  title: "Any outcome against any parameter",
  hint: "The vertical line is where you are; click in the picture to go elsewhere.",
};
const ANSWERED = ["one", "several"];

export class Line extends Picture {
  private readonly variable: { set: (value: string) => void };
  private readonly parameter: { set: (value: string) => void };
  private kept: { about: string; at: number; series: Series[] } | null = null; // the lines when the visitor pinned them
  private find: ((event: MouseEvent) => { x: number } | null) | null = null;

  constructor(private readonly context: Context) {
    super(TEXTS);
    const { meta, store } = context;
    const outcomes = Object.entries(meta.variables).map(
      ([name, about]) => [name, titled(about)] as const,
    );
    const variable = select("Outcome", outcomes, (value) => store.set({ variable: value }));
    const parameter = select("against", parameterChoices(meta), (value) => store.set({ parameter: value }));
    this.choices.append(variable.node, parameter.node);
    [this.variable, this.parameter] = [variable, parameter];
    this.chosen(store.state);
    this.slot.addEventListener("click", (event) => this.go(event));
  }

  private chosen(state: State): void {
    this.variable.set(state.variable);
    this.parameter.set(state.parameter);
  }

  draw(view: View, state: State): void {
    this.chosen(state);
    const xs = view.arrays["line.x"]?.values;
    const values = view.arrays["line.value"];
    const status = view.arrays["line.status"];
    const about = view.header.line;
    const why = notAlong(state.kind, state.parameter);
    if (why) return this.empty(why);
    if (!xs || !values || !status || !about) return;
    const { meta, charts } = this.context;
    const shown = shownProtocols(state).filter((id) => USUAL.includes(id));
    const field = axisOf(meta, about.parameter);
    const variable = variableOf(meta, about.variable);
    const x = parameterAxis(field);
    const gaps = shown.flatMap((id) => this.gaps(id, xs, row(status, USUAL.indexOf(id))));
    const width = this.width;
    const height = Math.round(Math.max(width < 400 ? 190 : 240, Math.min(380, width * (width < 400 ? 0.55 : 0.62))));
    const at = place(state, about.parameter);
    const { series, off } = fitting(shown.flatMap((id) => this.series(id, xs, values)));
    const what = `${about.variable} ${about.parameter}`;
    if (!this.context.store.pinned) this.kept = null;
    else this.kept ??= { about: what, at, series: series.map((one) => ({ ...one, key: `was ${one.key}` })) };
    const earlier = this.kept?.about === what ? this.kept.series : [];
    const within = (value: number): number => clamp(value, x.domain as [number, number]);
    const drawn = charts.curves({
      width,
      height,
      x,
      y: { label: labelled(variable) },
      gaps,
      series: [...earlier, ...series],
      ...(Number.isNaN(at) ? {} : { now: within(at) }),
      ...(this.kept?.about === what && this.kept.at !== at && !Number.isNaN(this.kept.at) ? { was: within(this.kept.at) } : {}),
    });
    const keys = shown.map((id): Key => ({ key: id, label: labelOf(meta, id), shape: "line" }));
    if (earlier.length) keys.push({ key: "was", label: "as pinned", shape: "line" });
    const { node, at: trace } = compose(width, keys, [{ drawn, x: 0, y: 0, width, height }]);
    this.find = trace;
    const beyond = off.map(
      (one) =>
        ` Off the scale: ${labelOf(meta, one.key as ProtocolId)}, ${number(one.y)} at ${field.symbol} = ${number(one.x)}.`,
    );
    this.show(node, this.words(view, state, gaps) + beyond.join("") + leftOut(state), () => this.columnsOf(xs, values, status));
  }

  /** A line for each branch of equilibria of a protocol; they are followed by continuity. */
  private series(id: ProtocolId, xs: Numbers, values: Table): Series[] {
    const [, branches = 1, count = 0] = values.shape;
    const all = row(values, USUAL.indexOf(id));
    const cut = (b: number): Numbers => all.subarray(b * count, (b + 1) * count);
    return Array.from({ length: branches }, (_, b) => cut(b))
      .filter((y) => y.some(Number.isFinite))
      .map((y) => ({ key: id, label: id, ...torn(xs, y) }));
  }

  private gaps(id: ProtocolId, xs: ArrayLike<number>, codes: ArrayLike<number>): Gap[] {
    const { statuses } = this.context.meta;
    const fine = new Set(statuses.filter((one) => ANSWERED.includes(one.id)).map((one) => one.code));
    const out: Gap[] = [];
    for (let i = 0; i < xs.length; i++) {
      if (fine.has(codes[i] as number)) continue;
      const start = i;
      while (i + 1 < xs.length && codes[i + 1] === codes[start]) i++;
      out.push({
        key: id,
        from: xs[Math.max(0, start - 1)] as number,
        to: xs[Math.min(xs.length - 1, i + 1)] as number,
      });
    }
    return out;
  }

  private words(view: View, state: State, gaps: Gap[]): string {
    const { meta } = this.context;
    const field = axisOf(meta, state.parameter);
    const gone = [...new Set(gaps.map((gap) => gap.key))].map((id) => labelOf(meta, id as ProtocolId));
    const here = place(state, state.parameter);
    const start = `${variableOf(meta, state.variable).long_name} as ${brief(field.meaning)} changes, all else as set; you are at ${field.symbol} = ${number(here)}.`;
    const missing = gone.length
      ? ` Strips at the foot: no equilibrium, or only a limit, under ${gone.join(" and ")}.`
      : "";
    const counts = view.arrays["line.count"]?.values ?? [];
    const several = Array.from(counts).some((count) => count > 1)
      ? " Where a protocol has several lines it has several equilibria."
      : "";
    const bare = this.bare(
      view,
      shownProtocols(state).filter((id) => id === "F" || id === "L"),
    )
      ? " Where there is neither line nor strip there is no deal, and so no such number."
      : "";
    return `${start.charAt(0).toUpperCase()}${start.slice(1)}${missing}${bare}${several}`;
  }

  /** Whether somewhere a protocol has an equilibrium but not this number. */
  private bare(view: View, shown: ProtocolId[]): boolean {
    const [values, status] = [view.arrays["line.value"], view.arrays["line.status"]];
    if (!values || !status) return false;
    const [, branches = 1, count = 0] = values.shape;
    const one = this.context.meta.statuses.find((word) => word.id === "one")?.code;
    return shown.some((id) => {
      const [all, codes] = [row(values, USUAL.indexOf(id)), row(status, USUAL.indexOf(id))];
      const defined = (i: number): boolean =>
        Array.from({ length: branches }, (_, b) => all[b * count + i]).some(Number.isFinite);
      return Array.from(codes).some((code, i) => code === one && !defined(i));
    });
  }

  private columnsOf(xs: ArrayLike<number>, values: Table, status: Table): Column[] {
    const [, rows = 1, count = 0] = values.shape;
    const out: Column[] = [{ name: this.context.store.state.parameter, values: xs }];
    USUAL.forEach((id, p) => {
      const codes = row(status, p);
      const word = (code: number): string =>
        this.context.meta.statuses.find((one) => one.code === code)?.id ?? String(code);
      out.push({ name: `status_${id}`, values: Array.from(codes, word) });
      for (let r = 0; r < rows; r++) {
        const y = row(values, p).subarray(r * count, (r + 1) * count);
        if (Array.from(y).some(Number.isFinite)) out.push({ name: rows > 1 ? `${id}_${r + 1}` : id, values: y });
      }
    });
    return out;
  }

  private go(event: MouseEvent): void {
    const found = this.find?.(event);
    const { store, meta } = this.context;
    if (!found) return;
    const { from, to } = axisOf(meta, store.state.parameter);
    store.set({ model: move(store.state, store.state.parameter, clamp(found.x, [from, to])), equilibrium: 0 });
  }
}

/**
 * Tear a line where it jumps (at σ = 1 with F proposing the answer is not the limit of its neighbours):
 * a step of a quarter of the picture that is twenty times the usual step. The tear is an undefined point
 * between the two; the two themselves stay.
 */
export function torn(xs: Numbers, y: Numbers): { x: Numbers; y: Numbers } {
  const defined = Array.from(y).filter(Number.isFinite);
  const range = Math.max(...defined) - Math.min(...defined);
  const steps = defined.slice(1).map((value, i) => Math.abs(value - (defined[i] as number)));
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  const [outX, outY]: [number[], number[]] = [[], []];
  for (let i = 0; i < y.length; i++) {
    const step = Math.abs((y[i] as number) - (y[i - 1] ?? NaN));
    if (step > range / 4 && step > 20 * usual) {
      outX.push(xs[i] as number);
      outY.push(NaN);
    }
    outX.push(xs[i] as number);
    outY.push(y[i] as number);
  }
  return { x: Float64Array.from(outX), y: Float64Array.from(outY) };
}

interface Off {
  key: string;
  x: number;
  y: number;
}

/**
 * Leave out single points that would press all lines flat, and say so: at σ = 1 F's price may be thirty
 * times that of σ = 0.99.
 */
export function fitting(series: Series[]): { series: Series[]; off: Off[] } {
  const lone = series.map((one) =>
    Array.from(
      one.y,
      (_, i) =>
        Number.isFinite(one.y[i] ?? NaN) &&
        !Number.isFinite(one.y[i - 1] ?? NaN) &&
        !Number.isFinite(one.y[i + 1] ?? NaN),
    ),
  );
  const joined = series.flatMap((one, s) =>
    Array.from(one.y).filter((value, i) => Number.isFinite(value) && !lone[s]?.[i]),
  );
  if (joined.length < 2) return { series, off: [] };
  const [low, high] = [Math.min(...joined), Math.max(...joined)];
  const room = 2 * Math.max(high - low, Math.abs(high) / 10);
  const off: Off[] = [];
  const kept = series.map((one, s) => {
    const y = Float64Array.from(one.y);
    y.forEach((value, i) => {
      if (!lone[s]?.[i] || (value < high + room && value > low - room)) return;
      off.push({ key: one.key, x: one.x[i] as number, y: value });
      y[i] = NaN;
    });
    return { ...one, y };
  });
  return { series: kept, off };
}
