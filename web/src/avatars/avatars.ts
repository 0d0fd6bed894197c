import { AVATARS } from "#protocol/avatars";

const AVATAR_URLS: ReadonlyMap<string | null, string> = new Map(
  AVATARS.map((id) => [id, new URL(`./art/${id}.svg`, import.meta.url).href]),
);

/** Returns the picture's address; undefined for no avatar and for one that this client doesn't know: show the initial. */
export function avatarUrl(avatar: string | null): string | undefined {
  return AVATAR_URLS.get(avatar);
}
