// What can wait until the first view stands.

import type { Meta, View } from "./api";
import type { Skeleton } from "./skeleton";
import type { Store } from "./store";
import type { Solve } from "./transport";

export interface Extras {
  page: Skeleton;
  store: Store;
  solve: Solve;
  meta: Meta;
  view: () => View | null;
  root: HTMLElement;
}

export function addExtras(_extras: Extras): void {
  // tour, play, take
}
