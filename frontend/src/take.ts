// What there is to take along: a link to exactly this page, and files that give the same numbers.

import type { FileAsk } from "./api";
import { h, setText } from "./dom";
import { number } from "./format";
import { save } from "./pictures/files";
import { givenModel, type State } from "./state";
import type { Surroundings } from "./surroundings";

const FILES = [
  ["toml", "Scenario (TOML)", "summitry-case.toml", "for “summitry solve summitry-case.toml”"],
  ["python", "Python", "summitry_view.py", "reproduces this view; runs as it is"],
  ["json", "Result (JSON)", "summitry-result.json", "with certificates; “summitry verify” re-checks it"],
  ["bibtex", "BibTeX", "summitry.bib", "the article and the software"],
] as const;

/** Everything that a file may depend on. */
function fileAsk(state: State, what: FileAsk["what"]): FileAsk {
  const { protocol, equilibrium, variable, parameter, mapX, mapY } = state;
  return { kind: "file", what, model: givenModel(state), protocol, equilibrium, variable, parameter, mapX, mapY };
}

export class Take {
  private readonly said = h("p", { class: "note", role: "status" });
  private readonly handout = h("div", { class: "handout" }); // on paper only

  constructor(private readonly around: Surroundings) {
    const { page } = around;
    const files = FILES.map(([what, label, name, use]) =>
      h(
        "li",
        {},
        h("button", { type: "button", "data-export": what, click: () => void this.file(what, name) }, label),
        h("span", {}, use),
      ),
    );
    const link = h(
      "li",
      {},
      h("button", { type: "button", "data-export": "link", click: () => void this.link() }, "Link"),
      h("span", {}, "holds every setting of this page"),
    );
    page.take.setAttribute("aria-labelledby", "take-h");
    page.take.append(
      h("h2", { id: "take-h" }, "Take it along"),
      h("ul", { class: "files" }, around.address ? link : null, ...files),
      this.said,
      h(
        "p",
        { class: "note" },
        "From R, Stata or a shell: “summitry solve summitry-case.toml --json” prints the same numbers. To print this page as a hand-out, print it: all parameters and the link stand at its end.",
      ),
      this.handout,
    );
    around.store.listen((state, settled) => settled && this.tell(state));
    this.tell(around.store.state);
    page.take.hidden = false;
  }

  private async file(what: FileAsk["what"] | "bibtex", name: string): Promise<void> {
    try {
      const { meta, solve, store } = this.around;
      const text = what === "bibtex" ? meta.bibtex : await solve.ask<"file">(fileAsk(store.state, what));
      save(name, new Blob([text], { type: "text/plain" }));
      setText(this.said, `${name} is in your downloads.`);
    } catch (error) {
      setText(this.said, `No file: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Write what a printed page must say: every parameter, and the link as text. */
  private tell(state: State): void {
    const { meta, address } = this.around;
    const values = meta.fields.map((field) =>
      h("li", {}, `${field.symbol} = ${number(state.model[field.name], 6)}: ${field.meaning}`),
    );
    const kind = meta.kinds.find((one) => one.name === state.kind);
    const signal = `F’s signal: ${kind?.name}, ${kind?.meaning}${state.kind === "atoms" ? ` ${state.atoms}` : ""}`;
    this.handout.replaceChildren(
      h("h3", {}, "The parameters"),
      h("ul", {}, ...values, ...[signal, ...besides(state)].map((text) => h("li", {}, text))),
      address ? h("p", {}, location.href) : "",
    );
  }

  private async link(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      setText(this.said, "The link is in your clipboard.");
    } catch {
      setText(this.said, `Copy the address of this page: ${location.href}`);
    }
  }
}

/** What else was set, where it is not as usual. */
function besides({ cost, strategies, off_path, power }: State): string[] {
  const said = [
    cost !== "uniform" && `C’s cost K/c follows the law ${cost}`,
    strategies === "mixed" && "equilibria in mixed strategies are shown too",
    off_path !== "strongest" && `C reads into an unexpected visit whose price she does not see: ${off_path}`,
    power !== "" && `F proposes with probability ${power}, else L`,
  ];
  return said.filter((text) => text !== false);
}
