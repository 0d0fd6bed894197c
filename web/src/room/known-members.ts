// Everybody a room knows of, here or not, as far as it tells: asked for when it is looked at.
import { createSignal, onMount } from "solid-js";
import type { PresentMember } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import type { Room } from "./room.ts";
import { asActor } from "./room-actions.ts";

export type Known = PresentMember & {
  readonly status: "online" | "away" | "offline";
  readonly lastSeenAt: string | null;
};

/** Belongs to the Solid owner it is made in. */
export function createPeople(room: Room) {
  const [known, setKnown] = createSignal<readonly Known[]>([]);

  async function ask(): Promise<void> {
    const answer = await asActor(room, (by) => settle(api.rooms({ code: room.code }).members.get(by)));
    if (!(answer instanceof Refused)) setKnown(answer.members);
  }
  onMount(() => void ask());

  return {
    /** Those who were here and are not now, who left last first. */
    gone: () => {
      const here = new Set(room.members().map(({ id }) => id));
      const isGone = ({ id, status }: Known) => status === "offline" && !here.has(id);
      return known()
        .filter(isGone)
        .toSorted((one, other) => Date.parse(other.lastSeenAt ?? "") - Date.parse(one.lastSeenAt ?? "") || 0);
    },

    /** Somebody as they are now. */
    of: (id: string): Known | undefined => {
      const here = room.members().find((member) => member.id === id);
      if (here !== undefined) return { ...here, status: here.away ? "away" : "online", lastSeenAt: null };
      const gone = known().find((member) => member.id === id);
      return gone && { ...gone, status: "offline" };
    },

    /** undefined where nobody is, or nobody known. */
    owner: (): Known | PresentMember | undefined =>
      [...room.members(), ...known()].find(({ role }) => role === "owner"),
    ask,
  };
}
