// Light, dark, or as the system says.

import { segmented } from "./dom";

type Theme = "auto" | "light" | "dark";
const KEPT = "summitry-theme";

function kept(): Theme {
  try {
    const value = localStorage.getItem(KEPT);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto"; // a browser may forbid it; the page works without
  }
}

export function themeSwitch(root: HTMLElement): HTMLElement {
  const set = (theme: Theme): void => {
    root.dataset["theme"] = theme;
    try {
      localStorage.setItem(KEPT, theme);
    } catch {
      // not kept, then
    }
  };
  const options = [
    ["auto", "auto"],
    ["light", "light"],
    ["dark", "dark"],
  ] as const;
  const control = segmented<Theme>("Colours", options, set, true);
  const start = kept();
  root.dataset["theme"] = start;
  control.set(start);
  control.node.classList.add("theme");
  return control.node;
}
