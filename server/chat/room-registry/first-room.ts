// The room that a server has after every start, because a setting gives its title. Rule R14.
import { Refusal } from "#protocol/error-codes";
import { asSharedEngine, type MaybePromise, type SharedEngine } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { CreatedRoom } from "./create-room.ts";
import type { Rooms } from "./rooms.ts";

type Opened = CreatedRoom | Refusal | { room: Room };

/** Returns the living room of this title, or creates it. Its owner key is there only if it was created now. */
export function openFirstRoom(rooms: Rooms, title: string): MaybePromise<Opened> {
  const engine = asSharedEngine(rooms.ports.engine);
  if (engine !== undefined) return openSharedFirstRoom(rooms, engine, title);
  return findFirstRoom(rooms, title) ?? rooms.create({ title }, undefined, undefined, true);
}

function findFirstRoom(rooms: Rooms, title: string): { room: Room } | undefined {
  const [room] = Array.from(rooms.all)
    .filter((candidate) => isEligible(candidate, title, rooms.ports.clock()))
    .sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || a.founding.createdAt - b.founding.createdAt);
  return room && { room };
}

/** Does the same where several nodes have the room: the first one creates it. Rule D47. */
async function openSharedFirstRoom(rooms: Rooms, engine: SharedEngine, title: string): Promise<Opened> {
  const key = rooms.ports.digest(`first room ${title}`);
  await rooms.shared?.takeInListed();
  let before = await engine.nodes.values.replaceFirstRoom(key, "", "");
  for (;;) {
    if (before instanceof Refusal) return before;
    const unknown = before === "" ? undefined : await rooms.shared?.bring(before);
    if (unknown !== undefined) return unknown;
    const found = findFirstRoom(rooms, title);
    if (found !== undefined) return found;
    const created = await rooms.create({ title }, undefined, undefined, true);
    if (created instanceof Refusal) return created;
    const { code } = created.room.founding;
    const kept = await engine.nodes.values.replaceFirstRoom(key, before, code);
    if (kept === code) return created;
    // Another node was quicker.
    await rooms.end(created.room, "ended");
    before = kept;
  }
}

/** The code of the room will be printed for all to see, so it must not be one that its members keep to themselves. */
function isEligible(room: Room, title: string, now: number): boolean {
  const { entry, visibility } = room.state;
  if (room.state.title !== title || room.expiresAt <= now || entry === "members") return false;
  return isOwn(room) || visibility === "public";
}

const isOwn = ({ founding }: Room) => founding.isFirstRoom === true;
