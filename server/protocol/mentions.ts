// What `mentions` of a message may name: members whose name stands in its text. Server and client compare alike.

/** The members that one message may call by id. */
export const MAX_MENTIONS = 20;

const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * Returns a text as it is compared with names: without case, and whatever its letters' width and composition, its
 * apostrophes, which phones bend, and the selectors of its emoji.
 */
export function foldMention(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKC")
    .replace(/\ufe0f/g, "")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .toLowerCase();
}

/** Returns the ids, each once, of whom `nameOf` knows a name that stands in the text after an at sign. */
export function mentionsInText(
  text: string,
  ids: readonly string[],
  nameOf: (id: string) => string | undefined,
): string[] {
  const folded = foldMention(text);
  return [...new Set(ids)].filter((id) => {
    const name = nameOf(id);
    return name !== undefined && folded.includes(`@${foldMention(name)}`);
  });
}
