// The frame round every picture: heading, what to choose, the drawing, a sentence about it, the numbers
// as a table, and the files to take away.

import { h, setText, unique } from "../dom";
import { number } from "../format";
import { csv, png, save, svgText, type Column } from "./files";

export interface PictureTexts {
  id: string;
  title: string;
  hint: string;
}

const MOST_ROWS = 400; // of the table on the page; the CSV has all

export class Picture {
  readonly node: HTMLElement;
  readonly choices = h("div", { class: "choices" });
  readonly slot = h("div", { class: "slot" });
  private readonly caption = h("figcaption", {});
  private readonly table = h("div", { class: "table-scroll", tabindex: "0", role: "region" });
  private readonly details: HTMLDetailsElement;
  private data: () => Column[] = () => [];
  private drawing: SVGSVGElement | null = null;
  private onResize: (() => void) | null = null;
  private wide = 0;

  constructor(readonly texts: PictureTexts) {
    const head = unique(texts.id);
    this.table.setAttribute("aria-label", `Numbers of “${texts.title}”`);
    this.details = h(
      "details",
      { class: "numbers", toggle: () => this.fillTable() },
      h("summary", {}, "The numbers as a table"),
      this.table,
    );
    const file = (label: string, click: () => void) =>
      h("button", { type: "button", click, "data-file": label }, label);
    const take = h(
      "div",
      { class: "take", role: "group", "aria-label": `Download “${texts.title}”` },
      file("SVG", () => this.saveSvg()),
      file("PNG", () => void this.savePng()),
      file("CSV", () => this.saveCsv()),
    );
    this.node = h(
      "figure",
      { class: "picture", id: texts.id, "aria-labelledby": head },
      h("header", {}, h("h3", { id: head }, texts.title), take),
      h("p", { class: "hint" }, texts.hint),
      this.choices,
      this.slot,
      this.caption,
      this.details,
    );
    new ResizeObserver(() => this.resized()).observe(this.slot);
  }

  /** Width to draw for, in pixels: as last observed, because asking now would lay out the page at each move. */
  get width(): number {
    return Math.max(260, Math.floor(this.wide || this.slot.clientWidth || 520));
  }

  redrawOnResize(draw: () => void): void {
    this.onResize = draw;
  }

  show(drawing: SVGSVGElement, caption: string, columns: () => Column[]): void {
    this.drawing = drawing;
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", `${this.texts.title}. ${caption}`);
    this.slot.replaceChildren(drawing);
    setText(this.caption, caption);
    this.data = columns;
    if (this.details.open) this.fillTable();
  }

  /** Nothing to draw: say why instead. */
  empty(why: string): void {
    this.drawing = null;
    this.slot.replaceChildren(h("p", { class: "empty" }, why));
    setText(this.caption, "");
    this.data = () => [];
    if (this.details.open) this.fillTable();
  }

  private resized(): void {
    if (this.slot.clientWidth === this.wide || !this.slot.clientWidth) return;
    this.wide = this.slot.clientWidth;
    this.onResize?.();
  }

  private fillTable(): void {
    if (!this.details.open) return;
    const columns = this.data();
    const rows = Math.min(MOST_ROWS, columns[0]?.values.length ?? 0);
    const cell = (value: number | string | null | undefined) =>
      h("td", {}, typeof value === "string" ? value : number(value, 6));
    const body = Array.from({ length: rows }, (_, i) =>
      h("tr", {}, ...columns.map((column) => cell(column.values[i]))),
    );
    const head = h("tr", {}, ...columns.map((column) => h("th", { scope: "col" }, column.name)));
    this.table.replaceChildren(
      h(
        "table",
        {},
        h("caption", { class: "sr-only" }, this.texts.title),
        h("thead", {}, head),
        h("tbody", {}, ...body),
      ),
    );
  }

  private saveSvg(): void {
    if (this.drawing) save(`${this.texts.id}.svg`, new Blob([svgText(this.drawing)], { type: "image/svg+xml" }));
  }

  private async savePng(): Promise<void> {
    if (this.drawing) save(`${this.texts.id}.png`, await png(this.drawing));
  }

  private saveCsv(): void {
    save(`${this.texts.id}.csv`, new Blob([csv(this.data())], { type: "text/csv" }));
  }
}
