/** Returns an id of 26 characters of `0-9 a-v`, which are 130 random bits. Over plain http browsers have no `crypto.randomUUID`. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => (byte & 31).toString(32)).join("");
