// A language's emoji, fetched when first wanted; whoever asks again gets the same. A fetch that failed is tried anew.
import loaders from "virtual:emoji";
import { type Emoji, unpack } from "./emoji.ts";
import { type EmojiSearch, makeSearch } from "./search.ts";
import { drawable, makeIsDrawn } from "./supported-emoji.ts";

export type LoadedEmoji = { readonly all: readonly Emoji[]; readonly search: EmojiSearch };

const loaded = new Map<string, Promise<LoadedEmoji>>();

/** @param language of the client; one without emoji words of its own gets the English ones */
export function loadEmoji(language: string): Promise<LoadedEmoji> {
  const of = language in loaders ? language : "en";
  const there = loaded.get(of);
  if (there !== undefined) return there;
  const asked = fetchEmoji(of);
  loaded.set(of, asked);
  asked.catch(() => loaded.delete(of));
  return asked;
}

/** What is typed and touched meanwhile goes first. */
const breathe = () => new Promise<void>((done) => setTimeout(done));

async function fetchEmoji(language: string): Promise<LoadedEmoji> {
  const packed = await loaders[language]?.();
  await breathe();
  const known = unpack(packed?.default ?? "");
  await breathe();
  const isDrawn = makeIsDrawn();
  const all = await drawable(known, (text) => breathe().then(() => isDrawn(text)));
  await breathe();
  return { all, search: makeSearch(all) };
}
