// The room after this one: made like it, and told in it by a message whose nonce names the new room's code. The nonce
// tells every client, by whatever address it knows this server; the text tells everybody else.
import { type Accessor, createSignal } from "solid-js";
import type { ChatEvent, LogEvent, PresentMember, RoomView } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import { Refused } from "../api/api-error.ts";
import { randomId } from "../browser/random.ts";
import type { Made, RoomWishes } from "../room-options/create-room.ts";

const MARK = "next:";

/** A room of the same title, kind and life. */
export function wishesLike(room: RoomView): RoomWishes {
  const { title, visibility, idleMinutes, anyoneCanEnd, maxMembers, slowModeSeconds } = room;
  const lifeMs = Date.parse(room.expiresAt ?? "") - Date.parse(room.createdAt);
  return {
    ttlMinutes: room.expiresAt === null ? null : Math.max(1, Math.round(lifeMs / MINUTE_MS)),
    ...(title !== "" && { title }),
    ...(visibility === "public" && { visibility }),
    ...(idleMinutes !== null && { idleMinutes }),
    ...(anyoneCanEnd && { anyoneCanEnd }),
    ...(maxMembers !== null && { maxMembers }),
    ...(slowModeSeconds !== null && { slowModeSeconds }),
  };
}

/** @param code of the next room */
export function nextRoomNonce(code: string): string {
  return `${MARK}${code}:${randomId()}`;
}

function codeOf({ nonce }: ChatEvent): string | undefined {
  return nonce?.startsWith(MARK) ? nonce.slice(MARK.length, nonce.lastIndexOf(":")) || undefined : undefined;
}

/** The code of the newest next room that an owner who is present has told of. */
export function nextRoomIn(events: readonly LogEvent[], members: readonly PresentMember[]): string | undefined {
  const isOwner = (id: string) => members.some((member) => member.id === id && member.role === "owner");
  for (const event of events.toReversed()) {
    if (event.type !== "chat" || event.deleted) continue;
    const code = codeOf(event);
    if (code !== undefined && isOwner(event.userId)) return code;
  }
  return undefined;
}

export type NextRoomPorts = {
  room: Accessor<RoomView | undefined>;
  members: Accessor<readonly PresentMember[]>;
  makeRoom(wishes: RoomWishes): Promise<Made | Refused>;
  send(message: string, nonce: string): void;
};

export function createNextRoom({ room, members, makeRoom, send }: NextRoomPorts) {
  const [code, setCode] = createSignal<string>();
  return {
    /** Its code, once an owner has made it; what was told once stays so when they leave. */
    code,

    /** What it is made with. */
    wishes: () => {
      const view = room();
      return view && wishesLike(view);
    },

    /** Takes note of what was said, in order. */
    read(events: readonly LogEvent[]): void {
      setCode((known) => nextRoomIn(events, members()) ?? known);
    },

    /** Makes it and tells of it here. @param words the sentence with its link @returns why not */
    async make(words: (link: string) => string): Promise<Refused | undefined> {
      const view = room();
      if (view === undefined) return undefined;
      const made = await makeRoom(wishesLike(view));
      if (made instanceof Refused) return made;
      send(words(made.url), nextRoomNonce(made.room.code));
      return undefined;
    },
  };
}
