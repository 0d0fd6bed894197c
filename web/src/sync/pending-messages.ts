// Messages of ours, and changes to messages, that the server has not confirmed. Until then they are shown as if they had
// happened.
import type { ChatEvent, CommandOf, CommandType, LogEvent, Member, Revision, Vanish } from "#protocol/frames";
import { applyRevision } from "#protocol/revise";
import type { Refusal } from "../api/api-error.ts";

type WithoutNonce<T extends CommandType> = T extends CommandType ? Omit<CommandOf<T>, "nonce"> : never;

export type RevisionCommand = WithoutNonce<"edit" | "delete" | "react">;

/** Its fields are stored in the tab, so that a reload loses no message: keep their names. */
export type PendingMessage = {
  readonly nonce: string;
  /** When it was written, epoch ms. */
  readonly at: number;
  /** Why it isn't sent again by itself. Only commands with a text fail, so that no text is lost; others are dropped. */
  readonly failure: Refusal | undefined;
  readonly command: WithoutNonce<"chat"> | RevisionCommand;
  /** It can be undone until then, epoch ms. */
  readonly notBefore?: number;
};

export type PendingText = PendingMessage & { readonly command: WithoutNonce<"chat"> };
export type PendingEdit = PendingMessage & { readonly command: WithoutNonce<"edit"> };

export const isText = (message: PendingMessage): message is PendingText => message.command.type === "chat";
const isEdit = (message: PendingMessage): message is PendingEdit => message.command.type === "edit";

/** Returns whether the command has a text that would be lost if it was dropped. */
export const hasText = ({ command: { type } }: PendingMessage) => type === "chat" || type === "edit";

/** A deletion can be undone for this long. */
export const UNDO_MS = 5000;

/** Returns whether it can still be undone. A time further away than that was written by a clock that has been set since. */
export const isUndoable = ({ notBefore = 0 }: PendingMessage, now: number) =>
  notBefore > now && notBefore <= now + UNDO_MS;

export type OutboxAction =
  | {
      type: "send";
      nonce: string;
      message: string;
      replyTo?: string;
      mentions?: string[];
      files?: string[];
      vanish?: Vanish;
    }
  | { type: "revise"; nonce: string; command: RevisionCommand }
  | { type: "retry" | "discard"; nonce: string };

/** Returns the outbox after something was sent, revised, tried again or discarded here. */
export function reduceOutbox(
  outbox: readonly PendingMessage[],
  action: OutboxAction,
  now: number,
): readonly PendingMessage[] {
  const { nonce } = action;
  const others = outbox.filter((message) => message.nonce !== nonce);
  switch (action.type) {
    case "send": {
      const { type: _, nonce: __, ...text } = action;
      const command = { type: "chat" as const, ...text };
      return [...outbox, { nonce, at: now, failure: undefined, command }];
    }
    case "revise": {
      const { command } = action;
      const undoable = command.type === "delete" && { notBefore: now + UNDO_MS };
      return [...outbox, { nonce, at: now, failure: undefined, command, ...undoable }];
    }
    case "retry": {
      const retried = outbox.filter((message) => message.nonce === nonce);
      return [...others, ...retried.map((message) => ({ ...message, failure: undefined }))];
    }
    case "discard":
      return others;
  }
}

/** Removes the messages that these events confirm: events of ours with their nonce. */
export function withoutConfirmed(
  outbox: readonly PendingMessage[],
  you: Member | undefined,
  events: readonly LogEvent[],
): readonly PendingMessage[] {
  if (outbox.length === 0) return outbox;
  const confirmed = new Set<string>();
  for (const event of events) {
    if (event.type !== "room" && event.nonce !== undefined && event.userId === you?.id) confirmed.add(event.nonce);
  }
  return outbox.some(({ nonce }) => confirmed.has(nonce))
    ? outbox.filter(({ nonce }) => !confirmed.has(nonce))
    : outbox;
}

/** Marks the refused message as failed if it has a text, and removes it if it has none. */
export function withRefusal(
  outbox: readonly PendingMessage[],
  nonce: string,
  failure: Refusal,
): readonly PendingMessage[] {
  return outbox.flatMap((message) => {
    if (message.nonce !== nonce) return message;
    return hasText(message) ? { ...message, failure } : [];
  });
}

/** Returns the message as it will be once the server has taken the pending changes to it. */
export function applyPending(
  message: ChatEvent,
  outbox: readonly PendingMessage[],
  you: Member | undefined,
): ChatEvent {
  if (you === undefined) return message;
  return outbox.reduce((current, { at, command }) => {
    if (command.type === "chat" || command.id !== message.id) return current;
    const { id: messageId, ...change } = command;
    const { id, seq, roomId } = message;
    const stamp = { id, seq, roomId, timestamp: new Date(at).toISOString() };
    const author = { messageId, user: you.name, userId: you.id };
    if (change.type === "react")
      return applyRevision(current, { ...stamp, ...author, ...change, on: change.on ?? true } as Revision);
    return applyRevision(current, { ...stamp, ...author, ...change } as Revision);
  }, message);
}

/** Returns the last pending edit of a message. */
export function findPendingEdit(outbox: readonly PendingMessage[], id: string): PendingEdit | undefined {
  return outbox.filter(isEdit).findLast(({ command }) => command.id === id);
}
