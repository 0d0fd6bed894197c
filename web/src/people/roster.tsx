import { createMemo, createSignal, For, Show } from "solid-js";
import { language } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { sortRoster } from "../room/roster-order.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { MemberRow } from "./member-row.tsx";

const MemberCard = createLazyComponent(() => import("./member-card.tsx"), "MemberCard");

/**
 * Lists who is here now. Rows are keyed by member, so a change updates one row; hundreds of rows cost little, because those
 * out of view are not drawn.
 */
export function Roster() {
  const room = useRoom();
  const [openId, setOpenId] = createSignal<string>();
  const you = createMemo(() => room.state().you?.id);
  const byId = createMemo(() => new Map(room.members().map((member) => [member.id, member])));
  const ids = createMemo(() => sortRoster(room.members(), you(), language()).map(({ id }) => id));
  const isFuture = (instant: string | undefined) => instant !== undefined && Date.parse(instant) > room.serverNow();
  return (
    <>
      <ul class="roster">
        <For each={ids()}>
          {(id) => (
            <Show when={byId().get(id)}>
              {(member) => (
                <MemberRow
                  member={member()}
                  isAway={member().away === true}
                  isMuted={isFuture(member().mutedUntil)}
                  isYou={id === you()}
                  open={() => setOpenId(id)}
                />
              )}
            </Show>
          )}
        </For>
      </ul>
      <Show when={openId()}>{(id) => <MemberCard id={id()} close={() => setOpenId(undefined)} />}</Show>
    </>
  );
}
