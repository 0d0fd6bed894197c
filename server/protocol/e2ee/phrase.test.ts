import { describe, expect, test } from "bun:test";
import { createEncryptedRoom, rekeyed } from "../../testing/encrypted-room.ts";
import { newestSecret } from "./keyring.ts";
import type { SecretRecord } from "./keyring-record.ts";
import { historyPhrase, personPhrase, roomPhrase } from "./phrase.ts";
import { PHRASE_WORD_LIST } from "./phrase-words.ts";

describe("phrases", () => {
  test("E18: there are 1,024 short words, told apart by their first four letters", () => {
    expect(PHRASE_WORD_LIST).toHaveLength(1_024);
    expect(PHRASE_WORD_LIST.every((word) => /^[a-z]{3,9}$/.test(word))).toBe(true);
    expect(new Set(PHRASE_WORD_LIST.map((word) => word.slice(0, 4))).size).toBe(1_024);
    // No word of three letters begins another one.
    const short = PHRASE_WORD_LIST.filter((word) => word.length === 3);
    expect(short.every((word) => PHRASE_WORD_LIST.filter((other) => other.startsWith(word)).length === 1)).toBe(true);
  });

  test("E18: everybody with the key has the room's four words, and a rekey changes them", async () => {
    const room = createEncryptedRoom();
    const after = rekeyed(room);
    const words = await roomPhrase(room.keys, newestSecret(room.keyring) as SecretRecord);
    expect(words.split(" ").filter((word) => PHRASE_WORD_LIST.includes(word))).toHaveLength(4);
    expect(await roomPhrase(room.keys, newestSecret(room.keyring) as SecretRecord)).toBe(words);
    expect(await roomPhrase(after.keys, newestSecret(after.keyring) as SecretRecord)).not.toBe(words);
    // Of one key in another keyring, too: what was signed is part of it.
    expect(await roomPhrase(room.keys, newestSecret(after.keyring) as SecretRecord)).not.toBe(words);
  });

  test("E18: two members who were given two keyrings, each signed by the owner, have other words", async () => {
    const room = createEncryptedRoom();
    const words = [rekeyed(room), rekeyed(room)].map(({ keys, keyring }) =>
      roomPhrase(keys, newestSecret(keyring) as SecretRecord),
    );
    expect(await words[0]).not.toBe(await words[1]);
  });

  test("E18: a person's words are of their key in this room, a history's of what was said", async () => {
    const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const all = await Promise.all([
      personPhrase(one, one),
      personPhrase(one, other),
      personPhrase(other, one),
      historyPhrase(one, one),
    ]);
    expect(new Set(all).size).toBe(4);
  });
});
