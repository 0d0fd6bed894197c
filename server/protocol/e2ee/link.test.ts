import { describe, expect, test } from "bun:test";
import { createEncryptedRoom } from "../../testing/encrypted-room.ts";
import { readKeyring } from "./keyring.ts";
import { encodeFragment, hashRootKey, type LinkProblem, parseFragment, roomIdOf } from "./link.ts";
import { openNewest } from "./room-secrets.ts";

const SECRET = "AAECAwQFBgcICQoLDA0ODw";
const HASH = "EBESExQVFhcYGRobHB0eHw";

describe("a link's fragment", () => {
  test("E1: it comes back as it was, beside others, and with what a text put behind it", () => {
    const link = { secret: Uint8Array.from({ length: 16 }, (_, at) => at), rootHash: new Uint8Array(16).fill(7) };
    for (const kind of ["room", "invite"] as const) {
      const fragment = encodeFragment({ kind, ...link });
      expect(fragment).toMatch(/^e2ee=1i?\.[\w-]{22}\.[\w-]{22}$/);
      for (const text of [fragment, `#${fragment}`, `#invite=abc&${fragment}`, `${fragment}&x=1`, `${fragment}.`])
        expect(parseFragment(text)).toEqual({ kind, ...link });
      expect(parseFragment(`${fragment})&${fragment},`)).toEqual({ kind, ...link });
      for (const behind of ["”", "%E2%80%9D", "。", ". See you", "%20see%20you", "#top", "…", "\n\n-- \nAda"])
        expect([behind, parseFragment(fragment + behind)]).toEqual([behind, { kind, ...link }]);
      expect(parseFragment(fragment.replaceAll(".", "%2E"))).toEqual({ kind, ...link });
    }
  });

  test.each<[string, string, LinkProblem]>([
    ["no fragment", "", "missing"],
    ["another fragment", "#invite=abc", "missing"],
    ["an empty key", "#e2ee=", "missing"],
    ["two keys", `e2ee=1.${SECRET}.${HASH}&e2ee=1.${HASH}.${SECRET}`, "twice"],
    ["a later version", `e2ee=2.${SECRET}.${HASH}.more`, "newer"],
    ["a later kind", `e2ee=1k.${SECRET}.${HASH}`, "newer"],
    ["no version", `e2ee=${SECRET}.${HASH}`, "version"],
    ["version 0", `e2ee=0.${SECRET}.${HASH}`, "version"],
    ["a half alone", `e2ee=1.${SECRET}`, "parts"],
    ["a part too many", `e2ee=1.${SECRET}.${HASH}.${HASH}`, "parts"],
    ["a part too many, before words", `e2ee=1.${SECRET}.${HASH}.${HASH} see you`, "parts"],
    ["something added, before words", `e2ee=1.${SECRET}.${HASH}_ see you`, "characters"],
    ["another alphabet", `e2ee=1.${SECRET.slice(1)}+.${HASH}`, "characters"],
    ["a cut secret", `e2ee=1.${SECRET.slice(1)}.${HASH}`, "short"],
    ["a cut end", `e2ee=1.${SECRET}.${HASH.slice(0, 9)}`, "short"],
    ["something added", `e2ee=1.${SECRET}.${HASH}A`, "long"],
    ["an altered last character", `e2ee=1.${SECRET}.${HASH.slice(0, -1)}x`, "changed"],
    ["one half twice", `e2ee=1.${SECRET}.${SECRET}`, "mixed"],
  ])("E1: %s is told from other mistakes", (_, fragment, problem) => {
    expect(parseFragment(fragment)).toBe(problem);
  });

  test("E1, E5: halves of two rooms' links, exchanged halves, and another room's link are noticed before anything is opened", () => {
    const [room, other] = [createEncryptedRoom(1), createEncryptedRoom(2)];
    const read = (rootHash: Uint8Array) =>
      readKeyring(room.rootKey, [...room.keyring.records.map(({ bytes }) => bytes)], { rootHash, code: room.code });
    expect(read(other.link.rootHash)).toBe("other_room");
    expect(read(room.link.secret)).toBe("other_room");
    expect(openNewest(room.keyring, other.link.secret, undefined)).toBe("link");
  });
});

test("E2: a room's id holds its first owner's key and its code, however that is typed", () => {
  const [one, other] = [hashRootKey(new Uint8Array(32).fill(1)), hashRootKey(new Uint8Array(32).fill(2))];
  expect(one).toHaveLength(16);
  expect(roomIdOf(one, "K7PQ-2MFX")).toEqual(roomIdOf(one, "k7pq2mfx"));
  expect(roomIdOf(one, "o1l-x")).toEqual(roomIdOf(one, "0iix"));
  expect(roomIdOf(one, "k7pq2mfx")).not.toEqual(roomIdOf(other, "k7pq2mfx"));
  expect(roomIdOf(one, "k7pq2mfx")).not.toEqual(roomIdOf(one, "k7pq2mfy"));
});
