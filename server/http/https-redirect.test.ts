import { expect, test } from "bun:test";
import { createHttpsRedirect } from "./https-redirect.ts";

const answer = createHttpsRedirect({
  basePath: "/chat/",
  challengeAnswer: (token) => ({ "a-token_1": "a-token_1.key" })[token],
  secureHost: (hostname) => (hostname === "chat.example.org" ? hostname : "chat.example.org:8443"),
});
const ask = (url: string, init: RequestInit = {}) => answer(new Request(url, init));

test("N20: http answers the CA's checks, and leads all else to https with its path and query", async () => {
  const check = ask("http://chat.example.org/.well-known/acme-challenge/a-token_1");
  expect([check?.status, await check?.text()]).toEqual([200, "a-token_1.key"]);
  expect(ask("http://chat.example.org/.well-known/acme-challenge/other")?.status).toBe(404);
  for (const [url, location] of [
    ["http://chat.example.org/chat/tea?a=1&b=%20", "https://chat.example.org/chat/tea?a=1&b=%20"],
    ["http://chat.example.org:8080/", "https://chat.example.org/"],
    ["http://evil.example/chat/", "https://chat.example.org:8443/chat/"],
    ["http://[2001:db8::1]/x", "https://chat.example.org:8443/x"],
    ["http://chat.example.org//evil.example/", "https://chat.example.org//evil.example/"],
    ["http://chat.example.org/.well-known/acme-challenge/../x", "https://chat.example.org/.well-known/x"],
  ] as const) {
    const { status, headers } = ask(url, { method: "POST" }) ?? new Response();
    expect([status, headers.get("location")]).toEqual([308, location]);
  }
});

test("N20: who checks the server's health is answered over http; without a certificate, so is everybody", () => {
  expect(ask("http://10.0.0.2:8080/chat/healthz")).toBeUndefined();
  expect(ask("http://10.0.0.2:8080/chat/readyz")).toBeUndefined();
  expect(ask("http://10.0.0.2:8080/healthz")?.status).toBe(308);
  const without = createHttpsRedirect({ basePath: "/", challengeAnswer: () => undefined, secureHost: () => undefined });
  expect(without(new Request("http://chat.example.org/"))).toBeUndefined();
  expect(answer({ url: "no address" } as Request)).toBeUndefined();
});
