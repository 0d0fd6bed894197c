import { type Accessor, createEffect, createSignal, on } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import type { ConnectionPhase } from "../sync/connection-types.ts";

/** The codes from here on are the server's own. */
const FIRST_OWN_CODE = 4000;

/** Returns whether the last socket has got through to the server, which then closed it. */
const isClosedByServer = ({ closeCode = 0 }: { closeCode?: number | undefined }) =>
  closeCode >= FIRST_OWN_CODE || closeCode === CLOSE.restarting;

/** After as many tries in a row that opened no room, the server is asked another way. */
const MAX_TRIES = 3;

/** What the server answers when it is asked over REST: nothing, as ever, or that this page may not use it. */
export type ServerAnswer = "away" | "there" | "foreign";

export type BlockedSocketsPorts = {
  phase: Accessor<ConnectionPhase>;
  /** Asks over REST. */
  askServer(): Promise<ServerAnswer>;
  /** Called after every three tries that failed while the server was there. */
  onBlocked?(): void;
};

/**
 * Returns what is wrong, which no waiting mends, when socket after socket fails while the server answers over REST: something
 * on the way lets no `sockets` through, or the server doesn't accept the page's `origin`. A signal; undefined while nothing
 * is known. Belongs to the Solid owner it is created in.
 */
export function createBlockedSockets({
  phase,
  askServer,
  onBlocked,
}: BlockedSocketsPorts): Accessor<"sockets" | "origin" | undefined> {
  const [blocked, setBlocked] = createSignal<"sockets" | "origin">();
  let tries = 0;

  async function ask(): Promise<void> {
    const asked = tries;
    const answer = await askServer().catch(() => "away");
    if (tries < MAX_TRIES) return;
    setBlocked(answer === "foreign" ? "origin" : answer === "there" ? "sockets" : undefined);
    if (answer === "there" && asked % MAX_TRIES === 0) onBlocked?.();
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
      setBlocked(undefined);
    }),
  );
  return blocked;
}
