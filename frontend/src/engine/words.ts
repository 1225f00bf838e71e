// The library's sentences with numbers put in: the templates are in src/summitry/model/sentences.json.

import type { Equilibrium, Meta, Solution } from "../api";
import { best } from "./certificate";
import { apart, filled, general } from "./text";

/** What a solution means, as `Solution.summary` says it. */
export function explain(meta: Meta, solution: Omit<Solution, "summary">): string {
  const said = meta.sentences.summary;
  const { bargaining, proposer, power } = solution;
  const label =
    power === null || proposer !== "random"
      ? filled(said.label, { bargaining, proposer })
      : filled(said.label_random, { bargaining, power: general(power, 6) });
  const out = [`${label.charAt(0).toUpperCase()}${label.slice(1)}: ${solution.status_sentence}.`];
  if (solution.status === "none") out.push(none(meta, solution));
  out.push(...solution.notes, ...solution.equilibria.map((eq) => meaning(meta, eq)));
  out.push(...solution.mixed.map((eq) => mixture(meta, eq)));
  return out.join(" ");
}

function none(meta: Meta, solution: Omit<Solution, "summary">): string {
  const said = meta.sentences.summary;
  const reading = solution.supporting_reading;
  const rest = reading === null ? said.unsupported : filled(said.supported, { weakness: general(reading, 4) });
  const nearest = solution.rejected[0];
  if (!nearest) return `${said.no_pair} ${rest}`;
  const found = best(nearest.certificate);
  const verb = { proposal: said.proposing }[found.decision] ?? (found.decision.startsWith("cut-off") ? said.choosing : "");
  const gain = general(found.gain, 3) + (found.unit === "payoff" ? "" : filled(said.unit, { unit: found.unit }));
  const fails = filled(said.fails, { player: found.player, gain, verb, to: found.to });
  return `${fails} ${rest}`;
}

function meaning(meta: Meta, eq: Equilibrium): string {
  const said = meta.sentences.summary;
  if (eq.concession === null) return filled(said.no_visit, { risk: `${(100 * eq.removal_isolated).toFixed(2)}%` });
  const near = apart(eq.visit_probability, 1)[0];
  const visits =
    isRare(eq) ? near + said.rare
    : eq.no_visit_probability === 0 ? "1"
    : near !== "1" ? near
    : filled(said.almost, { rest: general(eq.no_visit_probability, 3) });
  const start = filled(said.visits, { price: general(eq.concession, 4), visits });
  return `${start} ${beliefs(meta, eq)} ${isolation(meta, eq)}`;
}

/** Whether visits happen, but with a probability that is practically none. */
const isRare = (eq: Equilibrium): boolean => eq.visit_probability > 0 && eq.visit_probability < 1e-12;

/** What an equilibrium in mixed strategies means, or one with a random proposer. */
function mixture(meta: Meta, eq: Equilibrium): string {
  const said = meta.sentences.mixed;
  const [seen, absent] = [general(eq.weakness_visit, 3), general(eq.weakness_no_visit, 3)];
  const [f, l] = eq.offers;
  if (eq.proposer === "random" && f && l)
    return filled(said.random, {
      price_f: general(f.concession, 4), visits_f: general(f.visit_probability, 3),
      price_l: general(l.concession, 4), visits_l: general(l.visit_probability, 3), seen, absent,
    });
  const other = eq.proposer === "F" ? "L" : "F";
  const offers = eq.offers.map((one) => {
    const accepts = one.accepted < 1 ? filled(said.accepts, { other, accepted: general(one.accepted, 3) }) : "";
    const [offered, visits] = [general(one.offered, 3), general(one.visit_probability, 3)];
    return filled(said.offer, { price: general(one.concession, 4), offered, visits, accepts });
  });
  const idle = 1 - eq.offers.reduce((sum, one) => sum + one.offered, 0);
  if (eq.proposer === "L" && idle > 1e-9) offers.push(filled(said.nothing, { idle: general(idle, 3) }));
  return filled(said.whole, {
    tipping: eq.index === -1 ? said.tipping : "", names: eq.proposer === "F" ? said.F : said.L, offers: offers.join(said.or),
    visits: general(eq.visit_probability, 3), rare: isRare(eq) ? meta.sentences.summary.rare : "", seen, absent,
  });
}

function beliefs(meta: Meta, eq: Equilibrium): string {
  const said = meta.sentences.summary;
  const [before, visit] = apart(eq.weakness_prior, eq.weakness_visit);
  const [same, absent] = apart(eq.weakness_prior, eq.weakness_no_visit);
  if (before === visit && same === absent) return filled(said.learns_nothing, { before });
  const after = filled(before === visit ? said.stays : said.falls, { before, visit });
  const never = eq.no_visit_probability === 0 && eq.removal_salient === eq.removal_visit;
  const without = same === absent ? said.unchanged : filled(never ? said.would_rise : said.rises, { absent });
  return filled(said.beliefs, { after, without });
}

function isolation(meta: Meta, eq: Equilibrium): string {
  const said = meta.sentences.summary;
  const gain = eq.payoff_L_salient - eq.payoff_L_isolated;
  const unit = eq.payoff_unit_L === "payoff" ? "" : filled(said.unit, { unit: eq.payoff_unit_L });
  const template = eq.is_resource_curse ? said.curse : eq.is_mutually_beneficial ? said.mutual : said.as_well;
  const verdict = filled(template, { amount: general(Math.abs(gain), 4), unit });
  const [isolated, risk] = apart(eq.removal_isolated, eq.removal_ex_ante, true);
  const told = filled(risk === isolated ? said.risk_same : said.risk_above, { risk, isolated });
  return filled(said.isolation, { verdict, risk: told });
}
