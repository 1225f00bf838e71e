// What there is to take along: a link to exactly this page, and files that give the same numbers.

import { h, setText } from "./dom";
import type { Extras } from "./extras";
import { save } from "./pictures/files";
import { modelQuery, type State } from "./state";

const FILES = [
  ["toml", "Scenario (TOML)", "summitry-case.toml", "for “summitry solve summitry-case.toml”"],
  ["python", "Python", "summitry_view.py", "reproduces this view; runs as it is"],
  ["json", "Result (JSON)", "summitry-result.json", "with certificates; “summitry verify” re-checks it"],
  ["bibtex", "BibTeX", "summitry.bib", "the article and the software"],
] as const;

/** Everything that an export may depend on. */
export function exportQuery(state: State, what: string): string {
  const query = modelQuery(state);
  const view = {
    protocol: state.protocol,
    equilibrium: String(state.equilibrium),
    variable: state.variable,
    parameter: state.parameter,
    x: state.mapX,
    y: state.mapY,
    what,
  };
  for (const [name, value] of Object.entries(view)) query.set(name, value);
  return query.toString();
}

export class Take {
  private readonly said = h("p", { class: "note", role: "status" });

  constructor(private readonly extras: Extras) {
    const { page } = extras;
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
    const api = extras.solve.address("/api", "");
    const more = api
      ? h(
          "p",
          { class: "note" },
          "From R or a notebook: the same numbers by ",
          h("a", { href: api }, "the interface"),
          ".",
        )
      : null;
    page.take.setAttribute("aria-labelledby", "take-h");
    page.take.append(
      h("h2", { id: "take-h" }, "Take it along"),
      h("ul", { class: "files" }, link, ...files),
      this.said,
      more ?? "",
    );
    page.take.hidden = false;
  }

  private async file(what: string, name: string): Promise<void> {
    try {
      const answer = await this.extras.solve.ask("/api/export", exportQuery(this.extras.store.state, what));
      save(name, new Blob([answer.bytes], { type: answer.type }));
      setText(this.said, `${name} is in your downloads.`);
    } catch (error) {
      setText(this.said, `No file: ${error instanceof Error ? error.message : String(error)}`);
    }
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
