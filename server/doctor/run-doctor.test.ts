import { expect, test } from "bun:test";
import { OUTCOMES } from "#protocol/connection-checks";
import { makePair } from "../testing/certificates.ts";
import { startTestServer } from "../testing/test-server.ts";
import { sentenceOf } from "./finding-sentences.ts";
import { parseLobby, runDoctor } from "./run-doctor.ts";

test("N60: an address may lack its scheme and its last slash; what follows the path is left out", () => {
  expect(parseLobby("talk.example")?.href).toBe("https://talk.example/");
  expect(parseLobby("http://pi:8080/chat")?.href).toBe("http://pi:8080/chat/");
  expect(parseLobby("https://talk.example/chat/?x#y")?.href).toBe("https://talk.example/chat/");
  for (const text of ["", "https://", "http://a b/"]) expect(parseLobby(text)).toBeUndefined();
});

test("N60: every outcome has a sentence of its own", () => {
  const sentences = OUTCOMES.map((outcome) => sentenceOf({ outcome, state: "good", fact: "FACT" }));
  expect(new Set(sentences).size).toBe(OUTCOMES.length);
});

test("N60: a server that nobody reaches is told as such, and the command fails", async () => {
  const lines: string[] = [];
  const server = await startTestServer();
  await server.stop();
  expect(await runDoctor(new URL(`${server.origin}/`), (line) => lines.push(line))).toBe(1);
  expect(lines.at(-1)).toContain("doesn't answer");
});

test("N24: a certificate that is wrong is told first, and fails the command", async () => {
  const { key, cert } = await makePair(["nas.local"]);
  using server = Bun.serve({ port: 0, hostname: "127.0.0.1", tls: { key, cert }, fetch: () => new Response() });
  const lines: string[] = [];
  expect(await runDoctor(new URL(`https://localhost:${server.port}/`), (line) => lines.push(line))).toBe(1);
  expect(lines[1]).toStartWith("BAD  The certificate isn't for localhost, but for nas.local; it is by a CA");
});

test("N60: what a proxy does wrong comes with the lines for each kind of proxy, and an end as failed", async () => {
  await using server = await startTestServer({ PUBLIC_URL: "https://talk.example/" });
  // Something on the way that lets only plain requests through.
  using way = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/ws/doctor") return new Response("no", { status: 400 });
      const headers = new Headers(request.headers);
      headers.set("origin", "https://talk.example");
      headers.set("x-forwarded-for", "203.0.113.9");
      const { method } = request;
      const body = method === "POST" ? await request.arrayBuffer() : null;
      const answer = await fetch(server.origin + pathname, { method, headers, body });
      return new Response(await answer.arrayBuffer(), answer);
    },
  });
  const lines: string[] = [];
  expect(await runDoctor(new URL(way.url), (line) => lines.push(line))).toBe(1);
  const text = lines.join("\n");
  for (const words of [
    "BAD  WebSockets don't get through",
    "BAD  Event streams are held back",
    "BAD  The server takes",
  ]) {
    expect(text).toContain(words);
  }
  expect(text).toContain("proxy_set_header Upgrade $http_upgrade;");
  expect(text).toContain("MAYFLY_TRUST_PROXY=127.0.0.1");
});
