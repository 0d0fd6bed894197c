// Who asks for what of a room, as the room sees them. Rules A2, G4, G5.
import { Refusal } from "#protocol/error-codes";
import { barrier } from "../../chat/access/entry-rules.ts";
import type { Actor, Room } from "../../chat/room-model/room.ts";
import type { Node } from "./app-context.ts";
import { TOKEN_NEEDED } from "./authenticate.ts";
import type { Asked } from "./rate-limits.ts";

export type Entrance = ReturnType<typeof entrance>;

export const entrance = ({ rooms, visitors }: Node) => {
  const actorOf = (room: Room, { member, ownerKey, place }: Asked): Actor => rooms.actor(room, member, ownerKey, place);

  /** What keeps them from reading the room. */
  const unreadable = (room: Room, asked: Asked): Refusal | undefined => {
    const closed = barrier(room, actorOf(room, asked));
    return closed !== undefined && asked.member === undefined ? TOKEN_NEEDED : closed;
  };

  return {
    actorOf,
    unreadable,
    /** The living room of a code, as far as they may know. */
    find: (code: string, asked: Asked): Room | Refusal => visitors.find(rooms, code, asked),
    /** The same, where they may read what is in it. */
    read(code: string, asked: Asked): Room | Refusal {
      const room = visitors.find(rooms, code, asked);
      return room instanceof Refusal ? room : (unreadable(room, asked) ?? room);
    },
  };
};
