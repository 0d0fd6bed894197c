// An end-to-end encrypted room for tests: its keys, its link, and members who write in it.
import { drawBytes, type FillRandom } from "../protocol/e2ee/bytes.ts";
import { type EventContent, openEvent, type Seen, sealEvent, type Writer } from "../protocol/e2ee/event.ts";
import { type BodyOf, encodeBody } from "../protocol/e2ee/event-body.ts";
import type { ClearFields, EventClass } from "../protocol/e2ee/event-envelope.ts";
import type { EpochKeys } from "../protocol/e2ee/key-schedule.ts";
import { appendRecord, type Keyring, readKeyring } from "../protocol/e2ee/keyring.ts";
import { hashRootKey, type RoomLink } from "../protocol/e2ee/link.ts";
import { keysOfSecret, makeFirstRecord, makeSecretRecord, type NewSecret } from "../protocol/e2ee/room-secrets.ts";
import { publicKeyOf } from "../protocol/e2ee/signatures.ts";
import { seededRandomBytes } from "./seeded-random.ts";

const ROOM_CODE = "k7pq-2mfx";
/** What a test hopes to get, or it fails with what it got. */
export function taken<T>(value: T | string | undefined): T {
  if (value === undefined || typeof value === "string") throw new Error(`expected a value, got ${value}`);
  return value;
}

export type EncryptedRoom = {
  readonly code: string;
  readonly random: FillRandom;
  /** The first owner's seed, and their public key. */
  readonly ownerSeed: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly link: RoomLink;
  readonly keyring: Keyring;
  readonly secret: Uint8Array;
  readonly keys: EpochKeys;
};

export function createEncryptedRoom(
  seed = 1,
  { code = ROOM_CODE, ...options }: Omit<NewSecret, "linkSecret" | "pastSecret"> & { readonly code?: string } = {},
): EncryptedRoom {
  const random = seededRandomBytes(seed);
  const [ownerSeed, linkSecret] = [drawBytes(random, 32), drawBytes(random, 16)];
  const rootKey = publicKeyOf(ownerSeed);
  const rootHash = hashRootKey(rootKey);
  const { record, secret } = makeFirstRecord(code, { linkSecret, ...options }, ownerSeed, random);
  const keyring = taken<Keyring>(readKeyring(rootKey, [record], { rootHash, code }));
  const keys = taken<EpochKeys>(keysOfSecret(keyring, 0, secret));
  const link: RoomLink = { kind: "room", secret: linkSecret, rootHash };
  return { code, random, ownerSeed, rootKey, link, keyring, secret, keys };
}

/** Returns the room after a rekey by its owner. */
export function rekeyed(room: EncryptedRoom, { isPastOpen = true } = {}): EncryptedRoom {
  const linkSecret = drawBytes(room.random, 16);
  const options = { linkSecret, ...(isPastOpen && { pastSecret: room.secret }) };
  const { record, secret } = makeSecretRecord(room.keyring, options, room.ownerSeed, room.random);
  const keyring = taken<Keyring>(appendRecord(room.keyring, record));
  const keys = taken<EpochKeys>(keysOfSecret(keyring, keyring.secrets.length - 1, secret));
  return { ...room, keyring, secret, keys, link: { ...room.link, secret: linkSecret } };
}

export function createWriter(memberId: string, random: FillRandom): Writer {
  const signingKey = drawBytes(random, 32);
  return { memberId, signingKey, memberKey: publicKeyOf(signingKey), session: drawBytes(random, 8) };
}

export type Said = { readonly clear: ClearFields; readonly envelope: Uint8Array; readonly digest: Uint8Array };

/** Has a member say something, and returns what goes over the wire. */
export function say<C extends EventClass = "chat">(
  { keys, random }: EncryptedRoom,
  writer: Writer,
  body: BodyOf[C],
  {
    clear,
    ...content
  }: Partial<Omit<EventContent, "body" | "clear">> & { clear?: Partial<EventContent["clear"]> } = {},
): Said {
  const fields = { class: "chat", ...clear } as EventContent["clear"];
  const seen: Seen = { seq: 0, head: keys.roomId };
  const whole = { counter: 1, seen, writtenAt: 1_800_000_000_000, ...content, clear: fields };
  const sealed = sealEvent(keys, writer, { ...whole, body: encodeBody(fields.class, body) }, random);
  return { ...taken<Exclude<typeof sealed, string>>(sealed), clear: { ...fields, sender: writer.memberId } };
}

export const openSaid = ({ keys }: EncryptedRoom, { clear, envelope }: Pick<Said, "clear" | "envelope">) =>
  openEvent((epoch) => (epoch === keys.keyEpoch ? keys : undefined), clear, envelope);
