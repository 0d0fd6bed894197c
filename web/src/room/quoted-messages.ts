// The messages that others answer, as they are now: those that are held, and single ones fetched for the sake of an
// answer.
import { type Accessor, createEffect, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { revised, wiped } from "#protocol/revise";
import { Refused } from "../api/api-error.ts";
import { olderMessages } from "../api/early-requests.ts";
import { messageOf, seqOf } from "../sync/event-list.ts";
import type { Held } from "../sync/message-store.ts";

export type OriginalsPorts = {
  code: string;
  held: Accessor<Held>;
  /** The newest messages before a seq. */
  fetch?: typeof olderMessages;
};

/**
 * Belongs to the Solid owner it is made in.
 * @returns tells the message of an id: undefined while it is fetched, "gone" where the server has it no longer
 */
export function createOriginals({ code, held, fetch = olderMessages }: OriginalsPorts) {
  const [fetched, setFetched] = createSignal<ReadonlyMap<string, ChatEvent | "gone">>(new Map());
  const asked = new Set<string>();
  const put = (id: string, message: ChatEvent | "gone") => setFetched((all) => new Map(all).set(id, message));

  async function ask(id: string): Promise<void> {
    asked.add(id);
    const page = await fetch(code, seqOf(id) + 1, 1);
    if (page instanceof Refused) {
      // Whoever wants to see it the next time asks again.
      asked.delete(id);
      return;
    }
    put(id, page.messages.find((message) => message.id === id) ?? "gone");
  }

  // What is deleted is gone here too.
  createEffect(() => {
    for (const revision of held().loose) {
      if (revision.type === "room") {
        for (const message of fetched().values()) {
          if (message !== "gone" && !message.deleted && wiped(message, revision).deleted)
            put(message.id, wiped(message, revision));
        }
        continue;
      }
      const message = fetched().get(revision.messageId);
      if (message === undefined || message === "gone") continue;
      const now = revised(message, revision);
      if (revision.type !== "react" && now.message !== message.message) put(message.id, now);
    }
  });

  return (id: string): ChatEvent | "gone" | undefined => {
    const here = messageOf(held().log, id) ?? fetched().get(id);
    if (here === undefined && !asked.has(id)) void ask(id);
    return here;
  };
}
