// What the tour, the game to play and the downloads find around them, as a type.

import type { Meta, View } from "./api";
import type { Skeleton } from "./skeleton";
import type { Store } from "./store";
import type { Solve } from "./transport";

export interface Surroundings {
  page: Skeleton;
  store: Store;
  solve: Solve;
  meta: Meta;
  view: () => View | null;
  root: HTMLElement;
  /** Whether the page has an address that holds its state. */
  address: boolean;
}
