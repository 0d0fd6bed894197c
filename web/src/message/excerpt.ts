import { plainTextOf } from "./markdown/plain-text.ts";

/** In UTF-16 units: more than one line can show. */
const MAX_LENGTH = 200;

/** Returns the beginning of a message's text without its marks, to quote it in one line. */
export function excerptOf(text: string): string {
  return plainTextOf(text).slice(0, MAX_LENGTH);
}
