// The argument of the article in seven steps. Each sets the controls, says what to look at, and states
// what must be true there; the page checks every statement against the numbers it shows, and
// tests/explorer/browser/test_tour_claims.py checks them with the library.

import type { ProtocolId } from "./api";
import steps from "./tour-steps.json";

/** A statement about the answer or about a whole line of the second picture. */
export interface Claim {
  text: string;
  /** The picture or card to look at: an element's id. */
  where: string;
  protocol: ProtocolId;
  variable: string;
  /** Compare with a number, or with a variable (of another protocol, if named) … */
  is?: "<" | ">" | "=";
  than?: number | string;
  of?: ProtocolId;
  /** … or say how the variable moves along the line drawn. */
  along?: "up" | "down";
}

export interface TourStep {
  title: string;
  text: string[];
  model: Record<string, number | string>;
  view: Partial<{
    protocol: ProtocolId;
    all: boolean;
    variable: string;
    parameter: string;
    mapX: string;
    mapY: string;
  }>;
  claims: Claim[];
}

export const STEPS = steps as unknown as TourStep[];
