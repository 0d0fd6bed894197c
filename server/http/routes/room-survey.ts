// What administrators see of rooms: of those of this server, or of all servers that share a Redis. Rules U12, D79.
import { asSharedEngine } from "../../chat/lib/ports.ts";
import { isHere } from "../../chat/presence/presence-notes.ts";
import type { Founding, Room } from "../../chat/room-model/room.ts";
import { countPresentMembers, listLargestRooms } from "../../chat/room-registry/room-list.ts";
import { iterateYielding } from "../realtime/yielding-iteration.ts";
import type { AppContext } from "../request/app-context.ts";

/** So many rooms at most are looked at in Redis that no node may have. */
const MAX_UNATTENDED = 2_000;
const ROOM_ID = /^[0-9a-z]{1,32}$/;

type Counts = { readonly rooms: number; readonly sockets: number; readonly members: number };
/** Times are epoch ms; null is never. */
type SurveyedRoom = {
  readonly id: string;
  readonly bytes: number;
  readonly members: number;
  readonly createdAt: number;
  readonly expiresAt: number | null;
};

const toTime = (at: number): number | null => (Number.isFinite(at) ? at : null);

export function createRoomSurvey({ engine, openSockets, rooms }: AppContext) {
  const nodes = asSharedEngine(engine)?.nodes;

  const countHere = (): Counts => ({
    rooms: rooms.count,
    sockets: openSockets.count,
    members: nodes === undefined ? countPresentMembers(rooms.all) : countMembersHere(rooms.all),
  });
  const listHere = async (limit: number): Promise<SurveyedRoom[]> => {
    const bytesOf = ({ founding }: Room) => engine.bytesOf(founding.epoch);
    const largest = await iterateYielding(listLargestRooms(rooms.all, limit, bytesOf));
    return largest.map(({ room: { founding, roster, expiresAt }, bytes }) => ({
      ...{ id: founding.epoch, bytes, members: roster.size },
      ...{ createdAt: founding.createdAt, expiresAt: toTime(expiresAt) },
    }));
  };
  nodes?.mail.onQuestion("counts", () => JSON.stringify(countHere()));
  nodes?.mail.onQuestion("largest rooms", async (limit) => JSON.stringify(await listHere(Number(limit))));

  return {
    /** Returns how many rooms, sockets and members there are. */
    async count(): Promise<Counts> {
      const here = countHere();
      if (nodes === undefined) return here;
      const [count, answers] = await Promise.all([nodes.index.count(), nodes.mail.askAll("counts", "")]);
      const each = answers.map((answer) => JSON.parse(answer) as Counts);
      // Without Redis, this node knows of itself.
      if (typeof count !== "number" || each.length === 0) return here;
      const sum = (of: "sockets" | "members") => each.reduce((all, counts) => all + counts[of], 0);
      return { rooms: count, sockets: sum("sockets"), members: sum("members") };
    },

    /** Returns the rooms that take most, the largest first. */
    async list(limit: number): Promise<readonly SurveyedRoom[]> {
      const found = new Map((await listHere(limit)).map((room) => [room.id, room]));
      if (nodes === undefined) return [...found.values()];
      for (const answer of await nodes.mail.askAll("largest rooms", `${limit}`)) {
        for (const room of JSON.parse(answer) as SurveyedRoom[]) found.set(room.id, room);
      }
      const some = await nodes.index.some(MAX_UNATTENDED);
      const others = "code" in some ? [] : some.filter((epoch) => !found.has(epoch));
      for (const { epoch, founding, bytes, expiresAt } of await nodes.index.summaries(others)) {
        const { createdAt } = founding as Founding;
        found.set(epoch, { id: epoch, bytes, members: 0, createdAt, expiresAt: toTime(expiresAt) });
      }
      return [...found.values()].sort((a, b) => b.bytes - a.bytes).slice(0, limit);
    },

    /** Returns a room by its id in the list, whichever node has it. */
    async find(id: string) {
      const here = [...rooms.all].find(({ founding }) => founding.epoch === id);
      return here ?? (ROOM_ID.test(id) ? rooms.shared?.bringEpoch(id) : undefined);
    },
  };
}

/** Returns how many members are present by this node, each once in every room. */
function countMembersHere(all: Iterable<Room>): number {
  let count = 0;
  for (const { roster } of all) for (const member of roster) if (isHere(member)) count++;
  return count;
}
