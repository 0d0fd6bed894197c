// Packs a language's emoji into one text while the client is built; emoji.ts unpacks it. The data comes from
// emojibase-data, or from Unicode's own annotations for languages that emojibase-data lacks.
import { createRequire } from "node:module";
import type { EMOJI_GROUPS } from "../src/emoji/emoji.ts";
import { foldForSearch } from "../src/i18n/fold-for-search.ts";

/** The source of each language's names and tags; a new language of the client needs a line here. */
const SOURCES = {
  ar: "cldr",
  de: "emojibase",
  en: "emojibase",
  es: "emojibase",
  ja: "emojibase",
} as const;

export type EmojiLanguage = keyof typeof SOURCES;
export const EMOJI_LANGUAGES = Object.keys(SOURCES) as EmojiLanguage[];

/** Emojibase's numbers for our groups, in our order. Its group 2 is left out, because it has only parts of emoji. */
const GROUP_NUMBERS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const satisfies { length: (typeof EMOJI_GROUPS)["length"] };

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
export type NameAndTags = { name: string; tags: readonly string[] };
export type Shortcodes = Readonly<Record<string, string | string[]>>;

const requireJson = createRequire(import.meta.url);

export function packLanguage(language: EmojiLanguage): string {
  const english: Source[] = requireJson("emojibase-data/en/data.json");
  // GitHub's shortcodes are the best known; emojibase has one for every emoji.
  const shortcodes = ["github", "emojibase"].map(
    (of): Shortcodes => requireJson(`emojibase-data/en/shortcodes/${of}.json`),
  );
  return pack(english, uniqueShortcodes(shortcodes), namesOf(language));
}

/** Removes the shortcodes that an earlier set has for another emoji, so that each means one emoji. */
export function uniqueShortcodes(sets: readonly Shortcodes[]): Shortcodes[] {
  const owners = new Map<string, string>();
  return sets.map((of) => {
    const unique = Object.entries(of).map(([hexcode, codes]) => {
      const free = [codes].flat().filter((code) => (owners.get(code) ?? hexcode) === hexcode);
      for (const code of free) owners.set(code, hexcode);
      return [hexcode, free] as const;
    });
    return Object.fromEntries(unique);
  });
}

export function pack(
  sources: readonly Source[],
  shortcodes: readonly Shortcodes[],
  namesFor: (emoji: Source) => NameAndTags,
): string {
  const inOrder = [...sources].sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
  const groups = GROUP_NUMBERS.map((group) => inOrder.filter((emoji) => emoji.group === group));
  return groups
    .map((group) => group.flatMap((emoji) => packLine(emoji, shortcodes, namesFor(emoji)) ?? []).join("\n"))
    .join("\n\n");
}

function packLine(emoji: Source, shortcodes: readonly Shortcodes[], { name, tags }: NameAndTags): string | undefined {
  const text = fullyQualified(emoji);
  if (text === undefined) return undefined;
  const codes = new Set(shortcodes.flatMap((of) => of[emoji.hexcode] ?? []));
  const tones = emoji.skins === undefined ? "" : `/${Math.max(...emoji.skins.map(({ version }) => version))}`;
  // Search looks for beginnings of words: a tag that is the beginning of another word is found without being stored.
  const more = [...wordsIn(tags.join(" ")).difference(wordsIn(name))];
  const all = [...more, ...wordsIn(name), ...wordsIn([...codes].join("_"))];
  const tagged = more.filter((word) => !all.some((other) => other !== word && other.startsWith(word)));
  const fields = [text, `${emoji.version}${tones}`, [...codes].join(" "), name, tagged.join(" ")];
  return fields.map((field) => field.replace(/\s+/g, " ")).join("\t");
}

function wordsIn(text: string): Set<string> {
  return new Set(foldForSearch(text).match(/[^\s:,()_]+/g));
}

/** Returns the emoji as Unicode recommends it for interchange: servers accept only this form as one emoji. */
function fullyQualified({ emoji, hexcode }: Source): string | undefined {
  const bare = String.fromCodePoint(...hexcode.split("-").map((code) => Number.parseInt(code, 16)));
  return [emoji, bare, `${bare}\ufe0f`].find((text) => /^\p{RGI_Emoji}$/v.test(text));
}

function namesOf(language: EmojiLanguage): (emoji: Source) => NameAndTags {
  if (SOURCES[language] === "cldr") return cldrNames(language);
  const sources: Source[] = requireJson(`emojibase-data/${language}/data.json`);
  const byCode = new Map(sources.map((source) => [source.hexcode, source]));
  return (emoji) => {
    const { label, tags = [] } = byCode.get(emoji.hexcode) ?? emoji;
    return { name: label, tags };
  };
}

/** Returns Unicode's names and tags, a country's name for its flag, and English for emoji that have neither. */
function cldrNames(language: EmojiLanguage): (emoji: Source) => NameAndTags {
  type Annotations = Record<string, { default?: string[]; tts?: string[] } | undefined>;
  const { annotations: byEmoji }: { annotations: Annotations } = requireJson(
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

/** Returns a flag's country code: EG for 🇪🇬. */
function countryOf(emoji: string): string | undefined {
  const letters = [...emoji].map((sign) => (sign.codePointAt(0) ?? 0) - 0x1f1e6);
  if (letters.length !== 2 || letters.some((letter) => letter < 0 || letter > 25)) return undefined;
  return String.fromCharCode(...letters.map((letter) => letter + 65));
}
