// Defines the refusals of rooms that more than one file uses, so that each sentence is written once.
import { Refusal } from "#protocol/error-codes";
import { KNOCK_TTL_MS, MAX_PINS, MAX_REACTIONS } from "#protocol/limits";

export const ENDED_ROOM = new Refusal("ended", "This room has ended.");
export const NO_ROOM = new Refusal("not_found", "No room has this code.");
export const BANNED = new Refusal("banned", "You are banned from this room.");
/** The reason a ban closes a socket with. */
export const BANNED_NOW = new Refusal("banned", "You were banned from this room.");
/** The reason a denied knock closes a socket with. */
export const DENIED_NOW = new Refusal("not_allowed", "Not let in: the host said not right now.");
export const KEY_NEEDED = new Refusal(
  "key_needed",
  "This room is encrypted. It opens with its full link, in a client that can.",
);
export const ALREADY_JOINED = new Refusal("malformed", "Already joined.");
export const WRONG_PASSWORD = new Refusal("wrong_password", "Wrong password.");
export const BAD_INVITE = new Refusal("not_allowed", "This invite has been used up or is no longer valid.");
export const TOO_MANY_KNOCKS = slowDown("Too many people are waiting. Try again later.", KNOCK_TTL_MS);

/** Returns the refusal of something in a room that is no longer here: it has ended, or goes on elsewhere, to be found again. */
export const goneRefusal = ({ goesOn }: { readonly goesOn: boolean }, nonce?: string) =>
  goesOn ? new Refusal("not_saved", "Not saved: the room has just moved. Try again.", nonce) : ENDED_ROOM;

/** Returns the refusal of a message that comes too early in slow mode. */
export const slowModeRefusal = (waitMs: number, nonce?: string) => slowDown("Slow mode is on here.", waitMs, nonce);

/** Returns the refusal of somebody who was kicked, and may come back after so long. */
export const kicked = (keptOutMs: number) =>
  new Refusal("kicked", "You were removed from this room.", undefined, Math.max(0, keptOutMs));

/** Returns the refusal of a member who is muted for so long. */
export const muted = (leftMs: number, nonce?: string) =>
  new Refusal("muted", "You're muted for a while.", nonce, leftMs);

/** Returns the refusal of a request that the requester's role doesn't permit. */
export const roleRefusal = (nonce?: string) =>
  new Refusal("not_allowed", "Your role in this room doesn't allow that.", nonce);

/** Returns the refusal of an action on somebody whom the room doesn't know. */
export const noSuchMember = (nonce?: string) => new Refusal("not_found", "There is no such member here.", nonce);

/** Returns the refusal for a room whose list of members is full. */
export const fullList = (nonce?: string) => new Refusal("room_full", "This room's member list is full.", nonce);

/** Returns the refusal of a reaction to a message that has all it takes. */
export const tooManyReactions = (nonce?: string) =>
  new Refusal("too_large", `A message can have ${MAX_REACTIONS} reactions at most.`, nonce);

/** Returns the refusal of a change while too many others wait to be saved. */
export const tooManyChanges = (nonce?: string) => new Refusal("busy", "The server is busy. Try again soon.", nonce);

/** Returns the refusal of a pin beyond those that a board takes. */
export const tooManyPins = (nonce?: string) =>
  new Refusal("board_full", `The board is full: ${MAX_PINS} messages at most.`, nonce);

/** Returns the refusal of what would make the texts on a board too long. */
export const boardTooLong = (nonce?: string) => new Refusal("board_full", "That's too long for the board.", nonce);

/** Returns the refusal of somebody who was removed from the room while their command waited its turn. */
export const removedMeanwhile = (nonce?: string) => new Refusal("kicked", "You are not in this room any more.", nonce);

/** Returns the refusal of a password together with an entry that has none. */
export const passwordWithOtherEntry = (nonce?: string) =>
  new Refusal("malformed", 'password: needs the entry "password".', nonce);

/** Returns the refusal of an entry by password without a password. */
export const passwordMissing = (nonce?: string) => new Refusal("malformed", "password: is required.", nonce);

/** Returns the refusal of something sealed in a room that isn't encrypted. */
export const notEncrypted = (nonce?: string) => badField("sealed", "this room isn't encrypted", nonce);

/** Returns the refusal of a field's value. @param problem what is wrong with it, without a full stop */
export const badField = (field: string, problem: string, nonce?: string) =>
  new Refusal("malformed", `${field}: ${problem}.`, nonce);

/** Returns the refusal for an unexpected error of the server, which is logged under this id. */
export const internalFault = (faultId: string) => new Refusal("internal", `Something went wrong here: ${faultId}.`);

/** Returns the refusal of a request that came too early. The time to wait is rounded up to the millisecond. */
export function slowDown(message: string, waitMs: number, nonce?: string): Refusal {
  return new Refusal("slow_down", message, nonce, Math.ceil(waitMs));
}
