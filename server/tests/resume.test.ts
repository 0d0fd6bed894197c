// Connections break at random under load, between a real server and users who run the web client's connection and reducer.
// SEED in the environment selects the run.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { allEvents } from "../../web/src/sync/event-list.ts";
import type { detectGap } from "../../web/src/sync/gap-detection.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { spawnServerProcess } from "../testing/server-process.ts";
import { placeByHighestSeen, SimulatedUser } from "../testing/simulated-user.ts";
import { createTcpProxy } from "../testing/tcp-proxy.ts";

const USERS = 12;
const MESSAGES = 120;
const FAULTS = 300;
const SEED = Number(process.env.SEED ?? 20261120);

let server: Awaited<ReturnType<typeof spawnServerProcess>>;
let proxy: ReturnType<typeof createTcpProxy>;

beforeAll(async () => {
  server = await spawnServerProcess(["--limits", "off", "--history", "100000"]);
  proxy = createTcpProxy(server.port);
});

afterAll(async () => {
  proxy.stop();
  await server.stop();
});

/** Lets users send messages while their connections break. @returns the users once all messages have arrived */
async function sendThroughFaults(seed: number, place?: typeof detectGap): Promise<SimulatedUser[]> {
  const random = seededRandom(seed);
  const { room } = await server.post("rooms");
  const users: SimulatedUser[] = [];
  for (let n = 0; n < USERS; n++) {
    const { token } = await server.post("sessions", { name: `T${n}` });
    users.push(
      new SimulatedUser(`ws://127.0.0.1:${proxy.port}/ws/${room.code}`, token, `T${n}`, { ...(place && { place }) }),
    );
  }
  for (let faults = 0, sent = 0; faults < FAULTS || sent < USERS * MESSAGES; ) {
    if (sent < USERS * MESSAGES) {
      const user = users[sent % USERS];
      user?.send(`${user.sentMessages.length} of T${sent % USERS}`);
      sent++;
    }
    const connections = [...proxy.connections];
    const connection = connections[Math.floor(random() * connections.length)];
    if (connection !== undefined && faults < FAULTS && random() < 0.3) {
      faults++;
      const kind = random();
      if (kind < 0.5) connection.cut();
      else if (kind < 0.85) connection.loseFrames(1 + Math.floor(random() * 5));
      else connection.stallReader();
    }
    if (random() < 0.1) for (const stalled of proxy.connections) stalled.resume();
    await Bun.sleep(random() * 6);
  }
  // The network works again, so everything unsent is sent and everything missed is fetched. A client notices a frame that
  // was lost at the very end only when it reconnects.
  for (const connection of [...proxy.connections]) connection.cut();
  const deadline = Date.now() + 20_000;
  const isDone = () => {
    const seqs = new Set(users.map((user) => user.seq));
    return seqs.size === 1 && users.every((user) => user.state.outbox.length === 0);
  };
  while (!isDone() && Date.now() < deadline) {
    await Bun.sleep(20);
  }
  for (const user of users) user.stop();
  return users;
}

/** Counts messages that a user does not have, and messages that a user has more than once. */
function countViolations(users: readonly SimulatedUser[]): { lost: number; duplicated: number } {
  const written = users.flatMap((user) => user.sentMessages);
  let lost = 0;
  let duplicated = 0;
  for (const user of users) {
    const received = new Set(user.messages);
    lost += written.filter((message) => !received.has(message)).length;
    duplicated += user.messages.length - received.size;
  }
  return { lost, duplicated };
}

test(`H7: after ${FAULTS} cuts, stalls and losses nothing is lost, duplicated or out of order (seed ${SEED})`, async () => {
  const users = await sendThroughFaults(SEED);
  expect(countViolations(users)).toEqual({ lost: 0, duplicated: 0 });
  // The faults had an effect: sockets were opened again and again.
  expect(users.reduce((sum, user) => sum + user.openedSockets, 0)).toBeGreaterThan(FAULTS / 2);
  for (const user of users) {
    expect(allEvents(user.state.messages.log).map((event) => event.seq)).toEqual(
      Array.from({ length: users[0]?.state.messages.log.length ?? 0 }, (_, index) => index + 1),
    );
    expect(user.messages).toEqual(users[0]?.messages ?? []);
  }
  const received = users[0]?.messages ?? [];
  for (const [n, user] of users.entries()) {
    expect(received.filter((message) => message.endsWith(`of T${n}`))).toEqual(user.sentMessages);
  }
}, 60_000);

test(`H7: a client that resumes from the highest seq it saw loses messages, and the test detects it (seed ${SEED})`, async () => {
  const users = await sendThroughFaults(SEED, placeByHighestSeen);
  expect(countViolations(users).lost).toBeGreaterThan(0);
}, 60_000);
