// Four words that two people compare aloud. They come from a key by scrypt: to find another key with the same words, each
// of some 2^39 tries would cost a twentieth of a second and 16 MiB.
import { scrypt } from "@noble/hashes/scrypt.js";
import { concat, label, readNumber } from "./bytes.ts";
import type { EpochKeys } from "./key-schedule.ts";
import type { SecretRecord } from "./keyring-record.ts";

const PHRASE_WORDS = 4;
const BITS_PER_WORD = 10;
const PHRASE_COST = { N: 2 ** 14, r: 8, p: 1, dkLen: 5 };

/** `room`: everybody with this key of this room has these words. `person`: a member's key. `history`: what was said so far. */
export type PhraseKind = "room" | "person" | "history";

async function phraseOf(kind: PhraseKind, roomId: Uint8Array, value: Uint8Array): Promise<string> {
  const { PHRASE_WORD_LIST } = await import("./phrase-words.ts");
  const bits = readNumber(scrypt(value, concat(label(`phrase ${kind}`), roomId), PHRASE_COST));
  const words = Array.from({ length: PHRASE_WORDS }, (_, at) => {
    const shift = 2 ** (BITS_PER_WORD * (PHRASE_WORDS - 1 - at));
    return PHRASE_WORD_LIST[Math.floor(bits / shift) % 2 ** BITS_PER_WORD] ?? "";
  });
  return words.join(" ");
}

/** Returns the words of the room, which every rekey changes: of its key, and of the keyring that the key is in. */
export function roomPhrase({ phrase, roomId }: EpochKeys, record: SecretRecord): Promise<string> {
  return phraseOf("room", roomId, concat(phrase, record.digest));
}

/** Returns the words of a member's key in this room. */
export function personPhrase(roomId: Uint8Array, memberKey: Uint8Array): Promise<string> {
  return phraseOf("person", roomId, memberKey);
}

/** Returns the words of the history up to an event: two who have seen the same events up to it have the same. */
export function historyPhrase(roomId: Uint8Array, head: Uint8Array): Promise<string> {
  return phraseOf("history", roomId, head);
}
