import type { Fanout } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";

/** The number of deliveries per second for which batches wait one ms longer. */
const DELIVERIES_PER_WAIT_MS = 200_000;
/** Waiting longer saves little more. Measured: a quarter of the CPU time at a million deliveries a second. */
const MAX_WAIT_MS = 5;

/** Starts or stops batching the room's frames, depending on its deliveries per second. @param now epoch ms */
export function updateBatching(room: Room, fanout: Fanout, now: number): void {
  const { hotRoom, founding, roster } = room;
  const messages = hotRoom.takeMessageRate(now);
  if (messages === undefined) return;
  const deliveries = messages * roster.size;
  const isHot = deliveries >= (hotRoom.isHot ? hotRoom.hotAt / 2 : hotRoom.hotAt);
  if (isHot) {
    fanout.startBatching(founding.epoch, Math.min(MAX_WAIT_MS, Math.floor(deliveries / DELIVERIES_PER_WAIT_MS)));
  } else if (hotRoom.isHot) {
    fanout.stopBatching(founding.epoch);
  }
  if (isHot === hotRoom.isHot) return;
  hotRoom.isHot = isHot;
  for (const member of roster) for (const session of member.sessions) session.updateTopic();
}
