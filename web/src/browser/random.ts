// Identifiers that never repeat. `crypto.randomUUID` is missing over plain http; `getRandomValues` is not.

/** 22 characters of `A-Z a-z 0-9 _ -`, 132 random bits. */
export function randomId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  return Array.from(bytes, (byte) => alphabet[byte & 63]).join("");
}
