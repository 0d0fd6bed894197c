// What a room answers to what is said in it: the event it would be, or why not. Changes nothing. Rules H8 to H10, G3, G4.
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent } from "#protocol/frames";
import { REACTIONS } from "#protocol/limits";
import { reactionCount } from "#protocol/revise";
import { isEmoji, isWithin, messageProblem } from "#protocol/text";
import { barrier } from "../access/entry-rules.ts";
import { isoOf } from "../lib/iso-time.ts";
import type { Draft } from "../lib/ports.ts";
import type { Actor, Room } from "../room-model/room.ts";

type Noncing = { nonce?: string | undefined };

/** What a member says, and does to what was said. */
export type Saying =
  | ({ type: "chat"; message: string; replyTo?: string | undefined } & Noncing)
  | ({ type: "edit"; id: string; message: string } & Noncing)
  | ({ type: "delete"; id: string } & Noncing)
  | ({ type: "react"; id: string; emoji: string; on?: boolean | undefined } & Noncing);

type Revising = Extract<Saying, { id: string }>;

const UNPLACED = { id: "", seq: 0 };

/** The message of an id as it is now, where history has it. */
export type MessageOf = (id: string) => ChatEvent | undefined;

/** @param now epoch ms */
export function decide(room: Room, actor: Actor, command: Saying, now: number, messageOf: MessageOf): Draft | Refusal {
  const { nonce } = command;
  if (actor.member === undefined) return new Refusal("not_allowed", "Only a member may talk.", nonce);
  const closed = barrier(room, actor);
  if (closed !== undefined) return closed;
  const mutedUntil = room.mutedUntil(actor.member.id, now);
  // What one wrote may be taken back.
  if (mutedUntil !== undefined && command.type !== "delete") {
    return new Refusal("muted", "You may not talk here for a while.", nonce, mutedUntil - now);
  }
  const { id: userId, avatar } = room.roster.get(actor.member.id) ?? actor.member;
  const user = room.roster.nameOf(actor.member);
  const timestamp = isoOf(now);
  const roomId = room.founding.code;
  if (command.type !== "chat") {
    const problem = revisionProblem(room, actor, command, messageOf);
    if (problem !== undefined) return problem;
    const again = nonce === undefined ? undefined : { nonce };
    const revision = { ...UNPLACED, user, userId, timestamp, roomId, messageId: command.id, ...again };
    if (command.type === "delete") return { type: "delete", ...revision };
    if (command.type === "edit") return { type: "edit", ...revision, message: command.message };
    return { type: "react", ...revision, emoji: command.emoji, on: command.on ?? true };
  }
  const { message, replyTo } = command;
  const problem = textProblem(room, message, nonce);
  if (problem !== undefined) return problem;
  if (replyTo !== undefined && messageOf(replyTo) === undefined) {
    return new Refusal("malformed", "replyTo: no such message here.", nonce);
  }
  // In one literal, in the order of the wire: this is what a server does most.
  const chat: ChatEvent = { type: "chat", id: "", seq: 0, user, userId, avatar, message, timestamp, roomId };
  if (nonce !== undefined) chat.nonce = nonce;
  if (replyTo !== undefined) chat.replyTo = replyTo;
  return chat;
}

function textProblem(room: Room, message: string, nonce: string | undefined): Refusal | undefined {
  const { messageLength } = room.rules;
  const problem = messageProblem(message, messageLength);
  if (problem === undefined) return undefined;
  const code = isWithin(message, messageLength) ? "malformed" : "too_large";
  return new Refusal(code, `message: ${problem}.`, nonce);
}

function revisionProblem(room: Room, actor: Actor, command: Revising, messageOf: MessageOf): Refusal | undefined {
  const { nonce } = command;
  const message = messageOf(command.id);
  if (message === undefined || message.deleted) return new Refusal("not_found", "id: no such message here.", nonce);
  const isOwn = message.userId === actor.member?.id;
  switch (command.type) {
    case "edit":
      if (!isOwn) return new Refusal("not_allowed", "Only who wrote a message may change it.", nonce);
      return textProblem(room, command.message, nonce);
    case "delete":
      if (isOwn || room.permits(actor, "deleteAny")) return undefined;
      return new Refusal("not_allowed", "You may not delete what others wrote.", nonce);
    case "react":
      if (!isEmoji(command.emoji)) return new Refusal("malformed", "emoji: not one emoji.", nonce);
      if (command.on === false || reactionCount(message) < REACTIONS) return undefined;
      return new Refusal("too_large", `A message takes ${REACTIONS} reactions.`, nonce);
  }
}
