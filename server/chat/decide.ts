// What a room answers to a command: the event it would be, or why not. Changes nothing. Rules H8 to H10, R10, L2.
import { Refusal } from "#protocol/codes";
import type { ChatEvent } from "#protocol/frames";
import { MINUTE_MS, REACTIONS } from "#protocol/limits";
import { reactionCount } from "#protocol/revise";
import { cleanLabel, isEmoji, isWithin, messageProblem, titleProblem } from "#protocol/text";
import { isoOf } from "./instant.ts";
import type { Draft } from "./ports.ts";
import type { Actor, Room } from "./room.ts";

type Maybe<T> = { [K in keyof T]?: T[K] | undefined };
type Noncing = { nonce?: string | undefined };

export type RoomCommand =
  | ({ type: "chat"; message: string; replyTo?: string | undefined } & Noncing)
  | ({ type: "edit"; id: string; message: string } & Noncing)
  | ({ type: "delete"; id: string } & Noncing)
  | ({ type: "react"; id: string; emoji: string; on?: boolean | undefined } & Noncing)
  | ({ type: "change" } & Change);

type Change = Maybe<{ title: string; extend: number }>;
type Revising = Extract<RoomCommand, { id: string }>;

const UNPLACED = { id: "", seq: 0 };

/** The message of an id as it is now, where history has it. */
export type MessageOf = (id: string) => ChatEvent | undefined;

/** @param now epoch ms */
export function decide(
  room: Room,
  actor: Actor,
  command: RoomCommand,
  now: number,
  messageOf: MessageOf,
): Draft | Refusal {
  if (command.type === "change") return change(room, actor, command, now);
  const { nonce } = command;
  if (actor.member === undefined || !room.permits(actor, "talk")) {
    return new Refusal("not_allowed", "You may not talk here.", nonce);
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

function change(room: Room, actor: Actor, { title, extend }: Change, now: number): Draft | Refusal {
  if (title === undefined && extend === undefined) return new Refusal("malformed", "Give a title, or extend.");
  const changed: { title?: string; expiresAt?: string } = {};
  const said: string[] = [];
  if (title !== undefined) {
    if (!room.permits(actor, "retitle")) return new Refusal("not_allowed", "Only the owner may change the title.");
    changed.title = cleanLabel(title);
    const problem = titleProblem(changed.title);
    if (problem !== undefined) return new Refusal("malformed", `title: ${problem}.`);
    said.push(changed.title === "" ? "took the title away" : `changed the title to "${changed.title}"`);
  }
  if (extend !== undefined) {
    if (!room.permits(actor, "extend")) return new Refusal("not_allowed", "Only the owner may extend the room.");
    const { maxLifeMs } = room.rules;
    const expiresAt = room.expiresAt + extend * MINUTE_MS;
    if (expiresAt - now > maxLifeMs) {
      return new Refusal("malformed", `extend: at most ${maxLifeMs / MINUTE_MS} minutes from now.`);
    }
    changed.expiresAt = new Date(expiresAt).toISOString();
    said.push(`gave the room ${extend} more ${extend === 1 ? "minute" : "minutes"}`);
  }
  const member = actor.member && (room.roster.get(actor.member.id) ?? actor.member);
  const user = member?.name ?? "The owner";
  return {
    type: "room",
    ...UNPLACED,
    user,
    userId: member?.id ?? null,
    message: `${user} ${said.join(" and ")}`,
    timestamp: isoOf(now),
    roomId: room.founding.code,
    room: changed,
  };
}
