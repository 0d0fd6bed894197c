import { describe, expect, test } from "bun:test";
import { createEncryptedRoom, rekeyed } from "../../testing/encrypted-room.ts";
import { CHALLENGE_TTL_MS, JoinChallenges } from "./join-challenges.ts";
import { makeJoinProof, verifyJoinProof } from "./join-proof.ts";
import { deriveEpochKeys, deriveJoinKey, derivePasswordKey, deriveSecret } from "./key-schedule.ts";

const room = createEncryptedRoom();
const { roomId } = room.keys;
const joinKey = deriveJoinKey(room.keys);
const request = { challenge: new Uint8Array(32).fill(7), memberId: "member-1", base: "chat.example/" };
const proof = makeJoinProof(room.keys, request);

test("E9: who has the key proves it; the server's public key is enough to see that", () => {
  expect(room.keyring.secrets[0]?.joinKey).toEqual(joinKey);
  expect(verifyJoinProof(joinKey, roomId, 0, request, proof)).toBe(true);
});

test("E9: a proof is good for one challenge, member, server, room and key epoch", () => {
  const challenge = new Uint8Array(32).fill(8);
  const others = [
    { challenge },
    { memberId: "member-2" },
    { memberId: "" },
    { base: "evil.example/" },
    { base: "chat.example/b/" },
  ];
  for (const other of others) expect(verifyJoinProof(joinKey, roomId, 0, { ...request, ...other }, proof)).toBe(false);
  // Where one field ends and the next one begins is part of what is signed.
  const shifted = { ...request, memberId: "member-1chat", base: ".example/" };
  expect(verifyJoinProof(joinKey, roomId, 0, shifted, proof)).toBe(false);
  const [another, next] = [createEncryptedRoom(2), rekeyed(room)];
  expect(verifyJoinProof(joinKey, another.keys.roomId, 0, request, proof)).toBe(false);
  expect(verifyJoinProof(joinKey, roomId, 1, request, proof)).toBe(false);
  expect(verifyJoinProof(deriveJoinKey(next.keys), roomId, 1, request, proof)).toBe(false);
  expect(verifyJoinProof(deriveJoinKey(another.keys), roomId, 0, request, proof)).toBe(false);
});

test("E9: what is no proof is refused", () => {
  const changed = proof.slice();
  changed[40] = (changed[40] ?? 0) ^ 1;
  for (const bad of [new Uint8Array(), new Uint8Array(64), proof.subarray(1), changed])
    expect(verifyJoinProof(joinKey, roomId, 0, request, bad)).toBe(false);
  expect(verifyJoinProof(joinKey, roomId, 0, { ...request, challenge: new Uint8Array(31) }, proof)).toBe(false);
  expect(verifyJoinProof(new Uint8Array(32), roomId, 0, request, proof)).toBe(false);
});

type PasswordKey = { readonly key: Uint8Array; readonly salt: Uint8Array };

test("E9: with a false salt, the proof is of no key that the room has, and is another one for each link", () => {
  const [honest, lure] = [1, 2].map((byte) => {
    const salt = new Uint8Array(16).fill(byte);
    return { key: derivePasswordKey("alto", salt), salt };
  }) as [PasswordKey, PasswordKey];
  const withPassword = createEncryptedRoom(3, { password: honest });
  const { roomId: id, keyEpoch } = withPassword.keys;
  const prove = (linkSecret: Uint8Array, { key }: PasswordKey) => {
    const secret = deriveSecret(linkSecret, key, id, keyEpoch);
    return makeJoinProof(deriveEpochKeys(secret, id, keyEpoch), request);
  };
  const right = deriveJoinKey(withPassword.keys);
  const { secret } = withPassword.link;
  expect(verifyJoinProof(right, id, keyEpoch, request, prove(secret, honest))).toBe(true);
  const lured = prove(secret, lure);
  expect(verifyJoinProof(right, id, keyEpoch, request, lured)).toBe(false);
  // Who knows password and salt, but not the link, can't make it, and so can't try passwords against it.
  expect(prove(new Uint8Array(16), lure)).not.toEqual(lured);
  // scrypt is slow on purpose.
}, 20_000);

describe("challenges", () => {
  const { challenge } = request;

  test("E10: each is taken once, for its room, within a minute", () => {
    const challenges = new JoinChallenges();
    challenges.issue("room", challenge, 0);
    expect(challenges.take("other", challenge, 1)).toBe(false);
    expect(challenges.take("room", challenge, CHALLENGE_TTL_MS - 1)).toBe(true);
    expect(challenges.take("room", challenge, CHALLENGE_TTL_MS - 1)).toBe(false);
    challenges.issue("room", challenge, 0);
    expect(challenges.take("room", challenge, CHALLENGE_TTL_MS)).toBe(false);
  });

  test("E10: those that nobody answers take no memory for good", () => {
    const challenges = new JoinChallenges(3);
    const drawn = [1, 2, 3, 4].map((n) => new Uint8Array(32).fill(n));
    for (const [at, one] of drawn.entries()) challenges.issue("room", one, at);
    expect(challenges.size).toBe(3);
    expect(drawn.map((one) => challenges.take("room", one, 5))).toEqual([false, true, true, true]);
    challenges.issue("room", challenge, 0);
    challenges.issue("room", new Uint8Array(32), CHALLENGE_TTL_MS);
    expect(challenges.size).toBe(1);
  });
});
