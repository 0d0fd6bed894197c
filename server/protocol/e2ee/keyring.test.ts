import { describe, expect, test } from "bun:test";
import { createEncryptedRoom, createWriter, rekeyed, say, taken } from "../../testing/encrypted-room.ts";
import { drawBytes } from "./bytes.ts";
import { openEvent } from "./event.ts";
import type { EpochKeys } from "./key-schedule.ts";
import {
  appendRecord,
  type Keyring,
  MAX_KEYRING_RECORDS,
  mayRekey,
  mergeKeyring,
  readKeyring,
  sortSigners,
  wasSigner,
} from "./keyring.ts";
import { decodeRecord, MAX_SIGNERS, type Signer, signRecord } from "./keyring-record.ts";
import { makeSecretRecord, makeSignersRecord, openNewest, openPast } from "./room-secrets.ts";
import { publicKeyOf } from "./signatures.ts";

const seedOf = (n: number) => new Uint8Array(32).fill(n);
const signerOf = (n: number, rank: Signer["rank"] = "admin"): Signer => ({ key: publicKeyOf(seedOf(n)), rank });
const bytesOf = ({ records }: Keyring) => records.map(({ bytes }) => bytes);
const room = createEncryptedRoom();
const owner: Signer = { key: room.rootKey, rank: "owner" };

const secretBy = (keyring: Keyring, seed: Uint8Array, salt = 1) =>
  makeSecretRecord(keyring, { linkSecret: new Uint8Array(16).fill(salt) }, seed, room.random).record;
const signersBy = (keyring: Keyring, signers: readonly Signer[], seed: Uint8Array) =>
  makeSignersRecord(keyring, signers, seed);
const appended = (keyring: Keyring, record: Uint8Array) => taken<Keyring>(appendRecord(keyring, record));

describe("records of a keyring", () => {
  test("E5: they come back as they were, and there is one way to write each", () => {
    const withPast = rekeyed(room).keyring;
    const keyring = appended(withPast, signersBy(withPast, [owner, signerOf(1)], room.ownerSeed));
    for (const { bytes } of keyring.records) expect(decodeRecord(bytes)?.bytes).toEqual(bytes);
    const [first] = bytesOf(keyring);
    for (const at of [0, 1, 58, 139]) {
      // The version, the type, and the two marks of what may be missing.
      const other = taken<Uint8Array>(first).slice();
      other[at] = (other[at] ?? 0) + 2;
      expect([at, decodeRecord(other)]).toEqual([at, undefined]);
    }
    expect(decodeRecord(new Uint8Array())).toBeUndefined();
    expect(decodeRecord(taken<Uint8Array>(first).subarray(1))).toBeUndefined();
    expect(decodeRecord(new Uint8Array(16 * 1024 * 1024))).toBeUndefined();
  });

  test("E5: each follows on the one before; the second of two at once is out of date and is tried again on the first", () => {
    const [one, other] = [secretBy(room.keyring, room.ownerSeed, 1), secretBy(room.keyring, room.ownerSeed, 2)];
    const keyring = appended(room.keyring, one);
    expect(appendRecord(keyring, other)).toBe("out_of_date");
    expect(appendRecord(keyring, one)).toBe("out_of_date");
    expect(appended(keyring, secretBy(keyring, room.ownerSeed, 2)).secrets).toHaveLength(3);
  });

  test("E5: a record of another room, of a stranger, or with a changed byte is not taken", () => {
    const other = createEncryptedRoom(2);
    const record = secretBy(room.keyring, room.ownerSeed);
    expect(readKeyring(room.rootKey, bytesOf(other.keyring), { ...room.link, code: room.code })).toBe("out_of_date");
    expect(readKeyring(room.rootKey, bytesOf(room.keyring), { ...room.link, code: "another" })).toBe("out_of_date");
    expect(readKeyring(room.rootKey, [], { ...room.link, code: room.code })).toBe("damaged");
    expect(appendRecord(room.keyring, secretBy(room.keyring, seedOf(1)))).toBe("not_a_signer");
    for (let at = 0; at < record.length; at += 7) {
      const changed = record.slice();
      changed[at] = (changed[at] ?? 0) ^ 4;
      expect(["damaged", "out_of_date", "order", "not_a_signer", "signature"]).toContain(
        String(appendRecord(room.keyring, changed)),
      );
    }
  });

  test("E5: key epochs have no gaps, and the first record begins the first one", () => {
    const content = { ...room.keyring.secrets[0], index: 1, previous: room.keyring.head };
    for (const keyEpoch of [0, 2, 2 ** 32 - 1]) {
      const record = signRecord(
        { ...(content as NonNullable<Keyring["secrets"][0]>), keyEpoch },
        room.keys.roomId,
        room.rootKey,
        room.ownerSeed,
      );
      expect(appendRecord(room.keyring, record)).toBe("order");
    }
    const empty = { ...room.keyring, records: [], secrets: [], head: room.keys.roomId };
    expect(appendRecord(empty, signersBy(empty, [owner], room.ownerSeed))).toBe("order");
  });

  test("E5: a join key that is none is not taken: whoever signs could let everybody join by it", () => {
    const first = room.keyring.secrets[0] as NonNullable<Keyring["secrets"][0]>;
    const content = { ...first, index: 1, previous: room.keyring.head, keyEpoch: 1, joinKey: new Uint8Array(32) };
    const record = signRecord(content, room.keys.roomId, room.rootKey, room.ownerSeed);
    expect(appendRecord(room.keyring, record)).toBe("damaged");
  });

  test("E5: a keyring has an end", () => {
    const full = { ...room.keyring, records: Array(MAX_KEYRING_RECORDS).fill(room.keyring.records[0]) };
    expect(appendRecord(full, secretBy(full, room.ownerSeed))).toBe("full");
  });
});

