import { For, Show } from "solid-js";
import type { PresentMember } from "#protocol/frames";
import { OWNER_ABSENCE_MS } from "#protocol/limits";
import { canActOn } from "#protocol/roles";
import { t } from "../i18n/t.ts";
import type { KnownMember } from "../room/known-members.ts";
import type { moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";

/** In minutes; 0 mutes until the room ends. */
const MUTE_MINUTES = [10, 60, 0] as const;

/** Actions that ask for confirmation before they are done. */
export type ConfirmedAction = "ban" | "handover" | "wipe";

type MemberActionsProps = {
  member: KnownMember;
  /** undefined where the room has no owner, or none that this client knows. */
  owner: KnownMember | PresentMember | undefined;
  act(action: Parameters<typeof moderate>[1], minutes?: number): void;
  confirm(action: ConfirmedAction): void;
  kick(): void;
};

/** Offers the buttons for what one may do to a member, and no others. */
export function MemberActions(props: MemberActionsProps) {
  const room = useRoom();
  const targetRole = () => props.member.role;
  const isYou = () => props.member.id === room.state().you?.id;
  const can = (action: Parameters<typeof canActOn>[1]) => !isYou() && canActOn(room.role(), action, targetRole());
  const isHere = () => props.member.status !== "offline";
  const isMuted = () => Date.parse(props.member.mutedUntil ?? "") > room.serverNow();
  /** Returns whether this device has the owner key, or no owner has been here for OWNER_ABSENCE_MS. */
  const canBecomeOwner = () => {
    if (!isYou() || targetRole() === "owner") return false;
    if (room.ownerKey() !== undefined) return true;
    const { owner } = props;
    const seenAt = owner !== undefined && "lastSeenAt" in owner ? Date.parse(owner.lastSeenAt ?? "") : Number.NaN;
    const isOwnerHere = room.members().some(({ role }) => role === "owner");
    return !isOwnerHere && (owner === undefined || room.serverNow() - seenAt >= OWNER_ABSENCE_MS);
  };
  return (
    <div class="member-card-actions">
      <Show when={canBecomeOwner()}>
        <button type="button" onClick={() => props.act("take")}>
          {t().becomeOwner}
        </button>
      </Show>
      <Show when={targetRole() === "member" && can("promote")}>
        <button type="button" onClick={() => props.act("promote")}>
          {t().makeAdmin}
        </button>
      </Show>
      <Show when={targetRole() === "admin" && can("demote")}>
        <button type="button" onClick={() => props.act("demote")}>
          {t().removeAdmin}
        </button>
      </Show>
      <Show when={can("handover")}>
        <button type="button" onClick={() => props.confirm("handover")}>
          {t().transferOwnership}…
        </button>
      </Show>
      <Show when={isHere() && can("mute") && !isMuted()}>
        <fieldset class="member-card-mutes">
          <legend>{t().mute}</legend>
          <For each={MUTE_MINUTES}>
            {(minutes) => (
              <button type="button" onClick={() => props.act("mute", minutes === 0 ? undefined : minutes)}>
                {t().muteFor[minutes]}
              </button>
            )}
          </For>
        </fieldset>
      </Show>
      <Show when={isMuted() && can("unmute")}>
        <button type="button" onClick={() => props.act("unmute")}>
          {t().unmute}
        </button>
      </Show>
      <Show when={can("wipe")}>
        <button type="button" data-danger="" onClick={() => props.confirm("wipe")}>
          {t().wipe}…
        </button>
      </Show>
      <Show when={isHere() && can("kick")}>
        <button type="button" data-danger="" onClick={() => props.kick()}>
          {t().kick}
        </button>
      </Show>
      <Show when={can("ban")}>
        <button type="button" data-danger="" onClick={() => props.confirm("ban")}>
          {t().ban}…
        </button>
      </Show>
    </div>
  );
}
