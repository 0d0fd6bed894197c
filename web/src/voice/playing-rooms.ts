// Who leaves a room hears it no longer. Every room loads this, but players only once there is something to hear.
import type { Room } from "../room/room.ts";

const stops = new WeakMap<Room, () => void>();

export const stopWhenLeft = (room: Room, stop: () => void): void => void stops.set(room, stop);

export function stopPlaying(room: Room): void {
  stops.get(room)?.();
  stops.delete(room);
}
