import { cutText } from "#protocol/graphemes";
import { clipMarks } from "./clip-marks.ts";

/** In code points: more than one line can show. */
const MAX_LENGTH = 200;

/** Returns the beginning of a message's text, to quote it in one line or to notify of it. */
export function excerptOf(text: string): string {
  return clipMarks(cutText(text, MAX_LENGTH));
}
