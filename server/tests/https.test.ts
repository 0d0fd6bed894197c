// `--tls` as an operator uses it: the whole program, from its settings to what a client gets.
import { afterEach, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { ApiClient, ApiSocket } from "../testing/api-client.ts";
import { makePair } from "../testing/certificates.ts";
import { startFakeAcmeServer } from "../testing/fake-acme-server.ts";
import { SOURCE_COMMAND } from "../testing/source-command.ts";

const running = new Set<Bun.Subprocess>();
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  for (const child of running) await child.exited;
  running.clear();
});

async function start(...flags: string[]) {
  const command = [...SOURCE_COMMAND, "--host", "127.0.0.1", "--port", "0", ...flags];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", env: { PATH: process.env.PATH ?? "" } });
  running.add(child);
  const decoder = new TextDecoder();
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += decoder.decode(chunk, { stream: true });
    if (printed.includes("Ctrl+C")) break;
  }
  const [plain = "", secure = ""] = ["http", "https"].map(
    (scheme) => RegExp(`${scheme}://127.0.0.1:\\d+/`).exec(printed)?.[0],
  );
  return { child, printed, plain, secure, errors: () => new Response(child.stderr).text() };
}
const folder = mkdtempSync(join(tmpdir(), "mayfly-tls-"));
const port = (address: string) => Number(new URL(address).port);

