// `--tls` as an operator uses it: the whole program, from its settings to what a client gets.
import { afterEach, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient, ApiSocket } from "../testing/api-client.ts";
import { makePair } from "../testing/certificates.ts";

const MAIN = join(import.meta.dir, "../main.ts");
const running = new Set<Bun.Subprocess>();
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  for (const child of running) await child.exited;
  running.clear();
});

async function start(...flags: string[]) {
  const command = [process.execPath, MAIN, "--host", "127.0.0.1", "--port", "0", ...flags];
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
  test("N13, N14, N17: https is beside http, with a CA to install, and a room is the same over both", async () => {
    const data = join(folder, "mayfly.db");
    const { child, plain, secure, printed } = await start("--data", data, "--tls", "self", "--https-port", "0");
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
    const { token } = await client.session("Ben");
    const address = `${secure.replace("https", "wss").replace("127.0.0.1", "localhost")}ws/${room.code}`;
    const ben = new ApiSocket(address, {}, { ca });
    await ben.opened;
    ben.send({ type: "join", token });
    expect((await ben.next("welcome")).members).toHaveLength(2);
    ben.send({ type: "chat", message: "over https" });
    expect((await ann.next("chat")).message).toBe("over https");
    ann.send({ type: "chat", message: "over http" });
    while ((await ben.next("chat")).message !== "over http");
    child.kill("SIGTERM");
    for (const one of [ann, ben]) expect((await one.closed).code).toBe(1012);
    expect(await child.exited).toBe(0);
    // The next run has the same CA.
    const again = await start("--data", data, "--tls", "self", "--https-port", "0");
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
