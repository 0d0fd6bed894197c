import { describe, expect, test } from "bun:test";
import { LOOPBACK } from "../../network/ip-address.ts";
import { startTestServer, type TestServerVariables } from "../../testing/test-server.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { type OriginSettings, Origins } from "./origins.ts";
import { ProxyHeaders, type ProxyTrust } from "./proxy-headers.ts";

const at = ({ trustProxy = "off", ...given }: Partial<OriginSettings> & { trustProxy?: ProxyTrust } = {}) => {
  const settings = { publicUrl: undefined, basePath: "/", allowedOrigins: [], allowedHosts: [], ...given };
  const proxies = new ProxyHeaders(trustProxy);
  return new Origins(settings, proxies, new AllowedHosts(settings, proxies));
};
const from = (headers: Record<string, string>, url = "http://chat.example:8080/ws/x") => ({
  request: new Request(url, { headers }),
  server: { requestIP: () => ({ address: "127.0.0.1" }) },
});

describe("origins that may connect", () => {
  const here: [origin: string, isFine: boolean][] = [
    ["http://chat.example:8080", true],
    ["https://chat.example:8080", true],
    ["http://CHAT.example:8080", true],
    ["http://chat.example", false],
    ["http://chat.example:8081", false],
    ["http://evil.example", false],
    ["http://chat.example.evil.example:8080", false],
    ["http://evil.example/chat.example:8080", false],
    ["http://chat.example:8080@evil.example", false],
    ["null", false],
    ["", false],
    ["chat.example:8080", false],
    ["file://", false],
    ["javascript:alert(1)", false],
    ["https://chat.example", false],
    ["http://sub.chat.example:8080", false],
    ["http://chat.example.:8080", false],
    ["http://127.0.0.1:8080", false],
    ["chrome-extension://chat.example", false],
    ["blob:http://chat.example:8080/x", false],
  ];
  test.each(here)("W11: a page of %p, on chat.example:8080: %p", (origin, isFine) => {
    expect(at().mayConnect(from({ origin }))).toBe(isFine);
  });

  test("W11: no Origin is a client that is not a browser", () => {
    expect(at().mayConnect(from({}))).toBe(true);
  });

  test("W11: MAYFLY_PUBLIC_URL and MAYFLY_ALLOWED_ORIGINS may, to the letter", () => {
    const origins = at({ publicUrl: "https://talk.example/chat/", allowedOrigins: ["https://a.example"] });
    for (const origin of ["https://talk.example", "https://a.example"]) {
      expect(origins.mayConnect(from({ origin }))).toBe(true);
    }
    for (const origin of ["http://talk.example", "https://talk.example:1", "http://a.example", "https://b.example"]) {
      expect(origins.mayConnect(from({ origin }))).toBe(false);
    }
    expect(at({ allowedOrigins: "*" }).mayConnect(from({ origin: "https://any.example" }))).toBe(true);
  });

  test("N20: with --tls auto, pages of each of the certificate's names may, at that name, and no others", () => {
    const tlsNames = ["www.example.org", "2001:db8:0::7"];
    const settings = { publicUrl: "https://chat.example.org/", tlsNames };
    const mayConnect = (tls: string, origin: string, own = origin) =>
      at({ ...settings, tls }).mayConnect(from({ origin }, `${own}/ws/x`));
    for (const host of ["chat.example.org", "www.example.org", "[2001:db8::7]"]) {
      for (const scheme of ["https", "http"]) expect(mayConnect("auto", `${scheme}://${host}`)).toBe(true);
    }
    expect(mayConnect("auto", "http://www.example.org", "https://www.example.org")).toBe(false);
    expect(mayConnect("auto", "https://www.example.org:444", "https://www.example.org")).toBe(false);
    expect(mayConnect("auto", "https://evil.example")).toBe(false);
    expect(mayConnect("self", "https://www.example.org")).toBe(false);
  });

  test("W11: the forwarded host counts only behind a trusted proxy", () => {
    const proxied = { origin: "https://talk.example", "x-forwarded-proto": "https" };
    const written = ["talk.example", "Talk.Example", "talk.example:443", "evil.example, talk.example"];
    for (const host of written) {
      const request = from({ ...proxied, "x-forwarded-host": host });
      expect(at({ trustProxy: LOOPBACK }).mayConnect(request)).toBe(true);
      expect(at().mayConnect(request)).toBe(false);
    }
    const forged = from({ ...proxied, "x-forwarded-host": "talk.example, chat.example" });
    expect(at({ trustProxy: LOOPBACK }).mayConnect(forged)).toBe(false);
  });

  test("W11: a Host that names the port an Origin leaves out is the same", () => {
    for (const [origin, port, isFine] of [
      ["https://talk.example", 443, true],
      ["http://talk.example", 80, true],
      ["http://talk.example", 443, false],
      ["https://talk.example", 8443, false],
    ] as const) {
      const forwarded = from({ origin, "x-forwarded-host": `talk.example:${port}` });
      expect([origin, port, at({ trustProxy: LOOPBACK }).mayConnect(forwarded)]).toEqual([origin, port, isFine]);
      const passedOn = from({ origin }, `http://talk.example:${port}/ws/x`);
      expect([origin, port, at().mayConnect(passedOn)]).toEqual([origin, port, isFine]);
    }
  });

  test("W11: with a public address, the Host that came is not this host", () => {
    const origins = at({ publicUrl: "https://talk.example/" });
    expect(origins.mayConnect(from({ origin: "http://chat.example:8080" }))).toBe(false);
  });

  test("W11: a trusted proxy's port is that of a Host without one", () => {
    const proxied = (headers: Record<string, string>) =>
      from(
        { origin: "https://talk.example:8443", "x-forwarded-proto": "https", ...headers },
        "http://talk.example/ws/x",
      );
    const trusting = at({ trustProxy: LOOPBACK });
    expect(trusting.mayConnect(proxied({}))).toBe(false);
    expect(trusting.mayConnect(proxied({ "x-forwarded-port": "8443" }))).toBe(true);
    expect(trusting.mayConnect(proxied({ "x-forwarded-port": "1, 8443" }))).toBe(true);
    expect(trusting.mayConnect(proxied({ "x-forwarded-port": "8443x" }))).toBe(false);
    expect(trusting.mayConnect(proxied({ "x-forwarded-port": "443" }))).toBe(false);
    expect(trusting.mayConnect(proxied({ "x-forwarded-port": "8443", "x-forwarded-host": "talk.example:1" }))).toBe(
      false,
    );
    expect(at().mayConnect(proxied({ "x-forwarded-port": "8443" }))).toBe(false);
    // Some proxies forward the port of the plain connection behind them.
    expect(trusting.mayConnect(proxied({ origin: "https://talk.example", "x-forwarded-port": "80" }))).toBe(true);
    expect(trusting.urlOf(proxied({ "x-forwarded-port": "8443" }), "x")).toBe("https://talk.example:8443/x");
    expect(trusting.urlOf(proxied({ "x-forwarded-port": "80" }), "x")).toBe("https://talk.example/x");
  });

  test("W11: a proxy that spoils Host or Upgrade is told of in the log, once each, with the setting", async () => {
    await using server = await startTestServer({ ALLOWED_HOSTS: "chat.example" });
    const { code } = (await server.client.room()).room;
    const refuse = (headers: Record<string, string>) => server.ask("GET", `ws/${code}`, { headers });
    await refuse({ origin: "https://evil.example", host: "chat.example" });
    await refuse({});
    expect(server.lines).toEqual([]);
    for (let n = 0; n < 3; n++) await refuse({ origin: "https://chat.example:8443", host: "chat.example" });
    expect(server.lines).toHaveLength(1);
    expect(server.lines[0]).toContain("MAYFLY_PUBLIC_URL");
    expect(server.lines[0]).not.toContain("chat.example");
    for (let n = 0; n < 3; n++) await refuse({ "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" });
    expect(server.lines).toHaveLength(2);
    expect(server.lines[1]).toContain("Upgrade");
  });

  test("W11: a proxy that passes its own address on as Host is told of as well", async () => {
    await using server = await startTestServer();
    const { code } = (await server.client.room()).room;
    await server.ask("GET", `ws/${code}`, { headers: { origin: "https://chat.example" } });
    expect(server.lines.join("")).toContain("MAYFLY_PUBLIC_URL");
  });

  test("W11: a proxy that passes another name on as Host shows by what the browser or the proxy says besides", async () => {
    const proxied = { origin: "https://chat.example", host: "backend:8080" };
    for (const sign of [{ "sec-fetch-site": "same-origin" }, { "x-forwarded-host": "Chat.Example" }]) {
      await using server = await startTestServer();
      const { code } = (await server.client.room()).room;
      const { status } = await server.ask("GET", `ws/${code}`, { headers: { ...proxied, ...sign } });
      expect(status).toBe(403);
      expect(server.lines.join("")).toContain("MAYFLY_PUBLIC_URL");
    }
  });

  test("N54: a page over https whose trusted proxy says http is served, and told of in the log once", async () => {
    await using server = await startTestServer({ TRUST_PROXY: "loopback" });
    const ask = (proto: string) =>
      server.ask("POST", "api/doctor", {
        headers: { host: "chat.local", origin: "https://chat.local", "x-forwarded-proto": proto },
      });
    const told = () => server.lines.filter((line) => line.includes("X-Forwarded-Proto"));
    expect((await ask("https")).status).toBe(200);
    expect(told()).toEqual([]);
    for (let times = 0; times < 2; times++) expect((await ask("http")).status).toBe(200);
    expect(told()).toHaveLength(1);
  });

  test("W11: a socket of another origin is refused with 403 before the upgrade", async () => {
    await using server = await startTestServer();
    const { code } = (await server.client.room()).room;
    const connect = (origin: string) =>
      server.client.connect(code, { headers: { origin } }).then(
        () => "open",
        () => "refused",
      );
    expect(await connect(server.origin)).toBe("open");
    expect(await connect("https://evil.example")).toBe("refused");
    expect(await connect("null")).toBe("refused");
    const { status, body } = await server.ask("GET", `ws/${code}`, { headers: { origin: "https://evil.example" } });
    expect([status, body.error.code]).toEqual([403, "wrong_origin"]);
    expect(server.node.openSockets.count).toBe(1);
  });
});

