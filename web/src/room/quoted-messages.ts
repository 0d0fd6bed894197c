import { type Accessor, createEffect, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { applyRevision, applyWipe } from "#protocol/revise";
import { ApiError } from "../api/api-error.ts";
import { fetchOlderMessages } from "../api/early-requests.ts";
import { findMessage, isVisible, seqOfId } from "../sync/event-list.ts";
import type { MessageStore } from "../sync/message-store.ts";

export type QuotedMessagesPorts = {
  code: string;
  messages: Accessor<MessageStore>;
  fetch?: typeof fetchOlderMessages;
};

/**
 * Finds the messages that others reply to, as they are now: among those the page has, or fetched one by one. Belongs to the
 * Solid owner it is created in.
 * @returns a function of a message's id: undefined while it is fetched, "gone" where the server no longer has it
 */
export function createQuotedMessages({ code, messages, fetch = fetchOlderMessages }: QuotedMessagesPorts) {
  const [fetched, setFetched] = createSignal<ReadonlyMap<string, ChatEvent | "gone">>(new Map());
  const requested = new Set<string>();
  const put = (id: string, message: ChatEvent | "gone") => setFetched((all) => new Map(all).set(id, message));

  async function request(id: string): Promise<void> {
    requested.add(id);
    const page = await fetch(code, seqOfId(id) + 1, 1);
    if (page instanceof ApiError) {
      // It is requested again when it is read next.
      requested.delete(id);
      return;
    }
    const message = page.messages.find((one) => one.id === id);
    put(id, message !== undefined && isVisible(message) ? message : "gone");
  }

  // Deletions, edits, wipes and the end of their lives reach the fetched messages too.
  createEffect(() => {
    for (const revision of messages().looseRevisions) {
      if (revision.type === "room") {
        for (const message of fetched().values()) {
          if (message !== "gone" && !message.deleted && applyWipe(message, revision).deleted)
            put(message.id, applyWipe(message, revision));
        }
        continue;
      }
      if (revision.type === "vanish") {
        for (const id of revision.messageIds) if ((fetched().get(id) ?? "gone") !== "gone") put(id, "gone");
        continue;
      }
      const message = fetched().get(revision.messageId);
      if (message === undefined || message === "gone") continue;
      const now = applyRevision(message, revision);
      if (revision.type !== "react" && now.message !== message.message) put(message.id, now);
    }
  });

  return (id: string): ChatEvent | "gone" | undefined => {
    const here = findMessage(messages().log, id) ?? fetched().get(id);
    if (here === undefined && !requested.has(id)) void request(id);
    return here;
  };
}
