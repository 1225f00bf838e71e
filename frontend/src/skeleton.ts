// The page's order: title, controls beside the answer, pictures, then what there is to take away.

import type { Meta } from "./api";
import { h } from "./dom";
import type { Picture } from "./pictures/picture";
import { themeSwitch } from "./theme";

export interface Skeleton {
  tour: HTMLElement;
  play: HTMLElement;
  take: HTMLElement;
  nav: HTMLElement;
}

interface Parts {
  controls: HTMLElement;
  answer: HTMLElement;
  pictures: Picture[];
}

export function skeleton(root: HTMLElement, meta: Meta, parts: Parts): Skeleton {
  const section = (id: string, title: string, ...children: Node[]) =>
    h("section", { id, class: "part", "aria-labelledby": `${id}-h` }, h("h2", { id: `${id}-h` }, title), ...children);
  const slot = (id: string) => h("section", { id, class: "part", hidden: true });
  const [tour, play, take] = [slot("tour"), slot("play"), slot("take")];
  const nav = h("nav", { "aria-label": "Parts of the page" });
  const skip = h(
    "a",
    { class: "skip", href: "#pictures", click: (event: Event) => jump(event, root, "#pictures") },
    "Skip to the pictures",
  );
  // on a small screen the answer comes first, and the controls open over it
  const roomy = !window.matchMedia("(max-width: 999px)").matches;
  const controls = h("details", { class: "controls", open: roomy }, h("summary", {}, "Set the game"), parts.controls);
  const main = h(
    "main",
    {},
    tour,
    section("answer", "The answer", parts.answer),
    section("pictures", "Pictures", h("div", { class: "pictures" }, ...parts.pictures.map((one) => one.node))),
    play,
    take,
  );
  const body = h("div", { class: "columns" }, h("div", { class: "side" }, controls), main);
  root.replaceChildren(skip, title(nav, root), body, h("footer", {}, `summitry ${meta.version}, ${SOURCE}`));
  return { tour, play, take, nav };
}

const LEAD =
  "A foreign leader sells a visit for a concession, and the visit tells the challenger at home that the leader is " +
  "strong. Move a control: the game is solved again, and every equilibrium is certified.";
const SOURCE =
  "the reference implementation of the model in Malis & Smith, “Quid Pro Quo Diplomacy”, Games 2024. Every number " +
  "comes from the library.";

function title(nav: HTMLElement, root: HTMLElement): HTMLElement {
  const words = h("div", {}, h("h1", {}, "Quid pro quo diplomacy"), h("p", { class: "lead" }, LEAD));
  return h("header", { class: "top" }, words, h("div", { class: "top-right" }, nav, themeSwitch(root)));
}

/** Move to a part without touching the address, which holds the state. */
export function jump(event: Event | null, root: HTMLElement, selector: string): void {
  event?.preventDefault();
  const target = root.querySelector<HTMLElement>(selector);
  if (!target) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}