describe("the address of a room", () => {
  const urlFor = async (variables: TestServerVariables, headers: Record<string, string> = {}) => {
    await using server = await startTestServer(variables);
    const { body } = await server.ask("PUT", "api/rooms/tea-time", { headers });
    return body.url.replace(server.origin, "HERE");
  };
  const forwarded = { "x-forwarded-host": "talk.example", "x-forwarded-proto": "https" };

  test("R1: is the one the request came to, below the base path", async () => {
    expect(await urlFor({})).toBe("HERE/tea-time");
    expect(await urlFor({ BASE_PATH: "/chat" })).toBe("HERE/chat/tea-time");
    expect(await urlFor({}, { host: "pi:8080" })).toBe("http://pi:8080/tea-time");
  });

  test("R1: is the operator's public address, where one is set", async () => {
    const settings = { PUBLIC_URL: "https://talk.example", BASE_PATH: "/chat", TRUST_PROXY: "loopback" };
    expect(await urlFor(settings, { ...forwarded, "x-forwarded-host": "x.example" })).toBe(
      "https://talk.example/chat/tea-time",
    );
  });

  test("R1: is the one a trusted proxy forwards; without one, forwarded headers are ignored", async () => {
    expect(await urlFor({ TRUST_PROXY: "loopback" }, forwarded)).toBe("https://talk.example/tea-time");
    expect(await urlFor({}, forwarded)).toBe("HERE/tea-time");
    const two = { "x-forwarded-host": "evil.example, talk.example", "x-forwarded-proto": "http, https" };
    expect(await urlFor({ TRUST_PROXY: "loopback" }, two)).toBe("https://talk.example/tea-time");
  });

  test("N3: a name that anybody may have written counts only if it is allowed, and the log says so once", async () => {
    await using server = await startTestServer({ TRUST_PROXY: "on", ALLOWED_HOSTS: "talk.example" });
    const urlOf = async (host: string) =>
      (await server.ask("PUT", "api/rooms/tea-time", { headers: { "x-forwarded-host": host } })).body.url;
    expect(await urlOf("talk.example")).toBe("http://talk.example/tea-time");
    expect(await urlOf("nas.local:8443")).toBe("http://nas.local:8443/tea-time");
    expect(server.lines).toEqual([]);
    for (let n = 0; n < 2; n++) expect(await urlOf("evil.example")).toBe(`${server.origin}/tea-time`);
    expect(server.lines).toHaveLength(1);
    expect(server.lines[0]).toContain("MAYFLY_TRUST_PROXY");
    expect(server.lines[0]).not.toContain("evil");
  });

  test("N3: has the prefix that a trusted proxy took away, or that is the base path", async () => {
    const prefixed = { ...forwarded, "x-forwarded-prefix": "/chat" };
    expect(await urlFor({ TRUST_PROXY: "loopback" }, prefixed)).toBe("https://talk.example/chat/tea-time");
    expect(await urlFor({ TRUST_PROXY: "loopback", BASE_PATH: "/chat" }, prefixed)).toBe(
      "https://talk.example/chat/tea-time",
    );
    expect(await urlFor({ TRUST_PROXY: "10.0.0.1" }, prefixed)).toBe("HERE/tea-time");
  });

  test("R1: garbage from a trusted proxy is not passed on", async () => {
    for (const host of ['"><script>', "a b", "[::", " "]) {
      expect(await urlFor({ TRUST_PROXY: "loopback" }, { "x-forwarded-host": host })).toBe("HERE/tea-time");
    }
    const schemed = { "x-forwarded-host": "talk.example", "x-forwarded-proto": "javascript" };
    expect(await urlFor({ TRUST_PROXY: "loopback" }, schemed)).toBe("http://talk.example/tea-time");
  });
});
