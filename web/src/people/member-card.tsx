import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { Avatar } from "../avatars/avatar.tsx";
import { memberTexts } from "../i18n/parts/member-texts.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { kickUnlessUndone, moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { createBans } from "./bans.ts";
import { createKnownMembers, type KnownMember } from "./known-members.ts";
import { type ConfirmedAction, MemberActions } from "./member-actions.tsx";
import { MemberQuestion } from "./member-question.tsx";
import "./member-card.css";

/** Shows a member of this room in a dialog: who they are, whether they are here, and what one may do to them. */
export function MemberCard(props: { id: string; close: () => void }) {
  const room = useRoom();
  const knownMembers = createKnownMembers(room);
  const { bans, kicks, refresh: refreshBans } = createBans(room);
  const [problem, setProblem] = createSignal<Refusal>();
  const [confirming, setConfirming] = createSignal<ConfirmedAction>();
  /** Somebody who goes while their card is open stays on it, as they were last. */
  const member = createMemo((before: KnownMember | undefined): KnownMember | undefined => {
    const found = knownMembers.find(props.id);
    return found ?? (before?.id === props.id ? { ...before, status: "offline" } : undefined);
  });
  const isBanned = () => bans().some(({ id }) => id === props.id);
  const keptOutUntil = createMemo(() => kicks().find(({ id }) => id === props.id)?.until);
  let page!: HTMLDivElement;

  async function act(action: Parameters<typeof moderate>[1], minutes?: number): Promise<void> {
    setProblem(await moderate(room, action, props.id, minutes));
    await Promise.all([knownMembers.refresh(), refreshBans()]);
  }

  function kick(name: string): void {
    kickUnlessUndone(room, props.id, () => t().kickPending(name));
    props.close();
  }

  // The row that had the focus may go with what it did; the focus stays in the card.
  createEffect(
    on([isBanned, keptOutUntil, () => member()?.role, () => member()?.mutedUntil], () => {
      const dialog = page?.closest("dialog");
      if (dialog?.open && !dialog.contains(document.activeElement)) page.querySelector("button")?.focus();
    }),
  );

  function factsOf({ role, status, lastSeenAt, mutedUntil }: KnownMember): string[] {
    if (isBanned()) return [memberTexts().banned];
    const until = keptOutUntil();
    if (until !== undefined) return [t().roles[role], memberTexts().canReturnAt(momentText(until))];
    const isMuted = mutedUntil !== undefined && Date.parse(mutedUntil) > room.serverNow();
    return [
      t().roles[role],
      lastSeenAt === null ? t().statuses[status] : t().lastSeen(momentText(lastSeenAt)),
      ...(isMuted ? [t().mutedUntilTime(momentText(mutedUntil))] : []),
      ...(props.id === room.state().you?.id ? [t().you] : []),
    ];
  }

  return (
    <Show when={member()}>
      {(member) => (
        <Dialog
          title={member().name}
          face={<Avatar id={props.id} name={member().name} avatar={member().avatar} />}
          close={props.close}
        >
          <div class="member-card" ref={page}>
            <p class="member-card-facts" role="status">
              {factsOf(member()).join(" · ")}
            </p>
            <MemberActions
              member={member()}
              isBanned={isBanned()}
              isKeptOut={keptOutUntil() !== undefined}
              owner={knownMembers.owner()}
              act={(action, minutes) => void act(action, minutes)}
              confirm={setConfirming}
              kick={() => kick(member().name)}
              close={props.close}
            />
            <ProblemLine problem={problem()} />
          </div>
          <Show when={confirming()}>
            {(action) => <MemberQuestion id={props.id} action={action()} close={() => setConfirming(undefined)} />}
          </Show>
        </Dialog>
      )}
    </Show>
  );
}
