// The article's Figure 2, live: what each threshold of F costs L, how often F then visits, what a visit
// does, and what L gets from it. Equilibria are marked.

import type { ProtocolId, Solution, View } from "../api";
import { PROTOCOLS } from "../api";
import type { Numbers } from "../frame";
import { row } from "../frame";
import { number } from "../format";
import { shownOf } from "../cards";
import type { State } from "../state";
import type { Mark, Series } from "./charts";
import { compose, type Key, type Panel } from "./compose";
import { labelOf, shownProtocols, type Context } from "./context";
import { Picture, type Column } from "./picture";

const TEXTS = {
  id: "figure-2",
  title: "What a price buys",
  hint: "Figure 2 of the article at your values. To the left F visits almost always and the visit says little; to the right it says much and is rare.",
};

interface Found {
  id: ProtocolId;
  a: number;
  solution: Solution;
  z: number | null;
  v: number;
  risk: number | null;
  payoff: number;
}

export class FigureTwo extends Picture {
  constructor(private readonly context: Context) {
    super(TEXTS);
  }

  draw(view: View, state: State): void {
    const array = (name: string): Numbers => view.arrays[`curve.${name}`]?.values ?? new Float64Array();
    const a = array("threshold");
    if (!a.length) return;
    const visits = view.header.solve ? this.equilibria(view.header.solve, state) : [];
    const shown = shownProtocols(state);
    const panels = this.panels(array, a, visits, shown, view);
    const keys: Key[] = [
      ...shown.map((id): Key => ({ key: id, label: labelOf(this.context.meta, id), shape: "line" })),
      { key: "other", label: "removal risk after a visit", shape: "line" },
      { key: "second", label: "chance of a visit", shape: "line" },
    ];
    const { node } = compose(this.width, keys, panels);
    this.show(node, this.words(visits), () => this.columnsOf(view));
  }

  private panels(array: (name: string) => Numbers, a: Numbers, visits: Found[], shown: ProtocolId[], view: View): Panel[] {
    const { charts } = this.context;
    const { width } = this;
    const x = { label: "a, the lowest signal at which F visits", domain: [Math.min(...finite(a)), Math.max(...finite(a))] as [number, number] };
    const marks = (pick: (one: Found) => number | null): Mark[] =>
      visits.flatMap((one) => (pick(one) === null ? [] : [{ key: one.id, x: one.a, y: pick(one) as number }]));
    const line = (key: string, y: Numbers): Series => ({ key, label: key, x: a, y });
    const height = 150;
    const quiet = { ...x, label: "" };
    const price = charts.curves({ width, height, x: quiet, y: { label: "price z", zero: true }, series: [line("price", array("concession"))], marks: marks((one) => one.z) });
    const chance = charts.curves({
      width, height, x: quiet, y: { label: "probability", domain: [0, 1] },
      series: [line("second", array("visit_probability")), line("other", array("removal_visit"))],
      marks: [...marks((one) => one.v), ...marks((one) => one.risk)],
    }); // prettier-ignore
    const payoffs = view.arrays["curve.payoff_L"];
    const series = payoffs
      ? shown.map((id) => line(id, row(payoffs, PROTOCOLS.indexOf(id))))
      : [line("open", array("payoff_L_salient"))];
    const isolated = array("payoff_L_isolated")[0];
    const payoff = charts.curves({
      width, height: height + 20, x, y: { label: "L’s payoff; dotted line: isolation" }, series,
      marks: payoffs ? marks((one) => one.payoff).filter((one) => shown.includes(one.key as ProtocolId)) : [],
      ...(isolated === undefined ? {} : { level: isolated }),
    }); // prettier-ignore
    return [price, chance, payoff].map((drawn, i) => ({ drawn, x: 0, y: i * height, width, height: i === 2 ? height + 20 : height }));
  }

  private equilibria(solve: Solution[], state: State): Found[] {
    return shownProtocols(state).flatMap((id) => {
      const solution = solve[PROTOCOLS.indexOf(id)];
      const eq = solution?.equilibria[shownOf(solution, state, id)];
      if (!solution || !eq || eq.threshold === null) return [];
      return [{ id, solution, a: eq.threshold, z: eq.concession, v: eq.visit_probability, risk: eq.removal_visit, payoff: eq.payoff_L_salient }];
    });
  }

  private words(visits: Found[]): string {
    if (!visits.length) return "No protocol that is shown has a visit at these values, so no point is marked.";
    const said = visits.map((one) => `${labelOf(this.context.meta, one.id)}: a = ${number(one.a, 3)}, price ${number(one.z, 3)}, a visit with probability ${number(one.v, 3)}`);
    return `Marked: ${said.join("; ")}.`;
  }

  private columnsOf(view: View): Column[] {
    const names = ["threshold", "visit_probability", "concession", "weakness_visit", "removal_visit", "removal_salient", "payoff_L_salient"];
    const basic = names.flatMap((name) => {
      const table = view.arrays[`curve.${name}`];
      return table ? [{ name: name === "removal_salient" ? "removal_open" : name === "payoff_L_salient" ? "payoff_L_open_deal" : name, values: table.values }] : [];
    });
    const payoffs = view.arrays["curve.payoff_L"];
    if (!payoffs) return basic;
    return [...basic, ...PROTOCOLS.map((id, i) => ({ name: `payoff_L_${id}`, values: row(payoffs, i) }))];
  }
}

function finite(values: Numbers): number[] {
  return Array.from(values).filter(Number.isFinite);
}
