// Names that a text calls by an at sign, as `@BraveWolf`.

export type Piece<M> = { readonly text: string; readonly member: M | undefined };

/** A name is called where a word begins, and not as the beginning of a longer one. */
const WORD = /[\p{L}\p{N}_]/u;

function isWordAt(text: string, at: number): boolean {
  return WORD.test(String.fromCodePoint(text.codePointAt(at) ?? 32));
}

/** The member whose name stands here; of two, the one with the longer. */
function calledAt<M extends { readonly name: string }>(text: string, at: number, members: readonly M[]): M | undefined {
  let called: M | undefined;
  for (const member of members) {
    const { length } = member.name;
    if (length <= (called?.name.length ?? 0) || isWordAt(text, at + length)) continue;
    if (text.slice(at, at + length).toLowerCase() === member.name.toLowerCase()) called = member;
  }
  return called;
}

/** The text in pieces, in order: those that call a member, and what is between them. */
export function mentionsIn<M extends { readonly name: string }>(text: string, members: readonly M[]): Piece<M>[] {
  const pieces: Piece<M>[] = [];
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const isInWord = at > 0 && WORD.test(text[at - 1] ?? "");
    const member = isInWord ? undefined : calledAt(text, at + 1, members);
    if (member === undefined) continue;
    if (at > from) pieces.push({ text: text.slice(from, at), member: undefined });
    from = at + 1 + member.name.length;
    pieces.push({ text: text.slice(at, from), member });
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), member: undefined });
  return pieces;
}

/** Whether this name is called. */
export function isCalled(text: string, name: string): boolean {
  return text.includes("@") && mentionsIn(text, [{ name }]).some(({ member }) => member !== undefined);
}
