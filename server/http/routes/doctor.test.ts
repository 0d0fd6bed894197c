import { describe, expect, test } from "bun:test";
import { startTestServer, type TestServerVariables } from "../../testing/test-server.ts";

async function seen(variables: TestServerVariables, headers: Record<string, string> = {}, method = "GET") {
  await using server = await startTestServer(variables);
  return (await server.ask(method, "api/doctor", { headers })).body;
}

describe("how the server sees a connection", () => {
  const rows: [trust: string, headers: Record<string, string>, address: string, from: string, proxy: string][] = [
    ["off", {}, "127.0.0.1", "connection", "none"],
    ["off", { "x-forwarded-for": "203.0.113.9" }, "127.0.0.1", "connection", "untrusted"],
    ["loopback", {}, "127.0.0.1", "connection", "none"],
    ["loopback", { "x-forwarded-for": "198.51.100.1, 203.0.113.9" }, "203.0.113.9", "x-forwarded-for", "trusted"],
    ["loopback", { "x-forwarded-for": "unknown" }, "127.0.0.1", "connection", "trusted"],
    ["on", { forwarded: 'for="[2001:db8::9]:99"' }, "2001:db8::9", "forwarded", "trusted"],
    ["10.0.0.0/8", { "x-forwarded-for": "203.0.113.9" }, "127.0.0.1", "connection", "untrusted"],
  ];
  test("N55: the address it takes the client for, what that was read from, and whether the proxy is trusted", async () => {
    for (const [trust, headers, ...expected] of rows) {
      for (const method of ["GET", "POST"]) {
        const { address, addressFrom, proxy } = await seen({ TRUST_PROXY: trust }, headers, method);
        expect([trust, headers, address, addressFrom, proxy]).toEqual([trust, headers, ...expected]);
      }
    }
  });

  test("N55: it names the lobby's address, the base path and its time, and nothing else", async () => {
    const { now, ...rest } = await seen(
      { TRUST_PROXY: "loopback", BASE_PATH: "/chat" },
      { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https", "x-forwarded-host": "talk.example" },
    );
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    expect(rest).toEqual({
      address: "203.0.113.9",
      addressFrom: "x-forwarded-for",
      proxy: "trusted",
      url: "https://talk.example/chat/",
      basePath: "/chat/",
    });
  });

  test("N55, W24: a POST from a page of another origin is refused with wrong_origin", async () => {
    await using server = await startTestServer();
    const { status, body } = await server.ask("POST", "api/doctor", { headers: { origin: "https://evil.example" } });
    expect([status, body.error.code]).toEqual([403, "wrong_origin"]);
  });
});
