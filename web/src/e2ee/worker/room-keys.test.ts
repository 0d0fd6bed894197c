// What leads into a room besides its newest link: a link for one use, a link of before, and the secrets of before where the
// server went back to a backup.
import { expect, test } from "bun:test";
import { toBase64url } from "#protocol/e2ee/bytes";
import { wrapForInvite } from "#protocol/e2ee/invite";
import { verifyJoinProof } from "#protocol/e2ee/join-proof";
import { appendRecord, type Keyring, newestSecret } from "#protocol/e2ee/keyring";
import { encodeFragment } from "#protocol/e2ee/link";
import { makeSignersRecord } from "#protocol/e2ee/room-secrets";
import { createEncryptedRoom, type EncryptedRoom, rekeyed, taken } from "../../../../server/testing/encrypted-room.ts";
import type { KeptRoom } from "./messages.ts";
import { RoomKeys } from "./room-keys.ts";

const SEED = toBase64url(new Uint8Array(32).fill(9));
const INVITE_KEY = new Uint8Array(16).fill(5);
const CHALLENGE = new Uint8Array(32).fill(4);
const AS = { memberId: "member", base: "host/", password: undefined };

const linkOf = ({ link }: EncryptedRoom) => encodeFragment(link);
const guestOf = (room: EncryptedRoom): KeptRoom => ({ link: linkOf(room), seed: SEED });
const recordsOf = ({ keyring }: EncryptedRoom) => keyring.records.map(({ bytes }) => bytes);

function challengeOf({ keyring, rootKey }: EncryptedRoom) {
  const { keyEpoch, linkCheck } = taken(newestSecret(keyring));
  const [challenge, root, check] = [CHALLENGE, rootKey, linkCheck].map(toBase64url) as [string, string, string];
  return { challenge, keyEpoch, rootKey: root, linkCheck: check };
}

/** Proves to a server of this room, which checks it, and takes its keyring. Returns what is wrong, or what is kept then. */
function join(keys: RoomKeys, room: EncryptedRoom, kept: KeptRoom) {
  const proof = keys.prove(challengeOf(room), AS);
  if (typeof proof === "string") return proof;
  const { joinKey, keyEpoch } = taken(newestSecret(room.keyring));
  const request = { challenge: CHALLENGE, memberId: AS.memberId, base: AS.base };
  if (!verifyJoinProof(joinKey, room.keyring.roomId, keyEpoch, request, proof)) return "not taken";
  return keys.welcome(room.rootKey, recordsOf(room)) ?? { ...kept, ...keys.kept };
}

const enter = (room: EncryptedRoom, kept: KeptRoom) => join(new RoomKeys(room.code, kept), room, kept);

/** Returns what a browser keeps that was in the room before and after its new key. */
function joinBoth(before: EncryptedRoom, after: EncryptedRoom): KeptRoom {
  const kept = taken<KeptRoom>(enter(before, guestOf(before)));
  const keys = new RoomKeys(before.code, kept);
  keys.setLink(linkOf(after));
  return taken<KeptRoom>(join(keys, after, kept));
}

test("E66: a link of before doesn't replace the newest one, neither while it is tried nor once the room was joined", () => {
  const before = createEncryptedRoom();
  const after = rekeyed(before);
  const kept = joinBoth(before, after);
  expect(kept.link).toBe(linkOf(after));
  const keys = new RoomKeys(before.code, kept);
  expect(keys.setLink(linkOf(before))).toBe(true);
  expect(keys.kept.link).toBe(linkOf(after));
  expect(taken<KeptRoom>(join(keys, after, kept)).link).toBe(linkOf(after));
  expect(enter(after, guestOf(before))).toBe("old_link");
  expect(keys.setLink(linkOf(createEncryptedRoom(2)))).toBe(false);
});

test("E54: a link for one use leads in, and to the room's own link; nothing is proven before it was used", () => {
  const room = createEncryptedRoom();
  const secret = { secret: room.secret, linkSecret: room.link.secret };
  const wrapped = wrapForInvite(INVITE_KEY, room.keys, secret, room.random);
  const invite = encodeFragment({ ...room.link, kind: "invite", secret: INVITE_KEY });
  const kept = { link: invite, seed: SEED };
  const keys = new RoomKeys(room.code, kept);
  expect(keys.prove(challengeOf(room), AS)).toBe("unclaimed");
  expect(keys.setLink(invite)).toBe(false);
  expect(keys.setLink(invite, wrapped.with(-1, 0))).toBe(false);
  expect(keys.setLink(invite, wrapped)).toBe(true);
  expect(keys.kept).toMatchObject({ link: linkOf(room), secret: { keyEpoch: 0 } });
  expect(join(keys, room, kept)).toMatchObject({ link: linkOf(room), keyring: { length: 1 } });
  // A new key came between: the room's link is an old one.
  expect(enter(rekeyed(room), { ...kept, ...keys.kept })).toBe("old_link");
});

