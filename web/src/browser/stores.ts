import { createStorage } from "./storage.ts";

// Several servers may share an origin under different base paths.
const base = typeof document === "undefined" ? "/" : new URL(document.baseURI).pathname;
const prefix = `mayfly:${base}:`;

/** Keeps values as long as the browser's profile lives. */
export const browserStore = createStorage(() => localStorage, prefix);
/** Keeps values as long as the tab lives. */
export const tabStore = createStorage(() => sessionStorage, prefix);
