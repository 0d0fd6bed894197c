// Creates what lets messages vanish in a room, with the first of them that is shown.
import { createRoot } from "solid-js";
import type { Room } from "../room/room.ts";
import { createVanishing, type Vanishing } from "./vanishing.ts";

const created = new WeakMap<Room, Vanishing>();

/** It outlives the message, and ends with the room, whose signals it follows. */
export function vanishingIn(room: Room): Vanishing {
  const known = created.get(room) ?? createRoot(() => createVanishing(portsOf(room)));
  created.set(room, known);
  return known;
}

function portsOf(room: Room) {
  const { serverNow, isPageVisible, isOpen, expire, connection } = room;
  return {
    serverNow,
    isPageVisible,
    isOpen,
    messages: () => room.events().filter((event) => event.type === "chat"),
    expire(messageIds: string[]) {
      expire({ ...{ type: "vanish", id: "", seq: 0, timestamp: "", roomId: room.code }, messageIds });
    },
    send: connection.send,
  };
}
