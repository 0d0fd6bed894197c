import { createEffect, createMemo, createSignal, on, onCleanup, Show, untrack } from "solid-js";
import type { Role, RoomView } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { createClock } from "../browser/clock.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { t } from "../i18n/t.ts";
import { localExpiry } from "../room-lists/local-expiry.ts";
import { isSameList } from "../ui/same-list.ts";
import { RoomList } from "./room-list.tsx";
import "./public-rooms-list.css";

const REFRESH_EVERY_MS = 15_000;
const SEARCH_DEBOUNCE_MS = 300;
/** How many rooms are shown at first, and how many more each time. */
const PAGE_SIZE = 20;
const MAX_ROOMS = 200;

type Sort = "people" | "time";

type SearchResult = {
  rooms: readonly RoomView[];
  hasMore: boolean;
  /** Epoch ms by this device's clock. */
  receivedAt: number;
  q: string;
};

/** Lists the public rooms, if there are any, with search and sorting, and refreshes the list while it is shown. */
export function PublicRoomsList(props: { identity: Identity; roleIn: (code: string) => Role | undefined }) {
  const refresh = createClock(REFRESH_EVERY_MS);
  const [result, setResult] = createSignal<SearchResult>();
  const [sort, setSort] = createSignal<Sort>("people");
  const [q, setQ] = createSignal("");
  const [limit, setLimit] = createSignal(PAGE_SIZE);
  let searchTimer = 0;
  let latestRequest: object | undefined;
  onCleanup(() => clearTimeout(searchTimer));

  createEffect(
    on([refresh, sort, q, limit], async ([, sort, q, limit]) => {
      const thisRequest = {};
      latestRequest = thisRequest;
      const query = { limit, sort, ...(q !== "" && { q }) };
      const fetchRooms = (auth: object) => settle(api.rooms.get({ query, ...auth }));
      // Looking at the list must not create a guest.
      const hasIdentity = untrack(props.identity.person) !== undefined;
      const answer = hasIdentity ? await authorisedRequest(props.identity, fetchRooms) : await fetchRooms({});
      if (latestRequest !== thisRequest || answer instanceof ApiError) return;
      setResult({ rooms: answer.rooms, hasMore: answer.next !== undefined, receivedAt: steadyNow(), q });
    }),
  );
  const codes = createMemo(() => (result()?.rooms ?? []).map(({ shownCode }) => shownCode), [], { equals: isSameList });
  const roomOf = (code: string) => {
    const room = result()?.rooms.find(({ shownCode }) => shownCode === code);
    return {
      code,
      title: room?.title ?? "",
      expiresAt: localExpiry(room?.expiresInSeconds ?? null, result()?.receivedAt ?? 0),
      memberCount: room?.memberCount,
      entry: room?.entry,
      role: props.roleIn(code),
    };
  };
  /** While somebody searches, the field stays, whatever was found. */
  const isShown = createMemo(
    (wasShown: boolean) => codes().length > 0 || q() !== "" || (wasShown && result()?.q !== ""),
    false,
  );
  /** The search appears when there are many rooms, and then stays. */
  const showsSearch = createMemo(
    (wasShown: boolean) => wasShown || q() !== "" || result()?.hasMore === true || codes().length > 5,
    false,
  );

  function searchFor(text: string): void {
    clearTimeout(searchTimer);
    searchTimer = window.setTimeout(() => {
      setLimit(PAGE_SIZE);
      setQ(text.trim());
    }, SEARCH_DEBOUNCE_MS);
  }

  return (
    <Show when={isShown()}>
      <section class="room-list">
        <h2>{t().publicRooms}</h2>
        <Show when={showsSearch()}>
          <search class="public-rooms-search">
            <input
              type="search"
              dir="auto"
              maxlength="128"
              aria-label={t().findRoom}
              placeholder={t().findRoom}
              onInput={(event) => searchFor(event.currentTarget.value)}
            />
            <label>
              {t().sortBy}
              <select onChange={(event) => setSort(event.currentTarget.value as Sort)}>
                <option value="people">{t().sorts.people}</option>
                <option value="time">{t().sorts.time}</option>
              </select>
            </label>
          </search>
        </Show>
        <Show
          when={codes().length > 0}
          fallback={
            <p class="public-rooms-none" role="status">
              {t().noneFound}
            </p>
          }
        >
          <RoomList codes={codes()} roomOf={roomOf} />
          <Show when={result()?.hasMore && limit() < MAX_ROOMS}>
            <button
              class="public-rooms-more"
              type="button"
              onClick={() => setLimit((limit) => Math.min(MAX_ROOMS, limit + PAGE_SIZE))}
            >
              {t().moreRooms}
            </button>
          </Show>
        </Show>
      </section>
    </Show>
  );
}
