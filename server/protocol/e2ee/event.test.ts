import { describe, expect, test } from "bun:test";
import { createEncryptedRoom, createWriter, openSaid, rekeyed, say, taken } from "../../testing/encrypted-room.ts";
import { concat, numberBytes, utf8 } from "./bytes.ts";
import { digestOf, type OpenedEvent, openEvent, sealEvent } from "./event.ts";
import { decodeBody } from "./event-body.ts";
import {
  associatedData,
  type ClearFields,
  decodeEnvelope,
  type Envelope,
  type EventHeader,
  encodeHeader,
  SIZE_CLASSES,
} from "./event-envelope.ts";
import { decrypt, encrypt } from "./sealing.ts";
import { sign, verifySignature } from "./signatures.ts";

const room = createEncryptedRoom();
const alice = createWriter("alice", room.random);
const sealed = (body: Uint8Array) =>
  sealEvent(
    room.keys,
    alice,
    { clear: { class: "chat" }, counter: 1, seen: { seq: 0, head: room.keys.roomId }, writtenAt: 1, body },
    room.random,
  );

describe("an event", () => {
  test("E11: it comes back as it was written, and its signature says whose it is", () => {
    const head = new Uint8Array(32).fill(4);
    const clear = { class: "chat", files: ["file-1", "file-2"], vanish: "seen" } as const;
    const said = say(
      room,
      alice,
      { text: "Hello" },
      { clear, counter: 7, seen: { seq: 41, head }, writtenAt: 1_234_567_890_123 },
    );
    const opened = taken<OpenedEvent>(openSaid(room, said));
    expect(opened.clear).toEqual({ ...clear, sender: "alice" });
    expect(opened.header).toMatchObject({ keyEpoch: 0, counter: 7, session: alice.session });
    expect([opened.seen.seq, opened.seen.head, opened.writtenAt]).toEqual([41, head, 1_234_567_890_123]);
    expect(opened.memberKey).toEqual(alice.memberKey);
    expect(decodeBody("chat", opened.body)).toEqual({ text: "Hello" });
    expect(verifySignature(opened.signed)).toBe(true);
    expect(opened.digest).toEqual(said.digest);
    expect(taken<Uint8Array>(digestOf(room.keys.roomId, said.clear, said.envelope))).toEqual(said.digest);
  });

  test("E11: its length says only which of five sizes it has; 10,000 characters fit, however many bytes they take", () => {
    const prefix = 140;
    for (const [at, size] of SIZE_CLASSES.entries()) {
      const largest = taken<{ envelope: Uint8Array }>(sealed(new Uint8Array(size - prefix))).envelope;
      const smallest = taken<{ envelope: Uint8Array }>(
        sealed(new Uint8Array((SIZE_CLASSES[at - 1] ?? prefix) - prefix + Math.min(at, 1))),
      ).envelope;
      expect([largest.length, smallest.length]).toEqual([41 + size + 16, 41 + size + 16]);
    }
    expect(sealed(new Uint8Array(40_960 - prefix + 1))).toBe("too_large");
    for (const character of ["\u{1f33b}", '"', "\n"]) {
      const text = `.${character.repeat(9_999)}`;
      const opened = taken<OpenedEvent>(openSaid(room, say(room, alice, { text })));
      expect(decodeBody("chat", opened.body)?.text).toBe(text);
    }
    // As base64url it leaves a frame of 64 KiB more than 10,000 bytes for everything else.
    expect(Math.ceil(((41 + 40_960 + 16) * 4) / 3)).toBeLessThan(64 * 1024 - 10_000);
  });

  test("E11: the same text is never sealed to the same bytes", () => {
    const [one, other] = [say(room, alice, { text: "yes" }), say(room, alice, { text: "yes" })];
    expect(one.envelope).not.toEqual(other.envelope);
    expect(one.digest).not.toEqual(other.digest);
  });

  test("E12: one of another version, another key epoch, or none at all has its answer", () => {
    const said = say(room, alice, { text: "Hello" });
    const newer = said.envelope.slice();
    newer[0] = 2;
    expect(openSaid(room, { ...said, envelope: newer })).toBe("version");
    expect(openSaid(rekeyed(room), said)).toBe("no_key");
    for (const envelope of [
      new Uint8Array(),
      said.envelope.subarray(1),
      said.envelope.subarray(0, 41),
      concat(said.envelope, new Uint8Array(1)),
    ])
      expect(["malformed", "version"]).toContain(String(openSaid(room, { ...said, envelope })));
    expect(openSaid(room, { ...said, envelope: Uint8Array.of(1, ...new Uint8Array(312)) })).toBe("damaged");
    expect(openSaid(room, { ...said, envelope: concat(Uint8Array.of(1), new Uint8Array(16 * 1024 * 1024)) })).toBe(
      "malformed",
    );
    const clears = [
      { sender: "" },
      { sender: "x".repeat(70_000) },
      { sender: "a b" },
      { about: "" },
      { files: Array(300).fill("f") },
      { vanish: -1 },
      { vanish: 2 ** 32 },
      { class: "toString" as "chat" },
    ];
    for (const other of clears)
      expect(openSaid(room, { ...said, clear: { ...said.clear, ...other } })).toBe("malformed");
  });

  test("E12: room, sender, class, target, files and life can't be changed beside it", () => {
    const clear = { class: "edit", about: "e1-4", files: ["one", "two"], vanish: 60 } as const;
    const said = say<"edit">(room, alice, { text: "Hello", of: "A".repeat(43) }, { clear });
    expect(typeof openSaid(room, said)).toBe("object");
    const changes = [
      { sender: "bob" },
      { sender: "alic", about: "ee1-4" },
      { class: "chat" as const },
      { about: "e1-5" },
      { about: undefined },
      { files: ["two", "one"] },
      { files: ["one"] },
      { files: ["onet", "wo"] },
      { vanish: 61 },
      { vanish: "seen" as const },
      { vanish: undefined },
    ];
    for (const change of changes) {
      const other = Object.fromEntries(
        Object.entries({ ...said.clear, ...change }).filter(([, value]) => value !== undefined),
      );
      expect(openSaid(room, { ...said, clear: other as typeof said.clear })).toBe("damaged");
    }
    const elsewhere = { ...room.keys, roomId: createEncryptedRoom(2).keys.roomId };
    expect(openEvent(() => elsewhere, said.clear, said.envelope)).toBe("damaged");
  });

  test("E12: bytes behind the body, and a size larger than it needs, are refused even from somebody with the key", () => {
    const build = (size: number, hidden: number) => {
      const header = encodeHeader({ keyEpoch: 0, session: alice.session, counter: 1, nonce: new Uint8Array(24) });
      const associated = associatedData(room.keys.roomId, header, { class: "chat", sender: "alice" }, size);
      const body = utf8('{"text":"hi"}');
      const rest = concat(numberBytes(0, 4), room.keys.roomId, numberBytes(1, 6), numberBytes(body.length, 2), body);
      const text = new Uint8Array(size);
      text.set(concat(alice.memberKey, new Uint8Array(64), rest));
      text[size - 1] = hidden;
      return concat(header, encrypt(room.keys.messages, new Uint8Array(24), associated, text));
    };
    const open = (envelope: Uint8Array) => openSaid(room, { clear: { class: "chat", sender: "alice" }, envelope });
    expect(typeof open(build(256, 0))).toBe("object");
    expect(open(build(256, 1))).toBe("malformed");
    expect(open(build(1024, 0))).toBe("malformed");
  });

  test("E13: a member can't wrap another's signed words anew: not later, not as another class, nor about another message", () => {
    const said = say(room, alice, { text: "yes" }, { clear: { class: "chat" } });
    const { header, headerBytes, ciphertext, size } = taken<Envelope>(decodeEnvelope(said.envelope));
    const associated = associatedData(room.keys.roomId, headerBytes, said.clear, size);
    const text = taken<Uint8Array>(decrypt(room.keys.messages, header.nonce, associated, ciphertext));
    const wrap = (change: Partial<EventHeader>, clear: Partial<ClearFields>) => {
      const next = { ...header, ...change };
      const [bytes, fields] = [encodeHeader(next), { ...said.clear, ...clear }];
      const sealed = encrypt(
        room.keys.messages,
        next.nonce,
        associatedData(room.keys.roomId, bytes, fields, size),
        text,
      );
      const opened = taken<OpenedEvent>(openSaid(room, { clear: fields, envelope: concat(bytes, sealed) }));
      return verifySignature(opened.signed);
    };
    expect(wrap({}, {})).toBe(true);
    const headers = [{ counter: 2 }, { nonce: new Uint8Array(24) }, { session: new Uint8Array(8) }];
    const clears = [{ class: "edit" as const }, { sender: "bob" }, { about: "e1-9" }, { vanish: 5 }, { files: ["f"] }];
    expect(headers.map((change) => wrap(change, {}))).toEqual([false, false, false]);
    expect(clears.map((change) => wrap({}, change))).toEqual(Array(5).fill(false));
  });

  test("E13: an event is shown before it is verified, and one that another member wrote in their name is told apart", () => {
    const mallory = createWriter("alice", room.random);
    const opened = taken<OpenedEvent>(openSaid(room, say(room, mallory, { text: "I am Alice" })));
    expect(verifySignature(opened.signed)).toBe(true);
    expect(opened.memberKey).not.toEqual(alice.memberKey);
    // Somebody with the key can wrap what they like; without the seed it is not signed.
    const { publicKey, message } = opened.signed;
    const forged = { publicKey: alice.memberKey, message, signature: sign(message, mallory.signingKey) };
    expect(verifySignature(forged)).toBe(false);
    expect(verifySignature({ publicKey, message: message.subarray(1), signature: opened.signed.signature })).toBe(
      false,
    );
  });
});
