import { CLOSE } from "#protocol/error-codes";
import type { ClosedPhase } from "./gate-phase.ts";

/** Why a room isn't open to this person. */
export type ClosedReason =
  | "ended"
  | "unknown"
  | "nowhere"
  | "refused"
  | "full"
  | "removed"
  | "banned"
  | "denied"
  | "locked"
  | "signedOut"
  | "left"
  | "forgotten"
  | "replaced";

/** Maps the reason of the socket's close, or the code of the refusal, to the reason that is shown. */
const REASONS: Readonly<Record<string, ClosedReason>> = {
  kicked: "removed",
  banned: "banned",
  denied: "denied",
  locked: "locked",
  room_full: "full",
  "signed out": "signedOut",
  left: "left",
  forgotten: "forgotten",
};

/**
 * Returns why the room isn't open.
 * @param hasJoined whether the room had welcomed us before
 */
export function closedReasonOf({ code, reason, refusal }: ClosedPhase, hasJoined: boolean): ClosedReason {
  if (code === CLOSE.roomEnded) return "ended";
  if (code === CLOSE.noSuchRoom) return "unknown";
  if (code === CLOSE.replaced) return "replaced";
  return REASONS[reason] ?? REASONS[refusal?.code ?? ""] ?? (hasJoined ? "removed" : "refused");
}
