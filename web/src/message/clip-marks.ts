import { MAX_MARKS_SHOWN } from "#protocol/limits";

const PILE = new RegExp(
  `((?:[\\p{Mn}\\p{Me}]\\p{Default_Ignorable_Code_Point}*){${MAX_MARKS_SHOWN}})(?:[\\p{Mn}\\p{Me}]\\p{Default_Ignorable_Code_Point}*)+`,
  "gu",
);

/** Returns the text without the marks that pile up on a letter beyond what any script's spelling needs. Rule I8. */
export function clipMarks(text: string): string {
  return text.replace(PILE, "$1");
}
