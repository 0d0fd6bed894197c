// Decides a message, edit, deletion or reaction: returns the event it becomes, or a refusal, and changes nothing itself.
// Rules H8 to H10, H12, G3, G4.

import { canonicalEmoji } from "#protocol/emoji";
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, FileView, Member, Vanish } from "#protocol/frames";
import { MAX_REACTIONS, MAX_VANISH_SECONDS } from "#protocol/limits";
import { mentionsInText } from "#protocol/mentions";
import { countReactions } from "#protocol/revise";
import { isWithin, messageProblem } from "#protocol/text";
import { entryRefusal } from "../access/entry-rules.ts";
import { filesToSay } from "../files/files-to-say.ts";
import { toIsoTime } from "../lib/iso-time.ts";
import type { Draft } from "../lib/ports.ts";
import { badField, muted, notEncrypted, tooManyReactions } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";

type WithNonce = { nonce?: string | undefined };
type WithMentions = { mentions?: string[] | undefined };

/** A new message, or a revision of one. */
export type MessageCommand =
  | ({
      type: "chat";
      message?: string | undefined;
      files?: string[] | undefined;
      replyTo?: string | undefined;
      vanish?: Vanish | undefined;
      sealed?: string | undefined;
    } & WithMentions &
      WithNonce)
  | ({
      type: "edit";
      id: string;
      message?: string | undefined;
      sealed?: string | undefined;
      files?: string[] | undefined;
      vanish?: Vanish | undefined;
    } & WithMentions &
      WithNonce)
  | ({ type: "delete"; id: string } & WithNonce)
  | ({
      type: "react";
      id: string;
      emoji?: string | undefined;
      sealed?: string | undefined;
      on?: boolean | undefined;
    } & WithNonce);

type RevisionCommand = Extract<MessageCommand, { id: string }>;

const UNPLACED = { id: "", seq: 0 };

/** Returns the message of an id as it is now, where history has it. */
export type FindMessage = (id: string) => ChatEvent | undefined;

/** Returns the draft of the event, or why the command is refused. @param now epoch ms */
export function decideMessage(
  room: Room,
  actor: Actor,
  command: MessageCommand,
  now: number,
  findMessage: FindMessage,
): Draft | Refusal {
  const { nonce } = command;
  if (actor.member === undefined) return new Refusal("not_allowed", "Only members can send messages.", nonce);
  const mayNot = actingRefusal(room, actor, command.type, now, nonce);
  if (mayNot !== undefined) return mayNot;
  if ("sealed" in command && command.sealed !== undefined) return notEncrypted(nonce);
  if (command.type !== "chat") {
    return revisionRefusal(room, actor, command, findMessage) ?? draftOf(room, actor.member, command, now);
  }
  const { message = "", replyTo } = command;
  const files = command.files?.length ? filesToSay(room, actor.member.id, command.files, nonce) : undefined;
  if (files instanceof Refusal) return files;
  // Files need no words with them.
  const refusal = files !== undefined && message === "" ? undefined : textRefusal(room, message, nonce);
  if (refusal !== undefined) return refusal;
  if (replyTo !== undefined && findMessage(replyTo) === undefined) {
    return badField("replyTo", "no such message here", nonce);
  }
  return draftOf(room, actor.member, command, now, files);
}

/**
 * Returns the draft of a command that was refused, if it may be one that was carried out before: only the engine knows whether
 * its nonce was. Undefined for one that has no nonce, or that the actor may not send now, whatever it is about.
 */
export function draftToRepeat(room: Room, actor: Actor, command: MessageCommand, now: number): Draft | undefined {
  const isPossible = command.nonce !== undefined && actor.member !== undefined;
  if (!isPossible || actingRefusal(room, actor, command.type, now) !== undefined) return undefined;
  return draftOf(room, actor.member, command, now);
}

