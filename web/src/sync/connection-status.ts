// How the connection stands, as far as it is worth telling: most breaks are over before anybody needs to know. Pure.
import type { Phase } from "./connection-types.ts";

export type Standing = "well" | "reconnecting" | "offline" | "restarting";

/** A break shorter than this is not worth a word. */
export const SHOWN_AFTER_MS = 2_000;
/** From here on it is no mere break. */
export const OFFLINE_AFTER_MS = 5_000;
/** A restart that takes longer is none. */
export const RESTART_MS = 60_000;

/**
 * @param phase of the connection; only one that isn't open can be anything but well, whatever the browser thinks
 * @param awayMs for how long it has been away
 * @param isRestarting the server said, as it left, that it would be back
 */
export function standingOf(phase: Phase, awayMs: number, isRestarting: boolean): Standing {
  if (phase.is === "open" || phase.is === "closed" || awayMs < SHOWN_AFTER_MS) return "well";
  if (isRestarting && awayMs < RESTART_MS) return "restarting";
  return awayMs < OFFLINE_AFTER_MS ? "reconnecting" : "offline";
}
