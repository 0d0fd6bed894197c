import type { ConnectionPhase } from "./connection-types.ts";

export type ConnectionStatus = "well" | "reconnecting" | "offline" | "restarting";

/** Shorter interruptions are not shown. */
export const SHOWN_AFTER_MS = 2_000;
/** After this long without a connection we call it offline. */
export const OFFLINE_AFTER_MS = 5_000;
/** After this long we stop calling it a restart. */
export const MAX_RESTART_MS = 60_000;

/**
 * Returns what to tell the person about their connection. An open one is well, whatever the browser thinks of the network.
 * @param awayMs for how long the connection has not been open
 * @param isRestarting the server closed the socket to restart
 */
export function connectionStatusOf(phase: ConnectionPhase, awayMs: number, isRestarting: boolean): ConnectionStatus {
  if (phase.is === "open" || phase.is === "closed" || awayMs < SHOWN_AFTER_MS) return "well";
  if (isRestarting && awayMs < MAX_RESTART_MS) return "restarting";
  return awayMs < OFFLINE_AFTER_MS ? "reconnecting" : "offline";
}
