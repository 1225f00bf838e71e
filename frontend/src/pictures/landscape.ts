// The deviation landscape: what L would gain over refusing at every deal she and F could strike, while C
// goes on believing in the equilibrium. The equilibrium's own deal is marked: nobody gains by leaving it.

import type { View } from "../api";
import { PROTOCOLS } from "../api";
import { number } from "../format";
import { listed } from "../engine/shown";
import { shownOf } from "../answer";
import type { State } from "../state";
import { compose, type Key } from "./compose";
import { labelOf, ONLY_PURE, type Context } from "./context";
import type { Column } from "./files";
import { Picture } from "./picture";

const TEXTS = {
  id: "landscape",
  title: "Nobody gains: every other deal",
  hint: "L’s gain from a deal over refusing it, against how often F would then visit, while C believes in the equilibrium (or, under open bargaining, sees the deal).",
};

export class Landscape extends Picture {
  constructor(private readonly context: Context) {
    super(TEXTS);
  }

  draw(view: View, state: State): void {
    const about = view.header.landscape;
    const v = view.arrays["landscape.deviation"]?.values;
    const gain = view.arrays["landscape.deviation_gain_L"]?.values;
    const label = labelOf(this.context.meta, state.protocol);
    if (!about || !v?.length || !gain) return this.empty(this.why(view, state));
    const { own } = about;
    const { width } = this;
    const height = Math.round(Math.max(240, Math.min(360, width * 0.6)));
    const drawn = this.context.charts.curves({
      width,
      height,
      level: 0,
      x: { label: "v′, how often F visits after the other deal", domain: [0, 1] },
      y: { label: "L’s gain over refusing", zero: true },
      series: [{ key: state.protocol, label, x: v, y: gain }],
      marks: [{ key: state.protocol, x: own.v, y: own.gain }],
    });
    const keys: Key[] = [{ key: state.protocol, label: `${label}; marked: the deal struck`, shape: "line" }];
    const { node } = compose(width, keys, [{ drawn, x: 0, y: 0, width, height }]);
    this.show(node, this.words(view, state), () => this.columnsOf(view));
  }

  private solution(view: View, state: State) {
    const solution = view.header.solve?.[PROTOCOLS.indexOf(state.protocol)];
    return { solution, eq: solution && listed(solution)[shownOf(solution, state, state.protocol)] };
  }

  private why(view: View, state: State): string {
    const { solution, eq } = this.solution(view, state);
    if (eq) return ONLY_PURE;
    return `There is no landscape here: ${solution?.status_sentence ?? "no answer"}.`;
  }

  private words(view: View, state: State): string {
    const { eq } = this.solution(view, state);
    if (!eq) return "";
    const { protocol } = state;
    const who =
      protocol === "F"
        ? "F proposes and takes all of L’s gain: the curve is at zero at the deal struck and nowhere above it to its right, so L would refuse every higher price."
        : "L proposes and stands at the top of the curve: no other price serves her better.";
    const nobody = `${protocol === "open" ? "C sees every deal" : "No visits"}: the curve is nowhere above zero, so no deal is worth its price.`;
    return `${eq.visit_probability > 0 ? who : nobody} Largest gain of any player from any deviation: ${number(eq.certificate.max_gain, 2)} (allowed ${number(eq.certificate.allowed, 2)}).`;
  }

  private columnsOf(view: View): Column[] {
    return Object.entries(view.arrays)
      .filter(([name]) => name.startsWith("landscape."))
      .map(([name, table]) => ({ name: name.slice("landscape.".length), values: table.values }));
  }
}
