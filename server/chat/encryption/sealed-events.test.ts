import { expect, test } from "bun:test";
import { toBase64url } from "#protocol/e2ee/bytes";
import { digestOf } from "#protocol/e2ee/event";
import { type ClearFields, reusedDigestInput } from "#protocol/e2ee/event-envelope";
import { Refusal } from "#protocol/error-codes";
import { createEncryptedRoom, createWriter, say, taken } from "../../testing/encrypted-room.ts";
import type { RoomEncryption } from "./room-encryption.ts";
import { readSealed } from "./sealed-events.ts";

const sha256 = (bytes: Uint8Array) => Bun.SHA256.hash(bytes, "base64url");
const sender = "alice-of-this-room";

function readingOf(seed: number) {
  const room = createEncryptedRoom(seed);
  const writer = createWriter(sender, room.random);
  const { roomId, keyEpoch } = room.keys;
  const encryption = { roomId: toBase64url(roomId), keyEpoch } as RoomEncryption;
  return {
    roomId,
    read: (clear: ClearFields, sealed: string) => readSealed(encryption, clear, sealed, sha256),
    say: (text: string, clear: Partial<ClearFields>) => say(room, writer, { text }, { clear }),
    digest: (clear: ClearFields, envelope: Uint8Array) =>
      toBase64url(taken<Uint8Array>(digestOf(roomId, clear, envelope))),
  };
}

test("E27: the digest is the one that members compute, whatever was read before", () => {
  const rooms = [readingOf(1), readingOf(2)];
  const fields: Partial<ClearFields>[] = [{}, { vanish: 60 }, { files: ["f1", "f2"] }, { class: "edit", about: "12" }];
  const texts = ["short", "also short", "x".repeat(900), "y".repeat(3000)];
  const events = texts.flatMap((text) => fields.flatMap((clear) => rooms.map((room) => ({ room, text, clear }))));
  // One after the other, of the same lengths and of others; then each between such as are refused, some once they were decoded.
  for (const [at, { room, text, clear }] of [...events, ...events.toReversed()].entries()) {
    const said = room.say(text, clear);
    const sealed = toBase64url(said.envelope);
    const bad = at < events.length ? [] : [sealed.slice(0, 40), `${sealed.slice(0, -4)}!!!!`, `-${sealed.slice(1)}`];
    for (const one of bad) expect(room.read(said.clear, one)).toBeInstanceOf(Refusal);
    expect(room.read(said.clear, sealed)).toEqual({ sealed, digest: room.digest(said.clear, said.envelope) });
  }
});

test("E27: nothing of an event stays in the memory in which it was read", () => {
  const { say, read, roomId } = readingOf(3);
  const { clear, envelope } = say("the last words", {});
  expect(read(clear, toBase64url(envelope))).not.toBeInstanceOf(Refusal);
  expect(reusedDigestInput(roomId, clear, envelope.length).envelope).toEqual(new Uint8Array(envelope.length));
});
