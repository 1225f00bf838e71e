// A picture as a file that needs nothing of the page: every colour, dash and font that the style sheet
// gives on the screen is written into the drawing itself.

import { s } from "../dom";

/** A column of the data under a picture. */
export interface Column {
  name: string;
  values: ArrayLike<number | string | null>;
}

const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "text-anchor",
  "paint-order",
] as const;

/** A copy of the drawing with the styles of the screen as attributes, on the page's background. */
function standalone(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const from = [drawing, ...drawing.querySelectorAll<SVGElement>("*")];
  const to = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  from.forEach((node, i) => {
    const computed = getComputedStyle(node);
    const parent = node === drawing ? null : node.parentElement && getComputedStyle(node.parentElement);
    for (const name of STYLES) {
      const value = computed.getPropertyValue(name);
      const inherited = parent?.getPropertyValue(name) === value && !["opacity"].includes(name);
      if (value && !inherited) to[i]?.setAttribute(name, value);
      else if (to[i]?.getAttribute(name)?.includes("var(")) to[i]?.setAttribute(name, value);
    }
    to[i]?.removeAttribute("class");
    to[i]?.removeAttribute("style");
  });
  const [width, height] = [drawing.width.baseVal.value, drawing.height.baseVal.value];
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  if (!copy.getAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const paper = getComputedStyle(drawing.closest(".picture") ?? drawing).backgroundColor;
  copy.prepend(s("rect", { width: "100%", height: "100%", fill: paper }));
  const label = drawing.getAttribute("aria-label");
  if (label) copy.prepend(s("title", {}, label));
  return copy;
}

export function svgText(drawing: SVGSVGElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(standalone(drawing))}\n`;
}

/** The same as pixels, three for each of the screen's: sharp in print. */
export async function png(drawing: SVGSVGElement, scale = 3): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svgText(drawing)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = drawing.width.baseVal.value * scale;
    canvas.height = drawing.height.baseVal.value * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the browser made no PNG")))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Comma-separated values, full digits; an undefined number is an empty cell. */
export function csv(columns: Column[]): string {
  const quote = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (value: number | string | null | undefined): string =>
    value === null || value === undefined || Number.isNaN(value) ? "" : quote(String(value));
  const rows = columns[0]?.values.length ?? 0;
  const lines = Array.from({ length: rows }, (_, i) => columns.map((column) => cell(column.values[i])).join(","));
  return [columns.map((column) => quote(column.name)).join(","), ...lines, ""].join("\n");
}

/** Hand a file to the visitor. */
export function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
