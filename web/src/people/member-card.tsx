import { createSignal, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { Avatar } from "../avatars/avatar.tsx";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { createKnownMembers, type KnownMember } from "../room/known-members.ts";
import { moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { type ConfirmedAction, MemberActions } from "./member-actions.tsx";
import "./member-card.css";

/** Shows a member of this room in a dialog: who they are, whether they are here, and what one may do to them. */
export function MemberCard(props: { id: string; close: () => void }) {
  const room = useRoom();
  const knownMembers = createKnownMembers(room);
  const [problem, setProblem] = createSignal<Refusal>();
  const [confirming, setConfirming] = createSignal<ConfirmedAction>();
  const member = () => knownMembers.find(props.id);

  async function act(action: Parameters<typeof moderate>[1], minutes?: number): Promise<void> {
    setProblem(await moderate(room, action, props.id, minutes));
    void knownMembers.refresh();
  }

  function kick(name: string): void {
    const { id } = props;
    room.deferredFeatures()?.undo.schedule(
      () => t().kickPending(name),
      () => void moderate(room, "kick", id),
    );
    props.close();
  }

  function factsOf({ role, status, lastSeenAt, mutedUntil }: KnownMember): string[] {
    const isMuted = mutedUntil !== undefined && Date.parse(mutedUntil) > room.serverNow();
    return [
      t().roles[role],
      lastSeenAt === null ? t().statuses[status] : t().lastSeen(momentText(lastSeenAt)),
      ...(isMuted ? [t().mutedUntilTime(momentText(mutedUntil))] : []),
    ];
  }

  return (
    <Show when={member()}>
      {(member) => (
        <Dialog title={t().member} close={props.close}>
          <div class="member-card">
            <Avatar id={props.id} name={member().name} avatar={member().avatar} />
            <div>
              <p class="member-card-name" dir="auto">
                {member().name}
              </p>
              <p class="member-card-facts">{factsOf(member()).join(" · ")}</p>
            </div>
          </div>
          <MemberActions
            member={member()}
            owner={knownMembers.owner()}
            act={act}
            confirm={setConfirming}
            kick={() => kick(member().name)}
          />
          <ProblemLine problem={problem()} />
          <Show when={confirming()}>
            {(action) => (
              <ConfirmDialog
                title={t().confirmations[action()].title(member().name)}
                text={t().confirmations[action()].text}
                cancelLabel={t().cancel}
                confirmLabel={t().confirmations[action()].confirmLabel}
                confirm={() => moderate(room, action(), props.id)}
                close={() => setConfirming(undefined)}
              />
            )}
          </Show>
        </Dialog>
      )}
    </Show>
  );
}