describe("--tls self", () => {
  test("N13, N14, N17, N35: https is beside http, with a CA to install, and a room is the same over both", async () => {
    const data = join(folder, "mayfly.db");
    const token = "a-token-for-operators-only";
    const flags = ["--data", data, "--tls", "self", "--https-port", "0", "--admin-token", token];
    const { child, plain, secure, printed } = await start(...flags);
    const counts = await (await fetch(`${plain}api/admin`, { headers: { authorization: `Bearer ${token}` } })).json();
    expect(counts.certificateNames).toEqual(expect.arrayContaining(["localhost", "127.0.0.1"]));
    expect(Math.round((Date.parse(counts.certificateEndsAt) - Date.now()) / 86_400_000)).toBe(90);
    const page = await fetch(`${plain}ca`);
    expect(page.headers.get("content-type")).toBe("text/html;charset=utf-8");
    const text = await page.text();
    const file = await fetch(`${plain}ca/mayfly-ca.crt`);
    expect(file.headers.get("content-type")).toBe("application/x-x509-ca-cert");
    const ca = await file.text();
    const digest = new X509Certificate(ca).fingerprint256;
    expect(text).toContain(digest);
    expect(printed.replace(/\n\s+(?=[0-9A-F]{2}:)/, ":")).toContain(digest);
    const securely = await fetch(`${secure.replace("127.0.0.1", "localhost")}healthz`, { tls: { ca } });
    expect(securely.status).toBe(200);
    expect(securely.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(securely.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect(securely.headers.get("strict-transport-security")).toBeNull();
    expect((await fetch(`${plain}healthz`)).headers.get("cross-origin-opener-policy")).toBeNull();

    const client = new ApiClient(plain.replace(/\/$/, ""));
    const { room } = await client.room();
    const { socket: ann } = await client.join(room.code, "Ann");
    const { token: bensToken } = await client.session("Ben");
    const address = `${secure.replace("https", "wss").replace("127.0.0.1", "localhost")}ws/${room.code}`;
    const ben = new ApiSocket(address, {}, { ca });
    await ben.opened;
    ben.send({ type: "join", token: bensToken });
    expect((await ben.next("welcome")).members).toHaveLength(2);
    ben.send({ type: "chat", message: "over https" });
    expect((await ann.next("chat")).message).toBe("over https");
    ann.send({ type: "chat", message: "over http" });
    while ((await ben.next("chat")).message !== "over http");
    child.kill("SIGTERM");
    for (const one of [ann, ben]) expect((await one.closed).code).toBe(1012);
    expect(await child.exited).toBe(0);
    // The next run has the same CA.
    const again = await start(...flags);
    expect(await (await fetch(`${again.plain}ca`)).text()).toContain(digest);
  }, 30_000);

  test("N12, N13: without a data file there is nothing to install", async () => {
    const { plain, printed } = await start("--tls", "self", "--https-port", "0");
    const text = await (await fetch(`${plain}ca`)).text();
    expect(text).toContain("there is none to install");
    expect(text).toContain("some things stay shut");
    expect((await fetch(`${plain}ca/mayfly-ca.crt`)).status).toBe(404);
    expect(printed).toContain("Set MAYFLY_DATA to keep a CA");
  });

  test("N14: a port of https that was asked for and is taken is an error, and without one the next free one is taken", async () => {
    const first = await start("--tls", "self");
    const second = await start("--tls", "self");
    expect(port(first.secure)).toBeGreaterThanOrEqual(8443);
    expect(port(second.secure)).toBeGreaterThan(port(first.secure));
    const third = await start("--tls", "self", "--https-port", `${port(first.secure)}`);
    expect(await third.child.exited).toBe(2);
    expect(await third.errors()).toContain(`MAYFLY_HTTPS_PORT: ${port(first.secure)} is in use by another program`);
  }, 30_000);

  test("N12: a damaged CA stops the start, and is named", async () => {
    const data = join(mkdtempSync(join(tmpdir(), "mayfly-tls-")), "mayfly.db");
    await (await import("node:fs/promises")).mkdir(`${data}-ca`);
    writeFileSync(`${data}-ca/ca.pem`, "garbage");
    const { child, errors } = await start("--data", data, "--tls", "self");
    expect(await child.exited).toBe(2);
    expect(await errors()).toContain(`MAYFLY_TLS: ${data}-ca/ca.pem is damaged; move it away to get a new CA`);
  });
});

describe("--tls cert.pem,key.pem", () => {
  test("N16: https takes the place of http, and a pair that is none stops the start", async () => {
    const { cert, key, ca } = await makePair(["chat.lan", "localhost"]);
    const other = await makePair(["localhost"]);
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const files = [write("cert.pem", cert), write("key.pem", key)].join();
    const { plain, secure } = await start("--tls", files);
    expect(plain).toBe("");
    const answer = await fetch(`${secure.replace("127.0.0.1", "localhost")}healthz`, { tls: { ca } });
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    const bad = await start("--tls", [join(folder, "cert.pem"), write("other.pem", other.key)].join());
    expect(await bad.child.exited).toBe(2);
    expect(await bad.errors()).toContain("MAYFLY_TLS: the key doesn't belong to the certificate");
  }, 20_000);
});

/** Asks over https as a browser would that trusts this CA. @returns the head of the answer; "" where nobody answers */
function askSecurely(port: number, name: string, path: string, ca: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = "";
  const socket = connect({ port, host: "127.0.0.1", servername: name, ca }, () => {
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
  });
  socket.on("data", (chunk) => {
    text += chunk;
    if (!text.includes("\r\n\r\n")) return;
    resolve(text.split("\r\n\r\n")[0] ?? "");
    socket.destroy();
  });
  socket.on("error", () => resolve(""));
  return promise;
}

function freePort(): number {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const port = Number(server.port);
  server.stop(true);
  return port;
}

describe("--tls auto", () => {
  test("N17, N20, N21, C15: http serves all until there is a certificate, and leads to https from then on", async () => {
    const [name, other] = ["chat.example.org", "www.example.org"];
    const [data, httpsPort] = [join(mkdtempSync(join(tmpdir(), "mayfly-auto-")), "mayfly.db"), freePort()];
    const checkedAt = Promise.withResolvers<number>();
    await using ca = await startFakeAcmeServer(() => checkedAt.promise);
    const flags = ["--data", data, "--tls", "auto", "--acme-directory", ca.directory, "--https-port", `${httpsPort}`];
    const named = [...flags, "--public-url", `https://${name}`, "--tls-names", other];
    const first = await start(...named);
    expect(first.printed).toContain(`By --tls auto you agree to the terms of the CA, ${new URL(ca.directory).host}.`);
    expect(first.printed).toContain("Until it has issued a certificate, Mayfly answers over http alone.");
    const ask = (path: string) => fetch(first.plain + path, { redirect: "manual", headers: { host: name } });
    expect(await (await ask("api/https")).json()).toEqual({ port: null });
    expect((await ask("api/rooms")).status).toBe(200);
    expect(await askSecurely(httpsPort, name, "/healthz", ca.root)).toBe("");
    const from = async (origin: string, host = name) =>
      (await fetch(`${first.plain}api/sessions`, { method: "POST", headers: { host, origin } })).status;
    expect([await from(`http://${name}`), await from("http://evil.example")]).toEqual([201, 403]);
    expect([await from(`http://${other}`, other), await from(`http://${other}`)]).toEqual([201, 403]);
    const client = new ApiClient(first.plain.replace(/\/$/, ""));
    const { room } = await client.room();
    const { socket: ann } = await client.join(room.code, "Ann");

    checkedAt.resolve(port(first.plain));
    const logReader = first.child.stderr.getReader();
    for (let log = ""; !log.includes("new certificate in use"); )
      log += Buffer.from((await logReader.read()).value ?? []);
    const head = await askSecurely(httpsPort, name, "/healthz", ca.root);
    expect(head).toStartWith("HTTP/1.1 200");
    expect(head.toLowerCase()).toContain("strict-transport-security: max-age=31536000");
    for (const path of ["", "tea?a=1", "api/https", "ws/tea"]) {
      const { status, headers } = await ask(path);
      expect([status, headers.get("location")]).toEqual([308, `https://${name}/${path}`]);
    }
    // Whoever was there before goes on.
    ann.send({ type: "chat", message: "still here" });
    expect((await ann.next("chat")).message).toBe("still here");
    const health = await ask("healthz");
    expect([health.status, health.headers.get("strict-transport-security")]).toEqual([200, null]);
    first.child.kill("SIGTERM");
    expect(await first.child.exited).toBe(0);

    // The next run has the certificate from the start, and asks nobody.
    const asked = ca.requests.length;
    const second = await start(...named);
    expect(second.printed).not.toContain("Until it has issued");
    expect(await askSecurely(httpsPort, name, "/readyz", ca.root)).toStartWith("HTTP/1.1 200");
    expect(ca.requests).toHaveLength(asked);
    expect(readdirSync(`${data}-acme`).map((file) => statSync(join(`${data}-acme`, file)).mode & 0o777)).toEqual([
      0o600, 0o600,
    ]);
    second.child.kill("SIGTERM");
    await second.child.exited;

    // Its address may have no name, and may not be there yet.
    const third = await start(...flags);
    expect(await askSecurely(httpsPort, name, "/readyz", ca.root)).toStartWith("HTTP/1.1 200");
    third.child.kill("SIGTERM");
    await third.child.exited;
  }, 30_000);

  test("N19, N20: without a public address, or without its ports, the start fails and says what mends it", async () => {
    const data = join(mkdtempSync(join(tmpdir(), "mayfly-auto-")), "mayfly.db");
    // It listens at loopback alone, which is no public address.
    const nowhere = await start("--data", data, "--tls", "auto");
    expect(await nowhere.child.exited).toBe(2);
    expect(await nowhere.errors()).toContain(
      "MAYFLY_TLS: auto finds no public address of this machine; set MAYFLY_PUBLIC_URL",
    );
    using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const busy = await start(
      "--data",
      data,
      "--tls",
      "auto",
      "--tls-names",
      "a.example.org",
      "--https-port",
      `${taken.port}`,
    );
    expect(await busy.child.exited).toBe(2);
    expect(await busy.errors()).toContain(
      `MAYFLY_HTTPS_PORT: ${taken.port} is in use by another program; --tls auto needs 80 and 443: free them`,
    );
  }, 30_000);
});
