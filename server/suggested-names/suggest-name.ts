// Suggests a name for somebody who gave none: an adjective and one of the drawn animals. Rules I9, I10.
import { AVATARS, type AvatarId } from "#protocol/avatars";
import type { Random } from "../chat/lib/ports.ts";
import { arabic } from "./arabic.ts";
import { english } from "./english.ts";
import { german } from "./german.ts";
import { japanese } from "./japanese.ts";
import type { NameLanguage } from "./name-language.ts";
import { spanish } from "./spanish.ts";

/** By the first part of their tags. */
export const NAME_LANGUAGES: ReadonlyMap<string, NameLanguage> = new Map([
  ["en", english],
  ["de", german],
  ["es", spanish],
  ["ar", arabic],
  ["ja", japanese],
]);

/** The avatar is the animal in the name. */
export type SuggestedName = { readonly name: string; readonly avatar: AvatarId };

export type NameWish = {
  /** Language tags, the most wanted first. The first one with names counts, else English. */
  readonly languages?: readonly string[];
  /** The name is of this animal, if it is a drawn one. */
  readonly avatar?: string | null | undefined;
};

export function suggestName(random: Random, { languages = [], avatar }: NameWish = {}): SuggestedName {
  const found = languages.map((tag) => NAME_LANGUAGES.get(primaryOf(tag))).find((language) => language !== undefined);
  const { adjectives, compose } = found ?? english;
  const animal = AVATARS.find((drawn) => drawn === avatar) ?? pick(random, AVATARS);
  return { name: compose(pick(random, adjectives), animal), avatar: animal };
}

/** Returns the language of a tag without script and region: "de" of "de-AT". */
const primaryOf = (tag: string): string => tag.toLowerCase().replace(/-.*$/, "");

function pick<T>(random: Random, choices: readonly T[]): T {
  const drawn = new Uint32Array(1);
  random(new Uint8Array(drawn.buffer));
  return choices[Math.floor(((drawn[0] ?? 0) / 2 ** 32) * choices.length)] as T;
}
