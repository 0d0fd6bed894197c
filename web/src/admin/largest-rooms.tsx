import { createMemo, createSignal, For, Show } from "solid-js";
import { api, settle } from "../api/api.ts";
import { ApiError, type Refusal } from "../api/api-error.ts";
import { formatBytes } from "../files/format-bytes.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { formatComingTime } from "../i18n/relative-day-text.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { isSameList } from "../ui/same-list.ts";
import type { AdminSession } from "./admin-session.ts";
import { createLoaded } from "./create-loaded.ts";

/** How many rooms are listed at first, and when more are wanted. */
const FEW = 10;
const MANY = 200;

type SizedRoom = { id: string; bytes: number; members: number; createdAt: string; expiresAt: string | null };

/** Lists the rooms that take most memory, with a button to end each. */
export function LargestRooms(props: { session: AdminSession }) {
  const [limit, setLimit] = createSignal(FEW);
  const [ending, setEnding] = createSignal<SizedRoom>();
  let heading!: HTMLHeadingElement;
  const list = createLoaded(
    () => ({ round: props.session.round(), limit: limit() }),
    ({ limit }) => props.session.request((auth) => settle(api.admin.rooms.get({ query: { limit }, ...auth }))),
  );
  const rooms = createMemo(() => new Map((list.value()?.rooms ?? []).map((room) => [room.id, room])));
  const ids = createMemo(() => [...rooms().keys()], [], { equals: isSameList });
  const facts = ({ members, createdAt, expiresAt }: SizedRoom) =>
    [
      t().peopleHere(members),
      adminTexts().createdAt(momentText(createdAt)),
      expiresAt === null ? adminTexts().neverEnds : adminTexts().endsAt(formatComingTime(expiresAt, Date.now())),
    ].join(" · ");

  async function end({ id }: SizedRoom): Promise<Refusal | undefined> {
    const answer = await props.session.request((auth) => settle(api.admin.rooms({ id }).delete({}, auth)));
    // Its time may have been up meanwhile.
    if (answer instanceof ApiError && answer.code !== "not_found") return answer;
    // The button that opened the dialog goes with the room.
    setEnding(undefined);
    heading.focus();
    await props.session.reload();
    return undefined;
  }

  return (
    <section class="admin-section">
      <h2 ref={heading} tabindex="-1">
        {adminTexts().roomsBySize}
      </h2>
      <p class="hint">{adminTexts().roomsBySizeWhy}</p>
      <ProblemLine problem={list.problem()} />
      <Show when={list.value() !== undefined && ids().length === 0}>
        <p>{adminTexts().noRooms}</p>
      </Show>
      <Show when={ids().length > 0}>
        <ul class="admin-list">
          <For each={ids()}>
            {(id) => (
              <Show when={rooms().get(id)}>
                {(room) => (
                  <li>
                    <span class="admin-list-name">{formatBytes(room().bytes)}</span>
                    <span class="admin-list-facts">{facts(room())}</span>
                    <button
                      type="button"
                      aria-haspopup="dialog"
                      aria-label={adminTexts().endRoomOf(formatBytes(room().bytes), momentText(room().createdAt))}
                      onClick={() => setEnding(room())}
                    >
                      {adminTexts().end}…
                    </button>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
      </Show>
      <Show when={limit() === FEW && ids().length === FEW}>
        <button class="admin-more" type="button" onClick={() => setLimit(MANY)}>
          {t().moreRooms}
        </button>
      </Show>
      <Show when={ending()}>
        {(room) => (
          <ConfirmDialog
            title={t().endRoomQuestion}
            text={`${formatBytes(room().bytes)} · ${facts(room())}. ${t().endRoomWarning}`}
            cancelLabel={t().keepRoom}
            confirmLabel={t().endRoom}
            confirm={() => end(room())}
            close={() => setEnding(undefined)}
          />
        )}
      </Show>
    </section>
  );
}
