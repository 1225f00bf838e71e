// The case as files that the library reads: a scenario, a program, and a result that `summitry verify` checks.

import type { Equilibrium, FileAsk, Meta, Solution } from "../api";
import { axisIn } from "./axes";
import { isUniform, type Law } from "../law";
import type { Game } from "./game";
import type { Problem } from "./model";
import { LINE_POINTS } from "./sizes";


const literal = (x: number): string => (x === Infinity ? "inf" : String(x));
const listed = (values: number[]): string => `[${values.map(literal).join(", ")}]`;
const TITLE = "A case from the explorer";

/** The model as the library writes it (`Model.to_dict`). */
export function modelData(meta: Meta, game: Game): Record<string, unknown> {
  const values = meta.fields.map((field) => [field.name, game[field.name as keyof Game]] as const);
  const data = Object.fromEntries(values.map(([name, x]) => [name, x === Infinity ? "inf" : x]));
  const cost = isUniform(game.law) ? {} : { cost: lawData(meta, game.law) };
  return { ...data, information: { kind: game.kind, ...(game.atoms ?? {}) }, ...cost };
}

/** A law as the library writes it (`CostLaw.to_dict`). */
function lawData(meta: Meta, { name, numbers, never }: Law): Record<string, unknown> {
  const about = meta.cost_laws.find((one) => one.name === name);
  const base = { law: name, ...Object.fromEntries(numbers.map((x, i) => [about?.numbers[i]?.name ?? "", x])) };
  return never > 0 ? { law: "never", e: never, base } : base;
}

const inToml = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? `{ ${Object.entries(value).map(([key, one]) => `${key} = ${inToml(one)}`).join(", ")} }`
    : JSON.stringify(value);

/** A scenario file. */
export function toml(meta: Meta, game: Game): string {
  const information = [`kind = ${JSON.stringify(game.kind)}`];
  if (game.atoms) {
    const { probabilities, weaknesses } = game.atoms;
    information.push(`probabilities = ${listed(probabilities)}`, `weaknesses = ${listed(weaknesses)}`);
  }
  const inside = (section: string): string[] => {
    if (section === "scenario") return [`title = ${JSON.stringify(TITLE)}`];
    if (section === "information") return information;
    if (section === "cost")
      return isUniform(game.law) ? [] : Object.entries(lawData(meta, game.law)).map(([key, one]) => `${key} = ${inToml(one)}`);
    return meta.fields
      .filter((field) => field.section === section)
      .map((field) => {
        const line = `${field.name} = ${literal(game[field.name as keyof Game] as number)}`;
        return `${line.padEnd(22)} # ${field.symbol}: ${field.meaning}`;
      });
  };
  const blocks = Object.entries(meta.sections)
    .map(([section, words]) => [`[${section}]  # ${words}`, ...inside(section)])
    .filter((lines) => lines.length > 1)
    .map((lines) => lines.join("\n"));
  return `${["# A scenario of summitry. Solve it:  summitry solve FILE", ...blocks].join("\n\n")}\n`;
}

/** The result that `summitry solve --json` prints. */
export function result({ meta, game }: Problem, solutions: Solution[]): string {
  const answers = solutions.filter((one) => meta.statuses.some(({ id }) => id === one.status)).map((one) => {
    const { bargaining, proposer, off_path, status, supporting_reading, supports_no_visits, reasons, power, strategies } = one;
    const equilibria = one.equilibria.map(({ certificate: _, offers: __, index: ___, ...rest }) => rest);
    const known = { bargaining, proposer, off_path, status, equilibria, supporting_reading, supports_no_visits, reasons };
    const mixed = strategies === "mixed" || power !== null ? { mixed: one.mixed.map(ofMixed) } : {};
    return { ...known, ...(power === null ? {} : { power }), ...mixed };
  });
  const labels = { scenario: "explorer", title: TITLE };
  const document = { format: meta.result_format, labels, model: modelData(meta, game), solutions: answers };
  const plain = (_: string, value: unknown): unknown =>
    value === Infinity ? "inf" : value === -Infinity ? "-inf" : value;
  return `${JSON.stringify(document, plain, 2)}\n`;
}