export function draftOf(room: Room, member: Member, command: MessageCommand, now: number, files?: FileView[]): Draft {
  const { nonce } = command;
  const present = room.roster.get(member.id);
  const { id: userId, avatar } = present ?? member;
  const user = present?.name ?? room.roster.nameOf(member);
  const timestamp = toIsoTime(now);
  const roomId = room.founding.code;
  if (command.type !== "chat") {
    const withNonce = nonce === undefined ? undefined : { nonce };
    const revision = { ...UNPLACED, user, userId, timestamp, roomId, messageId: command.id, ...withNonce };
    if (command.type === "delete") return { type: "delete", ...revision };
    if (command.type === "edit") {
      const edit = { type: "edit" as const, ...revision, message: command.message ?? "" };
      return command.mentions === undefined ? edit : { ...edit, mentions: mentioned(room, command) };
    }
    const { emoji: given = "" } = command;
    const emoji = canonicalEmoji(given) ?? given;
    return { type: "react", ...revision, emoji, on: command.on ?? true };
  }
  const { message = "", replyTo } = command;
  // Sending a message is what the server does most, so this is one literal, with its fields in the order they are sent.
  const chat: ChatEvent = { type: "chat", id: "", seq: 0, user, userId, avatar, message, timestamp, roomId };
  if (nonce !== undefined) chat.nonce = nonce;
  if (replyTo !== undefined) chat.replyTo = replyTo;
  if (command.mentions !== undefined) chat.mentions = mentioned(room, command);
  if (files !== undefined) chat.files = files;
  const vanish = command.vanish ?? room.state.vanish;
  if (vanish !== null) chat.vanish = vanish === "seen" ? seenBySomebody(room, userId) : vanish;
  return chat;
}

/** Where nobody else is in the roster, a message that waits to be seen would be gone at once: it has its longest life. */
function seenBySomebody(room: Room, authorId: string): Vanish {
  const others = room.roster.size - (room.roster.get(authorId) === undefined ? 0 : 1);
  return others > 0 ? "seen" : MAX_VANISH_SECONDS;
}

/** Returns why a member may not upload files to the room, or write there; undefined if they may. @param now epoch ms */
export const writingRefusal = (room: Room, actor: Actor, now: number) => actingRefusal(room, actor, "chat", now);

export function actingRefusal(
  room: Room,
  actor: Actor,
  type: MessageCommand["type"],
  now: number,
  nonce?: string,
): Refusal | undefined {
  const notIn = entryRefusal(room, actor, now);
  if (notIn !== undefined) return notIn;
  const mutedUntil = actor.member && room.mutedUntil(actor.member.id, now);
  // Even while muted, members may delete what they wrote.
  if (mutedUntil !== undefined && type !== "delete") {
    return muted(mutedUntil - now, nonce);
  }
  if ((type === "chat" || type === "edit") && !room.letsWrite(actor.role)) {
    return new Refusal("not_allowed", "Only the owner and admins can write here.", nonce);
  }
  return undefined;
}

/** Whoever has left meanwhile, or is called otherwise by now, is left out; the message is no worse for it. */
function mentioned(
  room: Room,
  { message = "", mentions = [] }: { message?: string | undefined } & WithMentions,
): string[] {
  return mentionsInText(message, mentions, (id) => (room.roster.get(id) ?? room.seen?.get(id))?.name);
}

/** Returns why a text can't be that of a message. */
export function textRefusal(room: Room, message: string, nonce?: string): Refusal | undefined {
  const { messageLength } = room.rules;
  const problem = messageProblem(message, messageLength);
  if (problem === undefined) return undefined;
  const code = isWithin(message, messageLength) ? "malformed" : "too_large";
  return new Refusal(code, `message: ${problem}.`, nonce);
}

function revisionRefusal(
  room: Room,
  actor: Actor,
  command: RevisionCommand,
  findMessage: FindMessage,
): Refusal | undefined {
  const { nonce } = command;
  const message = findMessage(command.id);
  const refusal = targetRefusal(room, actor, command, message);
  if (refusal !== undefined) return refusal;
  switch (command.type) {
    case "edit":
      return textRefusal(room, command.message ?? "", nonce);
    case "delete":
      return undefined;
    case "react":
      if (canonicalEmoji(command.emoji ?? "") === undefined) return badField("emoji", "not one emoji", nonce);
      if (command.on === false || message === undefined || countReactions(message) < MAX_REACTIONS) return undefined;
      return tooManyReactions(nonce);
  }
}

/** Returns why the actor can't do this with a message, whatever the command says besides. */
export function targetRefusal(
  room: Room,
  actor: Actor,
  { type, nonce }: RevisionCommand,
  message: ChatEvent | undefined,
): Refusal | undefined {
  if (message === undefined || message.deleted) return new Refusal("not_found", "id: no such message here.", nonce);
  const isOwn = message.userId === actor.member?.id;
  if (type === "edit" && !isOwn) return new Refusal("not_allowed", "Only the author can edit a message.", nonce);
  if (type !== "delete" || isOwn || room.permits(actor, "deleteAny")) return undefined;
  return new Refusal("not_allowed", "You can't delete other people's messages.", nonce);
}
