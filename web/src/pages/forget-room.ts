import { createKeyStore } from "../e2ee/key-store.ts";
import type { Room } from "../room/room.ts";
import type { RoomCreator } from "../room-options/create-room.ts";

/** What is stored about a room in this browser, by the beginnings of the keys. */
const STORED = ["draft", "tell", "told", "hidden", "vanish"] as const;

/** Removes everything this device has stored about a room that no longer exists, or that is to be forgotten. */
export function forgetRoom(room: Room, keys: RoomCreator["keys"]): void {
  for (const kind of STORED) room.browserStore.remove(`${kind}:${room.storageKey}`);
  createKeyStore(room.code, room).forget();
  room.tabStore.remove(`unsent:${room.storageKey}`);
  room.unreadMarker.forget();
  keys.forget(room.code);
}
