// What the names of one language are made of. Rule I9.
import type { AvatarId } from "#protocol/avatars";

export type NameLanguage = {
  /** Kind words, in the form that `compose` takes. */
  readonly adjectives: readonly string[];
  /** Returns the name: the adjective agrees with the animal and stands where the language puts it. */
  compose(adjective: string, animal: AvatarId): string;
};

/** Returns the words of a text. */
export const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/);

export const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
