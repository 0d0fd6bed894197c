import { createEffect, createSignal, Show } from "solid-js";
import { canWrite } from "#protocol/roles";
import { SHARED_KEY } from "../browser/shared-keys.ts";
import { createAttachmentsIn } from "../files/attachments-in-room.ts";
import { filesIn } from "../files/room-files.ts";
import { shareTargetTexts } from "../i18n/parts/share-target-texts.ts";
import type { Draft } from "../room/draft.ts";
import { useRoom } from "../room/room-context.ts";
import { CloseButton } from "../ui/close-button.tsx";
import { sharedHere } from "./shared-here.ts";

/**
 * Puts what was shared with the client into the message: files are attached, text is written behind what is there. Where one
 * may not write it waits, and another room may take it.
 */
export function TakeShared(props: { draft: Draft }) {
  const { isReady } = filesIn(useRoom());
  return (
    <Show when={isReady()}>
      <TakeItems draft={props.draft} />
    </Show>
  );
}

function TakeItems(props: { draft: Draft }) {
  const room = useRoom();
  const [isGone, setGone] = createSignal(false);
  const mayWrite = () => {
    const { room: view, you } = room.state();
    if (view === undefined || you === undefined) return false;
    const isMuted = you.mutedUntil !== undefined && Date.parse(you.mutedUntil) > room.serverNow();
    return !isMuted && canWrite(you.role, view.writers);
  };
  let isTaken = false;

  async function take(): Promise<void> {
    const items = await sharedHere()
      ?.take()
      .catch(() => undefined);
    room.tabStore.remove(SHARED_KEY);
    if (items === undefined) return void setGone(true);
    const { text, files } = items;
    const before = props.draft.text();
    if (text !== "") props.draft.write(before.trim() === "" ? text : `${before}\n${text}`);
    if (files.length > 0) await attachments.add(files);
  }

  const known = filesIn(room).attachments();
  const attachments = known ?? createAttachmentsIn(room);
  createEffect(() => {
    if (isTaken || !mayWrite()) return;
    isTaken = true;
    void take();
  });
  return (
    <Show when={isGone()}>
      <div class="notice-line">
        <p role="alert">{shareTargetTexts().notArrived}</p>
        <CloseButton onClick={() => setGone(false)} />
      </div>
    </Show>
  );
}
