// What the emoji picker and the completion say, in English; a catalogue has the same for every language.
import type { Group, Tone } from "./emoji.ts";

export type EmojiWords = {
  emoji: string;
  search: string;
  close: string;
  loading: string;
  failed: string;
  retry: string;
  nothingFound: string;
  found(count: number): string;
  categories: string;
  recent: string;
  groups: Readonly<Record<Group, string>>;
  tone: string;
  tones: Readonly<Record<Tone, string>>;
};

export type CompletionWords = {
  suggestions: string;
  /** Said to those who listen when suggestions appear. */
  offered(count: number): string;
};

export const EMOJI_WORDS: EmojiWords = {
  emoji: "Emoji",
  search: "Search emoji",
  close: "Close",
  loading: "Getting the emoji…",
  failed: "The emoji couldn’t be fetched.",
  retry: "Try again",
  nothingFound: "No emoji found",
  found: (count) => (count === 1 ? "1 emoji found" : `${count} emoji found`),
  categories: "Categories",
  recent: "Used lately",
  groups: {
    smileys: "Smileys and feelings",
    people: "People and gestures",
    nature: "Animals and nature",
    food: "Food and drink",
    travel: "Travel and places",
    activities: "Activities",
    objects: "Objects",
    symbols: "Symbols",
    flags: "Flags",
  },
  tone: "Skin tone",
  tones: {
    0: "No skin tone",
    1: "Light skin tone",
    2: "Medium-light skin tone",
    3: "Medium skin tone",
    4: "Medium-dark skin tone",
    5: "Dark skin tone",
  },
};

export const COMPLETION_WORDS: CompletionWords = {
  suggestions: "Suggestions",
  offered: (count) => (count === 1 ? "1 suggestion" : `${count} suggestions`),
};
