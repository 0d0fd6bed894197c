import { afterEach, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenWithCertificates } from "./serve-https.ts";
import { makePair } from "./testing/certificates.ts";
import { FakeClock } from "./testing/fake-clock.ts";
import { startTestServer } from "./testing/test-server.ts";
import { CertificateFiles } from "./tls/certificate-files.ts";
import type { CertificateSource } from "./tls/certificate-source.ts";
import type { CertificatePair } from "./tls/make-certificates.ts";
import { RotatingServer } from "./tls/rotating-server.ts";

const CHECK_MS = 10_000;
const [first, second] = [await makePair(["localhost"]), await makePair(["localhost"])];
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server with https on a port of its own, beside its http. */
async function startSecurely(source: CertificateSource) {
  const clock = new FakeClock();
  const server = await startTestServer({ LIMITS: "off", HISTORY: "10000" }, { clock });
  const { http, node, logger } = server;
  const asked = { port: 0, portAsked: true, hostname: "127.0.0.1" };
  const opened = await listenWithCertificates(http, asked, source, { node, logger, clock: clock.read });
  if ("problem" in opened) throw new Error(opened.problem);
  closing.push(server.stop, opened.server.stop);
  return { server, port: opened.server.port };
}

/** Joins a room and notes the numbers of the messages that come. */
async function joinRoom(address: string, token: string, tls: object = {}) {
  const socket = new WebSocket(address, tls as never);
  const joined = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<number>();
  const member = { socket, seqs: [] as number[], closed: closed.promise, isClosed: false };
  socket.onopen = () => socket.send(JSON.stringify({ type: "join", token }));
  socket.onerror = () => joined.reject(new Error("no connection"));
  socket.onclose = ({ code }) => {
    member.isClosed = true;
    closed.resolve(code);
  };
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data));
    if (frame.type === "welcome") joined.resolve();
    if (frame.type === "chat") member.seqs.push(frame.seq);
  };
  await joined.promise;
  return member;
}

const alternating = (pairs: readonly CertificatePair[]): CertificateSource & { turn: number } => ({
  turn: 0,
  names: [],
  get certificates() {
    return [pairs[this.turn % pairs.length] as CertificatePair];
  },
  async refresh() {
    this.turn++;
    return true;
  },
});

/** Returns the certificate that a new connection gets. */
async function certificateAt(port: number): Promise<string> {
  const got = Promise.withResolvers<string>();
  const { connect } = await import("node:tls");
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", rejectUnauthorized: false }, () => {
    got.resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
    socket.destroy();
  });
  socket.on("error", got.reject);
  return got.promise;
}
const fingerprint = ({ cert }: CertificatePair) => new X509Certificate(cert).fingerprint256;

