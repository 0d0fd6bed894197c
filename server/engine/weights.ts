// What rooms count for, of the memory allowed. Rule H4.

/** What a room weighs beside its events: measured at about this, rounded up. */
export const ROOM_BYTES = 1024;
/** What an entry weighs beside its text: the object and its place in the queue. */
const ENTRY_BYTES = 96;
/** What of a room's state is in its weight already. */
const STATE_BYTES = 512;

export const sizeOf = (text: string) => Buffer.byteLength(text) + ENTRY_BYTES;
export const stateSizeOf = (state: string) => Math.max(0, Buffer.byteLength(state) - STATE_BYTES);
