// The emoji used last and the skin tone chosen, as this browser keeps them. What is kept may be anything: what isn't
// understood is passed over.
import type { Kept } from "../browser/storage.ts";
import { TONES, type Tone } from "./emoji.ts";

const RECENT_KEY = "emoji";
const TONE_KEY = "emoji-tone";
const MOST = 24;
const POPULAR = ["👍", "❤️", "😂", "🎉", "😮", "😢"] as const;
/** The longest emoji there is has 15 units; what is longer is none. */
const LONGEST = 16;

/** Without tones, the last used first. */
export function recentEmoji(kept: Kept): string[] {
  const texts = (kept.get(RECENT_KEY) ?? "").split(" ");
  return [...new Set(texts)].filter((text) => text !== "" && text.length <= LONGEST).slice(0, MOST);
}

/** @param text the emoji without a tone */
export function rememberEmoji(kept: Kept, text: string): void {
  kept.set(RECENT_KEY, [text, ...recentEmoji(kept).filter((other) => other !== text)].slice(0, MOST).join(" "));
}

/** The last used, and what most people use where there are too few: for a row of quick reactions. */
export function quickEmoji(kept: Kept, count: number): string[] {
  return [...new Set([...recentEmoji(kept), ...POPULAR])].slice(0, count);
}

export function keptTone(kept: Kept): Tone {
  return TONES.find((tone) => String(tone) === kept.get(TONE_KEY)) ?? 0;
}

export function keepTone(kept: Kept, tone: Tone): void {
  kept.set(TONE_KEY, String(tone));
}
