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
import { keysOfSecret, openPast, type RoomSecret } from "#protocol/e2ee/room-secrets";
import type { ChallengeView } from "#protocol/schemas";
import type { KeyProblem } from "../../i18n/parts/encryption-texts.ts";
import type { KeptRoom } from "./messages.ts";

export const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

export type JoinAs = { readonly memberId: string; readonly base: string; readonly password: string | undefined };

type Secret = { readonly keyEpoch: number; readonly value: Uint8Array };
type Drawn = RoomSecret & { readonly keyEpoch: number };
type Password = { readonly salt: Uint8Array; readonly key: Uint8Array };

export class RoomKeys {
  readonly #code: string;
  #link: RoomLink;
  #known: KeptRoom["keyring"];
  #secret: Secret | undefined;
  /** What the last proof was made with. */
  #tried: Secret | undefined;
  /** A secret that we drew for the next key; the server may have taken its record even if it couldn't say so. */
  #drawn: Drawn | undefined;
  #password: Password | undefined;
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
    const drawnLink = kept.drawn && parseFragment(kept.drawn.link);
    if (kept.drawn && typeof drawnLink === "object" && drawnLink.kind === "room") {
      const { keyEpoch, value } = kept.drawn;
      this.#drawn = { keyEpoch, secret: bytesOf(value), linkSecret: drawnLink.secret };
    }
    this.#password = kept.password && { salt: bytesOf(kept.password.salt), key: bytesOf(kept.password.key) };
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
    const isLink = (linkSecret: Uint8Array) => isEqual(deriveLinkCheck(linkSecret, this.roomId), bytesOf(linkCheck));
    if (value === undefined && this.#drawn?.keyEpoch === keyEpoch && isLink(this.#drawn.linkSecret)) {
      value = this.#drawn.secret;
    }
    if (value === undefined) {
      if (!isLink(this.#link.secret)) return "old_link";
      const key = passwordSalt === undefined ? undefined : this.#passwordKey(bytesOf(passwordSalt), password);
      if (passwordSalt !== undefined && key === undefined) return "password_needed";
      value = deriveSecret(this.#link.secret, key, this.roomId, keyEpoch);
    }
    this.#tried = { keyEpoch, value };
    const keys = deriveEpochKeys(value, this.roomId, keyEpoch);
    return makeJoinProof(keys, { challenge: bytesOf(challenge), memberId, base });
  }

  /** Returns the key of a password that was typed, or of the one that was typed once. */
  #passwordKey(salt: Uint8Array, password: string | undefined): Uint8Array | undefined {
    if (password !== undefined) this.#password = { salt, key: derivePasswordKey(password, salt) };
    return this.#password && isEqual(this.#password.salt, salt) ? this.#password.key : undefined;
  }

  /** The server didn't take the proof: the secret of before, if there was one, is of no use. */
  forgetTried(): void {
    this.#tried = this.#secret = this.#password = undefined;
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
    this.useDrawn();
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

  /** Remembers a secret that was drawn for the next key. */
  setDrawn(drawn: Drawn): void {
    this.#drawn = drawn;
  }

  /** Takes the secret that we drew, if the newest record is of it. Returns whether it is. */
  useDrawn(): boolean {
    const [drawn, keyring] = [this.#drawn, this.#keyring];
    if (drawn === undefined || keyring === undefined || keyring.secrets.length <= drawn.keyEpoch) return false;
    this.#drawn = undefined;
    const keys = keysOfSecret(keyring, drawn.keyEpoch, drawn.secret);
    if (keys === undefined || drawn.keyEpoch < keyring.secrets.length - 1) return false;
    this.useSecret(drawn, keys);
    return true;
  }

  get password(): Password | undefined {
    return this.#password;
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

  get kept(): Pick<KeptRoom, "link" | "secret" | "keyring" | "drawn" | "password"> {
    const { records = [], head } = this.#keyring ?? {};
    const drawn = this.#drawn;
    const linkOf = (secret: Uint8Array) => encodeFragment({ kind: "room", secret, rootHash: this.#link.rootHash });
    const secret = this.#secret && { keyEpoch: this.#secret.keyEpoch, value: toBase64url(concat(this.#secret.value)) };
    return {
      link: encodeFragment(this.#link),
      ...(secret && { secret }),
      ...(drawn && {
        drawn: { keyEpoch: drawn.keyEpoch, value: toBase64url(drawn.secret), link: linkOf(drawn.linkSecret) },
      }),
      ...(this.#password && {
        password: { salt: toBase64url(this.#password.salt), key: toBase64url(this.#password.key) },
      }),
      ...(head && { keyring: { length: records.length, head: toBase64url(head) } }),
    };
  }
}
