import { createUniqueId, For, Show } from "solid-js";
import type { PresentMember } from "#protocol/frames";
import { OWNER_ABSENCE_MS } from "#protocol/limits";
import { canActOn } from "#protocol/roles";
import { memberTexts } from "../i18n/parts/member-texts.ts";
import { t } from "../i18n/t.ts";
import type { moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { ActionRow } from "./action-row.tsx";
import type { KnownMember } from "./known-members.ts";

/** In minutes; 0 mutes until the room ends. */
const MUTE_MINUTES = [10, 60, 0] as const;

/** Actions that ask for confirmation before they are done. */
export type ConfirmedAction = "ban" | "handover" | "wipe";

type MemberActionsProps = {
  member: KnownMember;
  isBanned: boolean;
  /** Was removed, and may not come back yet. */
  isKeptOut: boolean;
  /** undefined where the room has no owner, or none that this client knows. */
  owner: KnownMember | PresentMember | undefined;
  act(action: Parameters<typeof moderate>[1], minutes?: number): void;
  confirm(action: ConfirmedAction): void;
  kick(): void;
  close(): void;
};

/** Lists what one may do to a member, and nothing else; to one who is banned, only to unban. */
export function MemberActions(props: MemberActionsProps) {
  const room = useRoom();
  const muteId = createUniqueId();
  const targetRole = () => props.member.role;
  const isYou = () => props.member.id === room.state().you?.id;
  const can = (action: Parameters<typeof canActOn>[1]) => !isYou() && canActOn(room.role(), action, targetRole());
  const isHere = () => props.member.status !== "offline";
  const isMuted = () => Date.parse(props.member.mutedUntil ?? "") > room.serverNow();
  const isHidden = () => room.hiddenMembers.has(props.member.id);
  const consequences = () => memberTexts().consequences;
  /** Returns whether this device has the owner key, or no owner has been here for OWNER_ABSENCE_MS. */
  const canBecomeOwner = () => {
    if (!isYou() || targetRole() === "owner") return false;
    if (room.ownerKey() !== undefined) return true;
    const { owner } = props;
    const seenAt = owner !== undefined && "lastSeenAt" in owner ? Date.parse(owner.lastSeenAt ?? "") : Number.NaN;
    const isOwnerHere = room.members().some(({ role }) => role === "owner");
    return !isOwnerHere && (owner === undefined || room.serverNow() - seenAt >= OWNER_ABSENCE_MS);
  };

  function mention(): void {
    const { name } = props.member;
    props.close();
    room.mention(name);
  }

  return (
    <ul class="member-actions action-list">
      <Show
        when={!props.isBanned}
        fallback={<ActionRow label={t().unban} consequence={consequences().unban} run={() => props.act("unban")} />}
      >
        <Show when={!isYou() && isHere()}>
          <ActionRow label={memberTexts().mention} consequence={consequences().mention} run={mention} />
        </Show>
        <Show when={!isYou()}>
          <ActionRow
            label={isHidden() ? memberTexts().showMessages : memberTexts().hideMessages}
            consequence={isHidden() ? consequences().unhide : consequences().hide}
            run={() => room.hiddenMembers.set(props.member.id, !isHidden())}
          />
        </Show>
        <Show when={canBecomeOwner()}>
          <ActionRow label={t().becomeOwner} consequence={consequences().take} run={() => props.act("take")} />
        </Show>
        <Show when={targetRole() === "member" && can("promote")}>
          <ActionRow label={t().makeAdmin} consequence={consequences().promote} run={() => props.act("promote")} />
        </Show>
        <Show when={targetRole() === "admin" && can("demote")}>
          <ActionRow label={t().removeAdmin} consequence={consequences().demote} run={() => props.act("demote")} />
        </Show>
        <Show when={can("handover")}>
          <ActionRow
            label={`${t().transferOwnership}…`}
            consequence={consequences().handover}
            run={() => props.confirm("handover")}
          />
        </Show>
        <Show when={isHere() && can("mute") && !isMuted()}>
          <li>
            {/* biome-ignore lint/a11y/useSemanticElements: a fieldset can't lay its legend out beside the choices */}
            <div class="member-actions-mute" role="group" aria-labelledby={muteId} aria-describedby={`${muteId}-why`}>
              <b id={muteId}>{memberTexts().mute}</b>
              <span id={`${muteId}-why`}>{consequences().mute}</span>
              <div class="member-actions-choices">
                <For each={MUTE_MINUTES}>
                  {(minutes) => (
                    <button type="button" onClick={() => props.act("mute", minutes === 0 ? undefined : minutes)}>
                      {t().muteFor[minutes]}
                    </button>
                  )}
                </For>
              </div>
            </div>
          </li>
        </Show>
        <Show when={isMuted() && can("unmute")}>
          <ActionRow label={t().unmute} consequence={consequences().unmute} run={() => props.act("unmute")} />
        </Show>
        <Show when={props.isKeptOut && can("admit")}>
          <ActionRow
            label={memberTexts().letBackIn}
            consequence={consequences().admit}
            run={() => props.act("admit")}
          />
        </Show>
        <Show when={isHere() && can("kick")}>
          <ActionRow label={t().kick} consequence={consequences().kick} run={() => props.kick()} />
        </Show>
        <Show when={can("ban")}>
          <ActionRow label={`${t().ban}…`} consequence={consequences().ban} isDanger run={() => props.confirm("ban")} />
        </Show>
        <Show when={can("wipe")}>
          <ActionRow
            label={`${t().wipe}…`}
            consequence={consequences().wipe}
            isDanger
            run={() => props.confirm("wipe")}
          />
        </Show>
      </Show>
    </ul>
  );
}
