import type { ChatEvent } from "#protocol/frames";
import { MAX_VANISH_SECONDS } from "#protocol/limits";

/** Returns when a message vanishes at the latest, epoch ms by the server's clock. */
export function endOfLife({ timestamp, vanish }: Pick<ChatEvent, "timestamp" | "vanish">): number {
  if (vanish === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(timestamp) + 1000 * (vanish === "seen" ? MAX_VANISH_SECONDS : vanish);
}
