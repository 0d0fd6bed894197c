import { type Accessor, createEffect, createSignal, on } from "solid-js";
import type { ConnectionPhase } from "../sync/connection-types.ts";

/** After as many tries in a row that opened no room, the server is asked another way. */
const MAX_TRIES = 3;

export type BlockedSocketsPorts = {
  phase: Accessor<ConnectionPhase>;
  /** Asks over REST. Resolves to whether the server answered. */
  isServerThere(): Promise<boolean>;
};

/**
 * Returns whether the server answers over REST while socket after socket fails, which no waiting mends: something on the way
 * lets no sockets through. A signal. Belongs to the Solid owner it is created in.
 */
export function createBlockedSockets({ phase, isServerThere }: BlockedSocketsPorts): Accessor<boolean> {
  const [isBlocked, setBlocked] = createSignal(false);
  let tries = 0;

  async function ask(): Promise<void> {
    const isThere = await isServerThere().catch(() => false);
    setBlocked(isThere && tries >= MAX_TRIES);
  }

  createEffect(
    on(phase, ({ is }, before) => {
      if (is === "connecting") return;
      if (is === "waiting" || is === "offline") {
        if (before?.is === "connecting") tries += 1;
        if (tries >= MAX_TRIES) void ask();
        return;
      }
      tries = 0;
      setBlocked(false);
    }),
  );
  return isBlocked;
}
