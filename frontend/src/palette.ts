// Colours, dashes and markers of the protocols and outcomes: the file that the figures and the report read,
// so that a thing looks the same wherever it is shown.

import words from "../../src/summitry/model/words.json";
import type { ProtocolId } from "./api";

export type Marker = "square" | "diamond" | "circle";

const SCALE = 1.4; // lines are that much thicker here than in print, and so are their dashes longer

const each = <T>(value: (id: ProtocolId) => T): Record<string, T> =>
  Object.fromEntries((Object.keys(words.protocols) as ProtocolId[]).map((id) => [id, value(id)]));

/** Dashes of each protocol's line, as SVG has them; none for a solid line. */
export const DASHES: Record<string, string> = {
  ...each((id) => words.protocols[id].dashes.map((length) => length * SCALE).join(" ")),
  other: "3 3",
  second: "9 3 2 3",
};

export const MARKERS = each((id) => words.protocols[id].marker as Marker);

/** Make the colours known to the style sheet, for light and for dark: `--k-` protocols, `--tone-` outcomes. */
export function paint(root: HTMLElement): void {
  const set = (name: string, [light, dark]: string[]): void =>
    root.style.setProperty(name, `light-dark(${light}, ${dark})`);
  for (const [id, one] of Object.entries(words.protocols)) set(`--k-${id}`, one.colour);
  for (const [id, one] of Object.entries(words.regions)) set(`--tone-${id.toLowerCase()}`, one.colour);
}
