import { createMemo, For, Show } from "solid-js";
import { language } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { matchesName, sortRoster } from "../room/roster-order.ts";
import { MemberRow } from "./member-row.tsx";

/**
 * Lists who is here now. Rows are keyed by member, so a change updates one row; hundreds of rows cost little, because those
 * out of view are not drawn.
 * @param props.search only people with this in their name
 */
export function Roster(props: { search?: string }) {
  const room = useRoom();
  const you = createMemo(() => room.state().you?.id);
  const byId = createMemo(() => new Map(room.members().map((member) => [member.id, member])));
  const ids = createMemo(() =>
    sortRoster(room.members(), you(), language())
      .filter(({ name }) => matchesName(name, props.search ?? ""))
      .map(({ id }) => id),
  );
  const isFuture = (instant: string | undefined) => instant !== undefined && Date.parse(instant) > room.serverNow();
  return (
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
                open={() => room.showMember({ id })}
              />
            )}
          </Show>
        )}
      </For>
    </ul>
  );
}
