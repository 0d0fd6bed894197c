import type { ConnectionPhase } from "../sync/connection-types.ts";

/** The phases in which a person stands outside the room: asked for something, waiting to be let in, or turned away. */
export type GatePhase = Extract<ConnectionPhase, { is: "asked" | "knocking" | "closed" }>;

export type ClosedPhase = Extract<ConnectionPhase, { is: "closed" }>;

/**
 * Returns the phase the gate shows; undefined while there is no gate.
 * @param shown what it showed before; a gate stays while a join from it is being tried, and so does the page of somebody who
 *   was removed, which asks by itself whether they are let in again
 */
export function nextGatePhase(shown: GatePhase | undefined, phase: ConnectionPhase): GatePhase | undefined {
  if (phase.is === "closed" || phase.is === "asked" || phase.is === "knocking") return phase;
  return phase.is === "open" || (shown?.is === "closed" && shown.reason !== "kicked") ? undefined : shown;
}
