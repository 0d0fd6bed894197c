import { cutText } from "#protocol/cut-text";
import { clipMarks } from "./clip-marks.ts";
import { plainTextOf } from "./markdown/plain-text.ts";

/** In code points: more than one line can show. */
const MAX_LENGTH = 200;

/** Returns the beginning of a message's text without its marks, to quote it in one line or to notify of it. */
export function excerptOf(text: string): string {
  return clipMarks(cutText(plainTextOf(text), MAX_LENGTH));
}
