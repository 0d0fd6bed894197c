// The rooms anyone may walk into, fullest first, asked for again while somebody looks.
import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import type { RoomView } from "#protocol/frames";
import { api, settle } from "../api.ts";
import { createClock } from "../primitives/clock.ts";
import { sameList } from "../primitives/samelist.ts";
import { Refused } from "../refused.ts";
import { w } from "../words/words.ts";
import { RoomLink } from "./roomlink.tsx";
import "./publicrooms.css";

const AGAIN_AFTER_MS = 15_000;

/** What the server said, and when by this device's clock. */
type Found = { rooms: readonly RoomView[]; at: number };

export function PublicRooms(props: { isOwn: (code: string) => boolean }) {
  const now = createClock(1000);
  const again = createClock(AGAIN_AFTER_MS);
  const [found, setFound] = createSignal<Found>();
  createEffect(
    on(again, async () => {
      const answer = await settle(api.rooms.get());
      if (!(answer instanceof Refused)) setFound({ rooms: answer.rooms, at: Date.now() });
    }),
  );
  // Rows are known by their codes: an answer that says the same moves nothing, not even the focus.
  const codes = createMemo(() => (found()?.rooms ?? []).map(({ shownCode }) => shownCode), [], { equals: sameList });
  const factsOf = (code: string) => {
    const room = found()?.rooms.find(({ shownCode }) => shownCode === code);
    return {
      code,
      title: room?.title ?? "",
      expiresAt: (found()?.at ?? 0) + (room?.expiresInSeconds ?? 0) * 1000,
      memberCount: room?.memberCount,
      isOwn: props.isOwn(code),
    };
  };

  return (
    <section class="roomlist">
      <h2>{w().openToAll}</h2>
      {/* A line is kept for the answer: what stands below doesn't move when there is none. */}
      <Show when={codes().length > 0} fallback={<p class="publicrooms-none">{found() ? w().noneOpen : "\u00a0"}</p>}>
        <ul>
          <For each={codes()}>
            {(code) => (
              <li>
                <RoomLink room={factsOf(code)} now={now()} />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}
