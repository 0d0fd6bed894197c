import { describe, expect, test } from "bun:test";
import { createEncryptedRoom, rekeyed, taken } from "../../testing/encrypted-room.ts";
import { drawBytes } from "./bytes.ts";
import { deriveEpochKeys, derivePasswordKey, deriveSecret, type EpochKeys } from "./key-schedule.ts";
import { appendRecord, type Keyring } from "./keyring.ts";
import { keysOfSecret, makeSecretRecord, openNewest, openPast } from "./room-secrets.ts";

describe("keys", () => {
  test("E4: each purpose, key epoch and room has keys of its own", () => {
    const secret = new Uint8Array(32).fill(5);
    const rooms = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const all = rooms.flatMap((room) => [0, 1].flatMap((epoch) => Object.values(deriveEpochKeys(secret, room, epoch))));
    const keys = all.filter((key): key is Uint8Array => key instanceof Uint8Array).map((key) => String(key));
    // Every set also has its room's id, which two key epochs share.
    expect(new Set(keys).size).toBe(2 * 2 * 7 + 2);
  });

  test("E4: a wrong secret is told from a damaged event before anything is opened", () => {
    const room = createEncryptedRoom();
    expect(keysOfSecret(room.keyring, 0, room.secret)).toEqual(room.keys);
    const wrong = room.secret.slice();
    wrong[31] = (wrong[31] ?? 0) ^ 1;
    expect(keysOfSecret(room.keyring, 0, wrong)).toBeUndefined();
    expect(keysOfSecret(room.keyring, 1, room.secret)).toBeUndefined();
    expect(openPast(room.keyring, 0, wrong)).toBe("wrong_key");
  });

  test("E3: a password is mixed in and never stands alone; on another keyboard it is the same", () => {
    const salt = new Uint8Array(16).fill(3);
    const password = { key: derivePasswordKey("ｃafe\u0301 9", salt), salt };
    expect(derivePasswordKey("caf\u00e9 9", salt)).toEqual(password.key);
    const room = createEncryptedRoom(1, { password });
    const { keyring, link } = room;
    expect(openNewest(keyring, link.secret, password.key)).toEqual(room.keys);
    expect(openNewest(keyring, link.secret, undefined)).toBe("password");
    expect(openNewest(keyring, link.secret, new Uint8Array(32))).toBe("password");
    expect(openNewest(keyring, new Uint8Array(16), password.key)).toBe("link");
    // A key of zeros is not the same as none, and the same link gives another secret in another room and key epoch.
    const secrets = [
      deriveSecret(link.secret, undefined, room.keys.roomId, 0),
      deriveSecret(link.secret, new Uint8Array(32), room.keys.roomId, 0),
      deriveSecret(link.secret, undefined, room.keys.roomId, 1),
      deriveSecret(link.secret, undefined, new Uint8Array(32), 0),
    ];
    expect(new Set(secrets.map(String)).size).toBe(4);
  });

  test("E3: a password that was changed under way is asked for anew, with the same link", () => {
    const salt = new Uint8Array(16).fill(3);
    const [old, changed] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const room = createEncryptedRoom(1, { password: { key: old, salt } });
    const next = { linkSecret: room.link.secret, password: { key: changed, salt }, pastSecret: room.secret };
    const { record, secret } = makeSecretRecord(room.keyring, next, room.ownerSeed, room.random);
    const keyring = taken<Keyring>(appendRecord(room.keyring, record));
    expect(openNewest(keyring, room.link.secret, old)).toBe("password");
    const keys = taken<EpochKeys>(openNewest(keyring, room.link.secret, changed));
    expect(keys).toEqual(deriveEpochKeys(secret, room.keys.roomId, 1));
  });
});

describe("the past", () => {
  test("E7: a new link reads what was said before, as far back as it was left open", () => {
    const first = createEncryptedRoom();
    const third = rekeyed(rekeyed(first));
    const opened = taken<ReadonlyMap<number, EpochKeys>>(openPast(third.keyring, 2, third.secret));
    expect([...opened.keys()]).toEqual([2, 1, 0]);
    expect(opened.get(0)).toEqual(first.keys);
    const closed = rekeyed(rekeyed(third, { isPastOpen: false }));
    expect([...taken<ReadonlyMap<number, EpochKeys>>(openPast(closed.keyring, 4, closed.secret)).keys()]).toEqual([
      4, 3,
    ]);
  });

  test("E7: an old link reads nothing new", () => {
    const first = createEncryptedRoom();
    const second = rekeyed(first);
    expect(openNewest(second.keyring, first.link.secret, undefined)).toBe("link");
    expect(keysOfSecret(second.keyring, 1, first.secret)).toBeUndefined();
    expect([...taken<ReadonlyMap<number, EpochKeys>>(openPast(second.keyring, 0, first.secret)).keys()]).toEqual([0]);
  });

  test("E7: a wrapped secret that isn't the key epoch's is not used", () => {
    const first = createEncryptedRoom();
    const options = { linkSecret: drawBytes(first.random, 16), pastSecret: new Uint8Array(32).fill(9) };
    const { record, secret } = makeSecretRecord(first.keyring, options, first.ownerSeed, first.random);
    const keyring = taken<Keyring>(appendRecord(first.keyring, record));
    expect([...taken<ReadonlyMap<number, EpochKeys>>(openPast(keyring, 1, secret)).keys()]).toEqual([1]);
  });
});
