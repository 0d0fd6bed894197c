/**
 * Returns an id of 22 characters of `A-Z a-z 0-9 _ -`, which are 132 random bits. Over plain http browsers have no
 * `crypto.randomUUID`.
 */
export function randomId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  return Array.from(bytes, (byte) => alphabet[byte & 63]).join("");
}
