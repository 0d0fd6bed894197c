import { cutText } from "#protocol/cut-text";
import type { FileView } from "#protocol/frames";
import { withFileSummary } from "../files/file-summary-texts.ts";
import { clipMarks } from "./clip-marks.ts";
import { plainTextOf } from "./markdown/plain-text.ts";

/** In code points: more than one line can show. */
const MAX_LENGTH = 200;

/**
 * Returns the beginning of a message's text without its marks, with what files came with it, to quote it in one line or to
 * notify of it.
 */
export function excerptOf(text: string, files?: readonly FileView[]): string {
  return clipMarks(cutText(withFileSummary(plainTextOf(text), files), MAX_LENGTH));
}
