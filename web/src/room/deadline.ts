import type { RoomView } from "#protocol/frames";
import { HOUR_MS, MINUTE_MS } from "#protocol/limits";

export type Deadline = "hour" | "minutes" | "minute";

/** Each deadline is announced only during its own span; the countdown is shown all the time. */
const DEADLINES: readonly { name: Deadline; fromMs: number; untilMs: number }[] = [
  { name: "minute", fromMs: MINUTE_MS, untilMs: 0 },
  { name: "minutes", fromMs: 5 * MINUTE_MS, untilMs: MINUTE_MS },
  { name: "hour", fromMs: HOUR_MS, untilMs: 5 * MINUTE_MS },
];

/**
 * Returns which deadline a room has reached: an hour, five minutes or a minute before its end. A deadline is skipped if the
 * room never had more time than that, except for the last minute.
 * @param now by the server's clock
 */
export function deadlineOf(room: Pick<RoomView, "createdAt" | "expiresAt">, now: number): Deadline | undefined {
  if (room.expiresAt === null) return undefined;
  const endsAt = Date.parse(room.expiresAt);
  const lifeMs = endsAt - Date.parse(room.createdAt);
  const leftMs = endsAt - now;
  const deadline = DEADLINES.find(({ fromMs, untilMs }) => leftMs <= fromMs && leftMs > untilMs);
  if (deadline === undefined) return undefined;
  return lifeMs > deadline.fromMs || deadline.name === "minute" ? deadline.name : undefined;
}
