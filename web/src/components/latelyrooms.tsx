// Where this person was lately, as long as it lives: each room is asked about when the list is first seen, and what has
// ended falls out.
import { createMemo, createSignal, For, onMount, Show } from "solid-js";
import { api, settle } from "../api.ts";
import { createClock } from "../primitives/clock.ts";
import type { Lately, Visited } from "../primitives/lately.ts";
import { sameList } from "../primitives/samelist.ts";
import { Refused } from "../refused.ts";
import { w } from "../words/words.ts";
import { RoomLink } from "./roomlink.tsx";

export function LatelyRooms(props: { lately: Lately; isOwn: (code: string) => boolean }) {
  const now = createClock(1000);
  // Rows are known by their codes: what is learned of a room changes its row, and moves no focus.
  const codes = createMemo(
    () =>
      props.lately
        .rooms()
        .filter(({ expiresAt }) => expiresAt > now())
        .map(({ code }) => code),
    [] as string[],
    { equals: sameList },
  );
  const room = (code: string) =>
    props.lately.rooms().find((one) => one.code === code) ?? { code, title: "", expiresAt: 0 };
  const [counts, setCounts] = createSignal<Readonly<Record<string, number>>>({});

  async function check({ code }: Visited): Promise<void> {
    const room = await settle(api.rooms({ code }).get());
    if (!(room instanceof Refused)) {
      setCounts((known) => ({ ...known, [code]: room.memberCount }));
      props.lately.update({ code, title: room.title, expiresAt: Date.now() + room.expiresInSeconds * 1000 });
    } else if (room.code === "not_found" || room.code === "ended") props.lately.forget(code);
  }

  // One after the other: a list is not worth a burst of requests.
  onMount(async () => {
    for (const room of props.lately.rooms()) await check(room);
  });

  return (
    <Show when={codes().length > 0}>
      <section class="roomlist">
        <h2>{w().lately}</h2>
        <ul>
          <For each={codes()}>
            {(code) => (
              <li>
                <RoomLink room={{ ...room(code), memberCount: counts()[code], isOwn: props.isOwn(code) }} now={now()} />
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
