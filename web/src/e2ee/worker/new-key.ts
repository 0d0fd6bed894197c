import { drawBytes, type FillRandom } from "#protocol/e2ee/bytes";
import { derivePasswordKey, PASSWORD_SALT_BYTES } from "#protocol/e2ee/key-schedule";
import type { NewKeyWish } from "./messages.ts";
import type { Password } from "./room-keys.ts";

/** A key as somebody wishes it, with the key of its password: null where it has none, undefined where that stays as it is. */
export type NewKey = { readonly closesPast: boolean; readonly password: Password | null | undefined };

export function newKeyOf({ closesPast, password }: NewKeyWish, random: FillRandom): NewKey {
  if (typeof password !== "string") return { closesPast, password };
  const salt = drawBytes(random, PASSWORD_SALT_BYTES);
  return { closesPast, password: { salt, key: derivePasswordKey(password, salt) } };
}
