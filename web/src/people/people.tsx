// Everybody here, those who were, and who is kept out: in a dialog.
import { createSignal, For, onMount, Show } from "solid-js";
import { may } from "#protocol/roles";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { Avatar } from "../avatars/avatar.tsx";
import { momentSaid } from "../i18n/room-event-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { createPeople } from "../room/known-members.ts";
import { asActor, moderate } from "../room/room-actions.ts";
import { Dialog } from "../ui/dialog.tsx";
import { MemberCard } from "./member-card.tsx";
import { Roster } from "./roster.tsx";
import "./people.css";

export function People(props: { close: () => void }) {
  const room = useRoom();
  const people = createPeople(room);
  const [chosen, choose] = createSignal<string>();
  return (
    <Dialog title={w().here(room.members().length)} close={props.close}>
      <Roster />
      <Show when={people.gone().length > 0}>
        <section class="people-part">
          <h3>{w().wereHere}</h3>
          <ul class="roster">
            <For each={people.gone()}>
              {(member) => (
                <li data-away="">
                  <button type="button" data-look="quiet" aria-haspopup="dialog" onClick={() => choose(member.id)}>
                    <Avatar id={member.id} name={member.name} avatar={member.avatar} />
                    <span class="roster-name" dir="auto">
                      {member.name}
                    </span>
                    <Show when={member.role !== "member"}>
                      <span class="roster-tag">{w().roles[member.role]}</span>
                    </Show>
                    <Show when={member.lastSeenAt}>{(at) => <span class="people-seen">{momentSaid(at())}</span>}</Show>
                  </button>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Show when={may(room.role(), "unban")}>
        <Bans />
      </Show>
      <Show when={chosen()}>{(id) => <MemberCard id={id()} close={() => choose(undefined)} />}</Show>
    </Dialog>
  );
}

/** Who is banned, and the way back for them. */
function Bans() {
  const room = useRoom();
  const [bans, setBans] = createSignal<readonly { id: string; name: string }[]>([]);
  async function ask(): Promise<void> {
    const answer = await asActor(room, (by) => settle(api.rooms({ code: room.code }).bans.get(by)));
    if (!(answer instanceof Refused)) setBans(answer.bans);
  }
  onMount(() => void ask());
  return (
    <Show when={bans().length > 0}>
      <section class="people-part">
        <h3>{w().banned}</h3>
        <ul class="people-bans">
          <For each={bans()}>
            {({ id, name }) => (
              <li>
                <span dir="auto">{name}</span>
                <button
                  type="button"
                  aria-label={w().unbanName(name)}
                  onClick={async () => {
                    await moderate(room, "unban", id);
                    await ask();
                  }}
                >
                  {w().unban}
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
