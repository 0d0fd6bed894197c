// Hands the room to the components inside its page.
import { createContext, useContext } from "solid-js";
import type { Room } from "./room.ts";

export const RoomContext = createContext<Room>();

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (room === undefined) throw new Error("This belongs inside a room.");
  return room;
}
