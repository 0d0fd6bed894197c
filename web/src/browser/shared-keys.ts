/** The end of the lobby's address that the service worker leads to with what was shared. */
export const SHARED_HASH = "#shared";
/** The tab stores this while something that was shared waits for a room. */
export const SHARED_KEY = "shared";
