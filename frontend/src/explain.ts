// Each number explains itself: what it is, its value with more digits, its formula and its source. One
// bubble for the page, shown on hover, on focus and on touch; Escape closes it.

import type { Meta, Variable } from "./api";
import { h, unique } from "./dom";

/** Mark a node as showing a variable; the bubble then explains it. */
export function explained(node: HTMLElement, variable: string): HTMLElement {
  node.dataset["variable"] = variable;
  return node;
}

export function explainer(root: HTMLElement, meta: Meta): void {
  const bubble = h("div", { class: "bubble", role: "tooltip", id: unique("bubble"), hidden: true });
  root.append(bubble);
  let shown: HTMLElement | null = null;

  const hide = (): void => {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    bubble.hidden = true;
  };
  const show = (target: HTMLElement): void => {
    const about = meta.variables[target.dataset["variable"] ?? ""];
    if (!about) return;
    if (shown && shown !== target) shown.removeAttribute("aria-describedby");
    shown = target;
    bubble.replaceChildren(...lines(about, target.dataset));
    bubble.hidden = false;
    target.setAttribute("aria-describedby", bubble.id);
    place(bubble, target);
  };
  const find = (event: Event): HTMLElement | null => (event.target as Element).closest<HTMLElement>("[data-variable]");

  root.addEventListener("pointerover", (event) => {
    const target = find(event);
    if (target) show(target);
    else if (shown && shown !== document.activeElement && !(event.target as Element).closest(".bubble")) hide();
  });
  root.addEventListener("focusin", (event) => {
    const target = find(event);
    if (target) show(target);
    else hide();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  window.addEventListener("scroll", () => shown && place(bubble, shown), { passive: true, capture: true });
}

function lines(about: Variable, { exact, why }: DOMStringMap): HTMLElement[] {
  const all = [
    h("p", { class: "bubble-head" }, h("b", {}, about.symbol), ` ${about.long_name}`),
    exact ? h("p", { class: "bubble-value" }, `= ${exact}`, h("span", {}, ` ${about.unit}`)) : null,
    why ? h("p", { class: "bubble-why" }, why) : null,
    h("p", { class: "bubble-formula" }, about.formula),
    h("p", { class: "bubble-source" }, `Source: ${about.source}`),
  ];
  return all.filter((line) => line !== null);
}

function place(bubble: HTMLElement, target: HTMLElement): void {
  const box = target.getBoundingClientRect();
  const width = bubble.offsetWidth;
  const left = Math.min(
    Math.max(8, box.left + box.width / 2 - width / 2),
    document.documentElement.clientWidth - width - 8,
  );
  const above = box.top - bubble.offsetHeight - 8;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${above > 4 ? above : box.bottom + 8}px`;
}
