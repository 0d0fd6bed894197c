// A thousand sockets are sent away by a server that restarts, and are all back and caught up.
import { afterAll, afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLOSE } from "#protocol/error-codes";
import { Lean } from "./minimal-client.ts";
import { Victim } from "./server-under-test.ts";

const SOCKETS = 1000;
const ROOMS = 20;
/** Messages on their way when the server is told to stop. */
const IN_FLIGHT = 200;
const STOPPED_WITHIN_MS = 5_000;
const AT_ONCE = 50;

const folder = mkdtempSync(join(tmpdir(), "mayfly-drain-"));
let victim: Victim | undefined;
afterEach(() => victim?.crash());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function each<T>(items: readonly T[], act: (item: T, at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) await act(items[at] as T, at);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

test(`C5, J2: ${SOCKETS} sockets are closed with 1012, the server ends with 0 within 5 s, and after it all are back and caught up`, async () => {
  victim = await Victim.started({ data: join(folder, "drain.db") });
  const { client, port } = victim;
  const codes: string[] = [];
  for (let n = 0; n < ROOMS; n++) codes.push((await client.room()).room.code);
  const members: Lean[] = [];
  await each(Array.from({ length: SOCKETS }), async (_, n) => {
    const { token } = await client.session(`M${n}`);
    const member = new Lean(`ws://127.0.0.1:${port}/ws/${codes[n % ROOMS]}`, token);
    members[n] = member;
    await member.connect();
  });
  for (const member of members.slice(0, ROOMS)) member.say();
  while (members.some(({ seq }) => seq < 1)) await Bun.sleep(10);

  for (const member of members.slice(0, IN_FLIGHT)) member.say();
  const stopping = performance.now();
  expect(await victim.stop()).toBe(0);
  const tookMs = performance.now() - stopping;
  expect(tookMs).toBeLessThan(STOPPED_WITHIN_MS);
  while (members.some((member) => member.codes.length === 0)) await Bun.sleep(10);
  expect([...new Set(members.flatMap((member) => member.codes))]).toEqual([CLOSE.restarting]);

  await victim.start();
  await each(members, (member) => member.connect());
  const heads = 1 + IN_FLIGHT / ROOMS;
  while (members.some(({ seq, waiting }) => seq < heads || waiting > 0)) await Bun.sleep(10);
  expect(members.every(({ recovered, holes }) => recovered.join() === "false,true" && holes === 0)).toBe(true);
  expect([...new Set(members.map(({ seq }) => seq))]).toEqual([heads]);
  process.stdout.write(`${SOCKETS} sockets drained in ${tookMs.toFixed(0)} ms\n`);
  await victim.stop();
}, 60_000);
