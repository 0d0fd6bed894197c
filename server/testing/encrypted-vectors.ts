// Makes docs/e2ee-vectors.json, by which another implementation is checked: `bun server/testing/encrypted-vectors.ts` prints
// it. Everything in it comes from one seed, so that a change of the format shows as a change of the file.
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, drawBytes, toBase64url } from "../protocol/e2ee/bytes.ts";
import { sealEvent } from "../protocol/e2ee/event.ts";
import { type BodyOf, encodeBody } from "../protocol/e2ee/event-body.ts";
import type { ClearFields, EventClass } from "../protocol/e2ee/event-envelope.ts";
import { sealFile } from "../protocol/e2ee/file-cipher.ts";
import { extendHistory } from "../protocol/e2ee/history-checker.ts";
import { wrapForInvite } from "../protocol/e2ee/invite.ts";
import { makeJoinProof } from "../protocol/e2ee/join-proof.ts";
import {
  deriveJoinKey,
  deriveLinkCheck,
  derivePasswordKey,
  deriveSecret,
  type EpochKeys,
} from "../protocol/e2ee/key-schedule.ts";
import { appendRecord, type Keyring } from "../protocol/e2ee/keyring.ts";
import type { SecretRecord } from "../protocol/e2ee/keyring-record.ts";
import { encodeFragment } from "../protocol/e2ee/link.ts";
import { historyPhrase, personPhrase, roomPhrase } from "../protocol/e2ee/phrase.ts";
import { drawSessionKeys, sealForSession } from "../protocol/e2ee/rekey.ts";
import { makeSignersRecord } from "../protocol/e2ee/room-secrets.ts";
import { publicKeyOf } from "../protocol/e2ee/signatures.ts";
import { createEncryptedRoom, createWriter, type EncryptedRoom, rekeyed, taken } from "./encrypted-room.ts";

const PASSWORD = "ｃafe\u0301 noir";
/** The larger file isn't in the vectors: its content is (31 n + n / 256) mod 256, and they have its hash. */
const LARGE_FILE_BYTES = 150_000;

/** Writes bytes as base64url, wherever they are. */
function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return toBase64url(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readable(one)]));
}

function withSigners(room: EncryptedRoom): EncryptedRoom {
  const admin = publicKeyOf(drawBytes(room.random, 32));
  const signers = [
    { key: room.rootKey, rank: "owner" as const },
    { key: admin, rank: "admin" as const },
  ];
  const record = makeSignersRecord(room.keyring, signers, room.ownerSeed);
  return { ...room, keyring: taken<Keyring>(appendRecord(room.keyring, record)) };
}

async function sealed(keys: EpochKeys, content: Uint8Array, room: EncryptedRoom) {
  const description = { name: "café.txt", type: "text/plain", bytes: content.length };
  const { salt, parts } = sealFile(keys, description, [content], room.random);
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return { description, salt, sealed: concat(...all) };
}

export async function makeVectors(): Promise<unknown> {
  const first = createEncryptedRoom(2026);
  const { random, code } = first;
  const second = rekeyed(withSigners(first));
  const { keyring, keys } = second;
  const { roomId } = keys;
  const writer = createWriter("m-2f9k", random);
  let head = roomId;
  const event = <C extends EventClass>(
    seq: number,
    clear: Omit<ClearFields, "sender" | "class"> & { class: C },
    body: BodyOf[C],
  ) => {
    const seen = { seq: seq - 1, head };
    const content = {
      clear,
      counter: seq,
      seen,
      writtenAt: 1_800_000_000_000 + seq,
      body: encodeBody(clear.class, body),
    };
    const result = sealEvent(keys, writer, content, random);
    if (result === "too_large") throw new RangeError(result);
    head = extendHistory(head, { seq, digest: result.digest });
    return { ...result, seq, clear: { ...clear, sender: writer.memberId }, seenHead: seen.head, body, head };
  };
  const salt = toBase64url(new Uint8Array(32).fill(9));
  const said = event(
    1,
    { class: "chat", files: ["file-1"], vanish: 60 },
    { text: "Grüße 🌻", files: [{ id: "file-1", salt }] },
  );
  const of = toBase64url(said.digest);
  const events = [
    said,
    event(2, { class: "edit", about: "e1-1", files: ["file-1"], vanish: "seen" }, { text: "x".repeat(300), of }),
    event(3, { class: "react", about: "e1-1" }, { of, emoji: "👍", on: true }),
    event(4, { class: "profile" }, { name: "Quiet Otter", avatar: "otter" }),
  ];
  const join = { challenge: drawBytes(random, 32), memberId: writer.memberId, base: "chat.example/base/" };
  const passwordSalt = drawBytes(random, 16);
  const passwordKey = derivePasswordKey(PASSWORD, passwordSalt);
  const [session, sessionKeys, inviteKey] = [drawBytes(random, 8), drawSessionKeys(random), drawBytes(random, 16)];
  const record = keyring.secrets[1] as SecretRecord;
  const secret = { secret: second.secret, linkSecret: second.link.secret };
  const large = Uint8Array.from({ length: LARGE_FILE_BYTES }, (_, at) => (at * 31 + (at >> 8)) & 255);
  const largeFile = await sealed(keys, large, second);
  const epochs = [first, second].map((room) => ({
    ...room.keys,
    linkSecret: room.link.secret,
    secret: room.secret,
    linkCheck: deriveLinkCheck(room.link.secret, roomId),
    joinKey: deriveJoinKey(room.keys),
  }));
  return readable({
    format: "mayfly/e2ee/1",
    room: { code, fragment: encodeFragment(second.link), rootSeed: first.ownerSeed, rootKey: first.rootKey, roomId },
    password: {
      password: PASSWORD,
      salt: passwordSalt,
      key: passwordKey,
      secret: deriveSecret(first.link.secret, passwordKey, roomId, 0),
    },
    epochs,
    keyring: keyring.records.map(({ bytes, digest }) => ({ bytes, digest })),
    join: { ...join, keyEpoch: 1, proof: makeJoinProof(keys, join) },
    writer,
    events,
    file: await sealed(keys, new TextEncoder().encode("Hello, file"), second),
    largeFile: { salt: largeFile.salt, description: largeFile.description, sha256: sha256(largeFile.sealed) },
    rekey: {
      session,
      secretKey: sessionKeys.secretKey,
      publicKey: sessionKeys.publicKey,
      box: sealForSession(roomId, record, session, sessionKeys.publicKey, secret, random),
    },
    invite: {
      fragment: encodeFragment({ ...second.link, kind: "invite", secret: inviteKey }),
      wrapped: wrapForInvite(inviteKey, keys, secret, random),
    },
    phrases: {
      room: await roomPhrase(keys, record),
      person: await personPhrase(roomId, writer.memberKey),
      history: await historyPhrase(roomId, head),
    },
  });
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await makeVectors(), null, 2)}\n`);
