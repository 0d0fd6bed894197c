// Matches flags, keycaps, and pictographs with skin tones, joined or not. \p{RGI_Emoji} would be shorter, but needs the v
// flag, which not every supported browser has.
const PICTOGRAPH =
  "(?:(?!\\p{RI})\\p{Emoji_Presentation}|\\p{Emoji}\\ufe0f|\\p{Emoji_Modifier_Base}(?=\\p{Emoji_Modifier})|\\p{Extended_Pictographic}(?=\\u200d))";
const ZWJ_SEQUENCE = "(?:\\u200d(?:\\p{Emoji}\\ufe0f?\\p{Emoji_Modifier}?))*";
const EMOJI = `(?:\\p{RI}{2}|[0-9#*]\\ufe0f?\\u20e3|${PICTOGRAPH}\\p{Emoji_Modifier}?[\\u{e0020}-\\u{e007f}]*${ZWJ_SEQUENCE})`;
const ONE_TO_THREE = new RegExp(`^(?:${EMOJI}\\s*){1,3}$`, "u");
/** In UTF-16 units; the longest emoji takes 15. */
const MAX_LENGTH = 64;

/** Returns whether a message is one to three emoji and nothing else: such emoji are shown larger. */
export function isLoneEmoji(text: string): boolean {
  return text.length <= MAX_LENGTH && ONE_TO_THREE.test(text.trim());
}
