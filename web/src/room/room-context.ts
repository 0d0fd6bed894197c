import { createContext, useContext } from "solid-js";
import type { Room } from "./room.ts";

export const RoomContext = createContext<Room>();

/** Returns the room whose page the component is on. */
export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (room === undefined) throw new Error("This belongs inside a room.");
  return room;
}
