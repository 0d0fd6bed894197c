// The drawn avatars: creatures of a pond and its evening. An id is what the wire carries and the name of its file.

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
] as const;

export type AvatarId = (typeof AVATARS)[number];

const ADDRESSES: ReadonlyMap<string | null, string> = new Map(
  AVATARS.map((id) => [id, new URL(`./art/${id}.svg`, import.meta.url).href]),
);

/** Where its picture is; undefined where the initial stands for it, as for avatars only another client knows. */
export function avatarUrl(avatar: string | null): string | undefined {
  return ADDRESSES.get(avatar);
}
