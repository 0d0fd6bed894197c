import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { MINUTE_MS } from "#protocol/limits";
import type { Environment } from "./connection-types.ts";

/** Somebody who hides the page for less than this does not count as away. */
export const AWAY_AFTER_MS = MINUTE_MS;

export type AwayPorts = {
  after: Environment["after"];
  isPageVisible: Accessor<boolean>;
  /** Whether a socket has joined and takes frames. */
  isOpen: Accessor<boolean>;
  report(isAway: boolean): void;
};

/**
 * Reports that nobody looks at this page once it has been hidden for a minute, and takes it back when it is seen again.
 * Reports it anew on each new socket, as the server takes everybody who joins for present. Belongs to the Solid owner it
 * is created in.
 */
export function createAway({ after, isPageVisible, isOpen, report }: AwayPorts): void {
  const [isAway, setAway] = createSignal(false);
  createEffect(() => {
    if (isPageVisible()) setAway(false);
    else onCleanup(after(AWAY_AFTER_MS, () => setAway(true)));
  });
  createEffect((reported: boolean) => {
    if (!isOpen()) return false;
    if (isAway() !== reported) report(isAway());
    return isAway();
  }, false);
}
