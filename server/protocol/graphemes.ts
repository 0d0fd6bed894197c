// Splits text where a person sees characters: never within a flag, a family or an accented letter (UAX #29).

// Close to the standard's rules, for engines without Intl.Segmenter: pairs of flag letters; otherwise any character with the
// marks, selectors, skin tones, tags and Hangul vowels that follow it, and what joiners and the signs that join Indic letters
// add.
const EXTEND = "[\\p{M}\\p{Emoji_Modifier}\\u200c\\u{e0020}-\\u{e007f}\\u1160-\\u11ff\\ud7b0-\\ud7ff]";
const JOINED_LETTER = "(?<=[\\u094d\\u09cd\\u0acd\\u0b4d\\u0c4d\\u0d4d\\u1039\\u17d2]\\u200d?)\\p{L}";
const GRAPHEME = new RegExp(
  `(?:\\r\\n|\\p{Regional_Indicator}{2}|[^])(?:${EXTEND}|\\u200d(?:\\p{Extended_Pictographic})?|${JOINED_LETTER})*`,
  "gu",
);

type Cut = { readonly segment: string; readonly index: number };

function* matchGraphemes(text: string): Generator<Cut> {
  for (const { 0: segment, index } of text.matchAll(GRAPHEME)) yield { segment, index };
}

let segmenter: Intl.Segmenter | undefined;

/** Iterates over a text's characters as people see them, no further than it is asked. */
export function graphemesOf(text: string): Iterable<Cut> {
  // Firefox has it since 125.
  if (typeof Intl.Segmenter !== "function") return matchGraphemes(text);
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
}
