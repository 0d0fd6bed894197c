// Decides when the frames of a hot room are gathered for the clients that asked for it, and for how long. Rule W17.
import type { Fanout } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";

/**
 * From how many times the rate of a hot room on its frames may be held. A send to each member takes much longer than a message
 * in it, so fewer and fuller frames save CPU time; at half this rate, the wait would be longer than the rest of the way.
 */
const HELD_ABOVE_HOT = 2;

/** Starts or stops batching the room's frames, depending on its deliveries per second. @param now epoch ms */
export function updateBatching(room: Room, fanout: Fanout, now: number): void {
  const { hotRoom, founding, roster } = room;
  const messages = hotRoom.takeMessageRate(now);
  if (messages === undefined) return;
  const deliveries = messages * roster.size;
  const isHot = deliveries >= (hotRoom.isHot ? hotRoom.hotAt / 2 : hotRoom.hotAt);
  if (isHot) {
    fanout.startBatching(founding.epoch, deliveries >= hotRoom.hotAt * HELD_ABOVE_HOT);
  } else if (hotRoom.isHot) {
    fanout.stopBatching(founding.epoch);
  }
  if (isHot === hotRoom.isHot) return;
  hotRoom.isHot = isHot;
  for (const member of roster) for (const session of member.sessions) session.updateTopic();
}
