import { createSignal, For, Show } from "solid-js";
import { can } from "#protocol/roles";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { createKnownMembers } from "../room/known-members.ts";
import { useRoom } from "../room/room-context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { BanList } from "./ban-list.tsx";
import { MemberCard } from "./member-card.tsx";
import { MemberRow } from "./member-row.tsx";
import { Roster } from "./roster.tsx";
import "./people-dialog.css";

/** Lists everybody who is here, those who were, and, for those who may lift bans, who is banned. */
export function PeopleDialog(props: { close: () => void }) {
  const room = useRoom();
  const knownMembers = createKnownMembers(room);
  const [openId, setOpenId] = createSignal<string>();
  return (
    <Dialog title={t().peopleHere(room.members().length)} close={props.close}>
      <Roster />
      <Show when={knownMembers.absent().length > 0}>
        <section class="people-dialog-section">
          <h3>{t().absentMembers}</h3>
          <ul class="roster">
            <For each={knownMembers.absent()}>
              {(member) => (
                <MemberRow member={member} isGone open={() => setOpenId(member.id)}>
                  <Show when={member.lastSeenAt}>
                    {(at) => <span class="member-row-last-seen">{momentText(at())}</span>}
                  </Show>
                </MemberRow>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Show when={can(room.role(), "unban")}>
        <BanList />
      </Show>
      <Show when={openId()}>{(id) => <MemberCard id={id()} close={() => setOpenId(undefined)} />}</Show>
    </Dialog>
  );
}
