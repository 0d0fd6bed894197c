// Whether nobody looks at this page: said once it has been out of sight for a minute, taken back when it is seen again,
// and said anew on a new socket, which takes everybody for present.
import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { MINUTE_MS } from "#protocol/limits";
import type { Surroundings } from "./connection-types.ts";

/** Out of sight for less than this is a glance elsewhere. */
export const AWAY_AFTER_MS = MINUTE_MS;

export type AwayPorts = {
  after: Surroundings["after"];
  isSeen: Accessor<boolean>;
  /** A socket has joined and can be talked to. */
  isOpen: Accessor<boolean>;
  say(on: boolean): void;
};

/** Belongs to the Solid owner it is made in. */
export function createAway({ after, isSeen, isOpen, say }: AwayPorts): void {
  const [isAway, setAway] = createSignal(false);
  createEffect(() => {
    if (isSeen()) setAway(false);
    else onCleanup(after(AWAY_AFTER_MS, () => setAway(true)));
  });
  createEffect((wasSaid: boolean) => {
    if (!isOpen()) return false;
    if (isAway() !== wasSaid) say(isAway());
    return isAway();
  }, false);
}
