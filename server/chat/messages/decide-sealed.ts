// Decides messages, edits, deletions and reactions of encrypted rooms. What is in them the server doesn't know; what is beside
// it is held to the rules of other rooms. Rules E27 to E30.
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, Member } from "#protocol/frames";
import { MAX_REACTIONS } from "#protocol/limits";
import type { RoomEncryption } from "../encryption/room-encryption.ts";
import { clearWordsRefusal, readSealed, type SealedEvent } from "../encryption/sealed-events.ts";
import { filesToSay } from "../files/files-to-say.ts";
import type { Draft, Sha256 } from "../lib/ports.ts";
import { badField, tooManyReactions } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { actingRefusal, draftOf, type FindMessage, type MessageCommand, targetRefusal } from "./decide-message.ts";

type Decision = {
  readonly room: Room;
  readonly encryption: RoomEncryption;
  readonly member: Member;
  readonly now: number;
  readonly sha256: Sha256;
};

const WORDS_OF_CHAT = ["message", "replyTo", "mentions"] as const;

/** Returns the draft of the event, or why the command is refused. @param now epoch ms */
export function decideSealed(
  room: Room,
  encryption: RoomEncryption,
  actor: Actor,
  command: MessageCommand,
  now: number,
  findMessage: FindMessage,
  sha256: Sha256,
): Draft | Refusal {
  const { nonce } = command;
  const { member } = actor;
  if (member === undefined) return new Refusal("not_allowed", "Only members can send messages.", nonce);
  const mayNot = actingRefusal(room, actor, command.type, now, nonce);
  if (mayNot !== undefined) return mayNot;
  const decision = { room, encryption, member, now, sha256 };
  if (command.type === "chat") return decideChat(decision, command);
  const message = findMessage(command.id);
  const refusal = targetRefusal(room, actor, command, message);
  if (refusal !== undefined || message === undefined) return refusal ?? badField("id", "no such message", nonce);
  switch (command.type) {
    case "delete":
      return draftOf(room, member, command, now);
    case "edit":
      return decideEdit(decision, command, message);
    case "react":
      return decideReaction(decision, command, message);
  }
}

function decideChat(
  { room, encryption, member, now, sha256 }: Decision,
  command: Extract<MessageCommand, { type: "chat" }>,
): Draft | Refusal {
  const { nonce, vanish, sealed: given } = command;
  const inClear = clearWordsRefusal(command, WORDS_OF_CHAT, nonce);
  if (inClear !== undefined) return inClear;
  // The writer signs it, so the server can't add it.
  if (vanish === undefined && room.state.vanish !== null) {
    return badField("vanish", "messages vanish here, so say when", nonce);
  }
  const isAlone = room.roster.size <= (room.roster.get(member.id) === undefined ? 0 : 1);
  if (vanish === "seen" && isAlone) return badField("vanish", "nobody else is here to see it: give seconds", nonce);
  const ids = command.files?.length ? command.files : undefined;
  const files = ids && filesToSay(room, member.id, ids, nonce);
  if (files instanceof Refusal) return files;
  const clear = { class: "chat", sender: member.id, files: ids, vanish } as const;
  const sealed = readSealed(encryption, clear, given, sha256, nonce);
  if (sealed instanceof Refusal) return sealed;
  const draft = draftOf(room, member, { type: "chat", nonce, vanish }, now, files) as ChatEvent;
  // As it came: where nobody is left to see it, it has been seen.
  if (vanish !== undefined) draft.vanish = vanish;
  draft.sealed = sealed.sealed;
  draft.digest = sealed.digest;
  return draft;
}

function decideEdit(
  { room, encryption, member, now, sha256 }: Decision,
  command: Extract<MessageCommand, { type: "edit" }>,
  message: ChatEvent,
): Draft | Refusal {
  const { id, nonce, vanish, sealed: given } = command;
  const inClear = clearWordsRefusal(command, ["message", "mentions"], nonce);
  if (inClear !== undefined) return inClear;
  const files = command.files?.length ? command.files : undefined;
  const ofMessage = message.files?.map((file) => file.id).join() ?? "";
  if (files !== undefined && files.join() !== ofMessage) return badField("files", "not those of the message", nonce);
  if (vanish !== undefined && vanish !== message.vanish) return badField("vanish", "not that of the message", nonce);
  const clear = { class: "edit", sender: member.id, about: aboutOf(message), files, vanish } as const;
  const sealed = readSealed(encryption, clear, given, sha256, nonce);
  if (sealed instanceof Refusal) return sealed;
  const draft = draftOf(room, member, { type: "edit", id, nonce }, now);
  return withSealed({ ...draft, ...(files && { files }), ...(vanish !== undefined && { vanish }) } as Draft, sealed);
}

function decideReaction(
  { room, encryption, member, now, sha256 }: Decision,
  command: Extract<MessageCommand, { type: "react" }>,
  message: ChatEvent,
): Draft | Refusal {
  const { id, nonce } = command;
  const inClear = clearWordsRefusal(command, ["emoji", "on"], nonce);
  if (inClear !== undefined) return inClear;
  if (sealedReactionsOf(message) >= MAX_REACTIONS) return tooManyReactions(nonce);
  const clear = { class: "react", sender: member.id, about: aboutOf(message) } as const;
  const sealed = readSealed(encryption, clear, command.sealed, sha256, nonce);
  if (sealed instanceof Refusal) return sealed;
  return withSealed(draftOf(room, member, { type: "react", id, emoji: "", nonce }, now), sealed);
}

/** Returns how many reactions of an encrypted room a message has, with those that take others back. */
export const sealedReactionsOf = ({ sealedReactions = [] }: ChatEvent): number => sealedReactions.length;

/** Its seq, for ids change when a backup is restored. */
const aboutOf = ({ seq }: ChatEvent): string => String(seq);

const withSealed = (draft: Draft, { sealed, digest }: SealedEvent): Draft => ({ ...draft, sealed, digest }) as Draft;
