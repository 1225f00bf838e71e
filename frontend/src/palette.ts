// Colours, dashes and markers of the protocols and outcomes: the file that the figures and the report read,
// so that a thing looks the same wherever it is shown.

import words from "../../src/summitry/model/words.json";

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

export const MARKERS = each(({ marker }) => marker as Marker);

/** Make the colours known to the style sheet, for light and for dark: `--k-` protocols, `--tone-` outcomes. */
export function paint(root: HTMLElement): void {
  const set = (name: string, [light, dark]: string[]): void =>
    root.style.setProperty(name, `light-dark(${light}, ${dark})`);
  for (const [id, one] of Object.entries(protocols)) set(`--k-${id}`, one.colour);
  for (const [id, one] of Object.entries(words.regions)) set(`--tone-${id.toLowerCase()}`, one.colour);
}
