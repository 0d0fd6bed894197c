// The keys of one encrypted room: what its link leads to, the keyring, and every key epoch that can be reached.
import { concat, fromBase64url, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import { makeJoinProof } from "#protocol/e2ee/join-proof";
import {
  deriveEpochKeys,
  deriveLinkCheck,
  derivePasswordKey,
  deriveSecret,
  type EpochKeys,
} from "#protocol/e2ee/key-schedule";
import { appendRecords, type Keyring, mergeKeyring, newestSecret, readKeyring } from "#protocol/e2ee/keyring";
import { encodeFragment, hashRootKey, parseFragment, type RoomLink, roomIdOf } from "#protocol/e2ee/link";
import { openForSession, type SessionKeys } from "#protocol/e2ee/rekey";
import { openPast, type RoomSecret } from "#protocol/e2ee/room-secrets";
import type { ChallengeView } from "#protocol/schemas";
import type { KeyProblem } from "../../i18n/parts/encryption-texts.ts";
import type { KeptRoom } from "./messages.ts";

export const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

export type JoinAs = { readonly memberId: string; readonly base: string; readonly password: string | undefined };

type Secret = { readonly keyEpoch: number; readonly value: Uint8Array };

export class RoomKeys {
  readonly #code: string;
  #link: RoomLink;
  #known: KeptRoom["keyring"];
  #secret: Secret | undefined;
  /** What the last proof was made with. */
  #tried: Secret | undefined;
  #keyring: Keyring | undefined;
  #epochs: ReadonlyMap<number, EpochKeys> = new Map();
  readonly roomId: Uint8Array;

  constructor(code: string, kept: KeptRoom) {
    const link = parseFragment(kept.link);
    if (typeof link === "string") throw new Error("a kept link is damaged");
    this.#code = code;
    this.#link = link;
    this.#known = kept.keyring;
    this.#secret = kept.secret && { keyEpoch: kept.secret.keyEpoch, value: bytesOf(kept.secret.value) };
    this.roomId = roomIdOf(link.rootHash, code);
  }

  /** Takes another link of this room, as after a rekey. */
  setLink(fragment: string): void {
    const link = parseFragment(fragment);
    if (typeof link !== "string" && link.kind === "room") this.#link = link;
  }

  get keyring(): Keyring | undefined {
    return this.#keyring;
  }

  get newest(): EpochKeys | undefined {
    return this.#epochs.get((this.#keyring?.secrets.length ?? 0) - 1);
  }

  readonly of = (keyEpoch: number): EpochKeys | undefined => this.#epochs.get(keyEpoch);

  /** Returns the proof that we have the key, or what is missing for it. Nothing that the server says here is trusted. */
  prove(
    { challenge, keyEpoch, rootKey, linkCheck, passwordSalt }: ChallengeView,
    { memberId, base, password }: JoinAs,
  ): Uint8Array | KeyProblem | "password_needed" {
    if (!isEqual(hashRootKey(bytesOf(rootKey)), this.#link.rootHash)) return "other_room";
    let value = this.#secret?.keyEpoch === keyEpoch ? this.#secret.value : undefined;
    if (value === undefined) {
      if (!isEqual(deriveLinkCheck(this.#link.secret, this.roomId), bytesOf(linkCheck))) return "old_link";
      if (passwordSalt !== undefined && password === undefined) return "password_needed";
      const key =
        passwordSalt && password !== undefined ? derivePasswordKey(password, bytesOf(passwordSalt)) : undefined;
      value = deriveSecret(this.#link.secret, key, this.roomId, keyEpoch);
    }
    this.#tried = { keyEpoch, value };
    const keys = deriveEpochKeys(value, this.roomId, keyEpoch);
    return makeJoinProof(keys, { challenge: bytesOf(challenge), memberId, base });
  }

  /** The server didn't take the proof: the secret of before, if there was one, is of no use. */
  forgetTried(): void {
    this.#tried = this.#secret = undefined;
  }

  /** Takes the keyring of a welcome, and opens all key epochs that our secret leads to. */
  welcome(rootKey: Uint8Array, records: readonly Uint8Array[]): KeyProblem | undefined {
    const before = this.#keyring;
    const link = { rootHash: this.#link.rootHash, code: this.#code };
    const keyring = before === undefined ? readKeyring(rootKey, records, link) : mergeKeyring(before, records);
    if (keyring === "other_room" || keyring === "rolled_back" || keyring === "forked") return keyring;
    if (typeof keyring === "string") return "wrong_key";
    const { length, head } = this.#known ?? { length: 0, head: "" };
    if (keyring.records.length < length) return "rolled_back";
    const digest = keyring.records[length - 1]?.digest;
    if (digest !== undefined && toBase64url(digest) !== head) return "forked";
    const secret = this.#tried ?? this.#secret;
    const epochs = secret && openPast(keyring, secret.keyEpoch, secret.value);
    if (secret === undefined || epochs === undefined || epochs === "wrong_key") return "wrong_key";
    this.#secret = secret;
    this.#keyring = keyring;
    this.#epochs = new Map([...this.#epochs, ...epochs]);
    return undefined;
  }

  /** Takes records that were appended. Returns whether they continue the keyring. */
  append(records: readonly Uint8Array[]): boolean {
    const keyring = this.#keyring && appendRecords(this.#keyring, records);
    if (keyring === undefined || typeof keyring === "string") return false;
    this.#keyring = keyring;
    return true;
  }

  /** Takes the newest secret out of a box for this page. Returns whether it was the one that the newest record is of. */
  openBox(session: Uint8Array, keys: SessionKeys, box: Uint8Array): boolean {
    const keyring = this.#keyring;
    const record = keyring && newestSecret(keyring);
    const opened = keyring && record && openForSession(keyring, record, session, keys, box);
    if (opened === undefined) return false;
    this.useSecret(opened.secret, opened.keys);
    return true;
  }

  useSecret({ secret, linkSecret }: RoomSecret, keys: EpochKeys): void {
    this.#secret = { keyEpoch: keys.keyEpoch, value: secret };
    this.#link = { kind: "room", secret: linkSecret, rootHash: this.#link.rootHash };
    this.#epochs = new Map([...this.#epochs, [keys.keyEpoch, keys]]);
  }

  /** Returns the newest secret with its link's, to hand it on. */
  get roomSecret(): RoomSecret | undefined {
    return this.#secret && { secret: this.#secret.value, linkSecret: this.#link.secret };
  }

  get kept(): Pick<KeptRoom, "link" | "secret" | "keyring"> {
    const { records = [], head } = this.#keyring ?? {};
    const secret = this.#secret && { keyEpoch: this.#secret.keyEpoch, value: toBase64url(concat(this.#secret.value)) };
    return {
      link: encodeFragment(this.#link),
      ...(secret && { secret }),
      ...(head && { keyring: { length: records.length, head: toBase64url(head) } }),
    };
  }
}
