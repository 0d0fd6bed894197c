// Why the local engine refuses what is asked of it. Rules H4, J4.
import { Refusal } from "#protocol/error-codes";

export const full = (nonce?: string) => new Refusal("server_full", "The server's memory for rooms is used up.", nonce);
export const notSaved = (nonce?: string) =>
  new Refusal("not_saved", "Not saved: the server's disk is in trouble.", nonce);
export const notErased = () => new Refusal("not_saved", "It has ended; it is erased as soon as the disk works again.");
export const ended = () => new Refusal("ended", "This room has ended.");
