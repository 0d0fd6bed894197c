// Parses, compares and formats room codes, in the same way on the server and in the browser. Rules R2, R3.

/** The form of a code chosen by hand; generated codes fit it too. */
export const CUSTOM_CODE_PATTERN = "^[a-z0-9-]{3,32}$";

/**
 * Returns the key by which room codes are compared, so that one room is found however its code is typed: in lower case,
 * with `0` for `o` and `1` for `i` and `l`, without dashes and spaces (Crockford's base32 decoding rules).
 */
export function foldCode(code: string): string {
  return code.toLowerCase().replace(/[-\s]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");
}

/** Returns a generated code as it is shown: in groups of four, `k7pq-2mfx`. */
export function groupCode(code: string): string {
  return code.replace(/.{4}(?=.)/g, "$&-");
}

/** Returns whether a room may be given this code by hand. */
export function isCustomCode(code: string): boolean {
  return new RegExp(CUSTOM_CODE_PATTERN).test(code) && foldCode(code) !== "";
}

/**
 * Returns a typed, pasted or percent-encoded code in the form that goes into an address: lower case, without spaces.
 * Returns undefined for a text that can't be a code.
 */
export function parseCode(text: string): string | undefined {
  let code = text;
  try {
    code = decodeURIComponent(text);
  } catch {
    // A text with a lone % is no code either way.
  }
  // Phones replace one dash or two by a longer one.
  code = code
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/[\u2010-\u2015]+/g, "-");
  return /^[a-z0-9-]{1,64}$/.test(code) && foldCode(code).length >= 3 ? code : undefined;
}
