// What rooms count for, of the memory allowed. Rule H4.

/** What a room weighs beside its events: measured at about this, rounded up. */
export const ROOM_BYTES = 1024;
/** What of a room's state is in its weight already. */
const STATE_BYTES = 512;

export const stateSizeOf = (state: string) => Math.max(0, Buffer.byteLength(state) - STATE_BYTES);
