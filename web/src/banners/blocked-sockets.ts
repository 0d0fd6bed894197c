import { type Accessor, createEffect, createSignal, on } from "solid-js";
import type { ConnectionPhase } from "../sync/connection-types.ts";

/** The codes from here on are the server's own: a socket that is closed with one of them has got through to it. */
const FIRST_OWN_CODE = 4000;

const isClosedByServer = ({ closeCode = 0 }: { closeCode?: number | undefined }) => closeCode >= FIRST_OWN_CODE;

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
    on(phase, (now, before) => {
      const { is } = now;
      if (is === "connecting") return;
      if ((is === "waiting" || is === "offline") && !isClosedByServer(now)) {
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
