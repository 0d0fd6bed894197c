import { afterAll, expect, test } from "bun:test";
import { healthAddress, healthcheck } from "./healthcheck.ts";

const asked: string[] = [];
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request) => {
    asked.push(new URL(request.url).pathname);
    return new Response("", { status: request.url.endsWith("/chat/healthz") ? 200 : 503 });
  },
});
const at = { host: "0.0.0.0", port: Number(server.port), basePath: "/chat/", tls: undefined };
afterAll(() => server.stop(true));

test("A10: asks /healthz under the base path and answers 0 for a 200", async () => {
  expect(await healthcheck(at)).toBe(0);
  expect(asked).toEqual(["/chat/healthz"]);
});

test("A10: answers 1 for anything else, and for no answer", async () => {
  expect(await healthcheck({ ...at, basePath: "/" })).toBe(1);
  expect(await healthcheck({ ...at, port: 1 })).toBe(1);
});

test("A10: asks the address and the protocol the server listens with", () => {
  const tls = { certFile: "cert.pem", keyFile: "key.pem" };
  expect(healthAddress({ ...at, host: "192.168.1.20", port: 80, tls })).toBe("https://192.168.1.20:80/chat/healthz");
  expect(healthAddress({ ...at, host: "::", port: 80 })).toBe("http://[::1]:80/chat/healthz");
});
