import { createSignal, Show } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { canActOn, type RoomAction } from "#protocol/roles";
import type { Refusal } from "../api/api-error.ts";
import { memberTexts } from "../i18n/parts/member-texts.ts";
import { t } from "../i18n/t.ts";
import { kickUnlessUndone, moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import { MessageIcon } from "./message-icon.tsx";

const MUTE_MINUTES = 10;

/** Lists what those who run the room may do to the author of a message, right in the message's menu. */
export function ModerationActions(props: { message: ChatEvent; closeThen: (action?: () => void) => void }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const author = () => room.members().find(({ id }) => id === props.message.userId);
  const isOwn = () => props.message.userId === room.state().you?.id;
  const can = (action: RoomAction) => !isOwn() && canActOn(room.role(), action, author()?.role ?? "member");
  const isMuted = () => Date.parse(author()?.mutedUntil ?? "") > room.serverNow();

  async function mute(): Promise<void> {
    const refusal = await moderate(room, "mute", props.message.userId, MUTE_MINUTES);
    if (refusal === undefined) props.closeThen();
    else setProblem(refusal);
  }

  function kick(): void {
    const { userId, user } = props.message;
    props.closeThen(() => kickUnlessUndone(room, userId, () => t().kickPending(user)));
  }

  const ask = (question: "ban" | "wipe") =>
    props.closeThen(() => room.showMember({ id: props.message.userId, question }));

  return (
    <Show when={can("ban")}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its legend; the name is the author's */}
      <div class="message-menu-actions" role="group" aria-label={props.message.user}>
        <Show when={author() !== undefined && !isMuted()}>
          <button type="button" onClick={() => void mute()}>
            <MessageIcon is="mute" /> {memberTexts().muteTenMinutes}
          </button>
        </Show>
        <Show when={author() !== undefined}>
          <button type="button" onClick={kick}>
            <MessageIcon is="leave" /> {t().kick}
          </button>
        </Show>
        <button type="button" data-danger="" onClick={() => ask("ban")}>
          <MessageIcon is="ban" /> {t().ban}…
        </button>
        <button type="button" data-danger="" onClick={() => ask("wipe")}>
          <MessageIcon is="delete" /> {memberTexts().wipeAll}…
        </button>
        <ProblemLine problem={problem()} />
      </div>
    </Show>
  );
}
