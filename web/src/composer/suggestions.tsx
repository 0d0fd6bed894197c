import type { JSX } from "solid-js";
import type { LoadedEmoji } from "../emoji/load-emoji-data.ts";
import { withTone } from "../emoji/skin-tone.ts";
import type { SkinTone } from "../i18n/parts/emoji-texts.ts";
import { type COMMANDS, completeCommand } from "./command.ts";
import { completeEmoji, emojiByShortcode, shortcodeAt } from "./emoji-completions.ts";
import { completeMention, mentionAt } from "./mention-completions.ts";

export type Suggestion = {
  readonly key: string;
  /** What is inserted when it is chosen. */
  readonly text: string;
  readonly label: string;
  /** Whom it mentions. */
  readonly memberId?: string;
  /** More about it, shown after the label. */
  readonly hint?: string | undefined;
  /** The picture shown before the label. */
  readonly icon: () => JSX.Element;
};

export type Suggestions = {
  /** Where the replaced text begins; it ends at the caret. */
  readonly from: number;
  readonly items: readonly Suggestion[];
  /** Whether only one thing can be meant: then the first item is inserted at once. */
  readonly isCertain: boolean;
};

const MAX_SUGGESTIONS = 8;

/**
 * Suggests emoji for the shortcode at the caret; undefined if there is no shortcode.
 * @param recent emoji without tones that rank first
 */
export function suggestEmoji(
  { all, search }: LoadedEmoji,
  text: string,
  caret: number,
  tone: SkinTone = 0,
  recent: readonly string[] = [],
): Suggestions | undefined {
  const written = shortcodeAt(text, caret);
  if (written === undefined) return undefined;
  const { from, query, isClosed } = written;
  const exact = isClosed ? emojiByShortcode(all, query) : undefined;
  const found = isClosed
    ? exact === undefined
      ? []
      : [{ emoji: exact, shortcode: query }]
    : completeEmoji(all, query, { recent, search, limit: MAX_SUGGESTIONS });
  const items = found.map(({ emoji, shortcode }) => {
    const toned = withTone(emoji, tone);
    const hint = emoji.name === shortcode.replaceAll("_", " ") ? undefined : emoji.name;
    return { key: emoji.text, text: toned, label: `:${shortcode}:`, hint, icon: () => toned };
  });
  return { from, items, isCertain: isClosed };
}

/**
 * Suggests members for the `@name` at the caret; undefined if there is none.
 * @param members returns whom one may mention; not called while no name is being written
 * @param iconOf returns a member's picture
 * @param firstOf as in `completeMention`
 */
export function suggestMembers<M extends { readonly id: string; readonly name: string }>(
  members: () => readonly M[],
  text: string,
  caret: number,
  iconOf: (member: M) => JSX.Element,
  firstOf?: (found: readonly M[], count: number) => readonly M[],
): Suggestions | undefined {
  const written = mentionAt(text, caret, members);
  if (written === undefined) return undefined;
  const items = completeMention(members(), written.query, MAX_SUGGESTIONS, firstOf).map((member) => ({
    key: member.id,
    memberId: member.id,
    text: `@${member.name}`,
    label: member.name,
    icon: () => iconOf(member),
  }));
  return { from: written.from, items, isCertain: false };
}

/**
 * Suggests the commands that begin with what is written; undefined if none is being written.
 * @param hints what each of them does
 */
export function suggestCommands(
  text: string,
  caret: number,
  hints: Readonly<Record<(typeof COMMANDS)[number], string>>,
): Suggestions | undefined {
  const items = completeCommand(text, caret)?.map((command) => ({
    key: command,
    text: command,
    label: command,
    hint: hints[command],
    icon: () => (command === "/me" ? "🎭" : "🤷"),
  }));
  return items && { from: 0, items, isCertain: false };
}
