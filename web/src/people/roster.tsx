// Who is here now. A row belongs to its member: what changes about them changes in it, and hundreds cost little, as those
// out of view are not drawn.
import { createMemo, createSignal, For, Show } from "solid-js";
import { Avatar } from "../avatars/avatar.tsx";
import { language, w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { inOrder } from "../room/roster-order.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import "./roster.css";

const MemberCard = makeLate(async () => (await import("./member-card.tsx")).MemberCard);

export function Roster() {
  const room = useRoom();
  const [chosen, choose] = createSignal<string>();
  const you = createMemo(() => room.state().you?.id);
  const byId = createMemo(() => new Map(room.members().map((member) => [member.id, member])));
  const ids = createMemo(() => inOrder(room.members(), you(), language()).map(({ id }) => id));
  const isMuted = (until: string | undefined) => until !== undefined && Date.parse(until) > room.serverNow();
  return (
    <>
      <ul class="roster">
        <For each={ids()}>
          {(id) => (
            <Show when={byId().get(id)}>
              {(member) => (
                <li data-away={member().away ? "" : undefined} title={member().away ? w().away : undefined}>
                  <button type="button" data-look="quiet" aria-haspopup="dialog" onClick={() => choose(id)}>
                    <Avatar id={id} name={member().name} avatar={member().avatar} />
                    <span class="roster-name" dir="auto">
                      {member().name}
                    </span>
                    <Show when={member().away}>
                      <span class="unseen">{w().away}</span>
                    </Show>
                    <Show when={isMuted(member().mutedUntil)}>
                      <span class="roster-tag">{w().muted}</span>
                    </Show>
                    <Show when={member().role !== "member"}>
                      <span class="roster-tag">{w().roles[member().role]}</span>
                    </Show>
                    <Show when={id === you()}>
                      <span class="roster-tag" data-you="">
                        {w().you}
                      </span>
                    </Show>
                  </button>
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
      <Show when={chosen()}>{(id) => <MemberCard id={id()} close={() => choose(undefined)} />}</Show>
    </>
  );
}
