// The article's Figure 2, live: what each threshold of F costs L, how often F then visits, what a visit
// does, and what L gets from it. Equilibria are marked.

import type { Equilibrium, ProtocolId, Solution, View } from "../api";
import { PROTOCOLS } from "../api";
import type { Numbers } from "../table";
import { number } from "../format";
import { isUniform, splitLaw } from "../law";
import { listed } from "../engine/shown";
import { shownOf } from "../answer";
import type { State } from "../state";
import type { CurveSpec, Mark, Series } from "./charts";
import { compose, type Key, type Panel } from "./compose";
import { labelOf, shownProtocols, type Context } from "./context";
import type { Column } from "./files";
import { Picture } from "./picture";

const TEXTS = {
  id: "figure-2",
  title: "What a concession buys",
  hint: "Figure 2 of the article at your values. To the left F visits almost always and the visit says little; to the right it says much and is rare.",
};

interface Found {
  id: ProtocolId;
  a: number;
  solution: Solution;
  z: number | null;
  v: number;
  risk: number | null;
  payoff: number | null;
}

export class FigureTwo extends Picture {
  constructor(private readonly context: Context) {
    super(TEXTS);
  }

  draw(view: View, state: State): void {
    const a = view.arrays["curve.threshold"]?.values;
    if (!a?.length) return;
    const visits = view.header.solve ? this.equilibria(view.header.solve, state) : [];
    const isolated = view.header.solve?.[0]?.equilibria[0];
    const panels = this.panels(view, a, visits, state, isolated);
    const ids = [...new Set(visits.map((one) => one.id))];
    const shown = ids.map((id): Key => ({ key: id, label: labelOf(this.context.meta, id), shape: "mark" }));
    const keys: Key[] = [
      ...shown,
      { key: "second", label: "chance of a visit", shape: "line" },
      { key: "other", label: "removal risk after a visit", shape: "line" },
    ];
    const { node } = compose(this.width, keys, panels);
    this.show(node, this.words(view, visits, state), () => this.columnsOf(view));
  }

  /** Three panels over the same axis: the price; how often and how much; and what it is worth. */
  private panels(view: View, a: Numbers, visits: Found[], state: State, isolated: Equilibrium | undefined): Panel[] {
    const { width } = this;
    const open = state.protocol === "open" && view.arrays["open.threshold"];
    const level = open ? isolated?.removal_isolated : isolated?.payoff_L_isolated;
    let y = 0;
    return this.specs(view, a, visits, !!open).map((spec, i) => {
      const height = i === 2 ? 172 : 150;
      const foot = i === 2 && level !== undefined ? { level } : {};
      const drawn = this.context.charts.curves({ ...spec, width, height, ...foot });
      y += height;
      return { drawn, x: 0, y: y - height, width, height };
    });
  }

  private specs(view: View, a: Numbers, visits: Found[], open: boolean): Omit<CurveSpec, "width" | "height">[] {
    const array = (name: string): Numbers => view.arrays[name]?.values ?? new Float64Array(a.length).fill(NaN);
    const line = (key: string, name: string, x = a): Series => ({ key, label: key, x, y: array(name) });
    const marks = (pick: (one: Found) => number | null): Mark[] =>
      visits.flatMap((one) => (pick(one) === null ? [] : [{ key: one.id, x: one.a, y: pick(one) as number }]));
    const range = finite(a);
    const domain: [number, number] = [Math.min(...range), Math.max(...range)];
    const x = { label: "a, the lowest signal at which F visits", domain };
    const quiet = { label: "", domain };
    const price = [line("price", "curve.concession")];
    const chances = [line("second", "curve.visit_probability"), line("other", "curve.removal_visit")];
    const both = [...marks((one) => one.v), ...marks((one) => one.risk)];
    const watched = [line("open", "open.removal_open", array("open.threshold"))];
    const payoff = [line("price", "curve.payoff_L_salient")];
    return [
      { x: quiet, y: { label: "concession z", zero: true }, series: price, marks: marks((one) => one.z) },
      { x: quiet, y: { label: "probability", domain: [0, 1] }, series: chances, marks: both },
      open
        ? { x, y: { label: "removal risk if C sees the deal; dotted: isolation" }, series: watched }
        : {
            x,
            y: { label: "L’s payoff if C expects this; dotted: isolation" },
            series: payoff,
            marks: marks((one) => one.payoff),
          },
    ];
  }

  private equilibria(solve: Solution[], state: State): Found[] {
    return shownProtocols(state).flatMap((id): Found[] => {
      const solution = solve[PROTOCOLS.indexOf(id)];
      const eq = solution && listed(solution)[shownOf(solution, state, id)];
      if (!solution || !eq) return [];
      // the deals of one equilibrium lie off the curves, on which C expects the one deal
      if (eq.offers.length)
        return eq.offers.map((one) => ({
          id,
          solution,
          a: one.threshold,
          z: one.concession,
          v: one.visit_probability,
          risk: null,
          payoff: null,
        }));
      if (eq.threshold === null) return [];
      return [
        {
          id,
          solution,
          a: eq.threshold,
          z: eq.concession,
          v: eq.visit_probability,
          risk: eq.removal_visit,
          payoff: eq.payoff_L_salient,
        },
      ];
    });
  }

  private words(view: View, visits: Found[], state: State): string {
    if (state.protocol === "open") {
      if (!isUniform(splitLaw(state.cost))) return "At the foot, the risk that L is removed when C sees the deal, for every deal.";
      return "At the foot, the article’s Figure 1: when C sees the deal, every concession that brings some visits raises the risk that L is removed above isolation.";
    }
    if (!visits.length) return "No protocol that is shown has a visit at these values, so no point is marked.";
    const said = visits.map(
      (one) =>
        `${labelOf(this.context.meta, one.id)}: a = ${number(one.a, 3)}, concession ${number(one.z, 3)}, a visit with probability ${number(one.v, 3)}`,
    );
    const several = visits.some((one) => one.payoff === null)
      ? " Deals of an equilibrium that has several lie off the curves, on which C expects one deal."
      : "";
    return `Marked: ${said.join("; ")}.${several}${this.top(view, visits)}`;
  }

  /** Why nobody goes to the top of the lowest curve, where the deal struck is not there. */
  private top(view: View, visits: Found[]): string {
    const payoff = view.arrays["curve.payoff_L_salient"]?.values;
    if (!payoff) return "";
    const highest = Math.max(...finite(payoff));
    const below = visits.filter(({ payoff: own }) => own !== null && highest - own > 1e-3 * Math.abs(highest - Math.min(...finite(payoff))));
    if (!below.length) return "";
    return " Below the top of the lowest curve L cannot simply go there: each of its points supposes that C expects that very deal, and C, who may not see the price, expects the one that is struck. What L would really gain by another deal is in “Nobody gains”.";
  }

  private columnsOf(view: View): Column[] {
    const all = (prefix: string): Column[] =>
      Object.entries(view.arrays)
        .filter(([name, table]) => name.startsWith(`${prefix}.`) && !name.includes("marks") && table.values.length)
        .map(([name, table]) => ({ name: name.slice(prefix.length + 1), values: table.values }));
    return all("curve");
  }
}

function finite(values: Numbers): number[] {
  return Array.from(values).filter(Number.isFinite);
}
