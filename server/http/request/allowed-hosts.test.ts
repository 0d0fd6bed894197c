import { describe, expect, test } from "bun:test";
import { LOOPBACK } from "../../network/ip-address.ts";
import { startTestServer } from "../../testing/test-server.ts";
import { type AllowedHostSettings, AllowedHosts } from "./allowed-hosts.ts";
import { ProxyHeaders, type ProxyTrust } from "./proxy-headers.ts";

const verdictOf = (
  host: string,
  settings: Partial<AllowedHostSettings> & { trust?: ProxyTrust } = {},
  peer = "192.168.1.20",
  headers: Record<string, string> = {},
) => {
  const { trust = "off", ...given } = settings;
  const hosts = new AllowedHosts({ publicUrl: undefined, allowedHosts: [], ...given }, new ProxyHeaders(trust));
  const request = new Request(`http://${host}/api/rooms`, { headers });
  return hosts.refusalOf({ request, server: { requestIP: () => ({ address: peer }) } })?.status ?? 200;
};

describe("without a setting, from an address of the local network", () => {
  const hosts: [host: string, status: 200 | 421][] = [
    ["localhost:8080", 200],
    ["LOCALHOST", 200],
    ["app.localhost", 200],
    ["127.0.0.1:8080", 200],
    ["192.168.1.5:8080", 200],
    ["203.0.113.9", 200],
    ["[::1]:8080", 200],
    ["[2001:db8::5]:8080", 200],
    ["pi", 200],
    ["pi:8080", 200],
    ["mayfly.local", 200],
    ["Mayfly.Local:8080", 200],
    ["mayfly.local.", 200],
    ["nas.lan", 200],
    ["nas.home.arpa:8443", 200],
    ["chat.internal", 200],
    ["nas.localdomain", 200],
    ["evil.example", 421],
    ["evil.example:8080", 421],
    ["localhost.evil.example", 421],
    ["127.0.0.1.evil.example", 421],
    ["192-168-1-5.evil.example", 421],
    ["local.evil.example", 421],
    ["mylocal.example", 421],
    ["notlocal.xlan", 421],
    ["example.org.", 421],
    ["nas.fritz.box", 421],
    ["a.test:80", 200],
    ["test.evil.example", 421],
    ["chat.example.org", 421],
  ];
  test.each(hosts)("N4: %s: %p", (host, status) => {
    expect(verdictOf(host)).toBe(status);
  });

  test("N4: the name of the public address and of the certificate are the server's own", () => {
    expect(verdictOf("chat.example.org:8443", { publicUrl: "https://chat.example.org/" })).toBe(200);
    expect(verdictOf("www.example.org", { publicUrl: "https://chat.example.org/" })).toBe(421);
    expect(verdictOf("a.example.org", { certificateNames: ["*.example.org"] })).toBe(200);
    expect(verdictOf("a.b.example.org", { certificateNames: ["*.example.org"] })).toBe(421);
    expect(verdictOf("example.org", { certificateNames: ["*.example.org"] })).toBe(421);
  });
});

describe("where the name is unknown and nothing is set", () => {
  const from = (peer: string, headers: Record<string, string> = {}) => verdictOf("chat.example.org", {}, peer, headers);

  test("N4: it is refused to private addresses alone, and not if a proxy passed it on", () => {
    for (const peer of ["127.0.0.1", "::1", "10.1.1.1", "172.18.0.1", "fe80::1", "fd00::7"]) {
      expect([peer, from(peer)]).toEqual([peer, 421]);
      expect([peer, from(peer, { "x-forwarded-for": "203.0.113.7" })]).toEqual([peer, 200]);
    }
    expect(from("127.0.0.1", { forwarded: "for=203.0.113.7" })).toBe(200);
    for (const peer of ["203.0.113.7", "2001:db8::7"]) expect([peer, from(peer)]).toEqual([peer, 200]);
  });
});

describe("MAYFLY_ALLOWED_HOSTS", () => {
  test("N4: refuses all other names, whoever asks", () => {
    const settings = { allowedHosts: ["chat.example.org", "*.example.net"] };
    for (const peer of ["127.0.0.1", "203.0.113.7"]) {
      expect(verdictOf("chat.example.org:8080", settings, peer)).toBe(200);
      expect(verdictOf("a.example.net", settings, peer)).toBe(200);
      expect(verdictOf("localhost", settings, peer)).toBe(200);
      expect(verdictOf("example.org", settings, peer)).toBe(421);
      expect(verdictOf("example.org", settings, peer, { "x-forwarded-for": "1.1.1.1" })).toBe(421);
    }
    expect(verdictOf("example.org", { ...settings, trust: LOOPBACK }, "127.0.0.1")).toBe(200);
    expect(verdictOf("example.org", { ...settings, trust: LOOPBACK }, "10.0.0.1")).toBe(421);
    expect(verdictOf("anything.example", { allowedHosts: "*" }, "10.0.0.1")).toBe(200);
  });
});

describe("a server", () => {
  test("N4: answers 421 everywhere but where it is asked whether it lives, and says so in the log once", async () => {
    await using server = await startTestServer();
    const { code } = (await server.client.room()).room;
    const headers = { host: "evil.example" };
    for (const path of ["", "api/rooms", `ws/${code}`, "docs", "api/nothing"]) {
      const { status, body } = await server.ask("GET", path, { headers });
      expect([path, status, body.error?.code]).toEqual([path, 421, "wrong_host"]);
      expect(body.error.message).toContain("MAYFLY_ALLOWED_HOSTS");
    }
    expect((await server.ask("POST", `api/rooms/${code}/messages`, { headers, body: { message: "hi" } })).status).toBe(
      421,
    );
    for (const path of ["healthz", "readyz"]) expect((await server.ask("GET", path, { headers })).status).toBe(200);
    expect(server.lines).toHaveLength(1);
    expect(server.lines[0]).toContain("MAYFLY_ALLOWED_HOSTS");
    expect(server.lines[0]).not.toContain("evil");
  });
});
