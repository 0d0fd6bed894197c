import { createSignal, onMount } from "solid-js";
import type { PresentMember } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import type { Room } from "../room/room.ts";
import { requestAs } from "../room/room-actions.ts";
import { newestFirst } from "../sync/event-list.ts";
import { watchModeration } from "./watch-moderation.ts";

export type KnownMember = PresentMember & {
  readonly status: "online" | "away" | "offline";
  readonly lastSeenAt: string | null;
};

const isOwner = ({ role }: PresentMember) => role === "owner";

/** Fetches everybody the room has ever known, here or not, as far as it tells. Belongs to the Solid owner it is created in. */
export function createKnownMembers(room: Room) {
  const [known, setKnown] = createSignal<readonly KnownMember[]>();

  async function refresh(): Promise<void> {
    const response = await requestAs(room, (options) => settle(api.rooms({ code: room.code }).members.get(options)));
    if (!(response instanceof ApiError)) setKnown(response.members);
  }
  onMount(() => void refresh());
  watchModeration(room, () => void refresh());

  return {
    /** Returns those who were here and are not now, the last to leave first. */
    absent: () => {
      const here = new Set(room.members().map(({ id }) => id));
      const isGone = ({ id, status }: KnownMember) => status === "offline" && !here.has(id);
      return (known() ?? [])
        .filter(isGone)
        .sort((one, other) => Date.parse(other.lastSeenAt ?? "") - Date.parse(one.lastSeenAt ?? "") || 0);
    },

    /** Returns somebody as they are now. */
    find: (id: string): KnownMember | undefined => {
      const here = room.members().find((member) => member.id === id);
      if (here !== undefined) return { ...here, status: here.away ? "away" : "online", lastSeenAt: null };
      const gone = known()?.find((member) => member.id === id);
      if (gone !== undefined) return { ...gone, status: "offline" };
      // A guest who left an open room is known by what they wrote.
      for (const event of newestFirst(room.log())) {
        if (event.type !== "chat" || event.userId !== id) continue;
        const { user: name, avatar = null } = event;
        return { id, name, avatar, role: "member", away: false, status: "offline", lastSeenAt: null };
      }
      return undefined;
    },

    /** Returns the owner; undefined where the room has none, or none that it tells of. */
    owner: (): KnownMember | PresentMember | undefined => room.members().find(isOwner) ?? known()?.find(isOwner),
    /** Returns whether the server has told whom the room knows. */
    isLoaded: () => known() !== undefined,
    refresh,
  };
}
