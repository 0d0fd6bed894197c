// The rooms anyone may know of, searched and sorted as one likes, asked for again while somebody looks.
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, untrack } from "solid-js";
import type { Role, RoomView } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { asking } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { createClock } from "../browser/clock.ts";
import { w } from "../i18n/t.ts";
import { sameList } from "../ui/same-list.ts";
import { RoomLink } from "./room-link.tsx";
import "./public-rooms.css";

const AGAIN_AFTER_MS = 15_000;
const TYPED_AFTER_MS = 300;
/** Rooms shown at first, and more at each wish. */
const PAGE = 20;
const MOST = 200;

type Sort = "people" | "time";

/** What the server said, and when by this device's clock. */
type Found = { rooms: readonly RoomView[]; hasMore: boolean; at: number; q: string };

export function PublicRooms(props: { identity: Identity; roleIn: (code: string) => Role | undefined }) {
  const now = createClock(1000);
  const again = createClock(AGAIN_AFTER_MS);
  const [found, setFound] = createSignal<Found>();
  const [sort, setSort] = createSignal<Sort>("people");
  const [q, setQ] = createSignal("");
  const [limit, setLimit] = createSignal(PAGE);
  let typing = 0;
  let latest: object | undefined;
  onCleanup(() => clearTimeout(typing));

  createEffect(
    on([again, sort, q, limit], async ([, sort, q, limit]) => {
      const ours = {};
      latest = ours;
      const query = { limit, sort, ...(q !== "" && { q }) };
      const ask = (by: object) => settle(api.rooms.get({ query, ...by }));
      // Most may look around before they are anybody.
      const isKnown = untrack(props.identity.person) !== undefined;
      const answer = isKnown ? await asking(props.identity, ask) : await ask({});
      if (latest !== ours || answer instanceof Refused) return;
      setFound({ rooms: answer.rooms, hasMore: answer.next !== undefined, at: Date.now(), q });
    }),
  );
  // Rows are known by their codes: an answer that says the same moves nothing, not even the focus.
  const codes = createMemo(() => (found()?.rooms ?? []).map(({ shownCode }) => shownCode), [], { equals: sameList });
  const factsOf = (code: string) => {
    const room = found()?.rooms.find(({ shownCode }) => shownCode === code);
    const leftS = room?.expiresInSeconds ?? null;
    return {
      code,
      title: room?.title ?? "",
      expiresAt: leftS === null ? null : (found()?.at ?? 0) + leftS * 1000,
      memberCount: room?.memberCount,
      entry: room?.entry,
      role: props.roleIn(code),
    };
  };
  const none = () => (found() === undefined ? "\u00a0" : found()?.q === "" ? w().noneOpen : w().noneFound);
  /** Few rooms need no search. */
  const isWorthSearching = createMemo(
    (was: boolean) => was || q() !== "" || found()?.hasMore === true || codes().length > 5,
    false,
  );

  function typed(text: string): void {
    clearTimeout(typing);
    typing = window.setTimeout(() => {
      setLimit(PAGE);
      setQ(text.trim());
    }, TYPED_AFTER_MS);
  }

  return (
    <section class="roomlist">
      <h2>{w().openToAll}</h2>
      <Show when={isWorthSearching()}>
        <search class="publicrooms-search">
          <input
            type="search"
            dir="auto"
            maxlength="128"
            aria-label={w().findRoom}
            placeholder={w().findRoom}
            onInput={(event) => typed(event.currentTarget.value)}
          />
          <label>
            {w().sortBy}
            <select onChange={(event) => setSort(event.currentTarget.value as Sort)}>
              <option value="people">{w().sorts.people}</option>
              <option value="time">{w().sorts.time}</option>
            </select>
          </label>
        </search>
      </Show>
      {/* A line is kept for the answer: what stands below doesn't move when there is none. */}
      <Show
        when={codes().length > 0}
        fallback={
          <p class="publicrooms-none" role="status">
            {none()}
          </p>
        }
      >
        <ul>
          <For each={codes()}>
            {(code) => (
              <li>
                <RoomLink room={factsOf(code)} now={now()} />
              </li>
            )}
          </For>
        </ul>
        <Show when={found()?.hasMore && limit() < MOST}>
          <button
            class="publicrooms-more"
            type="button"
            onClick={() => setLimit((most) => Math.min(MOST, most + PAGE))}
          >
            {w().moreRooms}
          </button>
        </Show>
      </Show>
    </section>
  );
}
