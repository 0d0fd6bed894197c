// The refusals of an engine whose rooms are in Redis.
import { Refusal } from "#protocol/error-codes";

/** Returns the refusal of what Redis doesn't take, or doesn't confirm in time. */
export const notSaved = (nonce?: string) =>
  new Refusal("not_saved", "Not saved: the server can't reach its Redis.", nonce);

/** Returns the refusal of a change that was decided on a state which another node has changed since. */
export const changedMeanwhile = (nonce?: string) =>
  new Refusal("busy", "The room was changed at the same moment. Try again.", nonce);

export const CODE_TAKEN = new Refusal("code_taken", "That code is taken.");

/** Returns the answer to ending a room while Redis can't be told. */
export const notErased = () => new Refusal("not_saved", "It has ended, and is erased once Redis can be reached again.");
