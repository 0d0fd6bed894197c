import { MAX_MARKS_SHOWN } from "#protocol/limits";

const PILE = new RegExp(
  `((?:[\\p{Mn}\\p{Me}]\\p{Default_Ignorable_Code_Point}*){${MAX_MARKS_SHOWN}})(?:[\\p{Mn}\\p{Me}]\\p{Default_Ignorable_Code_Point}*)+`,
  "gu",
);

/** No mark has a lower code. To look for these first spares most pages the other expression, which takes long to compile. */
const MAY_HAVE_MARKS = /[\u0300-\uffff]/;

/** Returns the text without the marks that pile up on a letter beyond what any script's spelling needs. Rule I8. */
export function clipMarks(text: string): string {
  return MAY_HAVE_MARKS.test(text) ? text.replace(PILE, "$1") : text;
}
