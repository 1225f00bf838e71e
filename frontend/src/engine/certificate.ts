// The certificate of an equilibrium (T5): the best deviation of every player, in the library's words.

import type { Certificate, Deviation, Meta } from "../api";
import { filled, general } from "./text";

const [VISIT_RULE, AFTER_VISIT, AFTER_ABSENCE, PROPOSAL, ANSWER] = [0, 1, 2, 3, 4] as const;
export const CERTIFICATE = 16; // numbers of a certificate, `allowed` last
/** Where a certificate holds C's cut-off without a visit. */
export const ABSENCE_CUTOFF = 3 * AFTER_ABSENCE + 1;

function to(meta: Meta, decision: number, values: Deviation["values"]): string {
  const said = meta.sentences.deviation;
  if (decision === ANSWER) return said.answer;
  if (!Object.keys(values).length) return said.none;
  const { concession = NaN, visit_probability: visits = NaN, weakness = NaN } = values;
  const template = decision === PROPOSAL ? said.proposal : decision === VISIT_RULE ? said.visits : said.cutoff;
  return filled(template, { price: general(concession, 6), visits: general(visits, 6), weakness: general(weakness, 6) });
}

/** Name the players and decisions of what the checker found. */
export function worded(meta: Meta, found: Float64Array, proposer: "F" | "L" | "random", deal: boolean, psi: number): Certificate {
  const at = (row: number, column: number): number => found[3 * row + column] ?? NaN;
  const undecided = [0, 1, 2, 3, 4].some((row) => Number.isNaN(at(row, 0)));
  const gain = (row: number): number => (undecided ? at(row, 0) : Math.max(0, at(row, 0)));
  const unit = psi === Infinity ? "removal probability" : "payoff";
  const [first, other] = proposer === "random" ? ["F or L", "L or F"] : proposer === "L" ? ["L", "F"] : ["F", "L"];
  const one = (player: string, row: number, values: Deviation["values"]): Deviation => ({
    player,
    decision: meta.sentences.decisions[row] ?? "",
    gain: gain(row),
    unit: player === "L" ? unit : "payoff",
    to: to(meta, row, values),
    values,
  });
  const [v, z] = [at(PROPOSAL, 1), at(PROPOSAL, 2)];
  const deviations = [
    one("C", AFTER_ABSENCE, { weakness: at(AFTER_ABSENCE, 1) }),
    one(first, PROPOSAL, v > 0 ? { visit_probability: v, concession: z } : {}),
  ];
  if (deal)
    deviations.push(
      one("F", VISIT_RULE, { visit_probability: at(VISIT_RULE, 1) }),
      one("C", AFTER_VISIT, { weakness: at(AFTER_VISIT, 1) }),
      one(other, ANSWER, {}),
    );
  const allowed = found[CERTIFICATE - 1] ?? NaN;
  return {
    max_gain: best({ deviations }).gain,
    allowed,
    passed: deviations.every((each) => each.gain <= (each.player === "C" ? meta.tolerances.gain : allowed)),
    deviations,
  };
}

/** The deviation that gains most; a gain that is not a number counts most, as it proves nothing. */
export function best({ deviations }: Pick<Certificate, "deviations">): Deviation {
  return deviations.reduce((a, b) => (b.gain > a.gain || Number.isNaN(b.gain) ? b : a));
}
