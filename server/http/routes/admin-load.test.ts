// What an operator sees of how the server fares.
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificateFacts } from "../../certificate-facts.ts";
import { DiskFiles } from "../../files/disk-files.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { makeCa, makeLeaves } from "../../tls/make-certificates.ts";

const TOKEN = "a-token-for-operators-only";

const factsOf = async (server: TestServer) => (await server.ask("GET", "api/admin", { token: TOKEN })).body;

test("N35: an operator sees people, files, load, memory, and how often somebody was turned away", async () => {
  await using server = await startTestServer({ ADMIN_TOKEN: TOKEN, MAX_FILE: "1m" });
  const before = await factsOf(server);
  expect(before).toMatchObject({
    members: 0,
    fileBytes: 0,
    maxFileBytes: 128 * 1024 ** 2,
    freeDiskBytes: null,
    isSaving: true,
    load: { cpuShare: 0, loopLagMs: 0 },
    certificateEndsAt: null,
    certificateNames: [],
    version: "0.0.0-test",
  });
  expect(before.memoryBytes).toBeGreaterThan(1024 ** 2);
  const { token } = await server.client.session("Ann");
  const { room } = await server.client.room({}, token);
  await server.client.join(room.code, "Ann", { token });
  await server.client.join(room.code, "Bob");
  const at = `api/rooms/${room.code}/files/a.txt`;
  await server.client.fetch("PUT", at, { body: "tea", token });
  expect((await server.client.fetch("PUT", at, { body: "x".repeat(1024 ** 2 + 1), token })).status).toBe(413);
  for (let n = 0; n < 31; n++) await server.ask("GET", `api/rooms/guess-${n}`);
  const { members, fileBytes, turnedAway } = await factsOf(server);
  expect([members, fileBytes]).toEqual([2, 3]);
  expect(turnedAway).toEqual({
    ...before.turnedAway,
    tooLarge: before.turnedAway.tooLarge + 1,
    tooFast: before.turnedAway.tooFast + 1,
  });
});

test("N35: the disk's free space and the certificate's end and names are told where there are any", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-admin-load-"));
  await using server = await startTestServer({ ADMIN_TOKEN: TOKEN });
  const disk = new DiskFiles(folder, 0, () => undefined);
  Object.assign(server.node.rooms.ports.fileStorage, {
    measure: () => disk.measure(),
    freeBytes: () => disk.freeBytes(),
  });
  Object.assign(server.node, {
    certificate: () => ({ endsAt: Date.UTC(2027, 0, 2), names: ["pi.local", "10.0.0.2"] }),
  });
  const { freeDiskBytes, certificateEndsAt, certificateNames } = await factsOf(server);
  expect(freeDiskBytes).toBeGreaterThan(0);
  expect(certificateEndsAt).toBe("2027-01-02T00:00:00.000Z");
  expect(certificateNames).toEqual(["pi.local", "10.0.0.2"]);
  const { text } = await server.ask("GET", "metrics");
  expect(text).toMatch(/^mayfly_disk_free_bytes [1-9]\d*$/m);
  expect(text).toContain(`mayfly_certificate_end_seconds ${Date.UTC(2027, 0, 2) / 1000}\n`);
  rmSync(folder, { recursive: true });
});

test("N35: a certificate's end and names are those that clients get who ask for no name", async () => {
  const now = Date.now();
  const subjects = { names: ["localhost", "pi.local"], addresses: ["10.0.0.2", "fd00::1"] };
  const { key, forNames, forAddresses } = await makeLeaves(await makeCa(now, "test"), subjects, now);
  const facts = certificateFacts([
    { key, cert: forAddresses },
    { key, cert: forNames, serverName: "pi.local" },
  ]);
  expect(facts?.names).toEqual(["localhost", "pi.local", "10.0.0.2", "fd00::1"]);
  expect(Math.round(((facts?.endsAt ?? 0) - now) / 86_400_000)).toBe(90);
  expect(certificateFacts([])).toBeUndefined();
});
