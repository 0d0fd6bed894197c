// A million guesses at room codes, in this process, on a clock that is moved by hand.
import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { ClientAddresses } from "../http/request/client-address.ts";
import { RateLimits } from "../http/request/rate-limits.ts";
import { createRoomAccess } from "../http/request/room-access.ts";
import { createFakeDomain } from "../testing/fake-domain.ts";

const GUESSES = 1_000_000;
const ROOMS = 10_000;
/** The shortest there can be, so that chance gives some hits: with the default of 8 it would give one in a hundred runs. */
const CODE_LENGTH = 6;
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
/** More than a server of one core answers. */
const GUESSES_PER_MS = 40;
const ADDRESSES = 1000;
/** What one address and the whole server may miss at once (R7). */
const BURSTS = { one: 30, all: 300 };

/** A client, of which the limits need nothing but the address. */
const from = (address: string) => ({
  request: new Request("http://localhost/"),
  server: { requestIP: () => ({ address }) },
});

/** Returns a generator of codes that has nothing in common with the server's: Marsaglia's xorshift. */
function guesser(seed: number): () => string {
  let state = seed;
  return () => {
    let code = "";
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    for (let at = 0, bits = state >>> 2; at < CODE_LENGTH; at++, bits >>>= 5) code += LETTERS[bits & 31];
    return code;
  };
}

test("A17, R7: a million guesses find what chance gives, are refused, and keep nobody out who has a code", async () => {
  const domain = createFakeDomain({ codeLength: CODE_LENGTH });
  const { clock, rooms } = domain;
  const { request } = from("");
  const addresses = { digestOf: ({ server }) => server?.requestIP(request)?.address } as ClientAddresses;
  const rateLimits = new RateLimits(clock.read, (text) => text, addresses, { limits: true });
  const { findRoom } = createRoomAccess({ rooms, rateLimits });
  const living = Array.from({ length: ROOMS }, () => domain.create());

  const one = from("203.0.113.1");
  const many = Array.from({ length: ADDRESSES }, (_, n) => from(`198.51.${n >> 8}.${n & 255}`));
  const friend = from("192.0.2.7");
  const guess = guesser(2463534242);
  const missed = { one: 0, many: 0 };
  let hits = 0;
  let keptOut = 0;
  for (let n = 0; n < GUESSES; n++) {
    if (n % GUESSES_PER_MS === 0) clock.now++;
    const isOne = n % 2 === 0;
    const found = findRoom(guess(), isOne ? one : (many[(n >> 1) % ADDRESSES] ?? one));
    if (!(found instanceof Refusal)) hits++;
    else if (found.code === "not_found") missed[isOne ? "one" : "many"]++;
    if (n % 1000 !== 0) continue;
    const code = living[n % ROOMS]?.founding.code ?? "";
    for (const visitor of [friend, one]) if (findRoom(code, visitor) instanceof Refusal) keptOut++;
  }

  const chance = (GUESSES * ROOMS) / LETTERS.length ** CODE_LENGTH;
  expect(hits).toBeLessThan(chance + 4 * Math.sqrt(chance));
  const all = missed.one + missed.many;
  expect((all - BURSTS.all) / (GUESSES - BURSTS.all)).toBeLessThan(0.001);
  // One address has its own limit, and so doesn't use up what all others have together.
  expect(missed.one).toBeLessThanOrEqual(BURSTS.one + GUESSES / GUESSES_PER_MS / 1000);
  expect(missed.many).toBeGreaterThan(BURSTS.all - BURSTS.one);
  expect(keptOut).toBe(0);
  const [room] = living;
  if (room === undefined) throw new Error("there is no room");
  expect((await domain.join(room, "bob")).takeFrames().map(({ type }) => type)).toContain("welcome");
}, 120_000);
