// Messages of nothing but one to three emoji, which are shown larger.

// Flags of letters, flags of regions, keycaps, and pictures with their tones, joined or not. Written without the set
// notation that would say it shorter: browsers we serve don't know it.
const PICTURE =
  "(?:(?!\\p{RI})\\p{Emoji_Presentation}|\\p{Emoji}\\ufe0f|\\p{Emoji_Modifier_Base}(?=\\p{Emoji_Modifier}))";
const JOINED = "(?:\\u200d(?:\\p{Emoji}\\ufe0f?\\p{Emoji_Modifier}?))*";
const EMOJI = `(?:\\p{RI}{2}|[0-9#*]\\ufe0f?\\u20e3|${PICTURE}\\p{Emoji_Modifier}?[\\u{e0020}-\\u{e007f}]*${JOINED})`;
const LONE = new RegExp(`^(?:${EMOJI}\\s*){1,3}$`, "u");
/** The longest emoji takes 15 units. */
const LONGEST = 64;

export function isLoneEmoji(text: string): boolean {
  return text.length <= LONGEST && LONE.test(text.trim());
}
