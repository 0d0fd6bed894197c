// Decides what is put on a room's board and taken off, and how the board follows the room's events. Rules B1 to B5, G22.
import { applyToBoard, type Board, isPinned } from "#protocol/board";
import { Refusal } from "#protocol/error-codes";
import { MAX_BOARD_BYTES, MAX_PINS } from "#protocol/limits";
import { canPin } from "#protocol/roles";
import { entryRefusal } from "../access/entry-rules.ts";
import { readSealed } from "../encryption/sealed-events.ts";
import type { Draft, Sha256 } from "../lib/ports.ts";
import { badField, boardTooLong, muted, notEncrypted, roleRefusal, tooManyPins } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { createRoomEvent, type RoomChange } from "../room-model/room-event.ts";
import { EMPTY_BOARD, type RoomState, withBoard } from "../room-model/room-state.ts";
import type { FindMessage } from "./decide-message.ts";

export type PinCommand = {
  type: "pin";
  readonly id: string;
  readonly on: boolean;
  readonly sealed?: string | undefined;
  readonly nonce?: string | undefined;
};

/** Returns the event that announces a pin or its end, or why it is refused. @param now epoch ms */
export function decidePin(
  room: Room,
  actor: Actor,
  { id, on, nonce, sealed: given }: PinCommand,
  now: number,
  findMessage: FindMessage,
  sha256: Sha256,
): RoomChange | Refusal {
  const { board = EMPTY_BOARD } = room.state;
  const isOn = isPinned(board, id);
  // When history has lost a message, its author can't delete it otherwise.
  const endsOwn = !on && board.some((pin) => pin.id === id && pin.userId === actor.member?.id);
  const mayNot = entryRefusal(room, actor, now) ?? (endsOwn ? undefined : pinningRefusal(room, actor, now, nonce));
  if (mayNot !== undefined) return mayNot;
  if (!on && !isOn) return new Refusal("not_found", "id: not on the board.", nonce);
  if (on) {
    if (isOn) return badField("id", "already on the board", nonce);
    const message = findMessage(id);
    if (message === undefined || message.deleted) return new Refusal("not_found", "id: no such message here.", nonce);
    if (message.vanish !== undefined) return badField("id", "a message that disappears", nonce);
    if (board.length >= MAX_PINS) return tooManyPins(nonce);
  }
  const phrase = on ? "pinned a message" : "took a message off the board";
  const { encryption } = room.state;
  if (encryption === undefined && given !== undefined) return notEncrypted(nonce);
  // Who acts by the owner key alone has no key to seal with. Of what history has lost, the board has the seq.
  const seq = findMessage(id)?.seq ?? board.find((pin) => pin.id === id)?.seq;
  const clear = { class: on ? "pin" : "unpin", sender: actor.member?.id ?? "", about: String(seq) } as const;
  const sealed = encryption && readSealed(encryption, clear, given, sha256, nonce);
  if (sealed instanceof Refusal) return sealed;
  const withSealed = sealed && { sealed: sealed.sealed, digest: sealed.digest };
  const draft = createRoomEvent(room, actor, now, phrase, nonce, { room: {}, pin: { id, on }, ...withSealed });
  return { state: room.state, draft };
}

/** Returns the state with the board as it is after an event, or a refusal where the board would become too long. */
export function withBoardAfter(state: RoomState, draft: Draft, findMessage: FindMessage): RoomState | Refusal {
  const { board = EMPTY_BOARD } = state;
  const after = applyToBoard(board, draft, findMessage);
  // What only loses pins can't become too long.
  const mayGrow = draft.type === "edit" || after.length > board.length;
  if (after !== board && mayGrow && bytesOf(after) > MAX_BOARD_BYTES) return boardTooLong(draft.nonce);
  return withBoard(state, after);
}

function pinningRefusal(room: Room, actor: Actor, now: number, nonce?: string): Refusal | undefined {
  const { member, role } = actor;
  const isSomebody = member !== undefined || role === "owner";
  if (!isSomebody || !canPin(role, room.state.pinners)) return roleRefusal(nonce);
  const mutedUntil = member && room.mutedUntil(member.id, now);
  return mutedUntil === undefined ? undefined : muted(mutedUntil - now, nonce);
}

const encoder = new TextEncoder();
const bytesOf = (board: Board): number => encoder.encode(JSON.stringify(board)).length;
