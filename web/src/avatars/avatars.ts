import type { AvatarId } from "../i18n/avatar-texts.ts";

/** The ids of the drawn avatars, as the protocol carries them; each is the name of its file in art/. */
export const AVATARS = [
  "mayfly",
  "dragonfly",
  "frog",
  "otter",
  "heron",
  "newt",
  "turtle",
  "fish",
  "snail",
  "bee",
  "ladybird",
  "moth",
  "firefly",
  "owl",
  "bat",
  "hedgehog",
] as const satisfies readonly AvatarId[];

const AVATAR_URLS: ReadonlyMap<string | null, string> = new Map(
  AVATARS.map((id) => [id, new URL(`./art/${id}.svg`, import.meta.url).href]),
);

/** Returns the picture's address; undefined for no avatar and for one that this client doesn't know: show the initial. */
export function avatarUrl(avatar: string | null): string | undefined {
  return AVATAR_URLS.get(avatar);
}
