// Emoji as the picker and the completion know them, read from the text that pack.ts makes of a language while building.

export const GROUPS = [
  "smileys",
  "people",
  "nature",
  "food",
  "travel",
  "activities",
  "objects",
  "symbols",
  "flags",
] as const;

export type Group = (typeof GROUPS)[number];

export type Emoji = {
  /** As it is sent, without a skin tone. */
  readonly text: string;
  readonly group: Group;
  /** The version of Unicode's emoji that brought it. */
  readonly since: number;
  /** The version that brought its skin tones; undefined where it has none. */
  readonly tonesSince: number | undefined;
  /** Without colons, the best known first: `joy`, `tears_of_joy`. */
  readonly shortcodes: readonly string[];
  /** What it shows, in the reader's language. */
  readonly name: string;
  /** More words it is found by, in the reader's language, folded. */
  readonly tags: string;
};

/** 0 is none, the colour of a drawing; 1 to 5 go from light to dark. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;
export const TONES: readonly Tone[] = [0, 1, 2, 3, 4, 5];

const BEFORE_LIGHT = 0x1f3fa;
// Hands that shake between two people stay as they are.
const TONED = /(?!(?<=\u200d)\u{1f91d})\p{Emoji_Modifier_Base}\ufe0f?/gu;

/** The emoji in a skin tone, everybody in it in the same; as it is where it has none. */
export function withTone(emoji: Emoji, tone: Tone): string {
  if (tone === 0 || emoji.tonesSince === undefined) return emoji.text;
  const modifier = String.fromCodePoint(BEFORE_LIGHT + tone);
  return emoji.text.replace(TONED, (base) => base.replace("\ufe0f", "") + modifier);
}

/** A line for each emoji, an empty one between groups; fields parted by tabs. */
export function unpack(packed: string): Emoji[] {
  return packed.split("\n\n").flatMap((lines, at) => {
    const group = GROUPS[at];
    return group === undefined || lines === "" ? [] : lines.split("\n").map((line) => unpackLine(line, group));
  });
}

function unpackLine(line: string, group: Group): Emoji {
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
