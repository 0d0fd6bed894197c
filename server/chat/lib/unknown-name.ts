/** What a room calls a member whose name it doesn't know, or has to forget. */
export const UNKNOWN_NAME = "Somebody";