test("E54: a link for one use that holds another link than the room's opens nothing", () => {
  const room = createEncryptedRoom();
  const wrong = { secret: room.secret, linkSecret: new Uint8Array(16).fill(1) };
  const keys = new RoomKeys(room.code, guestOf(room));
  const invite = encodeFragment({ ...room.link, kind: "invite", secret: INVITE_KEY });
  expect(keys.setLink(invite, wrapForInvite(INVITE_KEY, room.keys, wrong, room.random))).toBe(true);
  expect(join(keys, room, guestOf(room))).toBe("old_link");
});

test("E59: a server that went back behind a new key is told of; who goes on opens the room with the key of before", () => {
  const before = createEncryptedRoom();
  const after = rekeyed(before);
  const kept = joinBoth(before, after);
  const keys = new RoomKeys(before.code, kept);
  expect(join(keys, before, kept)).toBe("rolled_back");
  expect(join(keys, before, kept)).toBe("rolled_back");
  keys.takeAnyKeyring();
  const back = taken<KeptRoom>(join(keys, before, kept));
  expect(back).toMatchObject({ link: linkOf(before), secret: { keyEpoch: 0 }, keyring: { length: 1 } });
  // From then on that is what this browser has seen, and a newer key is one as any other.
  expect(enter(before, back)).toMatchObject({ link: linkOf(before) });
  const other = rekeyed(before);
  expect(joinBoth(before, other).link).toBe(linkOf(other));
});

test("E59: who has no key of that time needs the link of that time", () => {
  const before = createEncryptedRoom();
  const after = rekeyed(before);
  const kept = taken<KeptRoom>(enter(after, guestOf(after)));
  const keys = new RoomKeys(before.code, kept);
  expect(join(keys, before, kept)).toBe("rolled_back");
  keys.takeAnyKeyring();
  expect(join(keys, before, kept)).toBe("wrong_key");
  keys.setLink(linkOf(before));
  expect(join(keys, before, kept)).toMatchObject({ link: linkOf(before), secret: { keyEpoch: 0 } });
});

test("E59: a keyring that ends earlier, or differs, is told of; going on counts once", () => {
  const room = createEncryptedRoom();
  const { keyring, ownerSeed } = room;
  const longer = {
    ...room,
    keyring: taken<Keyring>(appendRecord(keyring, makeSignersRecord(keyring, keyring.signers, ownerSeed))),
  };
  const kept = taken<KeptRoom>(enter(longer, guestOf(room)));
  const keys = new RoomKeys(room.code, kept);
  expect(join(keys, room, kept)).toBe("rolled_back");
  keys.takeAnyKeyring();
  expect(join(keys, room, kept)).toMatchObject({ keyring: { length: 1 } });
  expect(join(keys, longer, kept)).toMatchObject({ keyring: { length: 2 } });
  expect(join(keys, room, kept)).toBe("rolled_back");

  // The room went back, and got another second key than the one that this browser has seen.
  const [one, other] = [rekeyed(room), rekeyed(room)];
  const seen = joinBoth(room, one);
  const forked = new RoomKeys(room.code, seen);
  expect(join(forked, other, seen)).toBe("old_link");
  forked.setLink(linkOf(other));
  expect(join(forked, other, seen)).toBe("forked");
  forked.takeAnyKeyring();
  expect(join(forked, other, seen)).toMatchObject({ link: linkOf(other), secret: { keyEpoch: 1 } });
});

test("E98: who had a key of before the past was closed keeps it, also if they were away then, and mistyped the password", () => {
  const before = createEncryptedRoom();
  let room = rekeyed(rekeyed(before), { isPastOpen: false });
  let kept = taken<KeptRoom>(enter(before, guestOf(before)));
  let keys = new RoomKeys(room.code, kept);
  const joinByLink = () => {
    keys.setLink(linkOf(room));
    kept = taken<KeptRoom>(join(keys, room, kept));
  };
  // The server doesn't take the first proof.
  keys.setLink(linkOf(room));
  keys.prove(challengeOf(room), AS);
  keys.forgetTried();
  joinByLink();
  for (let round = 0; round < 6; round++) {
    room = rekeyed(room);
    keys = new RoomKeys(room.code, kept);
    joinByLink();
  }
  expect([0, 1, 2].map((keyEpoch) => keys.of(keyEpoch)?.keyEpoch)).toEqual([0, undefined, 2]);
  expect(kept.former?.map(({ keyEpoch }) => keyEpoch)).toEqual([7, 6, 5, 4, 0]);

  // A link for one use leads on before the keyring is there.
  room = rekeyed(room);
  keys = new RoomKeys(room.code, kept);
  const secret = { secret: room.secret, linkSecret: room.link.secret };
  const wrapped = wrapForInvite(INVITE_KEY, room.keys, secret, room.random);
  expect(keys.setLink(encodeFragment({ ...room.link, kind: "invite", secret: INVITE_KEY }), wrapped)).toBe(true);
  expect(keys.kept.former?.at(-1)?.keyEpoch).toBe(0);
});
