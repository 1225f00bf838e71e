// What can wait until the first view stands.

import type { View } from "./api";
import { Play } from "./play";
import type { State } from "./state";
import type { Surroundings } from "./surroundings";
import { Take } from "./take";
import { Tour } from "./tour";

/** Add them; returns what must hear of every new answer. */
export function addExtras(around: Surroundings): (view: View, state: State) => void {
  const tour = new Tour(around);
  new Play(around);
  new Take(around);
  return (view, state) => tour.check(view, state);
}
