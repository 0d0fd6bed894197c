// Creates the room after this one with the same options, and announces it here by a message with its code in the nonce.
// Clients read the nonce, because each may know this server by another address; the text has a link for everybody else.
import { type Accessor, createSignal } from "solid-js";
import type { ChatEvent, LogEvent, PresentMember, RoomView } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import { ApiError } from "../api/api-error.ts";
import type { CreatedRoom, NewRoomOptions } from "../api/room-creation.ts";
import { randomId } from "../browser/random.ts";
import { roomAddress } from "../browser/route.ts";

const NONCE_PREFIX = "next:";

/** Returns the options that make a room of the same title, kind and life. */
export function optionsLike(room: RoomView): NewRoomOptions {
  const { title, visibility, idleMinutes, anyoneCanEnd, maxMembers, slowModeSeconds, writers, vanish, pinners } = room;
  const lifeMs = Date.parse(room.expiresAt ?? "") - Date.parse(room.createdAt);
  return {
    ttlMinutes: room.expiresAt === null ? null : Math.max(1, Math.round(lifeMs / MINUTE_MS)),
    ...(title !== "" && { title }),
    ...(visibility === "public" && { visibility }),
    ...(idleMinutes !== null && { idleMinutes }),
    ...(anyoneCanEnd && { anyoneCanEnd }),
    ...(maxMembers !== null && { maxMembers }),
    ...(slowModeSeconds !== null && { slowModeSeconds }),
    ...(writers === "moderators" && { writers }),
    ...(vanish !== null && { vanish }),
    ...(pinners !== undefined && { pinners }),
    ...(room.encryption !== undefined && { isEncrypted: true as const }),
  };
}

/** Returns the nonce of the message that announces the room of this code. */
export function nextRoomNonce(code: string): string {
  return `${NONCE_PREFIX}${code}:${randomId()}`;
}

function nextRoomCodeIn({ nonce }: ChatEvent): string | undefined {
  return nonce?.startsWith(NONCE_PREFIX)
    ? nonce.slice(NONCE_PREFIX.length, nonce.lastIndexOf(":")) || undefined
    : undefined;
}

/** Returns the code of the newest next room that an owner who is present has announced. */
export function findNextRoomCode(events: readonly LogEvent[], members: readonly PresentMember[]): string | undefined {
  const isOwner = (id: string) => members.some((member) => member.id === id && member.role === "owner");
  const announcement = events.findLast(
    (event) => event.type === "chat" && !event.deleted && nextRoomCodeIn(event) !== undefined && isOwner(event.userId),
  );
  return announcement && nextRoomCodeIn(announcement as ChatEvent);
}

export type NextRoomPorts = {
  room: Accessor<RoomView | undefined>;
  members: Accessor<readonly PresentMember[]>;
  makeRoom(options: NewRoomOptions): Promise<CreatedRoom | ApiError>;
  send(message: string, nonce: string): void;
};

export function createNextRoom({ room, members, makeRoom, send }: NextRoomPorts) {
  const [code, setCode] = createSignal<string>();
  return {
    /** Returns its code, once an owner has announced it; it stays known when they leave. */
    code,

    /** Returns the options it is created with. */
    options: () => {
      const view = room();
      return view && optionsLike(view);
    },

    /** Looks for an announcement in events, which come in order. */
    readEvents(events: readonly LogEvent[]): void {
      setCode((known) => findNextRoomCode(events, members()) ?? known);
    },

    /** Creates the room and announces it here, by a sentence with its link. Returns why it failed. */
    async create(sentence: (link: string) => string): Promise<ApiError | undefined> {
      const view = room();
      if (view === undefined) return undefined;
      const created = await makeRoom(optionsLike(view));
      if (created instanceof ApiError) return created;
      const { room: next, fragment } = created;
      const link = roomAddress(next.shownCode) + (fragment === undefined ? "" : `#${fragment}`);
      send(sentence(link), nextRoomNonce(created.room.code));
      return undefined;
    },
  };
}
