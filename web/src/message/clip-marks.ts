import { MAX_MARKS_SHOWN } from "#protocol/limits";

const PILE = new RegExp(
  `((?:[\\p{Mn}\\p{Me}][\\u200c\\u200d]*){${MAX_MARKS_SHOWN}})(?:[\\p{Mn}\\p{Me}][\\u200c\\u200d]*)+`,
  "gu",
);

/** Returns the text without the marks that pile up on a letter beyond what any script's spelling needs. Rule I8. */
export function clipMarks(text: string): string {
  return text.replace(PILE, "$1");
}
