import { createSignal, onMount } from "solid-js";
import { can } from "#protocol/roles";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import type { Room } from "../room/room.ts";
import { requestAs } from "../room/room-actions.ts";
import { watchModeration } from "./watch-moderation.ts";

export type Ban = { readonly id: string; readonly name: string };

/** Fetches who is banned, and again with every change; nobody for those who may not know. Belongs to the Solid owner. */
export function createBans(room: Room) {
  const [bans, setBans] = createSignal<readonly Ban[]>([]);
  async function refresh(): Promise<void> {
    if (!can(room.role(), "unban")) return;
    const answer = await requestAs(room, (auth) => settle(api.rooms({ code: room.code }).bans.get(auth)));
    if (!(answer instanceof ApiError)) setBans(answer.bans);
  }
  onMount(() => void refresh());
  watchModeration(room, () => void refresh());
  return { bans, refresh };
}
