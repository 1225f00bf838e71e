// Questions and answers: everything the page asks of the engine, in one place, without any thread.

import type { Answers, Ask, FileAsk, MapFrame, Meta, PlayAsk, Played, Solution, View, ViewAsk } from "../api";
import { program, result, toml } from "./files";
import type { Library } from "./library";
import { line } from "./lines";
import { mapped } from "./maps";
import { makeGame, makeHow, Problem } from "./model";
import { play } from "./play";
import { alongCurve, landscape, timeline } from "./scenes";
import { chosen, listed, solutionOf } from "./shown";
import { solveAll, solveProtocols } from "./solve";

interface Solved {
  key: string;
  problem: Problem;
  solutions: Solution[];
}

export class Solver {
  private last: Solved | null = null;

  constructor(
    private readonly library: Library,
    private readonly meta: Meta,
  ) {}

  /** Answer a question; a map takes several steps, between which others may be answered. */
  *answer(ask: Ask): Generator<void, Answers[Ask["kind"]]> {
    if (ask.kind === "map") return yield* this.map(ask);
    if (ask.kind === "view") return this.view(ask);
    if (ask.kind === "play") return this.play(ask);
    return this.file(ask);
  }

  private solved(ask: Ask): Solved {
    const key = JSON.stringify(ask.model);
    if (this.last?.key !== key) {
      const game = makeGame(this.library, this.meta, ask.model);
      const problem = new Problem(this.library, this.meta, game, makeHow(ask.model));
      this.last = { key, problem, solutions: solveAll(problem) };
    }
    return this.last;
  }

  private view(ask: ViewAsk): View {
    const { problem, solutions } = this.solved(ask);
    const index = chosen(solutions, ask.protocol, ask.equilibrium);
    const found = solutionOf(solutions, ask.protocol);
    const eq = index === null || !found ? undefined : listed(found)[index];
    const pure = eq && !eq.offers.length ? eq : undefined; // what others would do is drawn for pure strategies
    const deals = pure ? landscape(problem, pure) : null;
    const header = {
      protocol: ask.protocol,
      equilibrium: index,
      solve: solutions,
      line: { variable: ask.variable, parameter: ask.parameter },
      landscape: deals && { own: deals.own },
      timeline: pure ? timeline(problem, pure) : null,
    };
    const lines = line(problem, ask);
    return { header, arrays: { ...alongCurve(problem, solutions), ...lines, ...deals?.arrays } };
  }

  private map(ask: Extract<Ask, { kind: "map" }>): Generator<void, MapFrame> {
    const game = makeGame(this.library, this.meta, ask.model);
    return mapped(new Problem(this.library, this.meta, game, makeHow(ask.model)), ask);
  }

  private play(ask: PlayAsk): Played {
    const { problem, solutions } = this.solved(ask);
    return play(problem, solutions, ask);
  }

  private file(ask: FileAsk): string {
    const { problem } = this.solved(ask);
    if (ask.what === "toml") return toml(this.meta, problem.game);
    return ask.what === "json" ? result(problem, solveProtocols(problem)) : program(problem, ask);
  }
}
