import { afterAll, afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLOSE } from "#protocol/error-codes";
import { MinimalClient } from "./minimal-client.ts";
import { ServerUnderTest } from "./server-under-test.ts";

const SOCKETS = 1000;
const ROOMS = 20;
/** Messages in flight when the server is told to stop. */
const IN_FLIGHT = 200;
const STOPPED_WITHIN_MS = 5_000;
const CONCURRENCY = 50;

const folder = mkdtempSync(join(tmpdir(), "mayfly-drain-"));
let server: ServerUnderTest | undefined;
afterEach(() => server?.crash());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function forEachConcurrently<T>(
  items: readonly T[],
  act: (item: T, at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) await act(items[at] as T, at);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

test(`C5, J2: a stopping server closes ${SOCKETS} sockets with 1012 and exits with 0 within 5 s; after the restart all catch up`, async () => {
  server = await ServerUnderTest.started({ data: join(folder, "drain.db") });
  const { client, port } = server;
  const codes: string[] = [];
  for (let n = 0; n < ROOMS; n++) codes.push((await client.room()).room.code);
  const members: MinimalClient[] = [];
  await forEachConcurrently(Array.from({ length: SOCKETS }), async (_, n) => {
    const { token } = await client.session(`M${n}`);
    const member = new MinimalClient(`ws://127.0.0.1:${port}/ws/${codes[n % ROOMS]}`, token);
    members[n] = member;
    await member.connect();
  });
  for (const member of members.slice(0, ROOMS)) member.send();
  while (members.some(({ seq }) => seq < 1)) await Bun.sleep(10);

  for (const member of members.slice(0, IN_FLIGHT)) member.send();
  const stopping = performance.now();
  expect(await server.stop()).toBe(0);
  const tookMs = performance.now() - stopping;
  expect(tookMs).toBeLessThan(STOPPED_WITHIN_MS);
  while (members.some((member) => member.closeCodes.length === 0)) await Bun.sleep(10);
  expect([...new Set(members.flatMap((member) => member.closeCodes))]).toEqual([CLOSE.restarting]);

  await server.start();
  await forEachConcurrently(members, (member) => member.connect());
  const lastSeq = 1 + IN_FLIGHT / ROOMS;
  while (members.some(({ seq, unconfirmedCount: waiting }) => seq < lastSeq || waiting > 0)) await Bun.sleep(10);
  expect(members.every(({ recovered, holes }) => recovered.join() === "false,true" && holes === 0)).toBe(true);
  expect([...new Set(members.map(({ seq }) => seq))]).toEqual([lastSeq]);
  process.stdout.write(`${SOCKETS} sockets drained in ${tookMs.toFixed(0)} ms\n`);
  await server.stop();
}, 60_000);
