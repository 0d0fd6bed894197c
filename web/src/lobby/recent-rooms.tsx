// Where this person was lately, as long as it lives: it is asked about when the list is first seen, and what has ended
// falls out.
import { createMemo, createSignal, For, onMount, Show } from "solid-js";
import type { Role } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { asking } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { createClock } from "../browser/clock.ts";
import { w } from "../i18n/t.ts";
import type { Lately } from "../room-lists/recent-rooms.ts";
import { sameList } from "../ui/same-list.ts";
import { RoomLink } from "./room-link.tsx";

export function LatelyRooms(props: { lately: Lately; identity: Identity; roleIn: (code: string) => Role | undefined }) {
  const now = createClock(1000);
  // Rows are known by their codes: what is learned of a room changes its row, and moves no focus.
  const codes = createMemo(
    () =>
      props.lately
        .rooms()
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now())
        .map(({ code }) => code),
    [] as string[],
    { equals: sameList },
  );
  const room = (code: string) =>
    props.lately.rooms().find((one) => one.code === code) ?? { code, title: "", expiresAt: 0 };
  const [counts, setCounts] = createSignal<Readonly<Record<string, number | undefined>>>({});

  onMount(async () => {
    const asked = props.lately.rooms().map(({ code }) => code);
    if (asked.length === 0) return;
    const answer = await asking(props.identity, (by) => settle(api.rooms.living.post({ codes: asked }, by)));
    if (answer instanceof Refused) return;
    setCounts(Object.fromEntries(asked.map((code, at) => [code, answer.rooms[at]?.memberCount])));
    for (const [at, code] of asked.entries()) {
      const room = answer.rooms[at];
      if (!room) {
        props.lately.forget(code);
        continue;
      }
      const leftS = room.expiresInSeconds;
      props.lately.update({ code, title: room.title, expiresAt: leftS === null ? null : Date.now() + leftS * 1000 });
    }
  });

  return (
    <Show when={codes().length > 0}>
      <section class="roomlist">
        <h2>{w().lately}</h2>
        <ul>
          <For each={codes()}>
            {(code) => (
              <li>
                <RoomLink room={{ ...room(code), memberCount: counts()[code], role: props.roleIn(code) }} now={now()} />
                <button
                  class="roomlist-forget"
                  type="button"
                  data-look="quiet"
                  aria-label={w().forgetRoom(room(code).title || code)}
                  title={w().forgetRoom(room(code).title || code)}
                  onClick={() => props.lately.forget(code)}
                >
                  ✕
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
