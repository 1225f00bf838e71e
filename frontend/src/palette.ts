// Colours, dashes and markers of the protocols and outcomes: the file that the figures and the report read; colours and
// faces of the page: those of the report and the documentation. So a thing looks the same wherever it is shown.

import words from "../../src/summitry/model/words.json";
import shared from "../../src/summitry/report/templates/colours.css?raw";

export type Marker = "square" | "diamond" | "circle" | "triangle";

const SCALE = 1.4; // lines are that much thicker here than in print, and so are their dashes longer

const protocols: Record<string, { colour: string[]; dashes: number[]; marker: string }> = {
  ...words.protocols,
  random: words.random_proposer,
};

const each = <T>(value: (one: (typeof protocols)[string]) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(protocols).map(([id, one]) => [id, value(one)]));

/** Dashes of each protocol's line, as SVG has them; none for a solid line. */
export const DASHES: Record<string, string> = {
  ...each(({ dashes }) => dashes.map((length) => length * SCALE).join(" ")),
  other: "3 3",
  second: "9 3 2 3",
};

/** How much larger letters in pictures are for a projector than on a screen. */
export const larger = (): number => (document.documentElement.classList.contains("projected") ? 1.35 : 1);

export const MARKERS = each(({ marker }) => marker as Marker);

/**
 * Make the colours known to the style sheet, for light and for dark: `--k-` protocols, `--tone-` outcomes. Those that
 * the report has for a whole document are set here for the page's own element, so that a notebook keeps its own.
 */
export function paint(root: HTMLElement): void {
  for (const [, name = "", value = ""] of shared.matchAll(/(--[\w-]+):\s*([^;]+);/g)) root.style.setProperty(name, value);
  const set = (name: string, [light, dark]: string[]): void =>
    root.style.setProperty(name, `light-dark(${light}, ${dark})`);
  for (const [id, one] of Object.entries(protocols)) set(`--k-${id}`, one.colour);
  for (const [id, one] of Object.entries(words.regions)) set(`--tone-${id.toLowerCase()}`, one.colour);
}
