// A million guesses at room codes, in this process, on a clock that is moved by hand.
import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { randomBase32 } from "../chat/lib/ids.ts";
import { createRoomAccess } from "../http/request/room-access.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { seededRandomBytes } from "../testing/seeded-random.ts";
import { startTestServer } from "../testing/test-server.ts";

const GUESSES = 1_000_000;
const ROOMS = 10_000;
/** The shortest there can be, so that chance gives some hits: with the default of 8 it would give one in a hundred runs. */
const CODE_LENGTH = 6;
/** More than a server of one core answers. */
const GUESSES_PER_MS = 40;
const ADDRESSES = 1000;
const BURST = 300;

const from = (address: string) => ({
  request: new Request("http://localhost/api/rooms/x"),
  server: { requestIP: () => ({ address }) },
});

test("A17, R7: a million guesses find what chance gives, are refused, and keep nobody out who has a code", async () => {
  const clock = new FakeClock();
  const random = seededRandomBytes(7);
  await using server = await startTestServer({ CODE_LENGTH: `${CODE_LENGTH}` }, { clock, random });
  const { rooms } = server.node;
  const { findRoom } = createRoomAccess(server.node);
  const codes: string[] = [];
  for (let n = 0; n < ROOMS; n++) {
    const created = await rooms.create({}, { id: `owner${n}`, name: "Ann", avatar: null });
    if (created instanceof Refusal) throw new Error(created.message);
    codes.push(created.room.founding.code);
  }

  const one = from("203.0.113.1");
  const many = Array.from({ length: ADDRESSES }, (_, n) => from(`198.51.${n >> 8}.${n & 255}`));
  const friend = from("192.0.2.7");
  const draw = seededRandomBytes(8);
  const answered = { one: 0, many: 0 };
  let hits = 0;
  let kept = 0;
  for (let n = 0; n < GUESSES; n++) {
    if (n % GUESSES_PER_MS === 0) clock.now++;
    const isOne = n % 2 === 0;
    const found = findRoom(randomBase32(draw, CODE_LENGTH), isOne ? one : (many[(n >> 1) % ADDRESSES] ?? one));
    if (!(found instanceof Refusal)) hits++;
    else if (found.code === "not_found") answered[isOne ? "one" : "many"]++;
    if (n % 1000 === 0) {
      const code = codes[n % ROOMS] ?? "";
      for (const visitor of [friend, one]) if (findRoom(code, visitor) instanceof Refusal) kept++;
    }
  }

  const chance = (GUESSES * ROOMS) / 32 ** CODE_LENGTH;
  expect(hits).toBeLessThan(chance + 4 * Math.sqrt(chance));
  expect((answered.one + answered.many - BURST) / (GUESSES - BURST)).toBeLessThan(0.001);
  // One address has its own limit, so that the others' is not used up by it.
  const seconds = GUESSES / GUESSES_PER_MS / 1000;
  expect(answered.one).toBeLessThanOrEqual(30 + seconds);
  expect(kept).toBe(0);
  const { welcome } = await server.client.join(codes[5] ?? "", "Bob");
  expect(welcome.type).toBe("welcome");
});
