// What can wait until the first view stands.

import type { Meta, View } from "./api";
import { Play } from "./play";
import type { Skeleton } from "./skeleton";
import type { State } from "./state";
import type { Store } from "./store";
import { Take } from "./take";
import { Tour } from "./tour";
import type { Solve } from "./transport";

export interface Extras {
  page: Skeleton;
  store: Store;
  solve: Solve;
  meta: Meta;
  view: () => View | null;
  root: HTMLElement;
  /** Whether the page has an address that holds its state. */
  address: boolean;
}

/** Add them; returns what must hear of every new answer. */
export function addExtras(extras: Extras): (view: View, state: State) => void {
  const tour = new Tour(extras);
  new Play(extras);
  new Take(extras);
  return (view, state) => tour.check(view, state);
}
