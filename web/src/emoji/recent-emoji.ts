import type { KeyValueStore } from "../browser/storage.ts";

const STORAGE_KEY = "emoji";
const MAX_RECENTS = 24;
const POPULAR = ["👍", "❤️", "😂", "🎉", "😮", "😢"] as const;
/** In UTF-16 units. The longest emoji has 15: longer text is not an emoji. */
const MAX_EMOJI_LENGTH = 16;

/** Returns the emoji used in this browser, without tones, the last used first. Stored text that is no emoji is skipped. */
export function recentEmoji(browserStore: KeyValueStore): string[] {
  const texts = (browserStore.get(STORAGE_KEY) ?? "").split(" ");
  return [...new Set(texts)].filter((text) => text !== "" && text.length <= MAX_EMOJI_LENGTH).slice(0, MAX_RECENTS);
}

/** Puts an emoji first among the recent ones. @param text the emoji without a tone */
export function rememberEmoji(browserStore: KeyValueStore, text: string): void {
  browserStore.set(
    STORAGE_KEY,
    [text, ...recentEmoji(browserStore).filter((other) => other !== text)].slice(0, MAX_RECENTS).join(" "),
  );
}

/** Returns emoji for a row of quick reactions: the last used, then popular ones. */
export function quickEmoji(browserStore: KeyValueStore, count: number): string[] {
  return [...new Set([...recentEmoji(browserStore), ...POPULAR])].slice(0, count);
}
