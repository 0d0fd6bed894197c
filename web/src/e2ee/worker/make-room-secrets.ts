import { drawBytes, type FillRandom, toBase64url } from "#protocol/e2ee/bytes";
import { derivePasswordKey, PASSWORD_SALT_BYTES } from "#protocol/e2ee/key-schedule";
import { encodeFragment, hashRootKey, LINK_SECRET_BYTES } from "#protocol/e2ee/link";
import { makeFirstRecord } from "#protocol/e2ee/room-secrets";
import { publicKeyOf } from "#protocol/e2ee/signatures";
import type { EncryptionRequest } from "#protocol/schemas";
import type { KeptRoom } from "./messages.ts";

/** Draws the secrets of a new room. Returns what the server gets, and what this browser keeps. */
export function makeRoomSecrets(
  code: string,
  password: string | undefined,
  random: FillRandom,
): { readonly encryption: EncryptionRequest; readonly kept: KeptRoom } {
  const [seed, linkSecret] = [drawBytes(random, 32), drawBytes(random, LINK_SECRET_BYTES)];
  const rootKey = publicKeyOf(seed);
  const salt = drawBytes(random, PASSWORD_SALT_BYTES);
  const key = password === undefined ? undefined : derivePasswordKey(password, salt);
  const withPassword = key && { password: { key, salt } };
  const { record, secret } = makeFirstRecord(code, { linkSecret, ...withPassword }, seed, random);
  return {
    encryption: { version: "mayfly/e2ee/1", rootKey: toBase64url(rootKey), record: toBase64url(record) },
    kept: {
      link: encodeFragment({ kind: "room", secret: linkSecret, rootHash: hashRootKey(rootKey) }),
      seed: toBase64url(seed),
      secret: { keyEpoch: 0, value: toBase64url(secret) },
      ...(key && { password: { salt: toBase64url(salt), key: toBase64url(key) } }),
    },
  };
}
