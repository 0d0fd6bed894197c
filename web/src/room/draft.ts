// What is being written: the draft, or another wording of a message of ours. Nothing of it is lost but by sending it, and
// what was cleared comes back until something else is written.
import { createEffect, createMemo, createSignal, on } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { MESSAGE_LENGTH } from "#protocol/limits";
import type { Room } from "./room.ts";
import { judged } from "./sendable.ts";

type Cleared = { readonly text: string; readonly editing: ChatEvent | undefined };

export type WritingRoom = Pick<
  Room,
  | "state"
  | "draft"
  | "keepDraft"
  | "send"
  | "edit"
  | "typing"
  | "lastOwn"
  | "editing"
  | "setEditing"
  | "replyTo"
  | "setReplyTo"
>;

export type Writing = ReturnType<typeof createWriting>;

/** Belongs to the Solid owner it is made in. */
export function createWriting(room: WritingRoom) {
  const [text, setText] = createSignal(room.draft());
  const [cleared, setCleared] = createSignal<Cleared>();
  const most = () => room.state().room?.messageLength ?? MESSAGE_LENGTH;
  const verdict = createMemo(() => judged(text(), most()));

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

  function put(value: string): void {
    setText(value);
    if (room.editing() === undefined) room.keepDraft(value);
  }

  return {
    text,
    verdict,
    /** Characters a message may have. */
    most,
    /** What `undo` would bring back. */
    cleared,

    /** The person has written. */
    write(value: string): void {
      put(value);
      setCleared(undefined);
      if (value.trim() !== "" && room.editing() === undefined) room.typing();
    },

    /** @returns whether it is on its way; otherwise all stays as it is */
    send(): boolean {
      if (!verdict().maySend) return false;
      const message = room.editing();
      if (message === undefined) {
        room.send(text());
        put("");
        setCleared(undefined);
        return true;
      }
      const words = text();
      const isDone = words === message.message || room.edit(message.id, words);
      room.setEditing(undefined);
      if (isDone) return true;
      // The message is gone meanwhile; what it was to say is not.
      if (text() === "") put(words);
      else setCleared({ text: words, editing: undefined });
      return false;
    },

    /** Takes our last message up again. @returns whether there is one */
    recall(): boolean {
      const last = room.lastOwn();
      if (last !== undefined) room.setEditing(last);
      return last !== undefined;
    },

    /** One step back: from a reply, from another wording, from what is written. @returns whether there was one */
    stepBack(): boolean {
      const editing = room.editing();
      if (room.replyTo() !== undefined) room.setReplyTo(undefined);
      else if (editing !== undefined) {
        const left = text() === editing.message ? undefined : { text: text(), editing };
        room.setEditing(undefined);
        setCleared(left);
      } else if (text() !== "") {
        const left = { text: text(), editing };
        put("");
        setCleared(left);
      } else return false;
      return true;
    },

    undo(): void {
      const back = cleared();
      if (back === undefined) return;
      const instead = { text: text(), editing: room.editing() };
      room.setEditing(back.editing);
      put(back.text);
      setCleared(instead.text === "" ? undefined : instead);
    },
  };
}
