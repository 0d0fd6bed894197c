import { describe, expect, test } from "bun:test";
import {
  createEncryptedRoom,
  createWriter,
  type EncryptedRoom,
  rekeyed,
  say,
  taken,
} from "../../testing/encrypted-room.ts";
import { drawBytes } from "./bytes.ts";
import { openEvent } from "./event.ts";
import { openInvite, wrapForInvite } from "./invite.ts";
import { deriveEpochKeys, type EpochKeys } from "./key-schedule.ts";
import { appendRecord, type Keyring, newestSecret } from "./keyring.ts";
import { type SecretRecord, signRecord } from "./keyring-record.ts";
import { BOX_BYTES, drawSessionKeys, openForSession, sealForSession } from "./rekey.ts";
import { makeSecretRecord, type RoomSecret } from "./room-secrets.ts";

const before = createEncryptedRoom();
const after = rekeyed(before);
const secretOf = ({ secret, link }: EncryptedRoom): RoomSecret => ({ secret, linkSecret: link.secret });
const record = newestSecret(after.keyring) as SecretRecord;
const { roomId } = after.keys;
const [bob, carol] = [createWriter("bob", before.random), createWriter("carol", before.random)];
const [bobKeys, carolKeys] = [drawSessionKeys(before.random), drawSessionKeys(before.random)];
const seal = (room: EncryptedRoom, to = record) =>
  taken<Uint8Array>(sealForSession(roomId, to, bob.session, bobKeys.publicKey, secretOf(room), before.random));
const flip = (bytes: Uint8Array, at: number) => {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};

describe("a rekey", () => {
  test("E16: a session that stays gets the new secret, and the link to pass on", () => {
    const box = seal(after);
    expect(box).toHaveLength(BOX_BYTES);
    expect(openForSession(after.keyring, record, bob.session, bobKeys, box)).toEqual({
      keys: after.keys,
      secret: secretOf(after),
    });
  });

  test("E16: a box opens for its session alone, and only to the secret that was signed", () => {
    const box = seal(after);
    const tries = [
      openForSession(after.keyring, record, carol.session, carolKeys, box),
      openForSession(after.keyring, record, carol.session, bobKeys, box),
      openForSession(after.keyring, record, bob.session, carolKeys, box),
      openForSession(after.keyring, after.keyring.secrets[0] as SecretRecord, bob.session, bobKeys, box),
      // A server that seals a secret of its own, or the one of before.
      openForSession(after.keyring, record, bob.session, bobKeys, seal(createEncryptedRoom(7))),
      openForSession(after.keyring, record, bob.session, bobKeys, seal(before)),
      openForSession(after.keyring, record, bob.session, bobKeys, new Uint8Array(BOX_BYTES)),
      openForSession(after.keyring, record, bob.session, bobKeys, box.subarray(1)),
    ];
    expect(tries.every((one) => one === undefined)).toBe(true);
    for (let at = 0; at < BOX_BYTES; at += 3)
      expect(openForSession(after.keyring, record, bob.session, bobKeys, flip(box, at))).toBeUndefined();
  });

  test("E16: nothing is sealed to a key of small order, with which everybody would have the same", () => {
    const smallOrder = [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))];
    for (const publicKey of [...smallOrder, new Uint8Array(31)])
      expect(sealForSession(roomId, record, bob.session, publicKey, secretOf(after), before.random)).toBeUndefined();
  });

  test("E16: a record whose parts contradict each other is not followed", () => {
    for (const part of [{ joinKey: before.rootKey }, { linkCheck: new Uint8Array(16) }]) {
      const content = { ...record, ...part };
      const bytes = signRecord(content, roomId, before.rootKey, before.ownerSeed);
      const keyring = taken<Keyring>(appendRecord(before.keyring, bytes));
      const bad = newestSecret(keyring) as SecretRecord;
      expect(openForSession(keyring, bad, bob.session, bobKeys, seal(after, bad))).toBeUndefined();
    }
  });

  test("E16: of two rekeys at once one is first; the other is made anew on it, and everybody ends at the same key", () => {
    const draw = (keyring: Keyring) =>
      makeSecretRecord(
        keyring,
        { linkSecret: drawBytes(before.random, 16), pastSecret: before.secret },
        before.ownerSeed,
        before.random,
      );
    const [first, second] = [draw(before.keyring), draw(before.keyring)];
    const keyring = taken<Keyring>(appendRecord(before.keyring, first.record));
    expect(appendRecord(keyring, second.record)).toBe("out_of_date");
    const again = makeSecretRecord(
      keyring,
      { linkSecret: drawBytes(before.random, 16), pastSecret: first.secret },
      before.ownerSeed,
      before.random,
    );
    const end = taken<Keyring>(appendRecord(keyring, again.record));
    expect(end.secrets.map(({ keyEpoch }) => keyEpoch)).toEqual([0, 1, 2]);
    expect(newestSecret(end)?.commitment).toEqual(deriveEpochKeys(again.secret, roomId, 2).commitment);
  });

  test("E16: who has the key of before reads nothing that is written after it", () => {
    const said = say(after, bob, { text: "without them" });
    const old: EpochKeys = { ...before.keys, keyEpoch: 1 };
    expect(openEvent(() => before.keys, said.clear, said.envelope)).toBe("damaged");
    expect(openEvent(() => old, said.clear, said.envelope)).toBe("damaged");
    expect(openEvent(() => deriveEpochKeys(before.secret, roomId, 1), said.clear, said.envelope)).toBe("damaged");
  });
});

describe("a link for one use", () => {
  const inviteKey = drawBytes(before.random, 16);
  const wrapped = wrapForInvite(inviteKey, after.keys, secretOf(after), before.random);

  test("E17: with what the server hands out, its key leads to the room's secret", () => {
    expect(openInvite(inviteKey, after.keyring, wrapped)).toEqual({ keys: after.keys, secret: secretOf(after) });
  });

  test("E17: another key, another room, a changed byte, or a secret that wasn't signed for leads nowhere", () => {
    expect(openInvite(new Uint8Array(16), after.keyring, wrapped)).toBe("damaged");
    expect(openInvite(inviteKey, createEncryptedRoom(3).keyring, wrapped)).toBe("damaged");
    for (let at = 0; at < wrapped.length; at += 3)
      expect(openInvite(inviteKey, after.keyring, flip(wrapped, at))).toBe("damaged");
    for (const bytes of [new Uint8Array(), wrapped.subarray(1), new Uint8Array(wrapped.length)])
      expect(openInvite(inviteKey, after.keyring, bytes)).toBe("damaged");
    const foreign = wrapForInvite(
      inviteKey,
      after.keys,
      { ...secretOf(after), secret: new Uint8Array(32) },
      before.random,
    );
    expect(openInvite(inviteKey, after.keyring, foreign)).toBe("damaged");
  });

  test("E17: one of before a rekey says so", () => {
    const old = wrapForInvite(inviteKey, before.keys, secretOf(before), before.random);
    expect(openInvite(inviteKey, after.keyring, old)).toBe("old_key");
  });
});
