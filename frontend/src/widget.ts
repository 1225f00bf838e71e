// The page inside Jupyter, through anywidget: the same panels and the same engine, in a thread of the notebook's page.

import "./style/explorer.css";
import type { Meta, ModelData } from "./api";
import { mount } from "./app";
import engine from "./engine/engine.wasm?url";
import EngineWorker from "./engine/worker?worker&inline";
import { fromModel, modelData } from "./state";
import { WorkerSolve, type Solve } from "./transport";

/** What anywidget gives a widget, as far as it is used here. */
interface WidgetModel {
  get(name: "state"): ModelData;
  get(name: "meta"): Meta;
  set(name: "state", value: ModelData): void;
  save_changes(): void;
  on(event: "change:state", heard: () => void): void;
  off(event: "change:state", heard: () => void): void;
}

/** The engine's bytes: the bundle carries them as text. */
function bytes(): ArrayBuffer {
  const text = atob(engine.slice(engine.indexOf(",") + 1));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
}

function render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
  const root = document.createElement("div");
  root.classList.add("inside");
  el.append(root);
  const meta = model.get("meta");
  const solve = new WorkerSolve(new EngineWorker(), meta, bytes());
  let known = JSON.stringify(model.get("state"));
  const page = mount(root, async (): Promise<[Meta, Solve]> => [meta, solve], {
    address: false,
    start: model.get("state"),
    settled: (state) => {
      const data = modelData(state, meta);
      if (JSON.stringify(data) === known) return;
      known = JSON.stringify(data);
      model.set("state", data);
      model.save_changes();
    },
  });
  const heard = (): void => {
    const data = model.get("state");
    if (JSON.stringify(data) === known) return;
    known = JSON.stringify(data);
    void page.then((app) => app?.store.set({ ...fromModel(data), equilibrium: 0 }));
  };
  model.on("change:state", heard);
  return () => {
    model.off("change:state", heard);
    solve.close();
  };
}

export default { render };
