// The keys of one encrypted room: what its link leads to, the keyring, and every key epoch that can be reached.
import { fromBase64url, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import type { OpenedEvent } from "#protocol/e2ee/event";
import { unwrapInvite } from "#protocol/e2ee/invite";
import { makeJoinProof } from "#protocol/e2ee/join-proof";
import {
  deriveEpochKeys,
  deriveLinkCheck,
  derivePasswordKey,
  deriveSecret,
  type EpochKeys,
} from "#protocol/e2ee/key-schedule";
import {
  appendRecords,
  type Keyring,
  mergeKeyring,
  newestSecret,
  readKeyring,
  wasSigner,
} from "#protocol/e2ee/keyring";
import { encodeFragment, hashRootKey, parseFragment, roomIdOf } from "#protocol/e2ee/link";
import { openForSession, type SessionKeys } from "#protocol/e2ee/rekey";
import { keysOfSecret, openPast, type RoomSecret } from "#protocol/e2ee/room-secrets";
import { verifySignature } from "#protocol/e2ee/signatures";
import type { ChallengeView } from "#protocol/schemas";
import type { KeyProblem } from "../../i18n/parts/encryption-texts.ts";
import type { KeptRoom, KeptSecret } from "./messages.ts";

export const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

export type JoinAs = { readonly memberId: string; readonly base: string; readonly password: string | undefined };

/** The secret of a key epoch, with its link's: what one needs to be in the room then, and to pass the link on. */
type EpochSecret = RoomSecret & { readonly keyEpoch: number; readonly password?: Password };
export type Password = { readonly salt: Uint8Array; readonly key: Uint8Array };

/** As many secrets of before the newest are kept: with them, a room that went back to a backup opens. */
const MAX_FORMER = 4;
/** And so many that no later one leads to, for keys between closed the past. */
const MAX_BEFORE_CLOSED = 16;

export class RoomKeys {
  readonly #code: string;
  readonly #rootHash: Uint8Array;
  readonly roomId: Uint8Array;
  /** What the newest link says that was opened; undefined while there is none but a link for one use. */
  #linkSecret: Uint8Array | undefined;
  #known: KeptRoom["keyring"];
  #secret: EpochSecret | undefined;
  #former: readonly EpochSecret[];
  /** What the last proof was made with. */
  #tried: EpochSecret | undefined;
  /** A secret that we drew for the next key; the server may have taken its record even if it couldn't say so. */
  #drawn: EpochSecret | undefined;
  #password: Password | undefined;
  #keyring: Keyring | undefined;
  #epochs: ReadonlyMap<number, EpochKeys> = new Map();
  /** The member goes on, although the server shows an older or another keyring than this browser has seen. */
  #isAnyKeyringTaken = false;

  constructor(code: string, kept: KeptRoom) {
    const link = parseFragment(kept.link);
    if (typeof link === "string") throw new Error("a kept link is damaged");
    this.#code = code;
    this.#rootHash = link.rootHash;
    this.roomId = roomIdOf(link.rootHash, code);
    if (link.kind === "room") this.#linkSecret = link.secret;
    this.#known = kept.keyring;
    this.#secret = kept.secret && unpack({ ...kept.secret, link: kept.link });
    this.#drawn = kept.drawn && unpack(kept.drawn);
    this.#former = (kept.former ?? []).flatMap((one) => unpack(one) ?? []);
    this.#password = kept.password && unpackPassword(kept.password);
  }

  /**
   * Takes another link of this room, which counts only if it fits what the server says of the newest key. Returns whether it
   * can be one.
   * @param wrapped what the server held for a link for one use
   */
  setLink(fragment: string, wrapped?: Uint8Array): boolean {
    const link = parseFragment(fragment);
    if (typeof link === "string" || !isEqual(link.rootHash, this.#rootHash)) return false;
    if (link.kind === "room") {
      this.#linkSecret = link.secret;
      return true;
    }
    if (wrapped === undefined) return false;
    const secret = unwrapInvite(link.secret, this.roomId, wrapped);
    if (secret === undefined) return false;
    this.#linkSecret = secret.linkSecret;
    this.#replaceSecret(secret);
    return true;
  }

  /** Goes on with whatever keyring the server shows. Nothing of what this browser has seen is compared with it. */
  takeAnyKeyring(): void {
    this.#isAnyKeyringTaken = true;
    this.#known = this.#keyring = this.#drawn = undefined;
    this.#epochs = new Map();
  }

  get keyring(): Keyring | undefined {
    return this.#keyring;
  }

  get newest(): EpochKeys | undefined {
    return this.#epochs.get((this.#keyring?.secrets.length ?? 0) - 1);
  }

  /** Whether the room has a newer key than this page. */
  get isNewestMissing(): boolean {
    return this.#keyring !== undefined && this.newest === undefined;
  }

  /** Returns the newest keys that we have, also where the room has newer ones. */
  get latest(): EpochKeys | undefined {
    return this.#epochs.get(Math.max(...this.#epochs.keys()));
  }

  readonly of = (keyEpoch: number): EpochKeys | undefined => this.#epochs.get(keyEpoch);

  /** Returns whether who wrote this was on the keyring's list then, and signed it. */
  readonly mayTitle = ({ header, memberKey, signed }: OpenedEvent): boolean =>
    this.#keyring !== undefined && wasSigner(this.#keyring, header.keyEpoch, memberKey) && verifySignature(signed);

  /**
   * Returns the proof that we have the key, or what is missing for it; "unclaimed" where that is what the server holds for a
   * link for one use. Nothing that the server says here is trusted.
   */
  prove(
    { challenge, keyEpoch, rootKey, linkCheck, passwordSalt }: ChallengeView,
    { memberId, base, password }: JoinAs,
  ): Uint8Array | KeyProblem | "password_needed" | "unclaimed" {
    if (!isEqual(hashRootKey(bytesOf(rootKey)), this.#rootHash)) return "other_room";
    const linkSecret = this.#linkSecret;
    if (linkSecret === undefined) return "unclaimed";
    if (keyEpoch < (this.#secret?.keyEpoch ?? 0) && !this.#isAnyKeyringTaken) return "rolled_back";
    const isLink = (secret: Uint8Array) => isEqual(deriveLinkCheck(secret, this.roomId), bytesOf(linkCheck));
    const known = [this.#secret, this.#drawn, ...this.#former];
    let secret = known.find((one) => one?.keyEpoch === keyEpoch && isLink(one.linkSecret));
    if (secret === undefined) {
      if (!isLink(linkSecret)) return this.#isAnyKeyringTaken ? "wrong_key" : "old_link";
      const key = passwordSalt === undefined ? undefined : this.#passwordKey(bytesOf(passwordSalt), password);
      if (passwordSalt !== undefined && key === undefined) return "password_needed";
      secret = { keyEpoch, secret: deriveSecret(linkSecret, key, this.roomId, keyEpoch), linkSecret };
    }
    this.#tried = secret;
    const keys = deriveEpochKeys(secret.secret, this.roomId, keyEpoch);
    return makeJoinProof(keys, { challenge: bytesOf(challenge), memberId, base });
  }

  /** Returns the key of a password that was typed, or of the one that was typed once. */
  #passwordKey(salt: Uint8Array, password: string | undefined): Uint8Array | undefined {
    if (password !== undefined) this.#password = { salt, key: derivePasswordKey(password, salt) };
    return this.#password && isEqual(this.#password.salt, salt) ? this.#password.key : undefined;
  }

  /** The server didn't take the proof: what it was made with is of no use. A secret of before still opens what was said then. */
  forgetTried(): void {
    if (this.#tried === this.#secret) this.#secret = undefined;
    this.#tried = this.#password = undefined;
  }

  /** Takes the keyring of a welcome, and opens all key epochs that our secret leads to. */
  welcome(rootKey: Uint8Array, records: readonly Uint8Array[]): KeyProblem | undefined {
    const before = this.#keyring;
    const link = { rootHash: this.#rootHash, code: this.#code };
    const keyring = before === undefined ? readKeyring(rootKey, records, link) : mergeKeyring(before, records);
    if (keyring === "other_room" || keyring === "rolled_back" || keyring === "forked") return keyring;
    if (typeof keyring === "string") return "wrong_key";
    const { length, head } = this.#known ?? { length: 0, head: "" };
    if (keyring.records.length < length) return "rolled_back";
    const digest = keyring.records[length - 1]?.digest;
    if (digest !== undefined && toBase64url(digest) !== head) return "forked";
    const secret = this.#tried ?? this.#secret;
    const epochs = secret && openPast(keyring, secret.keyEpoch, secret.secret);
    if (secret === undefined || epochs === undefined || epochs === "wrong_key") return "wrong_key";
    this.#isAnyKeyringTaken = false;
    this.#keyring = keyring;
    this.#replaceSecret(secret);
    this.#epochs = new Map([...this.#closedEpochs(keyring, epochs), ...this.#epochs, ...epochs]);
    this.useDrawn();
    return undefined;
  }

  /** Returns the keys of before the past was closed, as far as this browser had them. */
  #closedEpochs(keyring: Keyring, open: ReadonlyMap<number, EpochKeys>): [number, EpochKeys][] {
    return this.#former.flatMap(({ keyEpoch, secret }) => {
      const opened = open.has(keyEpoch) ? "wrong_key" : openPast(keyring, keyEpoch, secret);
      return opened === "wrong_key" ? [] : [...opened];
    });
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
  setDrawn(drawn: EpochSecret): void {
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
    this.#password = drawn.password;
    return true;
  }

  get password(): Password | undefined {
    return this.#password;
  }

  useSecret({ secret, linkSecret }: RoomSecret, keys: EpochKeys): void {
    this.#linkSecret = linkSecret;
    this.#replaceSecret({ keyEpoch: keys.keyEpoch, secret, linkSecret });
    this.#epochs = new Map([...this.#epochs, [keys.keyEpoch, keys]]);
  }

  #replaceSecret(secret: EpochSecret): void {
    const before = this.#secret;
    if (before !== undefined && before.keyEpoch < secret.keyEpoch) {
      const former = [before, ...this.#former];
      const isNeeded = ({ keyEpoch }: EpochSecret, at: number) =>
        at < MAX_FORMER || !this.#leads(former[at - 1]?.keyEpoch ?? 0, keyEpoch);
      this.#former = former.filter(isNeeded).slice(0, MAX_FORMER + MAX_BEFORE_CLOSED);
    }
    this.#secret = secret;
  }

  /** Whether the secret of a key epoch leads to that of an earlier one. */
  #leads(from: number, to: number): boolean {
    return this.#keyring?.secrets.slice(to + 1, from + 1).every(({ past }) => past !== undefined) === true;
  }

  /** Whether who has the newest secret alone can open what was sealed in this key epoch. */
  isOpen(keyEpoch: number): boolean {
    return this.#leads((this.#keyring?.secrets.length ?? 0) - 1, keyEpoch);
  }

  /** Returns the newest secret with its link's, to hand it on. */
  get roomSecret(): RoomSecret | undefined {
    return this.#secret;
  }

  /** Returns the fragment of a link of this room. */
  readonly linkOf = (secret: Uint8Array, kind: "room" | "invite" = "room"): string =>
    encodeFragment({ kind, secret, rootHash: this.#rootHash });

  get kept(): Pick<KeptRoom, "link" | "secret" | "keyring" | "drawn" | "former" | "password"> {
    const { records = [], head } = this.#keyring ?? {};
    const pack = ({ keyEpoch, secret, linkSecret, password }: EpochSecret): KeptSecret => ({
      keyEpoch,
      value: toBase64url(secret),
      link: this.linkOf(linkSecret),
      ...(password && { password: packPassword(password) }),
    });
    const secret = this.#secret && pack(this.#secret);
    return {
      link: secret?.link ?? this.linkOf(this.#linkSecret ?? new Uint8Array()),
      ...(secret && { secret: { keyEpoch: secret.keyEpoch, value: secret.value } }),
      ...(this.#drawn && { drawn: pack(this.#drawn) }),
      ...(this.#former.length > 0 && { former: this.#former.map(pack) }),
      ...(this.#password && { password: packPassword(this.#password) }),
      ...(head && { keyring: { length: records.length, head: toBase64url(head) } }),
    };
  }
}

const packPassword = ({ salt, key }: Password) => ({ salt: toBase64url(salt), key: toBase64url(key) });
const unpackPassword = ({ salt, key }: ReturnType<typeof packPassword>): Password => ({
  salt: bytesOf(salt),
  key: bytesOf(key),
});

function unpack({ keyEpoch, value, link, password }: KeptSecret): EpochSecret | undefined {
  const parsed = parseFragment(link);
  if (typeof parsed === "string" || parsed.kind !== "room") return undefined;
  const withPassword = password && { password: unpackPassword(password) };
  return { keyEpoch, secret: bytesOf(value), linkSecret: parsed.secret, ...withPassword };
}
