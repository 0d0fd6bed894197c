import loaders from "virtual:emoji";
import { type Emoji, unpackEmoji } from "./emoji.ts";
import { createEmojiSearch, type EmojiSearch } from "./emoji-search.ts";
import { createSupportTest, supportedEmoji } from "./supported-emoji.ts";

export type LoadedEmoji = { readonly all: readonly Emoji[]; readonly search: EmojiSearch };

const cache = new Map<string, Promise<LoadedEmoji>>();

/**
 * Returns the emoji of a language and their search. They are fetched once; a fetch that failed is tried again.
 * @param language of the client; one without emoji texts of its own gets the English ones
 */
export function loadEmoji(language: string): Promise<LoadedEmoji> {
  const available = language in loaders ? language : "en";
  const cached = cache.get(available);
  if (cached !== undefined) return cached;
  const pending = fetchEmoji(available);
  cache.set(available, pending);
  pending.catch(() => cache.delete(available));
  return pending;
}

/** Lets waiting input events run first: each step below takes a while. */
const yieldToInput = () => new Promise<void>((done) => setTimeout(done));

async function fetchEmoji(language: string): Promise<LoadedEmoji> {
  const packed = await loaders[language]?.();
  await yieldToInput();
  const known = unpackEmoji(packed?.default ?? "");
  await yieldToInput();
  const isSupported = createSupportTest();
  const all = await supportedEmoji(known, (text) => yieldToInput().then(() => isSupported(text)));
  await yieldToInput();
  return { all, search: createEmojiSearch(all) };
}
