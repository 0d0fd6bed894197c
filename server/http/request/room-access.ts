// Finds the room of a code for a requester, and decides whether they may read it. Rules A2, R7, G4, G5.
import { Refusal } from "#protocol/error-codes";
import { entryRefusal } from "../../chat/access/entry-rules.ts";
import type { Actor, Room } from "../../chat/room-model/room.ts";
import type { AppContext } from "./app-context.ts";
import { type Requester, TOKEN_NEEDED } from "./authenticate.ts";

export const createRoomAccess = ({ rooms, rateLimits }: Pick<AppContext, "rooms" | "rateLimits">) => {
  const actorOf = (room: Room, { member, ownerKey, addressDigest }: Requester): Actor =>
    rooms.actorFor(room, member, ownerKey, addressDigest);

  /** Returns the live room of a code, if the requester may know of it. Codes that don't exist are rate limited. */
  const findRoom = (code: string, requester: Requester): Room | Refusal => {
    const room = rooms.find(code, requester);
    const isMiss = room instanceof Refusal && room.code === "not_found";
    return isMiss ? (rateLimits.spendMiss(requester) ?? room) : room;
  };

  /** Returns why the requester may not read the room, or undefined when they may. */
  const readRefusal = (room: Room, requester: Requester): Refusal | undefined => {
    const refusal = entryRefusal(room, actorOf(room, requester), rooms.ports.clock());
    return refusal !== undefined && requester.member === undefined ? TOKEN_NEEDED : refusal;
  };

  /** Returns the live room of a code, if the requester may read it. */
  const findReadableRoom = (code: string, requester: Requester): Room | Refusal => {
    const room = findRoom(code, requester);
    return room instanceof Refusal ? room : (readRefusal(room, requester) ?? room);
  };

  /** Returns the same for a request whose answer may be long, and counts it. */
  const findRoomToRead = (code: string, requester: Requester): Room | Refusal => {
    const room = findReadableRoom(code, requester);
    return room instanceof Refusal ? room : (rateLimits.spend("reads", requester) ?? room);
  };

  return { actorOf, findRoom, findRoomToRead, readRefusal };
};
