// Connections killed at random under load: the real server, real sockets, the client's own connection and reducer.
// SEED in the environment chooses the run.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventsOf } from "../../web/src/sync/event-list.ts";
import type { contiguous } from "../../web/src/sync/room-reducer.ts";
import { spawnServer } from "../testing/process.ts";
import { createProxy } from "../testing/proxy.ts";
import { seeded } from "../testing/random.ts";
import { highestSeen, Talker } from "../testing/simulated-user.ts";

const TALKERS = 12;
const MESSAGES = 120;
const FAULTS = 300;
const SEED = Number(process.env.SEED ?? 20261120);

let server: Awaited<ReturnType<typeof spawnServer>>;
let proxy: ReturnType<typeof createProxy>;

beforeAll(async () => {
  server = await spawnServer(["--limits", "off", "--history", "100000"]);
  proxy = createProxy(server.port);
});

afterAll(async () => {
  proxy.stop();
  await server.stop();
});

/** A room full of talkers, whose connections break while they talk. @returns them when all was said and heard */
async function talkThroughFaults(seed: number, place?: typeof contiguous): Promise<Talker[]> {
  const random = seeded(seed);
  const { room } = await server.post("rooms");
  const talkers: Talker[] = [];
  for (let n = 0; n < TALKERS; n++) {
    const { token } = await server.post("sessions", { name: `T${n}` });
    talkers.push(
      new Talker(`ws://127.0.0.1:${proxy.port}/ws/${room.code}`, token, `T${n}`, { ...(place && { place }) }),
    );
  }
  for (let faults = 0, said = 0; faults < FAULTS || said < TALKERS * MESSAGES; ) {
    if (said < TALKERS * MESSAGES) {
      const talker = talkers[said % TALKERS];
      talker?.say(`${talker.written.length} of T${said % TALKERS}`);
      said++;
    }
    const links = [...proxy.links];
    const link = links[Math.floor(random() * links.length)];
    if (link !== undefined && faults < FAULTS && random() < 0.3) {
      faults++;
      const kind = random();
      if (kind < 0.5) link.cut();
      else if (kind < 0.85) link.lose(1 + Math.floor(random() * 5));
      else link.stall();
    }
    if (random() < 0.1) for (const stalled of proxy.links) stalled.resume();
    await Bun.sleep(random() * 6);
  }
  // The network is well again: everything unsaid is said, everything missed is fetched. A loss at the very end is
  // noticed only by coming back.
  for (const link of [...proxy.links]) link.cut();
  const deadline = Date.now() + 20_000;
  const isDone = () => {
    const seqs = new Set(talkers.map((talker) => talker.seq));
    return seqs.size === 1 && talkers.every((talker) => talker.state.outbox.length === 0);
  };
  while (!isDone() && Date.now() < deadline) {
    await Bun.sleep(20);
  }
  for (const talker of talkers) talker.stop();
  return talkers;
}

/** Messages somebody wrote that this talker doesn't hold, and those it holds more than once. */
function wrongs(talkers: readonly Talker[]): { lost: number; doubled: number } {
  const written = talkers.flatMap((talker) => talker.written);
  let lost = 0;
  let doubled = 0;
  for (const talker of talkers) {
    const held = new Set(talker.messages);
    lost += written.filter((message) => !held.has(message)).length;
    doubled += talker.messages.length - held.size;
  }
  return { lost, doubled };
}

test(`H7: after ${FAULTS} cuts, stalls and losses nothing is lost, doubled or out of order (seed ${SEED})`, async () => {
  const talkers = await talkThroughFaults(SEED);
  expect(wrongs(talkers)).toEqual({ lost: 0, doubled: 0 });
  // The faults were felt: sockets were opened again and again.
  expect(talkers.reduce((sum, talker) => sum + talker.sockets, 0)).toBeGreaterThan(FAULTS / 2);
  for (const talker of talkers) {
    expect(eventsOf(talker.state.held.log).map((event) => event.seq)).toEqual(
      Array.from({ length: talkers[0]?.state.held.log.length ?? 0 }, (_, index) => index + 1),
    );
    expect(talker.messages).toEqual(talkers[0]?.messages ?? []);
  }
  const heard = talkers[0]?.messages ?? [];
  for (const [n, talker] of talkers.entries()) {
    expect(heard.filter((message) => message.endsWith(`of T${n}`))).toEqual(talker.written);
  }
}, 60_000);

test(`H7: the control, which resumes from the highest seq it saw, loses messages (seed ${SEED})`, async () => {
  const talkers = await talkThroughFaults(SEED, highestSeen);
  expect(wrongs(talkers).lost).toBeGreaterThan(0);
}, 60_000);