describe("who may sign", () => {
  const admins = appended(room.keyring, signersBy(room.keyring, [owner, signerOf(1)], room.ownerSeed));

  test("E8: admins begin key epochs, and only owners say who signs", () => {
    expect(mayRekey(admins, signerOf(1).key)).toBe(true);
    expect(mayRekey(admins, signerOf(2).key)).toBe(false);
    expect(appended(admins, secretBy(admins, seedOf(1))).secrets).toHaveLength(2);
    expect(appendRecord(admins, signersBy(admins, [owner, signerOf(1), signerOf(2)], seedOf(1)))).toBe("not_a_signer");
  });

  test("E8: who was taken off the list signs nothing any more, and a successor signs as the first owner did", () => {
    const demoted = appended(admins, signersBy(admins, [owner], room.ownerSeed));
    expect(appendRecord(demoted, secretBy(demoted, seedOf(1)))).toBe("not_a_signer");
    const handed = appended(admins, signersBy(admins, [signerOf(3, "owner"), signerOf(1)], room.ownerSeed));
    expect(appendRecord(handed, secretBy(handed, room.ownerSeed))).toBe("not_a_signer");
    expect(appended(handed, signersBy(handed, [signerOf(3, "owner"), signerOf(4)], seedOf(3))).signers).toHaveLength(2);
  });

  test("E8: a list without an owner, with somebody twice, in another order, or with a key that is none is not taken", () => {
    const signed = (signers: readonly Signer[]) =>
      signRecord(
        { type: "signers", index: 1, previous: room.keyring.head, signers },
        room.keys.roomId,
        room.rootKey,
        room.ownerSeed,
      );
    const smallOrder: Signer = { key: new Uint8Array(32), rank: "admin" };
    const sorted = sortSigners([owner, signerOf(1)]);
    expect(typeof appendRecord(room.keyring, signed(sorted))).toBe("object");
    for (const signers of [[], [signerOf(1)], [owner, owner], [...sorted].reverse(), [smallOrder, owner]])
      expect(appendRecord(room.keyring, signed(signers))).toBe("damaged");
    expect(appendRecord(room.keyring, signed(Array(MAX_SIGNERS + 1).fill(owner)))).toBe("damaged");
  });
});

describe("what a member knows already", () => {
  const second = rekeyed(room);
  const third = rekeyed(second);

  test("E6: a longer keyring is taken, a shorter one is a step back, a different one a fork", () => {
    expect(mergeKeyring(room.keyring, bytesOf(third.keyring))).toEqual(third.keyring);
    expect(mergeKeyring(third.keyring, bytesOf(third.keyring))).toEqual(third.keyring);
    expect(mergeKeyring(third.keyring, bytesOf(second.keyring))).toBe("rolled_back");
    expect(mergeKeyring(third.keyring, [])).toBe("rolled_back");
    const fork = appended(second.keyring, secretBy(second.keyring, room.ownerSeed, 9));
    expect(mergeKeyring(third.keyring, bytesOf(fork))).toBe("forked");
    expect(mergeKeyring(third.keyring, bytesOf(createEncryptedRoom(5).keyring))).toBe("forked");
  });

  test("E6: an old keyring doesn't fit a new link, and events of a later key epoch don't open with it", () => {
    expect(openNewest(second.keyring, third.link.secret, undefined)).toBe("link");
    expect(openNewest(third.keyring, third.link.secret, undefined)).toEqual(third.keys);
    const said = say(third, createWriter("alice", room.random), { text: "Hello" });
    const known = taken<ReadonlyMap<number, EpochKeys>>(openPast(second.keyring, 1, second.secret));
    expect(openEvent((epoch) => known.get(epoch), said.clear, said.envelope)).toBe("no_key");
  });

  test("E6: what follows on it is checked like everything else", () => {
    const foreign = secretBy(third.keyring, drawBytes(room.random, 32));
    expect(mergeKeyring(third.keyring, [...bytesOf(third.keyring), foreign])).toBe("not_a_signer");
  });
});

test("E87: who was on the list while a key was the newest counts for what was sealed with it, and for nothing later", () => {
  const key = publicKeyOf(seedOf(1));
  const listed = appended(room.keyring, signersBy(room.keyring, [owner, signerOf(1)], room.ownerSeed));
  const second = appended(listed, secretBy(listed, seedOf(1)));
  const without = appended(second, signersBy(second, [owner], room.ownerSeed));
  const third = appended(without, secretBy(without, room.ownerSeed));
  expect([0, 1, 2].map((keyEpoch) => wasSigner(third, keyEpoch, key))).toEqual([true, true, false]);
  expect([0, 1, 2].map((keyEpoch) => wasSigner(third, keyEpoch, room.rootKey))).toEqual([true, true, true]);
  expect([wasSigner(room.keyring, 0, key), wasSigner(third, 3, room.rootKey)]).toEqual([false, false]);
});
