// What was said here and the server has not confirmed: messages, and what is done to messages. Until then it is shown as
// if it had happened. Pure.
import type { ChatEvent, CommandOf, CommandType, LogEvent, Member } from "#protocol/frames";
import { revised } from "#protocol/revise";
import type { Refusal } from "./room-reducer.ts";

type Bare<T extends CommandType> = T extends CommandType ? Omit<CommandOf<T>, "nonce"> : never;

export type Revising = Bare<"edit" | "delete" | "react">;

export type Outgoing = {
  readonly nonce: string;
  readonly at: number;
  /** Why it won't go by itself; only texts fail, so that none is lost. */
  readonly failure: Refusal | undefined;
  readonly command: Bare<"chat"> | Revising;
  /** It may be taken back until then, epoch ms. */
  readonly notBefore?: number;
};

export type OutgoingText = Outgoing & { readonly command: Bare<"chat"> };
export type OutgoingEdit = Outgoing & { readonly command: Bare<"edit"> };

export const isText = (outgoing: Outgoing): outgoing is OutgoingText => outgoing.command.type === "chat";
const isEdit = (outgoing: Outgoing): outgoing is OutgoingEdit => outgoing.command.type === "edit";

/** Whether there is a text in it that would be lost with it. */
export const hasText = ({ command: { type } }: Outgoing) => type === "chat" || type === "edit";

/** For so long, a deletion can be taken back. */
export const UNDO_MS = 5000;

export type OutboxAction =
  | { type: "send"; nonce: string; message: string; replyTo?: string }
  | { type: "revise"; nonce: string; command: Revising }
  | { type: "retry" | "discard"; nonce: string };

/** The outbox after something was said, tried again or taken back here. */
export function outboxAfter(outbox: readonly Outgoing[], action: OutboxAction, now: number): readonly Outgoing[] {
  const { nonce } = action;
  const others = outbox.filter((one) => one.nonce !== nonce);
  switch (action.type) {
    case "send": {
      const { message, replyTo } = action;
      const command = { type: "chat" as const, message, ...(replyTo !== undefined && { replyTo }) };
      return [...outbox, { nonce, at: now, failure: undefined, command }];
    }
    case "revise": {
      const { command } = action;
      const undoable = command.type === "delete" && { notBefore: now + UNDO_MS };
      return [...outbox, { nonce, at: now, failure: undefined, command, ...undoable }];
    }
    case "retry":
      return [...others, ...outbox.filter((one) => one.nonce === nonce).map((one) => ({ ...one, failure: undefined }))];
    case "discard":
      return others;
  }
}

/** Those that these events don't confirm: ours, with our nonce. */
export function unconfirmed(
  outbox: readonly Outgoing[],
  you: Member | undefined,
  events: readonly LogEvent[],
): readonly Outgoing[] {
  if (outbox.length === 0) return outbox;
  const confirmed = new Set<string>();
  for (const event of events) {
    if (event.type !== "room" && event.nonce !== undefined && event.userId === you?.id) confirmed.add(event.nonce);
  }
  return outbox.some(({ nonce }) => confirmed.has(nonce))
    ? outbox.filter(({ nonce }) => !confirmed.has(nonce))
    : outbox;
}

/** The outbox after a refusal: a text stays with its failure, the rest is given up. */
export function refused(outbox: readonly Outgoing[], nonce: string, failure: Refusal): readonly Outgoing[] {
  return outbox.flatMap((one) => {
    if (one.nonce !== nonce) return one;
    return hasText(one) ? { ...one, failure } : [];
  });
}

/** The message as it will be once the server has taken what waits for it. */
export function awaited(message: ChatEvent, outbox: readonly Outgoing[], you: Member | undefined): ChatEvent {
  if (you === undefined) return message;
  return outbox.reduce((current, { at, command }) => {
    if (command.type === "chat" || command.id !== message.id) return current;
    const { id: messageId, ...done } = command;
    const { id, seq, roomId } = message;
    const stamp = { id, seq, roomId, timestamp: new Date(at).toISOString() };
    const by = { messageId, user: you.name, userId: you.id };
    if (done.type === "react") return revised(current, { ...stamp, ...by, ...done, on: done.on ?? true });
    return revised(current, { ...stamp, ...by, ...done });
  }, message);
}

/** The last change of this message's text that is not confirmed. */
export function editOf(outbox: readonly Outgoing[], id: string): OutgoingEdit | undefined {
  return outbox.filter(isEdit).findLast(({ command }) => command.id === id);
}
