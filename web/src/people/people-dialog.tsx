import { createMemo, createSignal, For, Show } from "solid-js";
import { can } from "#protocol/roles";
import { memberTexts } from "../i18n/parts/member-texts.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { matchesName } from "../room/roster-order.ts";
import { Dialog } from "../ui/dialog.tsx";
import { BanList } from "./ban-list.tsx";
import { createKnownMembers } from "./known-members.ts";
import { MemberRow } from "./member-row.tsx";
import { Roster } from "./roster.tsx";
import "./people-dialog.css";

/** From this many people on, they can be searched by name. */
const MIN_SEARCHED = 15;

/** Lists everybody who is here, those who were, and, for those who may lift bans, who is banned. */
export function PeopleDialog(props: { close: () => void }) {
  const room = useRoom();
  const knownMembers = createKnownMembers(room);
  const [wanted, setWanted] = createSignal("");
  const isLong = () => room.members().length + knownMembers.absent().length >= MIN_SEARCHED;
  /** While somebody searches, the field stays, even if people leave. */
  const search = () => (isLong() || wanted() !== "" ? wanted() : "");
  const absent = createMemo(() => knownMembers.absent().filter(({ name }) => matchesName(name, search())));
  const isNobodyFound = () =>
    search() !== "" && absent().length === 0 && !room.members().some(({ name }) => matchesName(name, search()));
  const awayCount = () => room.members().filter(({ away }) => away).length;
  return (
    <Dialog title={t().peopleHere(room.members().length)} close={props.close}>
      <Show when={awayCount() > 0}>
        <p class="people-dialog-away">{memberTexts().awayCount(awayCount())}</p>
      </Show>
      <Show when={isLong() || wanted() !== ""}>
        <input
          type="search"
          dir="auto"
          aria-label={memberTexts().findPerson}
          placeholder={memberTexts().findPerson}
          autocomplete="off"
          spellcheck={false}
          value={wanted()}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      </Show>
      <Roster search={search()} />
      <p role="status" class="people-dialog-none">
        <Show when={isNobodyFound()}>{memberTexts().nobodyFound}</Show>
      </p>
      <Show when={absent().length > 0}>
        <section class="people-dialog-section">
          <h3>{t().absentMembers}</h3>
          <ul class="roster">
            <For each={absent()}>
              {(member) => (
                <MemberRow member={member} isGone open={() => room.showMember({ id: member.id })}>
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
    </Dialog>
  );
}
