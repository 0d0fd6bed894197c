// Makes one text of a language's emoji while the client is built: what emoji.ts unpacks, and nothing the picker doesn't
// need. Reads emojibase-data, and Unicode's own annotations for the languages it lacks.
import { createRequire } from "node:module";
import type { GROUPS } from "../src/emoji/emoji.ts";
import { fold } from "../src/emoji/fold.ts";

/** Where each language's words come from; a new language of the client is one line here. */
const SOURCES = {
  ar: "cldr",
  de: "emojibase",
  en: "emojibase",
  es: "emojibase",
  ja: "emojibase",
} as const;

export type EmojiLanguage = keyof typeof SOURCES;
export const EMOJI_LANGUAGES = Object.keys(SOURCES) as EmojiLanguage[];

/** Emojibase's number of each of our groups; 2 is parts of emoji. */
const GROUP_NUMBERS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const satisfies { length: (typeof GROUPS)["length"] };

export type Source = {
  emoji: string;
  hexcode: string;
  label: string;
  version: number;
  group?: number;
  order?: number;
  tags?: string[];
  skins?: Pick<Source, "version">[];
};
export type Words = { name: string; tags: readonly string[] };
export type Shortcodes = Readonly<Record<string, string | string[]>>;

const read = createRequire(import.meta.url);

export function packLanguage(language: EmojiLanguage): string {
  const english: Source[] = read("emojibase-data/en/data.json");
  // GitHub's are the best known; emojibase has one for every emoji.
  const shortcodes = ["github", "emojibase"].map((of): Shortcodes => read(`emojibase-data/en/shortcodes/${of}.json`));
  return pack(english, oneEach(shortcodes), wordsOf(language));
}

/** Without those that an earlier set has for another emoji: a shortcode means one. */
export function oneEach(sets: readonly Shortcodes[]): Shortcodes[] {
  const owners = new Map<string, string>();
  return sets.map((of) => {
    const kept = Object.entries(of).map(([hexcode, codes]) => {
      const free = [codes].flat().filter((code) => (owners.get(code) ?? hexcode) === hexcode);
      for (const code of free) owners.set(code, hexcode);
      return [hexcode, free] as const;
    });
    return Object.fromEntries(kept);
  });
}

export function pack(
  sources: readonly Source[],
  shortcodes: readonly Shortcodes[],
  wordsFor: (emoji: Source) => Words,
): string {
  const inOrder = [...sources].sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
  const groups = GROUP_NUMBERS.map((group) => inOrder.filter((emoji) => emoji.group === group));
  return groups
    .map((group) => group.flatMap((emoji) => packLine(emoji, shortcodes, wordsFor(emoji)) ?? []).join("\n"))
    .join("\n\n");
}

function packLine(emoji: Source, shortcodes: readonly Shortcodes[], { name, tags }: Words): string | undefined {
  const text = qualified(emoji);
  if (text === undefined) return undefined;
  const codes = new Set(shortcodes.flatMap((of) => of[emoji.hexcode] ?? []));
  const tones = emoji.skins === undefined ? "" : `/${Math.max(...emoji.skins.map(({ version }) => version))}`;
  // Words are looked for by their beginnings: one that another begins with is found without being there.
  const more = [...wordsIn(tags.join(" ")).difference(wordsIn(name))];
  const all = [...more, ...wordsIn(name), ...wordsIn([...codes].join("_"))];
  const tagged = more.filter((word) => !all.some((other) => other !== word && other.startsWith(word)));
  const fields = [text, `${emoji.version}${tones}`, [...codes].join(" "), name, tagged.join(" ")];
  return fields.map((field) => field.replace(/\s+/g, " ")).join("\t");
}

function wordsIn(text: string): Set<string> {
  return new Set(fold(text).match(/[^\s:,()_]+/g));
}

/** As Unicode recommends it for interchange: what a server takes for one emoji. */
function qualified({ emoji, hexcode }: Source): string | undefined {
  const bare = String.fromCodePoint(...hexcode.split("-").map((code) => Number.parseInt(code, 16)));
  return [emoji, bare, `${bare}\ufe0f`].find((text) => /^\p{RGI_Emoji}$/v.test(text));
}

function wordsOf(language: EmojiLanguage): (emoji: Source) => Words {
  if (SOURCES[language] === "cldr") return annotations(language);
  const sources: Source[] = read(`emojibase-data/${language}/data.json`);
  const byCode = new Map(sources.map((source) => [source.hexcode, source]));
  return (emoji) => {
    const { label, tags = [] } = byCode.get(emoji.hexcode) ?? emoji;
    return { name: label, tags };
  };
}

/** Unicode's names and words, a country's name for its flag, and English for what has neither. */
function annotations(language: EmojiLanguage): (emoji: Source) => Words {
  type Annotations = Record<string, { default?: string[]; tts?: string[] } | undefined>;
  const { annotations: byEmoji }: { annotations: Annotations } = read(
    `cldr-annotations-full/annotations/${language}/annotations.json`,
  ).annotations;
  const countries = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  return (source) => {
    const found = byEmoji[source.emoji.replaceAll("\ufe0f", "")];
    const country = countryOf(source.emoji);
    const name = found?.tts?.[0] ?? (country && countries.of(country));
    return { name: name ?? source.label, tags: found?.default ?? (name === undefined ? (source.tags ?? []) : []) };
  };
}

/** 🇪🇬 is EG. */
function countryOf(emoji: string): string | undefined {
  const letters = [...emoji].map((sign) => (sign.codePointAt(0) ?? 0) - 0x1f1e6);
  if (letters.length !== 2 || letters.some((letter) => letter < 0 || letter > 25)) return undefined;
  return String.fromCharCode(...letters.map((letter) => letter + 65));
}
