// What a terminal that has a room's link makes of the keyring that the server handed out. Rules C17, C18.
import { fromBase64url, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import { deriveLinkCheck, derivePasswordKey, deriveSecret, type EpochKeys } from "#protocol/e2ee/key-schedule";
import { type Keyring, type KeyringProblem, mergeKeyring, readKeyring } from "#protocol/e2ee/keyring";
import { decodeRecord } from "#protocol/e2ee/keyring-record";
import { keysOfSecret, openPast } from "#protocol/e2ee/room-secrets";
import type { FullLink } from "./room-link.ts";

const DAMAGED = "the keyring is damaged, or was made by somebody else";
const SENTENCES: Readonly<Record<KeyringProblem | "rolled_back" | "forked", string>> = {
  other_room: "the keyring is another room's: its first owner isn't the one whom the link names",
  damaged: DAMAGED,
  out_of_date: "the keyring is another room's, or its records aren't in their order",
  order: DAMAGED,
  not_a_signer: "the keyring has a record by somebody who may not change it",
  signature: "the keyring has a record with a wrong signature",
  full: DAMAGED,
  rolled_back: "the server shows an older keyring than before",
  forked: "the server shows another keyring than before",
};
const OTHER_LINK = "the room has a new key, and this link is of before, or of another room: ask for the new link";
const NO_PASSWORD = "the room has a password: it belongs on the line below the link";
const WRONG_PASSWORD = "the password below the link is wrong";

/** Returns the keyring that a server's answer has, or that continues a known one. */
export function readRecords(
  link: FullLink,
  texts: readonly unknown[],
  known?: Keyring,
): Keyring | { readonly problem: string } {
  const records = texts.map((text) => (typeof text === "string" ? fromBase64url(text) : undefined));
  const whole = records.filter((record) => record !== undefined);
  const [first] = whole;
  const rootKey = first && decodeRecord(first)?.signer;
  if (rootKey === undefined || whole.length < records.length) return { problem: DAMAGED };
  // The first record is the first owner's, whose key the link names.
  const keyring = known === undefined ? readKeyring(rootKey, whole, link) : mergeKeyring(known, whole);
  return typeof keyring === "string" ? { problem: SENTENCES[keyring] } : keyring;
}

/** Returns the keys of every key epoch that the link leads to. An older link leads to the older ones. */
export function keysOfLink(
  { secret: linkSecret, password }: FullLink,
  keyring: Keyring,
): ReadonlyMap<number, EpochKeys> | { readonly problem: string } {
  const linkCheck = deriveLinkCheck(linkSecret, keyring.roomId);
  const records = keyring.secrets.filter((record) => isEqual(record.linkCheck, linkCheck)).reverse();
  if (records.length === 0) return { problem: OTHER_LINK };
  const passwordKeys = new Map<string, Uint8Array>();
  const passwordKeyOf = (salt: Uint8Array) => {
    const id = toBase64url(salt);
    const key = passwordKeys.get(id) ?? derivePasswordKey(password ?? "", salt);
    passwordKeys.set(id, key);
    return key;
  };
  for (const { keyEpoch, passwordSalt } of records) {
    if (passwordSalt !== undefined && password === undefined) continue;
    const key = passwordSalt && passwordKeyOf(passwordSalt);
    const secret = deriveSecret(linkSecret, key, keyring.roomId, keyEpoch);
    if (keysOfSecret(keyring, keyEpoch, secret) === undefined) continue;
    const opened = openPast(keyring, keyEpoch, secret);
    if (opened !== "wrong_key") return opened;
  }
  return { problem: password === undefined ? NO_PASSWORD : WRONG_PASSWORD };
}

/** Returns the keys with which one writes now, or why there are none. */
export function newestKeysOf(link: FullLink, keyring: Keyring): EpochKeys | { readonly problem: string } {
  const keys = keysOfLink(link, keyring);
  if ("problem" in keys) return keys;
  return keys.get(keyring.secrets.length - 1) ?? { problem: OTHER_LINK };
}
