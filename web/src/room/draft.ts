// The text in the composer: a draft, or the new text of a message that is being edited. It is stored as it is written, and
// what was cleared can be brought back until something else is written.
import { createEffect, createMemo, createSignal, on } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { MAX_MESSAGE_LENGTH } from "#protocol/limits";
import type { Room } from "./room.ts";
import { checkSendable } from "./sendable.ts";

type Cleared = { readonly text: string; readonly editing: ChatEvent | undefined };

export type DraftRoom = Pick<
  Room,
  | "state"
  | "draft"
  | "saveDraft"
  | "send"
  | "edit"
  | "typing"
  | "lastOwn"
  | "editing"
  | "setEditing"
  | "replyTo"
  | "setReplyTo"
  | "stagedFiles"
>;

export type Draft = ReturnType<typeof createDraft>;

/**
 * Creates the composer's draft. It belongs to the Solid owner it is created in.
 * @param mustWait returns whether nothing may be sent just now
 */
export function createDraft(room: DraftRoom, mustWait: () => boolean = () => false) {
  const [text, setText] = createSignal(room.draft());
  const [cleared, setCleared] = createSignal<Cleared>();
  const maxLength = () => room.state().room?.messageLength ?? MAX_MESSAGE_LENGTH;
  const files = () => (room.editing() === undefined ? room.stagedFiles() : undefined);
  const check = createMemo(() => {
    const count = files()?.count();
    const checked = checkSendable(text(), maxLength(), !!count);
    return count && !files()?.maySend() ? { ...checked, maySend: false } : checked;
  });

  createEffect(
    on(
      room.editing,
      (message) => {
        setText(message === undefined ? room.draft() : message.message);
        setCleared(undefined);
      },
      { defer: true },
    ),
  );
  const keepBack = () => room.stagedFiles()?.cancelSending();
  createEffect(on([room.editing, room.replyTo], keepBack, { defer: true }));

  function putText(value: string): void {
    keepBack();
    setText(value);
    if (room.editing() === undefined) room.saveDraft(value);
  }

  return {
    text,
    /** Returns whether the text may be sent, and how many characters are left. */
    check,
    /** Returns how many characters a message may have. */
    maxLength,
    /** Returns what `undo` would bring back. */
    cleared,

    /** Sets the text to what the person has written. */
    write(value: string): void {
      putText(value);
      setCleared(undefined);
      if (value.trim() !== "" && room.editing() === undefined) room.typing();
    },

    /** Sends the draft, or the edit. Returns whether it is on its way; otherwise the text stays. */
    send(): boolean {
      if (!check().maySend || mustWait()) return false;
      const message = room.editing();
      if (message === undefined) {
        const ids = files()?.take(() => room.editing() === undefined && this.send());
        if (ids === undefined && files()?.count()) return false;
        room.send(ids?.length && text().trim() === "" ? "" : text(), undefined, ids);
        putText("");
        setCleared(undefined);
        return true;
      }
      const edited = text();
      const isDone = edited === message.message || room.edit(message.id, edited);
      room.setEditing(undefined);
      if (isDone) return true;
      // The message was deleted meanwhile; its new text becomes the draft.
      if (text() === "") putText(edited);
      else setCleared({ text: edited, editing: undefined });
      return false;
    },

    /** Starts editing our last message. Returns whether there is one. */
    editLastOwn(): boolean {
      const last = room.lastOwn();
      if (last !== undefined) room.setEditing(last);
      return last !== undefined;
    },

    /** Cancels the reply, else the edit, else clears the text. Returns whether there was something to cancel. */
    stepBack(): boolean {
      const editing = room.editing();
      if (room.replyTo() !== undefined) room.setReplyTo(undefined);
      else if (editing !== undefined) {
        const abandoned = text() === editing.message ? undefined : { text: text(), editing };
        room.setEditing(undefined);
        setCleared(abandoned);
      } else if (text() !== "") {
        const abandoned = { text: text(), editing };
        putText("");
        setCleared(abandoned);
      } else return false;
      return true;
    },

    /** Brings the cleared text back. Calling it again brings back the text that this replaced. */
    undo(): void {
      const restored = cleared();
      if (restored === undefined) return;
      const replaced = { text: text(), editing: room.editing() };
      room.setEditing(restored.editing);
      putText(restored.text);
      setCleared(replaced.text === "" ? undefined : replaced);
    },
  };
}
