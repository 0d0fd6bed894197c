// What `mentions` of a message may name: members whose name stands in its text. Server and client compare alike.

/** The members that one message may call by id. */
export const MAX_MENTIONS = 20;

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Returns a text as it is compared with names: without case, and whatever its letters' width and composition. */
export function foldMention(text: string): string {
  return (BEYOND_ASCII.test(text) ? text.normalize("NFKC") : text).toLowerCase();
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
