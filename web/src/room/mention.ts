export type MentionPiece<M> = { readonly text: string; readonly member: M | undefined };

/** A mention begins where a word does, and is not the beginning of a longer word. */
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

function isWordAt(text: string, at: number): boolean {
  return WORD_CHARACTER.test(String.fromCodePoint(text.codePointAt(at) ?? 32));
}

/** Returns the member whose name stands here; of several, the one with the longest. */
function memberNamedAt<M extends { readonly name: string }>(
  text: string,
  at: number,
  members: readonly M[],
): M | undefined {
  let named: M | undefined;
  for (const member of members) {
    const { length } = member.name;
    if (length <= (named?.name.length ?? 0) || isWordAt(text, at + length)) continue;
    if (text.slice(at, at + length).toLowerCase() === member.name.toLowerCase()) named = member;
  }
  return named;
}

/** Splits a text into mentions such as `@BraveWolf` and what is between them, in order. */
export function splitMentions<M extends { readonly name: string }>(
  text: string,
  members: readonly M[],
): MentionPiece<M>[] {
  const pieces: MentionPiece<M>[] = [];
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const isInWord = at > 0 && WORD_CHARACTER.test(text[at - 1] ?? "");
    const member = isInWord ? undefined : memberNamedAt(text, at + 1, members);
    if (member === undefined) continue;
    if (at > from) pieces.push({ text: text.slice(from, at), member: undefined });
    from = at + 1 + member.name.length;
    pieces.push({ text: text.slice(at, from), member });
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), member: undefined });
  return pieces;
}

/** Returns whether the text mentions this name. */
export function isMentioned(text: string, name: string): boolean {
  return text.includes("@") && splitMentions(text, [{ name }]).some(({ member }) => member !== undefined);
}
