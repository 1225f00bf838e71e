// The page inside Jupyter, through anywidget: the same panels, asking the kernel instead of a server.

import "./style/explorer.css";
import type { ModelData } from "./api";
import { mount } from "./app";
import { MessageSolve, type WidgetModel } from "./message";

function render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
  const root = document.createElement("div");
  root.classList.add("inside");
  el.append(root);
  const solve = new MessageSolve(model);
  const start = model.get("start");
  void mount(root, solve, { address: false, ...("information" in start ? { start: start as ModelData } : {}) });
  return () => solve.close();
}

export default { render };
