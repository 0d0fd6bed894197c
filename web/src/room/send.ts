// What a person does with messages: says, changes, deletes and answers them. Each waits in the outbox until the server
// has taken it.
import { type Accessor, createEffect, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { randomId } from "../browser/random.ts";
import { messageOf, newestFirst } from "../sync/event-list.ts";
import type { Revising } from "../sync/pending-messages.ts";
import type { LocalAction, RoomState } from "../sync/room-reducer.ts";

export type TalkPorts = {
  state: Accessor<RoomState>;
  act(action: LocalAction): void;
  /** Sends what waits. */
  flush(): void;
};

export type Talk = ReturnType<typeof createTalk>;

/** Belongs to the Solid owner it is made in. */
export function createTalk({ state, act, flush }: TalkPorts) {
  const [replyTo, answer] = createSignal<ChatEvent>();
  const [editing, change] = createSignal<ChatEvent>();
  const current = (id: string) => messageOf(state().held.log, id);

  function setReplyTo(message: ChatEvent | undefined): void {
    if (message !== undefined) change(undefined);
    answer(message);
  }

  function setEditing(message: ChatEvent | undefined): void {
    if (message !== undefined) answer(undefined);
    change(message);
  }

  createEffect(() => {
    const asked = replyTo();
    if (asked !== undefined && current(asked.id)?.deleted) answer(undefined);
  });

  function say(action: LocalAction): void {
    act(action);
    flush();
  }

  const revise = (command: Revising) => say({ type: "revise", nonce: randomId(), command });

  return {
    /** The message that what is written next answers. */
    replyTo,
    setReplyTo,
    /** The message that is being put differently; it stays as it was when that began. */
    editing,
    setEditing,

    /** @param nonce of a message that isn't what was written, and so answers nothing */
    send(message: string, nonce?: string): void {
      const asked = nonce === undefined ? replyTo()?.id : undefined;
      say({
        type: "send",
        nonce: nonce ?? randomId(),
        message,
        ...(asked !== undefined && { replyTo: asked }),
      });
      if (nonce === undefined) answer(undefined);
    },

    /** @returns false when the message is gone, and its new text still here */
    edit(id: string, message: string): boolean {
      if (current(id)?.deleted) return false;
      for (const { nonce, failure, command } of state().outbox) {
        // What failed before is what is being mended.
        if (failure !== undefined && command.type === "edit" && command.id === id) act({ type: "discard", nonce });
      }
      revise({ type: "edit", id, message });
      return true;
    },

    remove: (id: string) => revise({ type: "delete", id }),
    react: (id: string, emoji: string, on: boolean) => revise({ type: "react", id, emoji, on }),
    retry: (nonce: string) => say({ type: "retry", nonce }),
    discard: (nonce: string) => act({ type: "discard", nonce }),

    /** Our newest message that there is something to change in. */
    lastOwn(): ChatEvent | undefined {
      const you = state().you?.id;
      for (const event of newestFirst(state().held.log)) {
        if (event.type === "chat" && event.userId === you && !event.deleted) return event;
      }
      return undefined;
    },
  };
}
