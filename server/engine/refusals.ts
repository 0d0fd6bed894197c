// The refusals of the local engine. Rules H4, J4.
import { Refusal } from "#protocol/error-codes";

/** Returns the refusal of an event or a room that doesn't fit into the memory for rooms. */
export const serverFull = (nonce?: string) =>
  new Refusal("server_full", "The server has no memory left for rooms.", nonce);

/** Returns the refusal of a change that could not be written to the data file. */
export const notSaved = (nonce?: string) =>
  new Refusal("not_saved", "Not saved: the server has a disk problem.", nonce);

/** Returns the answer to ending a room while its end can't be written to the data file. */
export const notErased = () => new Refusal("not_saved", "It has ended, and is erased once the disk works again.");
