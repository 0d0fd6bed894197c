// Sends, edits and deletes messages, replies and reacts to them. Each command waits in the outbox until the server has
// confirmed it.
import { type Accessor, createEffect, createSignal } from "solid-js";
import type { ChatEvent, Vanish } from "#protocol/frames";
import { MAX_MENTIONS } from "#protocol/mentions";
import { randomId } from "../browser/random.ts";
import { findMessage, newestFirst } from "../sync/event-list.ts";
import type { RevisionCommand } from "../sync/pending-messages.ts";
import type { LocalAction, RoomState } from "../sync/room-reducer.ts";

export type SendPorts = {
  state: Accessor<RoomState>;
  act(action: LocalAction): void;
  /** Sends what waits in the outbox. */
  flush(): void;
  /** Returns the life that was chosen for the next messages, as they carry it. */
  life?(): { vanish: Vanish } | undefined;
};

export type Send = ReturnType<typeof createSend>;

/** Creates the commands about messages. They belong to the Solid owner they are created in. */
export function createSend({ state, act, flush, life }: SendPorts) {
  const [replyTo, writeReplyTo] = createSignal<ChatEvent>();
  const [editing, writeEditing] = createSignal<ChatEvent>();
  /** Returns the ids of those whom a text means; known once a mention has been begun. */
  let findMeant: ((text: string) => readonly string[]) | undefined;
  const current = (id: string) => findMessage(state().messages.log, id);

  /** A message that has vanished is in no list any more. */
  function isGone(original: ChatEvent | undefined) {
    const now = original && current(original.id);
    return now ? now.deleted : original?.vanish;
  }

  function setReplyTo(message: ChatEvent | undefined): void {
    if (message !== undefined) writeEditing(undefined);
    writeReplyTo(message);
  }

  function setEditing(message: ChatEvent | undefined): void {
    if (message !== undefined) writeReplyTo(undefined);
    writeEditing(message);
  }

  createEffect(() => {
    if (isGone(replyTo())) writeReplyTo(undefined);
  });

  function submit(action: LocalAction): void {
    act(action);
    flush();
  }

  function mentionsOf(message: string): { mentions?: string[] } {
    const meant = findMeant?.(message) ?? [];
    return meant.length === 0 ? {} : { mentions: meant.slice(0, MAX_MENTIONS) };
  }

  const revise = (command: RevisionCommand) => submit({ type: "revise", nonce: randomId(), command });

  return {
    /** Returns the message that the next one replies to. */
    replyTo,
    setReplyTo,
    /** Returns the message that is being edited, as it was when that began. */
    editing,
    setEditing,

    /**
     * Sends a message, as a reply if `replyTo` is set.
     * @param nonce given only for messages that the client wrote itself, which are never replies
     * @param files the ids of uploaded files
     */
    send(message: string, nonce?: string, files: readonly string[] = []): void {
      const repliedId = nonce === undefined ? replyTo()?.id : undefined;
      submit({
        type: "send",
        nonce: nonce ?? randomId(),
        message,
        ...mentionsOf(message),
        ...(files.length > 0 && { files: [...files] }),
        ...(repliedId !== undefined && { replyTo: repliedId }),
        ...(nonce === undefined && life?.()),
      });
      if (nonce === undefined) writeReplyTo(undefined);
    },

    /** Edits a message. Returns false, and sends nothing, if the message was deleted or has vanished. */
    edit(id: string, message: string): boolean {
      if (isGone(editing() ?? current(id))) return false;
      for (const { nonce, failure, command } of state().outbox) {
        // An earlier edit that failed is replaced by this one.
        if (failure !== undefined && command.type === "edit" && command.id === id) act({ type: "discard", nonce });
      }
      revise({ type: "edit", id, message, ...mentionsOf(message) });
      return true;
    },

    setFindMeant(find: (text: string) => readonly string[]): void {
      findMeant = find;
    },

    remove: (id: string) => revise({ type: "delete", id }),
    react: (id: string, emoji: string, on: boolean) => revise({ type: "react", id, emoji, on }),
    retry: (nonce: string) => submit({ type: "retry", nonce }),
    discard: (nonce: string) => act({ type: "discard", nonce }),

    /** Returns our newest message that has a text. A deleted one has none. */
    lastOwn(): ChatEvent | undefined {
      const you = state().you?.id;
      for (const event of newestFirst(state().messages.log)) {
        if (event.type === "chat" && event.userId === you && event.message) return event;
      }
      return undefined;
    },
  };
}
