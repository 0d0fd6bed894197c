// What compiling may change: the executable must refuse what the source refuses. No browser is needed.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BINARY, type MayflyServer, startMayfly } from "./start-mayfly.ts";

let server: MayflyServer;
beforeAll(async () => {
  server = await startMayfly();
});
afterAll(() => server.stop());

describe("the executable", () => {
  const wrong = ["rooms?limit=0", "rooms?limit=-1", "rooms?limit=9999", "rooms?sort=age", "users/online?limit=0"];
  test.each(wrong)("A1: answers 400 to %s", async (path) => {
    const answer = await fetch(`${server.url}/api/${path}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: "malformed" } });
  });

  test("A1: answers 400 to a body that is not as documented", async () => {
    for (const body of ['{"name":1}', "[]", "{"]) {
      const answer = await fetch(`${server.url}/api/sessions`, { method: "POST", body });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });

  test("S28: the page has the hash of each script and style sheet that it names", async () => {
    const page = await (await fetch(server.url)).text();
    const tags = page.match(/<(script|link)[^>]*(src|href)="[^"]+\.(js|css)"[^>]*>/g) ?? [];
    expect(tags).toHaveLength(3);
    for (const tag of tags) {
      const [, path = ""] = /(?:src|href)="([^"]+)"/.exec(tag) ?? [];
      const content = await (await fetch(new URL(path, server.url))).bytes();
      expect(tag).toContain(`integrity="sha256-${createHash("sha256").update(content).digest("base64")}"`);
    }
  });
});

describe("mayfly verify", () => {
  const verify = async (...args: string[]) => {
    const child = Bun.spawn([BINARY, "verify", ...args], { stdout: "pipe", stderr: "pipe" });
    const [printed, problems] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    return { code: child.exitCode, text: printed + problems };
  };

  test("N42: finds every file of its own", async () => {
    const { code, text } = await verify(server.url);
    const [, compared] = /^Comparing (\d{3}) files/m.exec(text) ?? [];
    expect([code, text]).toEqual([0, expect.stringContaining(`\nok   All ${compared} files`)]);
    expect((await verify(server.url, "--port", "1")).code).toBe(2);
  });

  test("N44, N46: does so over https by the CA's fingerprint, also by an address, and below a base path", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mayfly-verify-"));
    const data = join(folder, "mayfly.db");
    const secure = await startMayfly("--data", data, "--tls", "self", "--https-port", "0", "--base-path", "/chat");
    const { port } = (await (await fetch(`${secure.url}/chat/api/https`)).json()) as { port: number };
    const certificate = await (await fetch(`${secure.url}/chat/ca/mayfly-ca.crt`)).text();
    const fingerprint = new X509Certificate(certificate).fingerprint256;
    const trusted = await verify(`https://127.0.0.1:${port}/chat`, "--ca", fingerprint);
    expect([trusted.code, trusted.text]).toEqual([0, expect.stringContaining("ok   All ")]);
    const url = `https://localhost:${port}/chat/`;
    const untrusted = await verify(url);
    expect([untrusted.code, untrusted.text]).toEqual([1, expect.stringContaining("add --ca")]);
    const other = await verify(url, "--ca", fingerprint.replaceAll(/[0-9]/g, "A"));
    expect([other.code, other.text]).toEqual([1, expect.stringContaining("has another fingerprint")]);
    const insecure = await verify(url, "--insecure");
    expect([insecure.code, insecure.text]).toEqual([0, expect.stringContaining("whoever is on the way")]);
    await secure.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