describe("a change of certificates", () => {
  test("N15: twenty of them under load lose no message, and close no socket within a day", async () => {
    const source = alternating([first, second]);
    const { server, port } = await startSecurely(source);
    const { room } = await server.client.room();
    const token = async () => (await server.client.session()).token;
    const [plain, secure] = [server.client.address(`ws/${room.code}`), `https://localhost:${port}/ws/${room.code}`];
    const trusting = { tls: { ca: [first.ca, second.ca] } };
    const members = [await joinRoom(plain.replace("http", "ws"), await token())];
    const joinSecurely = async () => joinRoom(secure.replace("http", "ws"), await token(), trusting);
    for (let n = 0; n < 5; n++) members.push(await joinSecurely());

    let said = 0;
    const late: { member: (typeof members)[number]; since: number }[] = [];
    let retries = 0;
    for (let turn = 1; turn <= 20; turn++) {
      const say = () => {
        for (const { socket } of members) socket.send(JSON.stringify({ type: "chat", message: `message ${++said}` }));
      };
      // Messages are on their way when the certificates change, and some people are just coming.
      say();
      const coming = joinSecurely().catch(() => undefined);
      server.advance(CHECK_MS);
      say();
      const since = said;
      let member = await coming;
      while (member === undefined) {
        retries++;
        member = await joinSecurely().catch(() => undefined);
      }
      late.push({ member, since });
      say();
      while (source.turn < turn) await Bun.sleep(0);
      expect(await certificateAt(port)).toBe(fingerprint(turn % 2 === 0 ? first : second));
    }
    const last = said;
    const arrived = ({ seqs }: (typeof members)[number]) => seqs.at(-1) === last;
    while (![...members, ...late.map(({ member }) => member)].every(arrived)) await Bun.sleep(1);
    const all = Array.from({ length: last }, (_, n) => n + 1);
    for (const { seqs, isClosed } of members) {
      expect(seqs).toEqual(all);
      expect(isClosed).toBe(false);
    }
    for (const { member, since } of late) expect(member.seqs.slice(-(last - since))).toEqual(all.slice(since));
    expect(retries).toBeLessThanOrEqual(2);

    server.advance(13 * 3_600_000);
    for (const { closed } of members.slice(1)) expect(await closed).toBe(1012);
    expect(members[0]?.isClosed).toBe(false);
  }, 60_000);

  test("N15: a port that is taken at that moment is listened at again", async () => {
    let isTaken = false;
    let port = 0;
    const open = new Set<unknown>();
    const rotating = new RotatingServer(
      {
        listen(certificates) {
          if (isTaken) throw Object.assign(new Error("in use"), { code: "EADDRINUSE" });
          const server = Bun.serve({
            port,
            hostname: "127.0.0.1",
            tls: [...certificates],
            fetch: () => new Response(),
          });
          port = Number(server.port);
          return { server, sockets: new Set() };
        },
        onOpened: (server) => open.add(server),
        onClosed: (server) => open.delete(server),
        runAfter: () => {},
      },
      [first],
    );
    closing.push(() => rotating.stop());
    isTaken = true;
    for (let n = 0; n < 3; n++) {
      expect(() => rotating.rotate([second])).toThrow("in use");
      expect(rotating.isListening).toBe(false);
    }
    isTaken = false;
    rotating.rotate([second]);
    expect(rotating.isListening).toBe(true);
    expect(await certificateAt(port)).toBe(fingerprint(second));
    expect(open.size).toBe(1);
  });

  test("N15: a certificate that can't be listened with leaves the one before", async () => {
    let port = 0;
    const rotating = new RotatingServer(
      {
        listen(certificates) {
          const server = Bun.serve({
            port,
            hostname: "127.0.0.1",
            tls: [...certificates],
            fetch: () => new Response(),
          });
          port = Number(server.port);
          return { server, sockets: new Set() };
        },
        onOpened: () => {},
        onClosed: () => {},
        runAfter: () => {},
      },
      [first],
    );
    closing.push(() => rotating.stop());
    expect(() => rotating.rotate([{ cert: first.cert, key: second.key }])).toThrow();
    expect(rotating.isListening).toBe(true);
    expect(await certificateAt(port)).toBe(fingerprint(first));
  });

  test("N16: new files are in use once they have stayed the same for one look", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mayfly-https-"));
    const files = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
    const write = ({ cert, key }: CertificatePair) => {
      writeFileSync(files.certFile, cert);
      writeFileSync(files.keyFile, key);
    };
    write(first);
    const warnings: string[] = [];
    const source = new CertificateFiles({ ...files, clock: Date.now, warn: (text) => warnings.push(text) });
    const { server, port } = await startSecurely(source);
    write(second);
    // Each look is followed by others, so that the next is due only when this one is done.
    while ((await certificateAt(port)) !== fingerprint(second)) server.advance(CHECK_MS);
    write({ cert: "garbage", key: "garbage" });
    while (warnings.length === 0) {
      server.advance(CHECK_MS);
      await Bun.sleep(1);
    }
    expect(await certificateAt(port)).toBe(fingerprint(second));
  });
});