/** What is written of an equilibrium in mixed strategies: what belongs to one deal stands with its offer. */
function ofMixed(eq: Equilibrium): Partial<Equilibrium> {
  const { certificate: _, index: __, threshold: ___, threshold_share: ____, concession: _____, ...rest } = eq;
  const { concession_above_cost: ______, payoff_unit_L: _______, reasons: ________, ...kept } = rest;
  return kept;
}

function lawCode(meta: Meta, { name, numbers, never }: Law): string {
  const about = meta.cost_laws.find((one) => one.name === name);
  const base = `sm.${about?.call ?? ""}(${numbers.join(", ")})`;
  return never > 0 ? `sm.Never(${never}, ${base})` : base;
}

function modelCode(meta: Meta, game: Game): string {
  const values = meta.fields.map((field) => {
    const x = game[field.name as keyof Game] as number;
    return `${field.name}=${x === Infinity ? '"inf"' : x}`;
  });
  const lists = game.atoms ? `${listed(game.atoms.probabilities)}, ${listed(game.atoms.weaknesses)}` : "";
  const structure = { binomial: "sm.Binomial()", article: "sm.Article()", atoms: `sm.Atoms(${lists})` }[game.kind];
  const more = [structure && `information=${structure}`, !isUniform(game.law) && `cost=${lawCode(meta, game.law)}`];
  return `sm.Model(${[...values, ...more.filter(Boolean)].join(", ")})`;
}

/** A program that gives the numbers of the page. */
export function program(problem: Problem, ask: FileAsk): string {
  const { meta, game, how } = problem;
  const options = [
    ...(how.offPath === "strongest" ? [] : [`off_path=${JSON.stringify(how.offPath)}`]),
    ...(problem.mixes ? ['strategies="mixed"'] : []),
  ];
  const protocols = ["model", ...options].join(", ");
  const one =
    ask.protocol === "random" && how.power !== null
      ? ['proposer="random"', `power=${how.power}`, ...options.filter((option) => !option.startsWith("strategies"))]
      : [`bargaining="${ask.protocol === "open" ? "open" : "closed"}"`, `proposer="${ask.protocol === "open" ? how.proposer : ask.protocol}"`, ...options];
  const protocol = meta.protocols.find((one) => one.id === ask.protocol);
  return `"""A view of the summitry explorer, as a program.

It needs summitry ${meta.version} with its extra \`data\`.
"""

import summitry as sm

model = ${modelCode(meta, game)}

# every protocol, with its meaning in words
for solution in sm.solve_protocols(${protocols}):
    print(solution.summary(), end="\\n\\n")

# the equilibrium that the page showed: ${protocol?.label}
solution = sm.solve(model, ${one.join(", ")})
equilibria = (*solution.equilibria, *solution.mixed)
if equilibria:
    equilibrium = equilibria[min(${ask.equilibrium}, len(equilibria) - 1)]
    print(equilibrium)
    print("concession", equilibrium.concession)
    print("visit_probability", equilibrium.visit_probability)
    print("payoff_L_salient", equilibrium.payoff_L_salient)
    print("max_gain", equilibrium.max_gain)

${isUniform(game.law) ? pictures(meta, game, ask) : ""}`;
}

function pictures(meta: Meta, game: Game, ask: FileAsk): string {
  const [line, x, y] = [ask.parameter, ask.mapX, ask.mapY].map((name) => axisIn(meta, game, name));
  const truth = (on: boolean | undefined): string => (on ? "True" : "False");
  const span = (axis: typeof line): string => `(${axis?.from}, ${axis?.to})`;
  return `
from summitry.figures import prepare_closed, prepare_landscape, prepare_lines, prepare_map

# the pictures' data; .columns has arrays, .to_csv() and .write_csv(path) the table
curve = prepare_closed(model)
line = prepare_lines(
    model, "${line?.name}", variables=["${ask.variable}"], points=${LINE_POINTS}, span=${span(line)}, log=${truth(line?.log)},
)
grid = prepare_map(
    model, "${x?.name}", "${y?.name}", nx=24, ny=24, x_span=${span(x)}, y_span=${span(y)},
    x_log=${truth(x?.log)}, y_log=${truth(y?.log)},
)
if equilibria and equilibrium in solution.equilibria:
    landscape = prepare_landscape(solution, equilibrium=solution.equilibria.index(equilibrium))
line.write_csv("${line?.name}.csv")
`;
}
