// Which of a room's last moments it is: an hour, five minutes, a minute before its end. Pure.
import type { RoomView } from "#protocol/frames";
import { HOUR_MS, MINUTE_MS } from "#protocol/limits";

export type Deadline = "hour" | "minutes" | "minute";

/** Each is told from its beginning for as long as it is news: the countdown is there all the time. */
const MOMENTS: readonly { name: Deadline; fromMs: number; untilMs: number }[] = [
  { name: "minute", fromMs: MINUTE_MS, untilMs: 0 },
  { name: "minutes", fromMs: 5 * MINUTE_MS, untilMs: MINUTE_MS },
  { name: "hour", fromMs: HOUR_MS, untilMs: 55 * MINUTE_MS },
];

/** @param now by the server's clock. A room that never had more time than a moment's needn't be told of it, but of its last minute. */
export function deadlineOf(room: Pick<RoomView, "createdAt" | "expiresAt">, now: number): Deadline | undefined {
  if (room.expiresAt === null) return undefined;
  const endsAt = Date.parse(room.expiresAt);
  const lifeMs = endsAt - Date.parse(room.createdAt);
  const leftMs = endsAt - now;
  const moment = MOMENTS.find(({ fromMs, untilMs }) => leftMs <= fromMs && leftMs > untilMs);
  if (moment === undefined) return undefined;
  return lifeMs > moment.fromMs || moment.name === "minute" ? moment.name : undefined;
}
