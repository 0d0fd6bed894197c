// What counts as one emoji. Some can be written in several ways, with or without a selector; one of them is the usual one.

const SELECTORS = /[\ufe0e\ufe0f]/g;
// Pictographs that are text by default: they need the selector, except before a skin tone, which implies it.
const TEXT_BY_DEFAULT = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu;

/** Returns whether the text is exactly one emoji, of any number of code points, in the form that Unicode recommends. */
export function isEmoji(text: string): boolean {
  // A single character may be newer than the engine's list; half a flag isn't an emoji.
  return /^\p{RGI_Emoji}$/v.test(text) || /^(?!\p{Regional_Indicator})\p{Emoji_Presentation}$/u.test(text);
}

/** Returns the emoji as Unicode recommends to write it; undefined if the text is not exactly one emoji. */
export function canonicalEmoji(text: string): string | undefined {
  if (isEmoji(text)) return text;
  const bare = text.replace(SELECTORS, "");
  if (isEmoji(bare)) return bare;
  const selected = bare.replace(TEXT_BY_DEFAULT, "$&\ufe0f");
  return isEmoji(selected) ? selected : undefined;
}
