// What this browser remembers of this server: for good, and for as long as a tab lives.
import { makeStorage } from "./storage.ts";

// Several servers may share an origin under different base paths.
const base = typeof document === "undefined" ? "/" : new URL(document.baseURI).pathname;
const prefix = `mayfly:${base}:`;

export const kept = makeStorage(() => localStorage, prefix);
export const tab = makeStorage(() => sessionStorage, prefix);
