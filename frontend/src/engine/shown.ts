// Which protocol's answer, and which of its equilibria, is looked at.

import { PROTOCOLS, type Equilibrium, type ProtocolId, type Solution } from "../api";

export const solutionOf = (solutions: Solution[], id: ProtocolId): Solution | undefined =>
  solutions[PROTOCOLS.indexOf(id)];

/** Every equilibrium of an answer, pure ones first. */
export const listed = (solution: Solution): Equilibrium[] => [...solution.equilibria, ...solution.mixed];

/** Which equilibrium is shown: the chosen one, or the last there is; null where there is none. */
export function chosen(solutions: Solution[], protocol: ProtocolId, index: number): number | null {
  const solution = solutionOf(solutions, protocol);
  const count = solution ? listed(solution).length : 0;
  return count ? Math.min(index, count - 1) : null;
}
