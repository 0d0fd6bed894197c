// The offers a composer makes: emoji for `:shortcode`, members for `@name`.
import type { JSX } from "solid-js";
import { type Tone, withTone } from "../emoji/emoji.ts";
import type { LoadedEmoji } from "../emoji/load.ts";
import { completions, emojiOf, shortcodeAt } from "./emoji-completions.ts";
import { mentionAt, mentions } from "./mentions.ts";

export type Suggestion = {
  readonly key: string;
  /** What is written when it is taken. */
  readonly text: string;
  readonly label: string;
  /** A second, quieter word for it. */
  readonly hint?: string | undefined;
  /** What is shown before the label. */
  readonly mark: () => JSX.Element;
};

export type Offer = {
  /** Where what is replaced begins; it ends at the caret. */
  readonly from: number;
  readonly suggestions: readonly Suggestion[];
  /** There is no choice left: the first is taken at once. */
  readonly isCertain: boolean;
};

const MOST = 8;

export function offerEmoji(
  { all, search }: LoadedEmoji,
  text: string,
  caret: number,
  tone: Tone = 0,
  recent: readonly string[] = [],
): Offer | undefined {
  const written = shortcodeAt(text, caret);
  if (written === undefined) return undefined;
  const { from, query, isClosed } = written;
  const exact = isClosed ? emojiOf(all, query) : undefined;
  const found = isClosed
    ? exact === undefined
      ? []
      : [{ emoji: exact, shortcode: query }]
    : completions(all, query, { recent, search, limit: MOST });
  const suggestions = found.map(({ emoji, shortcode }) => {
    const toned = withTone(emoji, tone);
    const hint = emoji.name === shortcode.replaceAll("_", " ") ? undefined : emoji.name;
    return { key: emoji.text, text: toned, label: `:${shortcode}:`, hint, mark: () => toned };
  });
  return { from, suggestions, isCertain: isClosed };
}

/** @param markOf the picture of a member */
export function offerMembers<M extends { readonly id: string; readonly name: string }>(
  members: readonly M[],
  text: string,
  caret: number,
  markOf: (member: M) => JSX.Element,
): Offer | undefined {
  const written = mentionAt(text, caret);
  if (written === undefined) return undefined;
  const suggestions = mentions(members, written.query, MOST).map((member) => ({
    key: member.id,
    text: `@${member.name}`,
    label: member.name,
    mark: () => markOf(member),
  }));
  return { from: written.from, suggestions, isCertain: false };
}
