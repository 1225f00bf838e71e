// What is solved, as types: a game, and how.

import type { Law } from "../law";

export interface Atoms {
  probabilities: number[];
  weaknesses: number[];
}

/** The numbers of T1 and the information structure; n is 1 where the structure does not use it. */
export interface Game {
  alpha: number;
  beta: number;
  n: number;
  sigma: number;
  q: number;
  tau: number;
  rho: number;
  r: number;
  psi: number;
  k_max: number;
  kind: string;
  atoms: Atoms | null;
  law: Law;
}

/** For what a model is solved. */
export interface How {
  mixed: boolean;
  offPath: "strongest" | "prior" | "smallest" | number;
  power: number | null; // the chance that F proposes; null where nobody draws
  proposer: "F" | "L"; // under open bargaining
}
