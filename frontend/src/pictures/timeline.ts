// The game as a timeline: who moves when, with this equilibrium's numbers on the branches. On a wide page
// time runs to the right, on a narrow one downwards. The numbers are the engine's, node by node.

import { PROTOCOLS, type Equilibrium, type TimelineNodes, type View } from "../api";
import { number, percent } from "../format";
import { listed } from "../engine/shown";
import { shownOf } from "../answer";
import type { State } from "../state";
import { labelOf, ONLY_PURE, type Context } from "./context";
import type { Column } from "./files";
import { Picture } from "./picture";
import { renderTree, type Branch, type Stop } from "./tree";

const TEXTS = {
  id: "timeline",
  title: "The game, move by move",
  hint: "This equilibrium’s numbers on the branches. C cannot tell apart what the dashed line joins.",
};

export class Timeline extends Picture {
  constructor(private readonly context: Context) {
    super(TEXTS);
  }

  draw(view: View, state: State): void {
    const solution = view.header.solve?.[PROTOCOLS.indexOf(state.protocol)];
    const eq = solution && listed(solution)[shownOf(solution, state, state.protocol)];
    const nodes = view.header.timeline;
    const label = labelOf(this.context.meta, state.protocol);
    if (eq?.offers.length) return this.empty(ONLY_PURE);
    if (!solution || !eq || !nodes)
      return this.empty(`No numbers to put on the branches: ${label}: ${solution?.status_sentence ?? ""}.`);
    const { stops, branches } = tree(nodes, eq, state);
    this.show(renderTree(stops, branches, this.width), `${label}. ${told(eq, state)}`, () => columns(nodes));
  }
}

/** A node's numbers by its name; undefined where the play never comes there. */
function at(nodes: TimelineNodes, name: string) {
  const i = nodes.node.indexOf(name);
  if (i < 0) return undefined;
  return {
    step: nodes.step_probability[i] ?? 0,
    reached: nodes.reached[i] ?? 0,
    removal: nodes.removal[i],
    challenge: nodes.challenge[i],
    weakness: nodes.weakness[i],
  };
}

function tree(nodes: TimelineNodes, eq: Equilibrium, state: State): { stops: Stop[]; branches: Branch[] } {
  const [idle, salient] = [at(nodes, "idle"), at(nodes, "salient")];
  const visit = at(nodes, "visit");
  const away = at(nodes, "away") ?? at(nodes, "refused");
  const proposer = state.protocol === "open" ? state.proposer : state.protocol;
  const offer = visit
    ? [
        `${proposer} names z = ${number(eq.concession, 3)}`,
        "the other agrees",
        eq.threshold === null ? "F reads its signal" : `visit if A ≥ ${number(eq.threshold, 3)}`,
      ]
    : [`${proposer} proposes`, "no deal is struck"];
  const stops: Stop[] = [
    { id: "S", step: 0, lane: 1, kind: "nature", lines: ["Does F want", "a favour of L?"] },
    { id: "deal", step: 1, lane: 0.5, kind: "move", lines: offer },
    ...leaf(nodes, "no", 1, at(nodes, "away-seen-end") ? "away" : "refused", "no visit"),
    ...leaf(nodes, "idle", 2, "idle", "no visit"),
  ];
  const branches: Branch[] = [
    { from: "S", to: "deal", label: ["yes", `σ = ${number(salient?.step, 3)}`], chance: salient?.reached ?? 0 },
    { from: "S", to: "idle", label: ["no", `1 − σ = ${number(idle?.step, 3)}`], chance: idle?.reached ?? 0 },
    { from: "deal", to: "no", label: visit ? ["stay away", number(away?.step, 3)] : [], chance: away?.reached ?? 0 },
    { from: "no", to: "no-end", label: [], chance: away?.reached ?? 0 },
    { from: "idle", to: "idle-end", label: [], chance: idle?.reached ?? 0 },
  ];
  if (visit) {
    const seen = at(nodes, "visit-seen")?.step ?? 0;
    const way = at(nodes, "visit-seen") ? "visit-seen" : "visit-unseen";
    stops.push(
      ...leaf(
        nodes,
        "visit",
        0,
        way,
        "a visit",
        state.protocol === "open" ? "and the concession" : `the concession: ${percent(seen, 0)}`,
      ),
    );
    branches.push(
      { from: "deal", to: "visit", label: ["visit", `v = ${number(visit.step, 3)}`], chance: visit.reached },
      { from: "visit", to: "visit-end", label: [], chance: visit.reached },
    );
  }
  return { stops, branches };
}

/** What C sees and thinks, and what comes of it. */
function leaf(nodes: TimelineNodes, id: string, lane: number, name: string, seen: string, more = ""): Stop[] {
  const end = at(nodes, name.startsWith("visit") ? `${name}-end` : `${name}-seen-end`);
  const symbol = id === "visit" ? "κ" : "k_N";
  return [
    {
      id,
      step: 2,
      lane,
      kind: "move",
      lines: [`C sees ${seen}`, ...(more ? [more] : []), `${symbol} = ${number(end?.weakness, 3)}`],
    },
    {
      id: `${id}-end`,
      step: 3,
      lane,
      kind: "end",
      lines: [`C challenges: ${percent(end?.challenge)}`, `L removed: ${percent(end?.removal)}`],
    },
  ];
}

function told(eq: Equilibrium, state: State): string {
  const wants = `F wants a favour with probability ${number(state.model["sigma"], 3)}`;
  const [before, after, without] = [eq.weakness_prior, eq.weakness_visit, eq.weakness_no_visit].map((k) =>
    number(k, 3),
  );
  if (eq.concession === null) return `${wants}; no deal is struck, nobody visits, and C keeps her prior ${before}.`;
  const [z, v] = [number(eq.concession, 3), number(eq.visit_probability, 3)];
  return (
    `${wants}; then a deal at concession ${z}; then a visit with probability ${v}. ` +
    `C thinks L’s weakness ${after} after a visit and ${without} without one.`
  );
}

function columns(nodes: TimelineNodes): Column[] {
  const { node, parent, words, step_probability, reached, weakness, challenge, removal } = nodes;
  return Object.entries({ node, parent, words, step_probability, reached, weakness, challenge, removal }).map(
    ([name, values]) => ({ name, values }),
  );
}
