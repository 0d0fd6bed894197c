import type { EmojiGroup } from "../i18n/parts/emoji-texts.ts";

/** The groups, in the order of the packed text and of the picker. */
export const EMOJI_GROUPS = [
  "smileys",
  "people",
  "nature",
  "food",
  "travel",
  "activities",
  "objects",
  "symbols",
  "flags",
] as const satisfies readonly EmojiGroup[];

export type Emoji = {
  /** The emoji itself, without a skin tone. */
  readonly text: string;
  readonly group: EmojiGroup;
  /** The Unicode emoji version that introduced it. */
  readonly since: number;
  /** The Unicode emoji version that introduced its skin tones; undefined if it has none. */
  readonly tonesSince: number | undefined;
  /** Without colons, the best known first, as `joy`, `tears_of_joy`. */
  readonly shortcodes: readonly string[];
  /** In the reader's language. */
  readonly name: string;
  /** More words that find it, in the reader's language, folded for search. */
  readonly tags: string;
};

/**
 * Reads the text that web/build/emoji-pack.ts writes for a language: one line for each emoji, its fields separated by tabs,
 * and an empty line between groups.
 */
export function unpackEmoji(packed: string): Emoji[] {
  return packed.split("\n\n").flatMap((lines, index) => {
    const group = EMOJI_GROUPS[index];
    return group === undefined || lines === "" ? [] : lines.split("\n").map((line) => unpackLine(line, group));
  });
}

function unpackLine(line: string, group: EmojiGroup): Emoji {
  const [text = "", versions = "", shortcodes = "", name = "", tags = ""] = line.split("\t");
  const [since, tonesSince] = versions.split("/");
  return {
    text,
    group,
    since: Number(since),
    tonesSince: tonesSince === undefined ? undefined : Number(tonesSince),
    shortcodes: shortcodes.split(" "),
    name,
    tags,
  };
}
