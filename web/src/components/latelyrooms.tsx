// Where this person was lately, as long as it lives: each room is asked about when the list is first seen, and what has
// ended falls out.
import { createMemo, createSignal, For, onMount, Show } from "solid-js";
import type { Role } from "#protocol/frames";
import { api, settle } from "../api.ts";
import { asking } from "../asking.ts";
import type { Identity } from "../identity.ts";
import { createClock } from "../primitives/clock.ts";
import type { Lately, Visited } from "../primitives/lately.ts";
import { sameList } from "../primitives/samelist.ts";
import { Refused } from "../refused.ts";
import { w } from "../words/words.ts";
import { RoomLink } from "./roomlink.tsx";

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
  const [counts, setCounts] = createSignal<Readonly<Record<string, number>>>({});

  async function check({ code }: Visited): Promise<void> {
    const room = await asking(props.identity, (by) => settle(api.rooms({ code }).get(by)));
    if (!(room instanceof Refused)) {
      setCounts((known) => ({ ...known, [code]: room.memberCount }));
      const leftS = room.expiresInSeconds;
      props.lately.update({ code, title: room.title, expiresAt: leftS === null ? null : Date.now() + leftS * 1000 });
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
