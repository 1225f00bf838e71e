// The page's order: title; what the answer means; pictures first, the numbers below; then what there is to take away.
// The controls, and the tour while it runs, stand beside the pictures; on a small screen below them.

import type { Meta } from "./api";
import { h, setText } from "./dom";
import type { Picture } from "./pictures/picture";
import { themeSwitch } from "./theme";

export interface Skeleton {
  tour: HTMLElement;
  play: HTMLElement;
  take: HTMLElement;
  nav: HTMLElement;
  /** Say what a link says that this page does not understand. */
  said: (faults: readonly string[]) => void;
}

interface Parts {
  controls: HTMLElement;
  strip: HTMLElement;
  answer: HTMLElement;
  pictures: Record<"figure2" | "line" | "map" | "landscape" | "timeline", Picture>;
}

export function skeleton(root: HTMLElement, meta: Meta, parts: Parts): Skeleton {
  const slot = (id: string) => h("section", { id, class: "part", hidden: true });
  const [tour, play, take] = [slot("tour"), slot("play"), slot("take")];
  const nav = h("nav", { "aria-label": "Parts of the page" });
  const skip = h(
    "a",
    { class: "skip", href: "#pictures", click: (event: Event) => jump(event, root, "#pictures") },
    "Skip to the pictures",
  );
  const { figure2, line, map, landscape, timeline } = parts.pictures;
  const answer = h("section", { id: "answer", class: "part", "aria-labelledby": "answer-h" });
  answer.append(h("h2", { id: "answer-h" }, "The numbers"), parts.answer);
  const pictures = h(
    "section",
    { id: "pictures", class: "part", "aria-label": "Pictures" },
    h("div", { class: "half" }, figure2.node, answer),
    h("div", { class: "half" }, line.node, map.node),
    landscape.node,
    timeline.node,
  );
  const notice = h("div", { class: "notice", role: "alert", hidden: true });
  const main = h("main", {}, notice, parts.strip, play, pictures, take);
  const side = h("div", { class: "side" }, tour, sheet(parts.controls));
  root.replaceChildren(
    skip,
    title(nav, root),
    h("div", { class: "columns" }, side, main),
    h("footer", {}, `summitry ${meta.version}, ${SOURCE}`),
  );
  return { tour, play, take, nav, said: (faults) => say(notice, faults) };
}

function say(notice: HTMLElement, faults: readonly string[]): void {
  notice.hidden = faults.length === 0;
  const close = h("button", { type: "button", click: () => (notice.hidden = true) }, "Close");
  const MOST = 8;
  const rest = faults.length > MOST ? [h("li", {}, `and ${faults.length - MOST} more`)] : [];
  notice.replaceChildren(
    h("p", {}, "The link says something that this page does not understand; the rest of it is shown."),
    h("ul", {}, ...faults.slice(0, MOST).map((fault) => h("li", {}, fault)), ...rest),
    close,
  );
}

/** The controls; on a small screen only those in use, until all are asked for. */
function sheet(controls: HTMLElement): HTMLElement {
  const open = h("button", { type: "button", class: "all-controls", "aria-expanded": "false" }, "All controls");
  const node = h("section", { class: "controls", "aria-label": "Set the game" }, open, controls);
  open.addEventListener("click", () => {
    const on = node.classList.toggle("open");
    open.setAttribute("aria-expanded", String(on));
    setText(open, on ? "Fewer controls" : "All controls");
  });
  return node;
}

const LEAD =
  "A foreign leader sells a visit for a concession, and the visit tells the challenger at home that the leader is " +
  "strong. Move a control: the game is solved again, and every equilibrium is certified.";
const SOURCE =
  "the reference implementation of the model in Malis & Smith, “Quid Pro Quo Diplomacy”, Games 2024. Every number " +
  "comes from the library’s own engine, which runs in this page.";

function title(nav: HTMLElement, root: HTMLElement): HTMLElement {
  const projector = h("button", { type: "button", class: "projector", "aria-pressed": "false" }, "Projector");
  projector.title = "Larger letters and lines, fewer words";
  projector.addEventListener("click", () => {
    const on = document.documentElement.classList.toggle("projected");
    projector.setAttribute("aria-pressed", String(on));
  });
  const words = h("div", { class: "title" }, h("h1", {}, "Quid pro quo diplomacy"), h("p", { class: "lead" }, LEAD));
  return h("header", { class: "top" }, words, h("div", { class: "top-right" }, nav, projector, themeSwitch(root)));
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
