import { createEffect, createMemo, createSignal, on, Show, untrack } from "solid-js";
import type { Role } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { createClock, createClockLead } from "../browser/clock.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { t } from "../i18n/t.ts";
import { localExpiry } from "../room-lists/local-expiry.ts";
import type { RecentRooms } from "../room-lists/recent-rooms.ts";
import { isSameList } from "../ui/same-list.ts";
import { RoomList } from "./room-list.tsx";

type RecentRoomsListProps = {
  recentRooms: RecentRooms;
  identity: Identity;
  roleIn(code: string): Role | undefined;
};

/**
 * Lists the rooms this browser was in, as long as they live. The server is asked about them when the list is first
 * shown and when the device may have slept; rooms it doesn't know are forgotten.
 */
export function RecentRoomsList(props: RecentRoomsListProps) {
  const now = createClock(1000);
  const codes = createMemo(
    () =>
      props.recentRooms
        .rooms()
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now())
        .map(({ code }) => code),
    [] as string[],
    { equals: isSameList },
  );
  const recentRoom = (code: string) =>
    props.recentRooms.rooms().find((room) => room.code === code) ?? { code, title: "", expiresAt: 0 };
  const [counts, setCounts] = createSignal<Readonly<Record<string, number | undefined>>>({});

  async function ask(): Promise<void> {
    const asked = untrack(props.recentRooms.rooms).map(({ code }) => code);
    if (asked.length === 0) return;
    const answer = await authorisedRequest(props.identity, (auth) =>
      settle(api.rooms.living.post({ codes: asked }, auth)),
    );
    if (answer instanceof ApiError) return;
    setCounts(Object.fromEntries(asked.map((code, at) => [code, answer.rooms[at]?.memberCount])));
    for (const [at, code] of asked.entries()) {
      const room = answer.rooms[at];
      if (!room) props.recentRooms.forget(code);
      else {
        const expiresAt = localExpiry(room.expiresInSeconds, steadyNow());
        props.recentRooms.update({ code, title: room.title, expiresAt });
      }
    }
  }
  createEffect(on(createClockLead(), ask));

  return (
    <Show when={codes().length > 0}>
      <section class="room-list">
        <h2>{t().recentRooms}</h2>
        <RoomList
          codes={codes()}
          roomOf={(code) => ({ ...recentRoom(code), memberCount: counts()[code], role: props.roleIn(code) })}
          action={(code) => (
            <button
              class="room-list-forget"
              type="button"
              data-look="quiet"
              aria-label={t().forgetRoom(recentRoom(code).title || code)}
              title={t().forgetRoom(recentRoom(code).title || code)}
              onClick={() => props.recentRooms.forget(code)}
            >
              ✕
            </button>
          )}
        />
      </section>
    </Show>
  );
}
