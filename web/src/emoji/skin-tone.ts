import type { KeyValueStore } from "../browser/storage.ts";
import type { SkinTone } from "../i18n/parts/emoji-texts.ts";
import type { Emoji } from "./emoji.ts";

export const SKIN_TONES: readonly SkinTone[] = [0, 1, 2, 3, 4, 5];

const STORAGE_KEY = "emoji-tone";

/** The code point before that of tone 1. */
const BEFORE_LIGHT_TONE = 0x1f3fa;
// In a handshake joined between two people, only the people take the tone.
const TONE_BASES = /(?!(?<=\u200d)\u{1f91d})\p{Emoji_Modifier_Base}\ufe0f?/gu;

/** Returns the emoji with everybody in it in this skin tone; unchanged if it has no tones. */
export function withTone(emoji: Emoji, tone: SkinTone): string {
  if (tone === 0 || emoji.tonesSince === undefined) return emoji.text;
  const modifier = String.fromCodePoint(BEFORE_LIGHT_TONE + tone);
  return emoji.text.replace(TONE_BASES, (base) => base.replace("\ufe0f", "") + modifier);
}

/** Returns the tone this browser stores; 0 if it stores none or something else. */
export function storedTone(browserStore: KeyValueStore): SkinTone {
  return SKIN_TONES.find((tone) => String(tone) === browserStore.get(STORAGE_KEY)) ?? 0;
}

export function storeTone(browserStore: KeyValueStore, tone: SkinTone): void {
  browserStore.set(STORAGE_KEY, String(tone));
}
