import { createSignal, onMount } from "solid-js";
import { can } from "#protocol/roles";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import type { Room } from "../room/room.ts";
import { requestAs } from "../room/room-actions.ts";
import { watchModeration } from "./watch-moderation.ts";

export type Ban = { readonly id: string; readonly name: string };
/** Somebody who was removed, and is kept out until then, ISO 8601. */
export type Kick = Ban & { readonly until: string };

/**
 * Fetches who is banned or kept out for a while, and again with every change; nobody for those who may not know. Belongs to
 * the Solid owner.
 */
export function createBans(room: Room) {
  const [bans, setBans] = createSignal<readonly Ban[]>([]);
  const [kicks, setKicks] = createSignal<readonly Kick[]>([]);
  async function refresh(): Promise<void> {
    if (!can(room.role(), "unban")) return;
    const answer = await requestAs(room, (auth) => settle(api.rooms({ code: room.code }).bans.get(auth)));
    if (answer instanceof ApiError) return;
    setBans(answer.bans);
    setKicks(answer.kicks);
  }
  onMount(() => void refresh());
  watchModeration(room, () => void refresh());
  return {
    bans,
    /** Returns those who were removed and may not come back yet. An invite may have let some in. */
    kicks: () => {
      const here = new Set(room.members().map(({ id }) => id));
      return kicks().filter(({ id, until }) => !here.has(id) && Date.parse(until) > room.serverNow());
    },
    refresh,
  };
}
