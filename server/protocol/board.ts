// The board of a room: the messages that everybody sees at its top. Server and client fold the room's events into it by the
// same function. Rules B1, B5, B6.
import { UNKNOWN_NAME } from "./erased-name.ts";
import type { ChatEvent, EditEvent, LogEvent, Pin, SealedEdit } from "./frames.ts";

/** The pins, in the order of their messages. */
export type Board = readonly Pin[];

/** Returns what the board keeps of a message: neither its reactions nor what it answered. */
export function createPin(said: ChatEvent): Pin {
  const { id, seq, user, userId, avatar, message, timestamp, files, editedAt, sealed, digest, edit } = said;
  const pin: Pin = { id, seq, user, userId, avatar, message, timestamp };
  if (files !== undefined) pin.files = files;
  if (editedAt !== undefined) pin.editedAt = editedAt;
  if (digest !== undefined)
    Object.assign(pin, { digest, ...(sealed !== undefined && { sealed }), ...(edit && { edit }) });
  return pin;
}

/**
 * Returns the board after an event, and the same board where the event changes nothing of it.
 * @param findMessage returns a message by its id; one that isn't found, or is deleted, gets no pin
 */
export function applyToBoard(
  board: Board,
  event: LogEvent,
  findMessage: (id: string) => ChatEvent | undefined = () => undefined,
): Board {
  switch (event.type) {
    case "delete":
      return without(board, ({ id }) => id === event.messageId);
    case "edit":
      // A later edit replaced its text.
      if ((event.message === "" && event.sealed === undefined) || !isPinned(board, event.messageId)) return board;
      return board.map((pin) => (pin.id === event.messageId ? withEdit(pin, event) : pin));
    case "room": {
      const { action, target, pin } = event;
      if (action === "wipe") return without(board, (pin) => pin.userId === target?.id && isEarlier(pin, event));
      if (pin === undefined) return board;
      if (!pin.on) return without(board, ({ id }) => id === pin.id);
      const message = isPinned(board, pin.id) ? undefined : findMessage(pin.id);
      return message === undefined || message.deleted ? board : withPin(board, createPin(message));
    }
    default:
      return board;
  }
}

function withEdit(pin: Pin, event: EditEvent): Pin {
  const edited = { ...pin, message: event.message, editedAt: event.timestamp };
  if (event.sealed === undefined) return edited;
  const { sealed: _, ...rest } = edited;
  return { ...rest, edit: sealedEditOf(event) };
}

/** Returns what a message of an encrypted room keeps of its last edit. */
export function sealedEditOf({ seq, sealed = "", digest = "", files, vanish }: EditEvent): SealedEdit {
  return { seq, sealed, digest, ...(files && { files }), ...(vanish !== undefined && { vanish }) };
}

/** Returns whether a message was said before an event. One that was just decided has no seq yet. */
const isEarlier = ({ seq }: Pin, event: LogEvent) => event.seq === 0 || seq < event.seq;

export const isPinned = (board: Board, messageId: string): boolean => board.some(({ id }) => id === messageId);

/** Returns the board with a pin in its place. */
const withPin = (board: Board, pin: Pin): Board => [...board, pin].sort((one, other) => one.seq - other.seq);

/** Returns the board without the name and the avatar of a member; the same board where it has none of them. */
export function withoutNameOnBoard(board: Board, memberId: string): Board {
  const isTheirs = ({ user, userId }: Pin) => userId === memberId && user !== UNKNOWN_NAME;
  if (!board.some(isTheirs)) return board;
  return board.map((pin) => (isTheirs(pin) ? { ...pin, user: UNKNOWN_NAME, avatar: null } : pin));
}

function without(board: Board, isGone: (pin: Pin) => boolean): Board {
  return board.some(isGone) ? board.filter((pin) => !isGone(pin)) : board;
}
