// One parameter's row: symbol, meaning, a slider and a number field that say the same.

import { h, setText, unique } from "./dom";
import { number, parse, typed } from "./format";

export interface Range {
  from: number;
  to: number;
  log: boolean;
  infinite?: boolean; // the last notch means ∞
  whole?: boolean;
}

export const NOTCHES = 200; // an arrow key moves by one

/** Value at a notch, rounded to what a person would choose. */
export function atNotch(range: Range, notch: number): number {
  if (range.infinite && notch > NOTCHES) return Infinity;
  const t = notch / NOTCHES;
  const raw = range.log ? range.from * (range.to / range.from) ** t : range.from + (range.to - range.from) * t;
  if (range.whole) return Math.max(1, Math.round(raw));
  return Number(range.log ? raw.toPrecision(3) : raw.toFixed(4));
}

export function toNotch(range: Range, value: number): number {
  if (value === Infinity) return NOTCHES + 1;
  const { from, to } = range;
  const t = range.log ? Math.log(Math.max(value, 1e-300) / from) / Math.log(to / from) : (value - from) / (to - from);
  return Math.min(NOTCHES, Math.max(0, Math.round(t * NOTCHES)));
}

export interface Row {
  node: HTMLElement;
  set: (value: number) => void;
  fault: (text: string) => void;
  enable: (on: boolean, why?: string) => void;
  range: Range;
}

interface Texts {
  name: string;
  symbol: string;
  meaning: string;
}

interface Heard {
  moved: (settled: boolean) => void;
  wrote: () => void;
}

function inputs(texts: Texts, range: Range, id: string, { moved, wrote }: Heard) {
  const slider = h("input", {
    type: "range",
    min: 0,
    max: NOTCHES + (range.infinite ? 1 : 0),
    step: 1,
    "data-slider": texts.name,
    "aria-label": `${texts.symbol}, slider`,
    "aria-describedby": `${id}-m`,
    input: () => moved(false),
    change: () => moved(true),
  });
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    id,
    autocomplete: "off",
    spellcheck: "false",
    "data-field": texts.name,
    "aria-describedby": `${id}-m ${id}-f`,
    change: wrote,
  });
  return { slider, field };
}

/** Make a row; `changed` hears every value, and whether the visitor has let go. */
export function sliderRow(texts: Texts, range: Range, changed: (value: number, settled: boolean) => void): Row {
  const id = unique(texts.name);
  const moved = (settled: boolean): void => {
    const value = atNotch(row.range, Number(slider.value));
    field.value = typed(value);
    slider.setAttribute("aria-valuetext", number(value));
    changed(value, settled);
  };
  const wrote = (): void => {
    const value = parse(field.value);
    const example = typed(row.range.from || 0.5);
    if (Number.isNaN(value)) row.fault(`“${field.value}” is not a number. Write for example ${example}.`);
    else changed(value, true);
  };
  const { slider, field } = inputs(texts, range, id, { moved, wrote });
  const label = h("label", { for: id, class: "symbol" }, texts.symbol);
  const meaning = h("span", { class: "meaning", id: `${id}-m` }, texts.meaning);
  const fault = h("p", { class: "fault", id: `${id}-f`, role: "alert" });
  const row: Row = {
    node: h("div", { class: "control" }, label, meaning, slider, field, fault),
    range,
    set: (value) => {
      slider.value = String(toNotch(row.range, value));
      slider.setAttribute("aria-valuetext", number(value));
      if (document.activeElement !== field || parse(field.value) !== value) field.value = typed(value);
    },
    fault: (text) => {
      setText(fault, text);
      field.setAttribute("aria-invalid", String(text !== ""));
    },
    enable: (on, why = "") => {
      slider.disabled = field.disabled = !on;
      setText(meaning, on ? texts.meaning : why);
    },
  };
  return row;
}
