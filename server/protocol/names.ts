// Checks and compares names and titles, which are one line each. Server and client share these rules. They stand apart from
// text.ts because showing a room needs none of them.
import { AVATAR_PATTERN, MAX_MARKS_IN_NAMES, MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from "./limits.ts";
import { BLANKS, isWithin, VISIBLE_CHARACTER } from "./text.ts";

// Controls, line and paragraph separators, noncharacters, blanks, and what is not drawn: bidirectional marks, embeddings,
// overrides and isolates (UAX #9), fillers, tags. Each lets a name pass for another or spill over its neighbours. Only
// joiners and the emoji selector are part of honest names, and foldName looks through them.
const UNSAFE_IN_NAMES = new RegExp(
  `[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Noncharacter_Code_Point}\\ufff9-\\ufffb${BLANKS}]|` +
    "(?!\\u200c|\\u200d|\\ufe0f)\\p{Default_Ignorable_Code_Point}",
  "u",
);
const AVATAR = new RegExp(AVATAR_PATTERN);
/** The flags of England, Scotland and Wales, which are spelled with tags. */
const FLAGS_OF_TAGS =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/gu;
/** More marks in a row than any script's spelling piles on one letter of a name; joiners between them don't part them. */
const PILED_MARKS = new RegExp(`(?:[\\p{Mn}\\p{Me}][\\u200c\\u200d]*){${MAX_MARKS_IN_NAMES + 1}}`, "u");
/** What names may differ in without looking different: signs that paint nothing, and what only a private font paints. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Co}/gu;

const PRINTABLE_ASCII = /^[ -~]*$/;
/** Words of printable ASCII with single blanks between them. */
const PLAIN_LABEL = /^[!-~]+(?: [!-~]+)*$/;

/** Returns what is wrong with a cleaned one-line label, as half a sentence; undefined when nothing is. */
function labelProblem(text: string, max: number): string | undefined {
  // Most names are such, and each join checks one.
  if (PRINTABLE_ASCII.test(text)) return text.length <= max ? undefined : `is longer than ${max} characters`;
  if (!text.isWellFormed()) return "is not valid Unicode";
  if (UNSAFE_IN_NAMES.test(text.replace(FLAGS_OF_TAGS, ""))) return "has control or invisible characters";
  if (!isWithin(text, max)) return `is longer than ${max} characters`;
  if (PILED_MARKS.test(text)) return "has too many marks on one letter";
  return undefined;
}

/** Returns the text without white space at its ends, with inner runs of blanks of any width as one space, composed (NFC). */
export function cleanLabel(text: string): string {
  if (PLAIN_LABEL.test(text)) return text;
  return text
    .trim()
    .replace(/\p{Zs}+/gu, " ")
    .normalize("NFC");
}

export function nameProblem(name: string): string | undefined {
  if (!PLAIN_LABEL.test(name) && name.isWellFormed() && !VISIBLE_CHARACTER.test(name))
    return "has no visible characters";
  return labelProblem(name, MAX_NAME_LENGTH);
}

export function titleProblem(title: string): string | undefined {
  if (title !== "" && title.isWellFormed() && !VISIBLE_CHARACTER.test(title)) return "has no visible characters";
  return labelProblem(title, MAX_TITLE_LENGTH);
}

/**
 * Returns the key by which names are compared: two names with the same key can't be in one room at once. Upper case comes
 * first because some letters, as the sharp s and the final sigma, only meet there.
 */
export function foldName(name: string): string {
  if (PLAIN_LABEL.test(name)) return name.toLowerCase();
  const folded = name.normalize("NFKC").replace(UNSEEN, "").toUpperCase().toLowerCase();
  return folded.replace(/\s+/g, " ").trim();
}

export function isAvatar(avatar: string): boolean {
  return AVATAR.test(avatar);
}
