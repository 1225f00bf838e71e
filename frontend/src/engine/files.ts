// The case as files that the library reads: a scenario, a program, and a result that `summitry verify` checks.

import type { FileAsk, Meta, Solution } from "../api";
import { axisIn } from "./axes";
import { LINE_POINTS } from "./sizes";
import type { Game } from "./model";

const literal = (x: number): string => (x === Infinity ? "inf" : String(x));
const listed = (values: number[]): string => `[${values.map(literal).join(", ")}]`;
const TITLE = "A case from the explorer";

/** The model as the library writes it (`Model.to_dict`). */
export function modelData(meta: Meta, game: Game): Record<string, unknown> {
  const values = meta.fields.map((field) => [field.name, game[field.name as keyof Game]] as const);
  const data = Object.fromEntries(values.map(([name, x]) => [name, x === Infinity ? "inf" : x]));
  return { ...data, information: { kind: game.kind, ...(game.atoms ?? {}) } };
}

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
    return meta.fields
      .filter((field) => field.section === section)
      .map((field) => {
        const line = `${field.name} = ${literal(game[field.name as keyof Game] as number)}`;
        return `${line.padEnd(22)} # ${field.symbol}: ${field.meaning}`;
      });
  };
  const blocks = Object.entries(meta.sections).map(([section, words]) =>
    [`[${section}]  # ${words}`, ...inside(section)].join("\n"),
  );
  return `${["# A scenario of summitry. Solve it:  summitry solve FILE", ...blocks].join("\n\n")}\n`;
}

/** The result that `summitry solve --json` prints. */
export function result(meta: Meta, game: Game, solutions: Solution[]): string {
  const answers = solutions.map((one) => {
    const { bargaining, proposer, off_path, status, supporting_reading, supports_no_visits, reasons } = one;
    const equilibria = one.equilibria.map(({ certificate: _, ...rest }) => rest);
    return { bargaining, proposer, off_path, status, equilibria, supporting_reading, supports_no_visits, reasons };
  });
  const labels = { scenario: "explorer", title: TITLE };
  const document = { format: meta.result_format, labels, model: modelData(meta, game), solutions: answers };
  const plain = (_: string, value: unknown): unknown =>
    value === Infinity ? "inf" : value === -Infinity ? "-inf" : value;
  return `${JSON.stringify(document, plain, 2)}\n`;
}

function modelCode(meta: Meta, game: Game): string {
  const values = meta.fields.map((field) => {
    const x = game[field.name as keyof Game] as number;
    return `${field.name}=${x === Infinity ? '"inf"' : x}`;
  });
  const lists = game.atoms ? `${listed(game.atoms.probabilities)}, ${listed(game.atoms.weaknesses)}` : "";
  const structure = { binomial: "sm.Binomial()", atoms: `sm.Atoms(${lists})` }[game.kind];
  return `sm.Model(${[...values, ...(structure ? [`information=${structure}`] : [])].join(", ")})`;
}

/** A program that gives the numbers of the page. */
export function program(meta: Meta, game: Game, ask: FileAsk): string {
  const protocol = meta.protocols.find((one) => one.id === ask.protocol);
  const [line, x, y] = [ask.parameter, ask.mapX, ask.mapY].map((name) => axisIn(meta, game, name));
  const truth = (on: boolean | undefined): string => (on ? "True" : "False");
  const span = (axis: typeof line): string => `(${axis?.from}, ${axis?.to})`;
  return `"""A view of the summitry explorer, as a program.

It needs summitry ${meta.version} with its extra \`data\`.
"""

import summitry as sm
from summitry.figures import prepare_closed, prepare_landscape, prepare_lines, prepare_map

model = ${modelCode(meta, game)}

# every protocol, with its meaning in words
for solution in sm.solve_protocols(model):
    print(solution.summary(), end="\\n\\n")

# the equilibrium that the page showed: ${protocol?.label}
solution = sm.solve(model, bargaining="${protocol?.bargaining}", proposer="${protocol?.proposer}")
if solution.equilibria:
    equilibrium = solution.equilibria[min(${ask.equilibrium}, len(solution.equilibria) - 1)]
    print("concession", equilibrium.concession)
    print("visit_probability", equilibrium.visit_probability)
    print("payoff_L_salient", equilibrium.payoff_L_salient)
    print("max_gain", equilibrium.max_gain)

# the pictures' data; .columns has arrays, .to_csv() and .write_csv(path) the table
curve = prepare_closed(model)
line = prepare_lines(
    model, "${line?.name}", variables=["${ask.variable}"], points=${LINE_POINTS}, span=${span(line)}, log=${truth(line?.log)},
)
grid = prepare_map(
    model, "${x?.name}", "${y?.name}", nx=24, ny=24, x_span=${span(x)}, y_span=${span(y)},
    x_log=${truth(x?.log)}, y_log=${truth(y?.log)},
)
if solution.equilibria:
    landscape = prepare_landscape(solution, equilibrium=solution.equilibria.index(equilibrium))
line.write_csv("${line?.name}.csv")
`;
}
