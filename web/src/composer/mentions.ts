// `@mention` completion: what is being written after an at sign, and the members it may mean.
import { fold } from "../emoji/fold.ts";

// An address for mail has its at sign within a word.
const WRITING = /(?:^|[\s\p{Ps}\p{Pi}])(@[\p{L}\p{M}\p{N}_.'-]{0,32})$/u;
/** Words part at what is no letter, and where a small letter meets a capital: BraveWolf. */
const PARTS = /[^\p{L}\p{M}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u;

/** The name that is being written at the caret; `from` is where its at sign is. */
export function mentionAt(text: string, caret: number): { readonly from: number; readonly query: string } | undefined {
  const written = WRITING.exec(text.slice(Math.max(0, caret - 64), caret))?.[1];
  return written === undefined ? undefined : { from: caret - written.length, query: written.slice(1) };
}

/** The members with a word in their name that begins so; those whose name itself does come first. */
export function mentions<M extends { readonly name: string }>(
  members: readonly M[],
  query: string,
  limit = Number.POSITIVE_INFINITY,
): M[] {
  const wanted = fold(query);
  const begins = (text: string) => fold(text).startsWith(wanted);
  const within = members.filter(({ name }) => begins(name) || name.split(PARTS).some(begins));
  const first = within.filter(({ name }) => begins(name));
  return [...first, ...within.filter((member) => !first.includes(member))].slice(0, limit);
}
